"""What a teacher does: see the next step, read, answer, come to a session, join a group, hand in.

Not here: grading and attendance (`lms.teach`), badges (`lms.badges`), and any rule about what is complete.
"""

from flask import Blueprint

blueprint = Blueprint("learn", __name__)

from lms.learn import (  # noqa: E402
    checkin,  # noqa: F401
    enrolment,  # noqa: F401
    evidence,  # noqa: F401
    goals,  # noqa: F401
    hand_in,  # noqa: F401
    home,  # noqa: F401
    meetings,  # noqa: F401
    quiz,  # noqa: F401
    reader,  # noqa: F401
    results,  # noqa: F401
    sending,  # noqa: F401
)
from lms.learn.shared import ticks  # noqa: E402

blueprint.add_app_template_filter(ticks)
