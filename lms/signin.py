"""The browser session: who is signed in, from when until when. The only import of flask_login.

The session lives in a signed cookie. It names a person and the account's `session_version`; raising that number
(a new password, signing out, erasure) ends every session of that person at once. At sign-in everything that was
in the session before is thrown away, so a session planted by somebody else is worth nothing.

Not here: proving who somebody is (`courses.accounts`), and what they may do (`lms.policy`).
"""

import secrets
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

import flask_login
from flask import Flask, Response, current_app, g, request, session
from flask.sessions import SecureCookieSessionInterface, SessionMixin
from sqlalchemy import exists, select

from courses.accounts.models import Account
from courses.delivery.models import RunTrainer
from courses.people.models import Person
from courses.people.queries import roles_of
from lms import clock
from lms.db import reading
from lms.policy import Actor

IDLE = timedelta(hours=12)
STAY = timedelta(days=30)
REFRESH = timedelta(minutes=5)
"""How old the stamp of last use may get before the cookie is sent again."""


class SignInRequired(Exception):
    """Nobody is signed in and the page needs somebody; `lms.errors` leads to the sign-in page."""


class _User(flask_login.UserMixin):  # type: ignore[misc]
    def __init__(self, actor: Actor) -> None:
        self.id = str(actor.person_id)
        self.actor = actor


class _Sessions(SecureCookieSessionInterface):
    """No cookie, and no `Vary: Cookie`, on what is the same for everybody: both would keep it out of every cache."""

    def save_session(self, app: Flask, session: SessionMixin, response: Response) -> None:
        if not same_for_all(response):
            super().save_session(app, session, response)


def same_for_all(response: Response) -> bool:
    """Whether the answer says `public`: then whoever asks gets the same bytes, signed in or not."""
    return bool(response.cache_control.public)


def init_app(app: Flask) -> None:
    """Let flask_login find people by our sessions only; its own remember-me cookie is not used."""
    app.session_interface = _Sessions()
    manager = flask_login.LoginManager(app)
    manager.session_protection = None
    manager.user_loader(_load)
    app.config["PERMANENT_SESSION_LIFETIME"] = STAY


def _load(person_id: str) -> _User | None:
    """The person of this session, unless it ended: too long unused, a raised version, suspended or erased."""
    now = clock.now()
    if not _fresh(now):
        return None
    with reading() as database:
        row = database.execute(
            select(Person, Account, exists().where(RunTrainer.person_id == Person.id, RunTrainer.guest).label("guest"))
            .join(Account, Account.person_id == Person.id)
            .where(Person.id == int(person_id), Person.erased_at.is_(None), Account.suspended_at.is_(None))
        ).one_or_none()
        if row is None or row.Account.session_version != session.get("version"):
            return None
        actor = Actor(
            person_id=row.Person.id,
            display_name=row.Person.display_name,
            language=row.Person.language,
            roles=roles_of(database, row.Person.id),
            guest=row.guest,
        )
    _touch(now)
    return _User(actor)


def _fresh(now: datetime) -> bool:
    used = session.get("used")
    if not isinstance(used, int):
        return False
    age = now.timestamp() - used
    return age <= (STAY if session.get("stay") else IDLE).total_seconds()


def _touch(now: datetime) -> None:
    if now.timestamp() - session["used"] > REFRESH.total_seconds():
        session["used"] = int(now.timestamp())


def begin(*, person_id: int, session_version: int, stay: bool = False) -> None:
    """Sign this person in on this browser, in a session with a new id. `stay`: 30 days instead of 12 hours."""
    language = session.get("language")
    session.clear()
    session["sid"] = secrets.token_urlsafe(16)
    session["version"] = session_version
    session["used"] = int(clock.now().timestamp())
    session["stay"] = stay
    session.permanent = stay
    if language:
        session["language"] = language
    session["_user_id"] = str(person_id)
    session["_fresh"] = True
    g.pop("_login_user", None)


def end() -> None:
    """Sign out on this browser; raising the account's version ends the copies of this cookie too."""
    session.clear()
    g.pop("_login_user", None)


def current_actor() -> Actor | None:
    """Who is signed in, or None."""
    user: Any = flask_login.current_user
    return user.actor if user.is_authenticated else None


def actor() -> Actor:
    """Who is signed in; otherwise the visitor is led to the sign-in page and back."""
    found = current_actor()
    if found is None:
        raise SignInRequired
    return found


def safe_next(target: str | None) -> str | None:
    """`target` when it is a path of a page of ours, else None: never another site, whatever tricks are in it."""
    if not target or len(target) > 500 or not target.startswith("/") or target.startswith(("//", "/\\")):
        return None
    if any(ord(letter) < 0x21 or letter in "\\\x7f" for letter in target):
        return None
    parts = urlsplit(target)
    if parts.scheme or parts.netloc:
        return None
    adapter = current_app.url_map.bind("localhost")
    return target if adapter.test(parts.path, method="GET") else None


def next_path() -> str | None:
    """Where this request wanted to go, for after signing in."""
    wanted = request.full_path.rstrip("?") if request.method == "GET" else None
    return safe_next(wanted)
