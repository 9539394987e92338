"""What the screen of a session shows: a large QR code, six letters, and how many are in.

Not here: the codes themselves (`courses.delivery.checkin_rules`), and who is in (`attendance_page`).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from flask import render_template
from markupsafe import Markup

from courses.delivery import checkin_queries, checkin_rules
from courses.delivery.models import RunSession
from courses.delivery.queries import seats_taken, session_by_public_id
from lms import clock, wording
from lms.db import reading
from lms.qr import qr_svg
from lms.signin import actor
from lms.teach.attendance_page import FoundMeeting
from lms.wiring import wiring

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

REFRESH = 5
"""Seconds after which the page looks again, or sooner when the code changes."""


@dataclass(frozen=True)
class Screen:
    """The part of the page that changes."""

    state: str
    """`open`, `early`, `over` or `cancelled`."""
    code: str
    qr: Markup
    seconds: int
    """Until the next code."""
    again: int
    there: int
    people: int
    waiting: int
    opens: datetime
    closes: datetime


def code_view(found: FoundMeeting) -> str:
    now = clock.now()
    with reading() as session:
        meeting = session_by_public_id(session, found.meeting)
        return render_template(
            "teach/code.html",
            meeting=meeting,
            run=meeting.run,
            screen=_screen(session, meeting, now),
            others=[one for one in open_now(session, actor().person_id, now) if one.id != meeting.id],
            typed_at=type_address(),
            embedded=True,
            w=wording,
        )


def type_address() -> str:
    """Where one types the code, as people say it: without https://. Its room is a stranger to this one."""
    base = wiring().settings.base_url
    return f"{base.partition('://')[2]}/inchecken"


def scan_address(code: str) -> str:
    """In capitals: a QR code of capitals only has fewer and larger dots, and the back row sees them sooner."""
    base = wiring().settings.base_url
    plain = f"{base}/in/{code}"
    return plain.upper() if base.count("/") == 2 else plain


def _screen(session: "Session", meeting: RunSession, now: datetime) -> Screen:
    door = checkin_rules.door_of(meeting)
    state = "early" if now < door.opens else "over" if now >= door.closes else "open"
    if meeting.cancelled_at is not None or meeting.run.cancelled_at is not None:
        state = "cancelled"
    step = checkin_rules.step_of(now)
    code = checkin_rules.code_at(checkin_rules.key_of(wiring().secret, meeting.public_id), step)
    left = (checkin_rules.start_of(step + 1) - now).total_seconds()
    shown = state == "open"
    return Screen(
        state=state,
        code=code if shown else "",
        qr=Markup(qr_svg(scan_address(code)).decode()) if shown else Markup(""),  # noqa: S704 (our own drawing)
        seconds=int(left) + 1,
        again=max(1, min(REFRESH, int(left) + 1)),
        there=checkin_queries.count_present(session, run_session_id=meeting.id),
        people=seats_taken(session, run_id=meeting.run_id),
        waiting=checkin_queries.count_waiting(session, run_session_id=meeting.id),
        opens=door.opens,
        closes=door.closes,
    )


def open_now(session: "Session", person_id: int, now: datetime) -> Sequence[RunSession]:
    """Sessions that this trainer gives about now."""
    given = checkin_queries.given_by(session, person_id=person_id, now=now)
    return [one for one in given if checkin_rules.door_of(one).near(now)]
