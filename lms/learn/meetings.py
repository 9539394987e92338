"""A session's own page: when, where, how to get in, what to bring; for a return moment also the question ahead.

Only for who is or was in its group; the online address only for who is in it now.
Not here: recording who was there (`lms.teach`).
"""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from courses.delivery.errors import BadQuestion
from courses.flows.ask import ask
from lms import clock
from lms.db import transaction
from lms.errors import message_of
from lms.learn import blueprint
from lms.learn.meeting_page import meeting_page
from lms.policy import Permission, requires
from lms.signin import actor


@blueprint.get("/bijeenkomsten/<session_id>")
@requires(Permission.LEARN)
def meeting(session_id: str) -> str:
    return render_template("learn/meeting.html", page=meeting_page(session_id))


@blueprint.post("/bijeenkomsten/<session_id>/vraag")
@requires(Permission.LEARN)
def ask_ahead(session_id: str) -> ResponseReturnValue:
    """Keep the question, change it, or take it back by sending nothing."""
    body = request.form.get("body", "")
    try:
        with transaction() as session:
            kept = ask(session, session_public_id=session_id, person_id=actor().person_id, body=body, now=clock.now())
    except BadQuestion as error:
        page = meeting_page(session_id, typed=body, error=message_of(error))
        return render_template("learn/meeting.html", page=page), 422
    flash(_("Your question is with your trainer.") if kept else _("You have no question now. That is fine too."), "ok")
    return redirect(url_for("learn.meeting", session_id=session_id) + "#question")
