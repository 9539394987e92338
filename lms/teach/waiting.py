"""Yes or no to who waits at a session: one by one, or yes to everybody of the group at once.

Not here: why somebody waits (`waiting_page`).
"""

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from courses.delivery.checkin_errors import NoSuchCheckIn
from courses.delivery.errors import RunClosed, RunFull
from courses.flows.decide_check_in import accept_all, decide_check_in
from lms import clock
from lms.db import transaction
from lms.errors import message_of
from lms.policy import Permission, requires
from lms.teach import blueprint
from lms.teach.attendance import ADDRESS
from lms.teach.attendance_page import FoundMeeting, find_meeting


@blueprint.post(f"{ADDRESS}/wachtend")
@requires(Permission.TEACH)
def decide_waiting(run: str, meeting: str) -> ResponseReturnValue:
    found = find_meeting(run, meeting)
    try:
        flash(_decide(found, request.form.get("do", ""), request.form.get("check_in", "")), "ok")
    except (RunFull, RunClosed) as error:
        flash(message_of(error), "wait")
    except NoSuchCheckIn:
        flash(_("A colleague was first, or it is done already."), "info")
    return redirect(url_for("teach.attendance", run=run, meeting=meeting) + "#waiting", code=303)


def _decide(found: FoundMeeting, act: str, check_in: str) -> str:
    who, now = found.run.person_id, clock.now()
    with transaction() as session:
        if act == "all":
            count = accept_all(session, run_session_id=found.session_id, actor_id=who, now=now)
            return str(ngettext("%(num)s person is noted as present.", "%(num)s people are noted as present.", count))
        decided = decide_check_in(
            session,
            run_session_id=found.session_id,
            check_in=check_in,
            accepted=act == "yes",
            actor_id=who,
            now=now,
        )
        name = decided.person.display_name
    if act == "yes":
        return str(_("%(name)s is noted as present.", name=name))
    return str(_("%(name)s is not noted as present.", name=name))
