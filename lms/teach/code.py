"""The screen of a session, for the wall of a school hall: one press from the desk or the group.

It shows how many are in and no names, so opening it is no reading of personal data.
"""

from lms.policy import Permission, requires
from lms.teach import blueprint
from lms.teach.attendance_page import find_meeting
from lms.teach.code_page import code_view


@blueprint.get("/groepen/<run>/bijeenkomsten/<meeting>/code")
@requires(Permission.TEACH)
def code(run: str, meeting: str) -> str:
    return code_view(find_meeting(run, meeting))
