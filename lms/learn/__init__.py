"""What a teacher does: see the next step, read, answer, come to a session, join a group, hand in.

Not here: grading and attendance (`lms.teach`), badges (`lms.badges`), and any rule about what is complete.
"""

from flask import Blueprint

blueprint = Blueprint("learn", __name__)

from lms.learn import (  # noqa: E402, F401
    agenda,
    checkin,
    enrolment,
    evidence,
    exchange,
    feedback,
    goals,
    hand_in,
    home,
    materials,
    meetings,
    missed,
    quiz,
    reader,
    results,
    sending,
    waiting,
)
from lms.learn.shared import ticks  # noqa: E402

blueprint.add_app_template_filter(ticks)
