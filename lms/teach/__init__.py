"""The trainer's pages: what waits, grading, groups and attendance. Not here: planning runs."""

from flask import Blueprint

blueprint = Blueprint("teach", __name__)

from lms.teach import (  # noqa: E402, F401
    agreeing,
    attendance,
    code,
    follow_up,
    grading,
    groups,
    overview,
    queue,
    ticks,
    tracks,
    voice,
    waiting,
)
