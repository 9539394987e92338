"""Reads of reminders: by what they are about, what is due for somebody, and how people want to be reminded."""

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from courses.people.models import Person

from .models import Reminder, ReminderChoice, ReminderKind, ReminderState
from .rules import Choice, zone_or_home


def by_key(session: Session, *, keys: Iterable[str]) -> dict[str, Reminder]:
    """Reminders there are of these things."""
    return {row.key: row for row in session.scalars(select(Reminder).where(Reminder.key.in_(list(keys))))}


def due(session: Session, *, person_id: int, before: datetime) -> list[Reminder]:
    """What waits for this person and should be sent by now, in order of what it is about."""
    return list(
        session.scalars(
            select(Reminder)
            .where(
                Reminder.person_id == person_id,
                Reminder.state == ReminderState.WAITING,
                Reminder.send_at <= before,
            )
            .order_by(Reminder.about_at, Reminder.id)
        )
    )


def gathered(session: Session, *, outbox_id: int) -> list[Reminder]:
    """What went into this mail and is not known to be sent."""
    return list(
        session.scalars(
            select(Reminder)
            .where(Reminder.gathered_in == outbox_id, Reminder.state == ReminderState.GATHERED)
            .order_by(Reminder.about_at, Reminder.id)
        )
    )


def waiting(session: Session, *, person_id: int) -> list[Reminder]:
    return list(
        session.scalars(
            select(Reminder).where(Reminder.person_id == person_id, Reminder.state == ReminderState.WAITING)
        )
    )


def choices_of(session: Session, *, person_ids: Collection[int]) -> Mapping[int, Choice]:
    """How each of these people wants to be reminded, the default for who never chose; one query."""
    rows = session.execute(
        select(Person.id, Person.time_zone, ReminderChoice)
        .outerjoin(ReminderChoice, ReminderChoice.person_id == Person.id)
        .where(Person.id.in_(person_ids))
    )
    return {person_id: _choice(row, zone) for person_id, zone, row in rows}


def choice_of(session: Session, *, person_id: int) -> Choice:
    return choices_of(session, person_ids=[person_id])[person_id]


def _choice(row: ReminderChoice | None, zone: str) -> Choice:
    if row is None:
        return Choice(zone=zone_or_home(zone))
    known = {kind.value for kind in ReminderKind}
    return Choice(
        pace=row.pace,
        hour=row.hour,
        quiet_from=row.quiet_from,
        quiet_until=row.quiet_until,
        weekend=row.weekend,
        off=frozenset(ReminderKind(value) for value in row.off if value in known),
        zone=zone_or_home(zone),
    )
