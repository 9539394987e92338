"""The trainer's pages: what waits, grading, groups, attendance, planning and moving. Not here: what follows."""

from flask import Blueprint

blueprint = Blueprint("teach", __name__)

from lms.teach import (  # noqa: E402, F401
    agreeing,
    attendance,
    code,
    editing,
    exchange,
    follow_up,
    grading,
    groups,
    insight,
    line,
    material,
    moving,
    overview,
    planning,
    queue,
    substitute,
    ticks,
    tracks,
    voice,
    waiting,
)
