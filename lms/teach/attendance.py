"""Who was there: one list, one press when everybody was, one save.

Not here: what attendance leads to (`courses.flows.attend`).
"""

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from courses.delivery.errors import AttendanceChanged
from courses.flows.attend import record_attendance
from lms import clock
from lms.db import transaction
from lms.errors import message_of
from lms.policy import Permission, requires
from lms.teach import blueprint
from lms.teach.attendance_page import FoundMeeting, Listed, attendance_view, find_meeting, read_list
from lms.teach.group_page import note_group_read

ADDRESS = "/groepen/<run>/bijeenkomsten/<meeting>"


@blueprint.get(ADDRESS)
@requires(Permission.TEACH)
def attendance(run: str, meeting: str) -> str:
    found = find_meeting(run, meeting)
    note_group_read(found.run)
    return attendance_view(found)


@blueprint.post(ADDRESS)
@requires(Permission.TEACH)
def save_attendance(run: str, meeting: str) -> ResponseReturnValue:
    """All of it or nothing: when somebody else changed a line in between, both are shown."""
    found = find_meeting(run, meeting)
    listed = read_list(request.form, found.participations)
    try:
        _record(found, listed)
    except AttendanceChanged as error:
        return attendance_view(found, typed=listed, fault=message_of(error)), 409
    flash(_("Attendance is saved."), "ok")
    if request.form.get("do") == "everybody":
        return redirect(url_for("teach.attendance", run=run, meeting=meeting), code=303)
    return redirect(url_for("teach.run", run=run))


def _record(found: FoundMeeting, listed: list[Listed]) -> None:
    with transaction() as session:
        for line in listed:
            if line.presence is not None:
                record_attendance(
                    session,
                    run_session_id=found.session_id,
                    participation_id=line.participation_id,
                    presence=line.presence,
                    actor_id=found.run.person_id,
                    note=line.note or None,
                    now=clock.now(),
                    expected_version=line.version,
                    guest=line.participation_id in found.guests,
                )
