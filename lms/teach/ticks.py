"""What the script of the attendance page sends and asks: ticks made with or without network, and how it stands.

Also the service worker that lets that page, and no other, open without network. Not here: the page itself.
"""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from flask import Response, jsonify, request, send_from_directory, url_for
from flask.typing import ResponseReturnValue

from courses.flows.tick import Tick, carry_out
from lms import clock
from lms.assets import STATIC
from lms.db import reading, transaction
from lms.forms import number_in
from lms.policy import Permission, public, requires
from lms.teach import blueprint
from lms.teach.attendance import ADDRESS
from lms.teach.attendance_page import MAX_NOTE, FoundMeeting, find_meeting, presence_in, state_of

MOST = 500
"""Ticks of one request: more than anybody makes in a session."""


@blueprint.post(f"{ADDRESS}/vinkjes")
@requires(Permission.TEACH)
def tick(run: str, meeting: str) -> ResponseReturnValue:
    """Carry out each tick once; answers what became of it, and how the list stands now."""
    found = find_meeting(run, meeting)
    ticks, who, now = _ticks(found), found.run.person_id, clock.now()
    with transaction() as session:
        fates = carry_out(
            session, run_session_id=found.session_id, ticks=ticks, actor_id=who, guests=found.guests, now=now
        )
    return jsonify(fates=fates, **_state(find_meeting(run, meeting)))


@blueprint.get(f"{ADDRESS}/stand")
@requires(Permission.TEACH)
def attendance_state(run: str, meeting: str) -> Response:
    return jsonify(_state(find_meeting(run, meeting)))


@blueprint.get("/groepen/aanwezig.js")
@public
def worker() -> Response:
    """The service worker; each attendance page registers it for its own address only."""
    response = send_from_directory(STATIC / "js", "attendance_worker.js", mimetype="text/javascript")
    response.headers["Cache-Control"] = "no-cache"
    response.headers["Service-Worker-Allowed"] = url_for("teach.runs")
    return response


def _state(found: FoundMeeting) -> dict[str, Any]:
    with reading() as session:
        return state_of(session, found)


def _ticks(found: FoundMeeting) -> Sequence[Tick]:
    """The ticks of the request that can be read; the rest is left out, as in the form."""
    sent = request.get_json(silent=True)
    rows = sent.get("ticks", []) if isinstance(sent, dict) else []
    read = [_tick(row) for row in rows[:MOST] if isinstance(row, dict)] if isinstance(rows, list) else []
    return [one for one in read if one is not None and one.participation_id in found.participations]


def _tick(row: dict[str, Any]) -> Tick | None:
    key, presence = str(row.get("key", "")), presence_in(row.get("presence"))
    if presence is None or not 8 <= len(key) <= 64:
        return None
    return Tick(
        key=key,
        participation_id=number_in(str(row.get("id", ""))),
        presence=presence,
        note=str(row.get("note", "")).strip()[:MAX_NOTE],
        version=number_in(str(row.get("version", ""))),
        ticked_at=_moment(str(row.get("at", ""))),
    )


def _moment(seconds: str) -> datetime:
    """By the telephone's clock; nonsense becomes now."""
    good = seconds.isascii() and seconds.isdigit() and len(seconds) < 12
    return datetime.fromtimestamp(int(seconds), UTC) if good else clock.now()
