"""Checking in at a session: by the telephone's camera, or with the typed code.

Not here: what the pages say (`checkin_page`), and the trainer's screen (`lms.teach.code`).
"""

from datetime import UTC, datetime

from flask import flash, jsonify, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from courses.delivery.checkin_models import Doubt
from courses.delivery.queries import session_by_public_id
from courses.flows import check_in as flow
from courses.flows.check_in import Answer, Scanned
from lms import clock
from lms.checkin_pass import Pass, browser_holder, held_by, person_mark, remember, seal, unseal
from lms.db import reading, transaction
from lms.learn import blueprint
from lms.learn.checkin_page import FINISHED, STATUS, anonymous_page, meeting_view, told, type_page
from lms.learn.shared import words
from lms.limits import PER_NETWORK, limiter
from lms.policy import Permission, public, requires
from lms.signin import actor, current_actor
from lms.wiring import wiring

PER_TYPER = "20 per 15 minutes"
"""Wrong codes of one person. A code that is early, late or right costs nothing, so nobody is locked out by it."""


def _typer() -> str:
    person = current_actor()
    return f"check-in:{person.person_id if person else ''}"


def _nobody() -> bool:
    return current_actor() is None


def _guessed(response: Response) -> bool:
    """Only what was no code of now counts: 200 people behind one address get in."""
    return response.status_code == 422


@blueprint.get("/in/<code>")
@blueprint.get("/IN/<code>")
@public
@limiter.limit(PER_NETWORK, deduct_when=_guessed)
@limiter.limit(PER_TYPER, key_func=_typer, exempt_when=_nobody, deduct_when=_guessed)
def scan(code: str) -> ResponseReturnValue:
    """Where the QR code leads. Signed in: one button. Else: sign in, and then the same button."""
    reader, now = current_actor(), clock.now()
    with reading() as session:
        who = reader.person_id if reader else None
        found = flow.look(session, code=code, person_id=who, secret=wiring().secret, now=now)
    if isinstance(found, Answer):
        return type_page(found, code=code) if reader else anonymous_page(found), STATUS[found.said]
    return _button(found, reader.person_id) if reader else _sign_in_first(found)


def _button(found: Scanned, person_id: int) -> Response:
    given = seal(found.meeting.public_id, found.shown_at, person_mark(person_id))
    return redirect(url_for("learn.check_in_here", meeting=found.meeting.public_id, pas=given))


def _sign_in_first(found: Scanned) -> Response:
    key, holder = browser_holder()
    given = seal(found.meeting.public_id, found.shown_at, holder)
    back = url_for("learn.check_in_here", meeting=found.meeting.public_id, pas=given)
    flash(_("Sign in, then you check in at “%(session)s”.", session=words(found.meeting.unit.title)), "info")
    return remember(redirect(url_for("auth.sign_in", next=back)), key)


@blueprint.get("/inchecken")
@requires(Permission.LEARN)
def check_in() -> str:
    return type_page()


@blueprint.post("/inchecken")
@requires(Permission.LEARN)
@limiter.limit(PER_NETWORK, deduct_when=_guessed)
@limiter.limit(PER_TYPER, key_func=_typer, deduct_when=_guessed)
def type_code() -> ResponseReturnValue:
    """The code that is on the screen now."""
    code, reader, now = request.form.get("code", "")[:40], actor(), clock.now()
    with transaction() as session:
        found = flow.check_in(session, code=code, person_id=reader.person_id, secret=wiring().secret, now=now)
    if found.said in FINISHED and found.meeting is not None:
        return redirect(url_for("learn.check_in_here", meeting=found.meeting.public_id), code=303)
    return type_page(found, code=code), STATUS[found.said]


@blueprint.post("/inchecken/bewaard")
@requires(Permission.LEARN)
@limiter.limit(PER_NETWORK, deduct_when=_guessed)
@limiter.limit(PER_TYPER, key_func=_typer, deduct_when=_guessed)
def send_kept() -> ResponseReturnValue:
    """A code that was typed without network; `at` is when, in seconds since 1970 by the telephone's clock."""
    code, at, now = request.form.get("code", "")[:40], request.form.get("at", ""), clock.now()
    seen_at = datetime.fromtimestamp(int(at), UTC) if at.isascii() and at.isdigit() and len(at) < 12 else now
    who, secret = actor().person_id, wiring().secret
    with transaction() as session:
        found = flow.check_in_kept(session, code=code, seen_at=seen_at, person_id=who, secret=secret, now=now)
    words = told(found)
    status = 200 if found.said in FINISHED else STATUS[found.said]
    return jsonify(said=words.said, tone=words.tone, title=words.title, text=words.text), status


@blueprint.get("/inchecken/<meeting>")
@requires(Permission.LEARN)
def check_in_here(meeting: str) -> str:
    given = request.args.get("pas", "")
    return meeting_view(meeting, given if unseal(given, meeting=meeting, now=clock.now()) else "")


@blueprint.post("/inchecken/<meeting>")
@requires(Permission.LEARN)
def press_check_in(meeting: str) -> ResponseReturnValue:
    """One press with a pass. One that somebody else scanned makes nobody present: the trainer is asked."""
    given = unseal(request.form.get("pas", ""), meeting=meeting, now=clock.now())
    if given is None:
        flash(_("That took a while. Take the code that is on the screen now."), "wait")
        return redirect(url_for("learn.check_in"), code=303)
    _arrive(meeting, given, actor().person_id)
    return redirect(url_for("learn.check_in_here", meeting=meeting), code=303)


def _arrive(public_id: str, given: Pass, person_id: int) -> None:
    doubt = None if held_by(given, person_id) else Doubt.ELSEWHERE
    with transaction() as session:
        meeting = session_by_public_id(session, public_id)
        flow.arrive(session, meeting=meeting, person_id=person_id, seen_at=given.shown_at, now=clock.now(), doubt=doubt)
