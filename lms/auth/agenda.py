"""The secret address of one's own agenda: make it, make another one, stop it.

Not here: answering at it (`lms.learn.agenda`).
"""

import secrets
from typing import TYPE_CHECKING

from flask import flash, redirect, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from courses.delivery.invitations import close_feed, feed_of, open_feed
from lms import clock
from lms.auth import blueprint
from lms.db import transaction
from lms.links import agenda_token, token_hash
from lms.policy import Permission, requires
from lms.signin import actor
from lms.wiring import wiring

if TYPE_CHECKING:
    from sqlalchemy.orm import Session


def agenda_address(session: "Session", person_id: int) -> str:
    """Where this person's agenda is; nothing when there is none, or SECRET_KEY is another one than when it was made."""
    feed = feed_of(session, person_id=person_id)
    if feed is None:
        return ""
    token = agenda_token(wiring().secret, feed.nonce)
    known = token_hash("agenda", token) == feed.token_hash
    return url_for("learn.calendar", token=token, _external=True) if known else ""


@blueprint.post("/profiel/agenda")
@requires(Permission.OWN_ACCOUNT)
def make_agenda() -> Response:
    """A new address; the old one answers no more from now on."""
    nonce = secrets.token_urlsafe(24)
    hashed = token_hash("agenda", agenda_token(wiring().secret, nonce))
    with transaction() as session:
        open_feed(session, person_id=actor().person_id, nonce=nonce, token_hash=hashed, now=clock.now())
    flash(_("This is the address of your calendar. An older one works no more."), "ok")
    return redirect(url_for("auth.profile", _anchor="agenda"), code=303)


@blueprint.post("/profiel/agenda/stop")
@requires(Permission.OWN_ACCOUNT)
def stop_agenda() -> Response:
    with transaction() as session:
        close_feed(session, person_id=actor().person_id)
    flash(_("The address of your calendar works no more."), "ok")
    return redirect(url_for("auth.profile", _anchor="agenda"), code=303)
