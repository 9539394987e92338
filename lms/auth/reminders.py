"""How one wants to be reminded: in the profile, and without signing in from the foot of a mail (RFC 8058).

Not here: what there is to be reminded of, and when (`courses.reminders`).
"""

from dataclasses import replace

from flask import abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from courses.people.queries import person_by_public_id
from courses.reminders.errors import BadChoice
from courses.reminders.models import Pace, ReminderKind
from courses.reminders.queries import choice_of
from courses.reminders.rules import Choice
from courses.reminders.services import choose
from lms import clock
from lms.auth import blueprint
from lms.auth.forms import FOR_TRAINERS, RemindersForm
from lms.db import reading, transaction
from lms.errors import message_of
from lms.guards import csrf
from lms.links import reminded_person
from lms.policy import Permission, public, requires
from lms.signin import actor
from lms.wiring import wiring


@blueprint.get("/profiel/herinneringen")
@requires(Permission.OWN_ACCOUNT)
def reminders() -> str:
    """When, how often, and of what."""
    return _page(_form())


@blueprint.post("/profiel/herinneringen")
@requires(Permission.OWN_ACCOUNT)
def save_reminders() -> tuple[str, int] | Response:
    """What waits already is planned accordingly."""
    form = _form()
    if not form.validate_on_submit():
        return _page(form), 422
    try:
        with transaction() as database:
            choose(database, person_id=actor().person_id, choice=_chosen(form), now=clock.now())
    except BadChoice as error:
        form[error.field or "hour"].errors = (message_of(error),)
        return _page(form), 422
    flash(_("Saved."), "ok")
    return redirect(url_for("auth.profile") + "#reminders", code=303)


def _page(form: RemindersForm) -> str:
    return render_template("auth/reminders.html", form=form)


def _form() -> RemindersForm:
    """As somebody chose before; what only trainers hear is asked of trainers only."""
    with reading() as database:
        choice = choice_of(database, person_id=actor().person_id)
    shown = [kind for kind in ReminderKind if kind not in FOR_TRAINERS or actor().may(Permission.TEACH)]
    form = RemindersForm(
        data={
            "pace": choice.pace.value,
            "hour": choice.hour,
            "quiet_from": choice.quiet_from,
            "quiet_until": choice.quiet_until,
            "weekend": choice.weekend,
            "kinds": [kind.value for kind in shown if kind not in choice.off],
        }
    )
    values = {kind.value for kind in shown}
    form.kinds.choices = [one for one in form.kinds.choices if one.value in values]
    return form


def _chosen(form: RemindersForm) -> Choice:
    asked = {one.value for one in form.kinds.choices}
    return Choice(
        pace=Pace(form.pace.data),
        hour=form.hour.data,
        quiet_from=form.quiet_from.data,
        quiet_until=form.quiet_until.data,
        weekend=form.weekend.data,
        off=frozenset(ReminderKind(value) for value in asked - set(form.kinds.data or ())),
    )


@blueprint.get("/herinneringen/uit/<mark>")
@public
def show_unsubscribe(mark: str) -> str:
    """A button: a mail program that looks at every link must not end anything."""
    return render_template("auth/unsubscribe.html", off=_pace(mark) is Pace.NONE, done=False)


@blueprint.post("/herinneringen/uit/<mark>")
@csrf.exempt  # type: ignore[untyped-decorator]  # the mark is the proof: a mail program posts here by itself
@public
def unsubscribe(mark: str) -> str:
    """No more reminders, or again if that is what the button said."""
    pace = Pace.DAILY if request.form.get("do") == "on" else Pace.NONE
    _set_pace(mark, pace)
    return render_template("auth/unsubscribe.html", off=pace is Pace.NONE, done=True)


def _person(mark: str) -> str:
    """The public id in the address of a mail; 404 for an address that we did not make."""
    return reminded_person(wiring().secret, mark) or abort(404)


def _pace(mark: str) -> Pace:
    with reading() as database:
        person = person_by_public_id(database, _person(mark))
        return choice_of(database, person_id=person.id).pace


def _set_pace(mark: str, pace: Pace) -> None:
    with transaction() as database:
        person = person_by_public_id(database, _person(mark))
        choice = replace(choice_of(database, person_id=person.id), pace=pace)
        choose(database, person_id=person.id, choice=choice, now=clock.now())
