"""Moving and cancelling sessions, and cancelling a whole group: first what it does and who hears it, then one save.

Not here: what follows from it (`courses.flows.move_session`, `courses.flows.cancel_run`).
"""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from courses.delivery.errors import BadPlan, PlanChanged
from courses.delivery.queries import roster
from courses.flows.cancel_run import cancel_run
from courses.flows.move_session import cancel_session, move_session
from lms import clock, wording
from lms.db import reading, transaction
from lms.errors import message_of, status_of
from lms.policy import Permission, requires
from lms.teach import blueprint
from lms.teach.group_page import FoundRun, find_run, the_run
from lms.teach.moving_page import asked, find_meeting, move_view

ADDRESS = "/groepen/<run>/bijeenkomsten/<meeting>/verzetten"


@blueprint.get(ADDRESS)
@requires(Permission.TEACH)
def move(run: str, meeting: str) -> str:
    """The form; with a day and times in the address also what would move along."""
    return move_view(find_meeting(run, meeting), asked(request.args))


@blueprint.post(ADDRESS)
@requires(Permission.TEACH)
def do_move(run: str, meeting: str) -> ResponseReturnValue:
    found, given = find_meeting(run, meeting), asked(request.form)
    try:
        with transaction() as session:
            wanted = given.move(found.session_id)
            who = {"seen": given.seen, "actor_id": found.run.person_id}
            done = move_session(session, move=wanted, **who, now=clock.now(), reason=given.reason)
    except (BadPlan, PlanChanged) as error:
        return move_view(found, given, fault=message_of(error)), status_of(error)
    flash(_("Moved. Everybody concerned gets one message.") if done else _("It was so already."), "ok")
    return redirect(url_for("teach.run", run=run))


@blueprint.post("/groepen/<run>/bijeenkomsten/<meeting>/afgelasten")
@requires(Permission.TEACH)
def call_off(run: str, meeting: str) -> ResponseReturnValue:
    found, given = find_meeting(run, meeting), asked(request.form)
    try:
        with transaction() as session:
            who = {"seen": given.seen, "actor_id": found.run.person_id}
            cancel_session(session, run_session_id=found.session_id, **who, reason=given.reason, now=clock.now())
    except (BadPlan, PlanChanged) as error:
        return move_view(found, given, fault=message_of(error)), status_of(error)
    flash(_("This session is cancelled. Everybody in the group gets one message."), "ok")
    return redirect(url_for("teach.run", run=run))


@blueprint.get("/groepen/<run>/afgelasten")
@requires(Permission.TEACH)
def ask_cancelling(run: str) -> str:
    return _cancel_view(find_run(run))


@blueprint.post("/groepen/<run>/afgelasten")
@requires(Permission.TEACH)
def do_cancelling(run: str) -> ResponseReturnValue:
    found, given = find_run(run), asked(request.form)
    try:
        with transaction() as session:
            who = {"seen": given.seen, "actor_id": found.person_id}
            cancel_run(session, run_id=found.run_id, reason=request.form.get("reason", ""), **who, now=clock.now())
    except (BadPlan, PlanChanged) as error:
        typed = request.form.get("reason", "")
        return _cancel_view(found, reason=typed, fault=message_of(error)), status_of(error)
    flash(_("This group is cancelled. Everybody in it gets one message, with the groups that have room."), "ok")
    return redirect(url_for("teach.run", run=run))


def _cancel_view(found: FoundRun, *, reason: str = "", fault: str = "") -> str:
    with reading() as session:
        run = the_run(session, found)
        people = len(roster(session, run_id=run.id))
        return render_template("teach/cancel.html", run=run, people=people, reason=reason, fault=fault, w=wording)
