"""A calendar program as somebody has one: takes in what comes by mail, as RFC 5546 says. Read by vobject, not by
the library that wrote the messages."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import vobject
from sqlalchemy import select

from courses.delivery.models import RunSession
from courses.flows.move_session import Move, move_session
from lms.wiring import Wiring
from tests.conftest import NOW


@dataclass(frozen=True)
class Item:
    """One thing in the calendar; instants in UTC, worked out from the zone definition in the message itself."""

    sequence: int
    stamp: datetime
    starts: datetime
    ends: datetime
    place: str
    cancelled: bool


@dataclass
class CalendarProgram:
    """The calendar of one address, by UID."""

    items: dict[str, Item] = field(default_factory=dict)

    def take_in(self, text: str) -> None:
        """A message with a lower sequence than what is known is old, whatever the order in which mail came."""
        calendar = vobject.readOne(text)
        events = list(calendar.vevent_list)
        assert len(events) == 1, "one UID a message"
        (event,) = events
        method, uid, item = calendar.method.value, event.uid.value, item_of(event)
        assert (method == "CANCEL") == item.cancelled
        assert method in ("REQUEST", "CANCEL")
        known = self.items.get(uid)
        if known is None or (known.sequence, known.stamp) < (item.sequence, item.stamp):
            self.items[uid] = item

    def to_come(self, now: datetime) -> dict[str, tuple[datetime, datetime, str]]:
        return {
            uid: (item.starts, item.ends, item.place)
            for uid, item in self.items.items()
            if not item.cancelled and item.ends > now
        }


def item_of(event: Any) -> Item:
    return Item(
        sequence=int(event.sequence.value),
        stamp=event.dtstamp.value,
        starts=event.dtstart.value.astimezone(UTC),
        ends=event.dtend.value.astimezone(UTC),
        place=event.location.value if hasattr(event, "location") else "",
        cancelled=event.status.value == "CANCELLED",
    )


def mail_in(path: Path) -> EmailMessage:
    """One mail as it was sent."""
    message = message_from_bytes(path.read_bytes(), policy=policy.default)
    assert isinstance(message, EmailMessage)
    return message


def calendar_parts(message: EmailMessage) -> Iterator[str]:
    """The iTIP messages of a mail; the method in the header is that of the message (RFC 6047)."""
    for part in message.walk():
        if part.get_content_type() == "text/calendar":
            text = part.get_content()
            assert f"METHOD:{part.get_param('method')}" in text
            yield text


def address_of(message: EmailMessage) -> str:
    return str(message["To"].addresses[0].addr_spec)


def moved(wiring: Wiring) -> None:
    """The first session was moved by a day, so there is a change to tell."""
    with wiring.database.transaction() as session:
        meeting = session.scalars(select(RunSession).order_by(RunSession.id)).first()
        assert meeting is not None
        day = timedelta(days=1)
        move = Move(meeting.id, meeting.starts_local + day, meeting.ends_local + day)
        move_session(session, move=move, seen=1, actor_id=None, now=NOW, reason="De zaal is bezet.")
