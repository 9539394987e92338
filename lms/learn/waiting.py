"""On the waiting list of a full group, and off it: one press each. Not here: the page, which is that of joining."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from courses.delivery.errors import RunClosed
from courses.delivery.joining import WaitingState
from courses.delivery.queries import run_by_public_id
from courses.flows import wait as flow
from lms import clock
from lms.db import transaction
from lms.errors import message_of
from lms.learn import blueprint
from lms.learn.enrolment_page import enrolment_page
from lms.policy import Permission, requires
from lms.signin import actor


@blueprint.post("/inschrijven/<run>/wachtlijst")
@requires(Permission.LEARN)
def wait(run: str) -> ResponseReturnValue:
    """Whoever finds a seat free after all simply has it; too late, and the page says so with the next group."""
    try:
        seated = _wait(run)
    except RunClosed as error:
        page = enrolment_page(run, refused=message_of(error))
        return render_template("learn/enrol.html", page=page), 409
    if seated:
        flash(_("You are in. The dates are in your mail."), "ok")
        return redirect(url_for("learn.home"))
    flash(_("You are on the waiting list. You hear from us when it is your turn."), "ok")
    return redirect(url_for("learn.enrol", run=run))


def _wait(run: str) -> bool:
    with transaction() as session:
        row = run_by_public_id(session, run)
        waiting = flow.wait(session, person_id=actor().person_id, run_id=row.id, now=clock.now())
        return waiting.state is WaitingState.SEATED


@blueprint.post("/inschrijven/<run>/wachtlijst/af")
@requires(Permission.LEARN)
def stop_waiting(run: str) -> ResponseReturnValue:
    with transaction() as session:
        row = run_by_public_id(session, run)
        flow.stop_waiting(session, person_id=actor().person_id, run_id=row.id, now=clock.now())
    flash(_("You are off the waiting list. The next person moves up."), "ok")
    return redirect(url_for("learn.enrol", run=run))
