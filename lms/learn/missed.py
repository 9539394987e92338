"""Saying not to come to a session, and what to do instead: another group's session, or the substitute task.

Not here: what the page shows (`missed_page`), and what follows (`courses.flows`).
"""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from courses.delivery.errors import BadApology, BadSubstitute, NoRoom, NotMissed
from courses.flows import apologise as flow
from courses.flows.substitute import hand_in_substitute
from courses.flows.visit import end_own_visit, visit
from lms import clock
from lms.db import transaction
from lms.errors import message_of, status_of
from lms.learn import blueprint
from lms.learn.meeting_page import meeting_page
from lms.learn.missed_page import Typed
from lms.policy import Permission, requires
from lms.signin import actor


@blueprint.post("/bijeenkomsten/<session_id>/afmelden")
@requires(Permission.LEARN)
def apologise(session_id: str) -> ResponseReturnValue:
    reason = request.form.get("reason", "")
    try:
        with transaction() as session:
            excused = flow.apologise(
                session, session_public_id=session_id, person_id=actor().person_id, reason=reason, now=clock.now()
            )
    except BadApology as error:
        return _again(session_id, Typed(reason=reason, fault=message_of(error))), status_of(error)
    flash(_("Your trainer knows. Below is what you can do instead.") if excused else _("You do not come along."), "ok")
    return _back(session_id)


@blueprint.post("/bijeenkomsten/<session_id>/toch")
@requires(Permission.LEARN)
def come_after_all(session_id: str) -> ResponseReturnValue:
    try:
        with transaction() as session:
            flow.come_after_all(session, session_public_id=session_id, person_id=actor().person_id, now=clock.now())
    except BadApology as error:
        return _again(session_id, Typed(fault=message_of(error))), status_of(error)
    flash(_("Good: you are expected again."), "ok")
    return redirect(url_for("learn.meeting", session_id=session_id))


@blueprint.post("/bijeenkomsten/<session_id>/meekomen")
@requires(Permission.LEARN)
def come_along(session_id: str) -> ResponseReturnValue:
    """Come along where `to` says; without it nowhere any more."""
    to, who = request.form.get("to", ""), actor().person_id
    try:
        with transaction() as session:
            if to:
                visit(session, missed_public_id=session_id, to_public_id=to, person_id=who, now=clock.now())
            else:
                end_own_visit(session, missed_public_id=session_id, person_id=who, now=clock.now())
    except (NotMissed, NoRoom) as error:
        return _again(session_id, Typed(fault=message_of(error))), status_of(error)
    flash(_("You come along. It is in your mail, for your calendar.") if to else _("You do not come along."), "ok")
    return _back(session_id)


@blueprint.post("/bijeenkomsten/<session_id>/vervangtaak")
@requires(Permission.LEARN)
def hand_in_instead(session_id: str) -> ResponseReturnValue:
    answer = request.form.get("answer", "")
    try:
        with transaction() as session:
            hand_in_substitute(
                session, session_public_id=session_id, person_id=actor().person_id, answer=answer, now=clock.now()
            )
    except (BadSubstitute, NotMissed) as error:
        return _again(session_id, Typed(answer=answer, answer_fault=message_of(error))), status_of(error)
    flash(_("Handed in. Your trainer reads it, and you get a mail."), "ok")
    return _back(session_id)


def _again(session_id: str, typed: Typed) -> str:
    return render_template("learn/meeting.html", page=meeting_page(session_id, missed=typed))


def _back(session_id: str) -> ResponseReturnValue:
    return redirect(url_for("learn.meeting", session_id=session_id, _anchor="missed"))
