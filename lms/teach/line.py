"""The waiting list, and moving somebody to another group: what a trainer or manager may do for a participant.

Not here: what the pages show (`line_page`, `transfer_page`).
"""

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from courses.delivery.errors import BadMove, NoSuchRun, RunClosed
from courses.delivery.joining import Waiting
from courses.errors import N_
from courses.flows import wait as flow
from courses.flows.transfer import transfer
from lms import clock
from lms.db import transaction
from lms.errors import message_of, status_of
from lms.forms import number_in
from lms.policy import Permission, requires
from lms.teach import blueprint
from lms.teach.group_page import FoundRun, find_run, group_view
from lms.teach.line_page import Typed
from lms.teach.transfer_page import transfer_view

WAITS = N_("That group is full: they are on its waiting list, and keep their seat here.")


@blueprint.post("/groepen/<run>/wachtlijst/<waiting>")
@requires(Permission.TEACH)
def move_up(run: str, waiting: str) -> ResponseReturnValue:
    """Further to the front, with a reason; what cannot be comes back with what was typed."""
    found = find_run(run)
    reason = request.form.get("reason", "")
    try:
        _move_up(found, waiting, number_in(request.form.get("place")), reason)
    except BadMove as error:
        return group_view(found, typed=Typed(waiting, reason, message_of(error))), status_of(error)
    flash(_("The waiting list has a new order."), "ok")
    return redirect(url_for("teach.run", run=run, _anchor="line"))


def _move_up(found: FoundRun, waiting: str, place: int, reason: str) -> None:
    with transaction() as session:
        flow.move_up(
            session,
            run_id=found.run_id,
            waiting_public_id=waiting,
            place=place,
            reason=reason,
            actor_id=found.person_id,
            now=clock.now(),
        )


@blueprint.get("/groepen/<run>/deelnemers/<participation>/verplaatsen")
@requires(Permission.TEACH)
def transferring(run: str, participation: str) -> str:
    return transfer_view(find_run(run), participation)


@blueprint.post("/groepen/<run>/deelnemers/<participation>/verplaatsen")
@requires(Permission.TEACH)
def do_transfer(run: str, participation: str) -> ResponseReturnValue:
    found = find_run(run)
    try:
        waits = _transfer(found, participation, request.form.get("to", ""))
    except (NoSuchRun, RunClosed) as error:
        fault = message_of(error) if request.form.get("to") else _("Choose a group first.")
        return transfer_view(found, participation, fault=fault), 422
    flash(
        _("That group is full: they are on its waiting list, and keep their seat here.") if waits else _("Moved."), "ok"
    )
    return redirect(url_for("teach.run", run=run))


def _transfer(found: FoundRun, participation: str, to: str) -> bool:
    """True when the other group is full, and they wait for it."""
    with transaction() as session:
        made = transfer(
            session,
            run_id=found.run_id,
            participation_public_id=participation,
            to_public_id=to,
            actor_id=found.person_id,
            now=clock.now(),
        )
        return isinstance(made, Waiting) and made.ended_at is None
