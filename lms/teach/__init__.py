"""The trainer's pages: what waits, grading, groups and attendance. Not here: planning runs."""

from flask import Blueprint

blueprint = Blueprint("teach", __name__)

from lms.teach import agreeing, attendance, code, grading, groups, queue, ticks, tracks, waiting  # noqa: E402, F401
