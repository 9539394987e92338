"""Joining, changing and leaving a group: each is asked once more before it is done.

Not here: choosing one (the module's page), and who may still join (`courses.delivery.rules`).
"""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from courses.delivery.errors import BadQuestion, RunClosed, RunFull
from courses.delivery.queries import run_by_public_id
from courses.flows import enrol as flow
from courses.flows.ask import ask_at_joining
from lms import clock
from lms.db import transaction
from lms.errors import message_of, status_of
from lms.learn import blueprint
from lms.learn.enrolment_page import enrolment_page
from lms.policy import Permission, requires
from lms.signin import actor


@blueprint.get("/inschrijven/<run>")
@requires(Permission.LEARN)
def enrol(run: str) -> str:
    return render_template("learn/enrol.html", page=enrolment_page(run))


@blueprint.post("/inschrijven/<run>")
@requires(Permission.LEARN)
def join(run: str) -> ResponseReturnValue:
    """Full or closed: the page says so, with the next group that has room."""
    wish = request.form.get("wish", "")
    try:
        with transaction() as session:
            row = run_by_public_id(session, run)
            enrolment = flow.enrol(session, person_id=actor().person_id, run_id=row.id, now=clock.now())
            ask_at_joining(session, enrolment=enrolment, body=wish, now=clock.now())
            spoor = enrolment.participation.public_id
    except (RunFull, RunClosed, BadQuestion) as error:
        page = enrolment_page(run, refused=message_of(error), wish=wish)
        return render_template("learn/enrol.html", page=page), status_of(error)
    flash(_("You are in. The dates are in your mail."), "ok")
    return redirect(url_for("learn.home", spoor=spoor))


@blueprint.get("/inschrijven/<run>/uitschrijven")
@requires(Permission.LEARN)
def leaving(run: str) -> str:
    return render_template("learn/leave.html", page=enrolment_page(run))


@blueprint.post("/inschrijven/<run>/uitschrijven")
@requires(Permission.LEARN)
def leave(run: str) -> ResponseReturnValue:
    with transaction() as session:
        row = run_by_public_id(session, run)
        flow.leave(session, person_id=actor().person_id, run_id=row.id, now=clock.now())
    flash(_("You left the group. What you did is kept."), "ok")
    return redirect(url_for("learn.home"))
