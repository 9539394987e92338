"""What a scanned code becomes: a quarter of an hour to press the button or sign in, for one holder.

A pass says which session, when its code was on the screen, and whose it is: a person's, or, as long as nobody is
signed in, that of the browser that scanned (a cookie holds its key). Passed on, it makes nobody present: in other
hands it only asks the trainer. Not here: what follows from it (`courses.flows.check_in`).
"""

import hashlib
import hmac
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from flask import current_app, request
from itsdangerous import BadData, URLSafeSerializer
from werkzeug.wrappers import Response

from courses.delivery.checkin_rules import start_of, step_of
from lms.wiring import wiring

COOKIE = "leerspoor-inchecken"
LASTS = timedelta(minutes=15)


@dataclass(frozen=True)
class Pass:
    """As signed by us."""

    meeting: str
    shown_at: datetime
    holder: str


def _serializer() -> URLSafeSerializer:
    return URLSafeSerializer(wiring().secret, salt="check-in")


def _holder(kind: str, key: str) -> str:
    """Who holds a pass; says nothing to whoever reads it."""
    return hmac.new(wiring().secret, f"check-in {kind} {key}".encode(), hashlib.sha256).hexdigest()[:20]


def person_mark(person_id: int) -> str:
    """The same for one person each time, and nobody can tell who it is."""
    return _holder("person", str(person_id))


def seal(meeting: str, shown_at: datetime, holder: str) -> str:
    """A pass as text for an address."""
    return str(_serializer().dumps([meeting, step_of(shown_at), holder]))


def unseal(text: str, *, meeting: str, now: datetime) -> Pass | None:
    """What the text says, or None: not ours, of another session, or too old."""
    try:
        found, step, holder = _serializer().loads(text)
    except (BadData, ValueError, TypeError):
        return None
    shown_at = start_of(int(step))
    return Pass(meeting, shown_at, holder) if found == meeting and now - shown_at < LASTS else None


def held_by(given: Pass, person_id: int) -> bool:
    """Whether whoever scanned is whoever asks: the same person, or the same browser."""
    browser = request.cookies.get(COOKIE, "")
    return given.holder in (person_mark(person_id), _holder("browser", browser) if browser else "")


def browser_holder() -> tuple[str, str]:
    """A fresh key for the cookie, and the holder that it makes."""
    key = secrets.token_urlsafe(16)
    return key, _holder("browser", key)


def remember(response: Response, key: str) -> Response:
    """Let this browser keep the key until the pass is over."""
    response.set_cookie(
        COOKIE,
        key,
        max_age=int(LASTS.total_seconds()),
        path=f"{request.script_root}/inchecken",
        secure=current_app.config["SESSION_COOKIE_SECURE"],
        httponly=True,
        samesite="Lax",
    )
    return response
