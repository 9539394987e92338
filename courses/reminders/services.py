"""The only writers of reminders and of how somebody wants to be reminded.

The mail that reminders go into is an outbox row of kind `digest`, one for each person and moment, written in the
same transaction. Not here: what there is to be reminded of, and whether it still applies (`courses.flows`).
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from courses.outbox.services import Intent, enqueue_all
from courses.people.models import Person

from . import queries, rules
from .models import Reminder, ReminderChoice, ReminderKind, ReminderState, WhyNot
from .rules import Choice

DIGEST = "digest"
OPEN = (ReminderState.WAITING, ReminderState.GATHERED)
#: It was off when it was let go; on again is a new chance. Every other reason stands.
NOT_FOR_GOOD = frozenset({WhyNot.LEFT, WhyNot.CANCELLED})


@dataclass(frozen=True)
class Wanted:
    """One reminder that should be there. `due_at` null: with the next mail."""

    kind: ReminderKind
    person_id: int
    about_at: datetime
    due_at: datetime | None = None
    participation_id: int | None = None
    run_id: int | None = None
    run_session_id: int | None = None

    @property
    def key(self) -> str:
        """One for each thing: what somebody takes part in counts once, also when they leave and come back."""
        who = f"p{self.participation_id}" if self.participation_id else f"t{self.person_id}"
        if self.kind is ReminderKind.WORK and self.run_session_id is None:
            return f"{self.kind}:{who}:run{self.run_id}"
        return f"{self.kind}:{who}:{self.run_session_id or self.run_id or 0}"


def plan(session: Session, *, wanted: Iterable[Wanted], now: datetime) -> None:
    """Make or move these reminders. What was sent is planned again only when `about_at` changed."""
    things = {one.key: one for one in wanted}
    known = queries.by_key(session, keys=things)
    choices = queries.choices_of(session, person_ids={one.person_id for one in things.values()})
    planned = [
        row for key, one in things.items() if (row := _plan_one(known.get(key), one, choices[one.person_id], now))
    ]
    session.add_all(planned)
    session.flush()
    ask_for_mails(session, rows=planned, now=now)


def _plan_one(row: Reminder | None, one: Wanted, choice: Choice, now: datetime) -> Reminder | None:
    """The row as it should be; None when there is nothing to send or it is right already."""
    about_at = one.about_at.astimezone(UTC)
    if row is not None and row.about_at == about_at and not _may_move(row):
        return None
    if row is not None and row.told_about == about_at:
        row.state, row.why, row.about_at, row.gathered_in = ReminderState.SENT, None, about_at, None
        return None
    send_at = _send_at(one, choice, now)
    if send_at is None:
        if row is not None and row.state in OPEN:
            row.state, row.why, row.decided_at, row.gathered_in = ReminderState.NOT_SENT, WhyNot.PAST, now, None
        return None
    due_at = one.due_at.astimezone(UTC) if one.due_at else send_at
    if row is not None and (row.state, row.about_at, row.due_at, row.send_at) == (
        ReminderState.WAITING,
        about_at,
        due_at,
        send_at,
    ):
        return None
    row = row or Reminder(key=one.key, kind=one.kind, person_id=one.person_id)
    row.participation_id, row.run_id, row.run_session_id = one.participation_id, one.run_id, one.run_session_id
    row.about_at, row.due_at, row.send_at = about_at, due_at, send_at
    row.state, row.why, row.gathered_in, row.decided_at = ReminderState.WAITING, None, None, now
    return row


def _may_move(row: Reminder) -> bool:
    """Nothing was sent or decided for good about this moment. What has a mail of its own keeps it."""
    if row.state is ReminderState.WAITING:
        return True
    return row.state is ReminderState.NOT_SENT and row.why in NOT_FOR_GOOD


def _send_at(one: Wanted, choice: Choice, now: datetime) -> datetime | None:
    if one.due_at is None:
        return rules.soon_at(choice=choice, now=now)
    return rules.send_at(
        due_at=one.due_at.astimezone(UTC), about_at=one.about_at.astimezone(UTC), choice=choice, now=now
    )


def ask_for_mails(session: Session, *, rows: Collection[Reminder], now: datetime) -> None:
    """Write down that a mail leaves at `send_at`; reminders of one person at one moment share it."""
    enqueue_all(
        session,
        now=now,
        intents=[
            Intent(
                kind=DIGEST,
                subject_id=person_id,
                dedupe_key=f"{DIGEST}:{person_id}:{at:%Y%m%dT%H%M%S.%f}",
                due_at=at,
            )
            for person_id, at in sorted({(row.person_id, row.send_at) for row in rows})
        ],
    )


def let_go(session: Session, *, rows: Collection[Reminder], why: WhyNot, now: datetime) -> None:
    """These need not be sent; what was sent stays as it is."""
    for row in rows:
        if row.state in OPEN:
            row.state, row.why, row.decided_at, row.gathered_in = ReminderState.NOT_SENT, why, now, None
    session.flush()


def gather(session: Session, *, person_id: int, outbox_id: int, now: datetime) -> list[Reminder]:
    """Take what is due for this person into the mail of `outbox_id`; nobody else takes it.

    Tried again after a crash it is what was taken then, and nothing more: perhaps that mail did leave, and a mail
    program shows the second copy of a Message-ID as the first.
    """
    session.scalars(select(Person.id).where(Person.id == person_id).with_for_update()).one_or_none()
    taken = queries.gathered(session, outbox_id=outbox_id)
    if taken:
        return taken
    rows = queries.due(session, person_id=person_id, before=now)
    for row in rows:
        row.state, row.gathered_in = ReminderState.GATHERED, outbox_id
    session.flush()
    return rows


def mark_sent(session: Session, *, outbox_id: int, now: datetime) -> None:
    """The mail left. What was planned anew meanwhile is no longer part of it."""
    for row in queries.gathered(session, outbox_id=outbox_id):
        row.state, row.told_about, row.decided_at = ReminderState.SENT, row.about_at, now
    session.flush()


def choose(session: Session, *, person_id: int, choice: Choice, now: datetime) -> None:
    """Keep how somebody wants to be reminded; what waits is planned accordingly. Raises `BadChoice`."""
    rules.check_choice(choice)
    row = session.get(ReminderChoice, person_id)
    if row is None:
        row = ReminderChoice(person_id=person_id)
        session.add(row)
    row.pace, row.hour, row.weekend, row.changed_at = choice.pace, choice.hour, choice.weekend, now
    row.quiet_from, row.quiet_until = choice.quiet_from, choice.quiet_until
    row.off = sorted(kind.value for kind in choice.off)
    session.flush()
    _replan_waiting(session, person_id, now)


def _replan_waiting(session: Session, person_id: int, now: datetime) -> None:
    """Every waiting reminder of this person at the moment that the choice allows now; late ones as soon as may be."""
    choice = queries.choice_of(session, person_id=person_id)
    rows = queries.waiting(session, person_id=person_id)
    for row in rows:
        moment = rules.send_at(due_at=row.due_at, about_at=row.about_at, choice=choice, now=now)
        row.send_at = moment or rules.next_open(now, choice)
    session.flush()
    ask_for_mails(session, rows=rows, now=now)
