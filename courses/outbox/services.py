"""The only writers of the outbox: ask for work, take it under a lease, say how it ended.

Not here: doing the work (`lms.relay`) and the table of kinds.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, delete, exists, or_, select, update
from sqlalchemy.orm import Session, aliased

from courses.outbox.models import OutboxMessage
from courses.outbox.rules import MAX_ATTEMPTS, delay

MAIL = "mail"
ERROR_LENGTH = 2_000


@dataclass(frozen=True)
class Claimed:
    """One piece of work as it was taken: a value, so that it can be worked on without a transaction."""

    id: int
    kind: str
    subject_id: int | None
    payload: dict[str, Any]
    attempts: int
    """Counting this one, so 1 the first time."""
    dedupe_key: str
    created_at: datetime


def enqueue(
    session: Session,
    *,
    kind: str,
    subject_id: int | None,
    dedupe_key: str,
    now: datetime,
    payload: dict[str, Any] | None = None,
    due_at: datetime | None = None,
    order_key: str | None = None,
) -> OutboxMessage:
    """Write down that something must be done; the same `dedupe_key` twice is one row, as it was first written.

    `payload` holds row ids and plain choices only: never personal data.
    """
    known = session.scalar(select(OutboxMessage).where(OutboxMessage.dedupe_key == dedupe_key))
    if known is not None:
        return known
    message = OutboxMessage(
        kind=kind,
        subject_id=subject_id,
        payload=payload or {},
        order_key=order_key,
        dedupe_key=dedupe_key,
        created_at=now,
        due_at=due_at or now,
    )
    session.add(message)
    session.flush()
    if message.due_at <= now:
        session.info.setdefault("outbox_due", []).append((message.id, kind))
    return message


@dataclass(frozen=True)
class Intent:
    """One piece of work to ask for, where many are asked for at once."""

    kind: str
    subject_id: int
    dedupe_key: str
    due_at: datetime


def enqueue_all(session: Session, *, intents: Sequence[Intent], now: datetime) -> None:
    """Write many down in two queries. A key whose work is still open is one row; work that ended may be asked again."""
    keys = [intent.dedupe_key for intent in intents]
    found = session.execute(
        select(OutboxMessage.dedupe_key, _open(OutboxMessage)).where(OutboxMessage.dedupe_key.in_(keys))
    )
    known = {key: is_open for key, is_open in found}  # noqa: C416  (a Row is no pair to mypy)
    rows = [
        OutboxMessage(
            kind=intent.kind,
            subject_id=intent.subject_id,
            payload={},
            dedupe_key=intent.dedupe_key + (f"+{now.isoformat()}" if intent.dedupe_key in known else ""),
            created_at=now,
            due_at=intent.due_at,
        )
        for intent in intents
        if not known.get(intent.dedupe_key)
    ]
    session.add_all(rows)
    session.flush()
    due = session.info.setdefault("outbox_due", [])
    due += [(row.id, row.kind) for row in rows if row.due_at <= now]


def enqueue_mail(
    session: Session,
    *,
    template: str,
    person_id: int,
    now: datetime,
    dedupe_key: str,
    due_at: datetime | None = None,
    **ids: int | str,
) -> OutboxMessage:
    """Ask for one mail. `ids` are what the template's context function needs to read the rest from rows."""
    return enqueue(
        session,
        kind=MAIL,
        subject_id=person_id,
        dedupe_key=dedupe_key,
        now=now,
        due_at=due_at,
        payload={"template": template, "person_id": person_id, "ids": ids},
    )


def cancel(session: Session, *, dedupe_key: str, now: datetime) -> bool:
    """Let planned work go, such as the reminder of a session that was cancelled. False when it was done already."""
    message = session.scalar(select(OutboxMessage).where(OutboxMessage.dedupe_key == dedupe_key))
    if message is None or message.done_at is not None:
        return False
    message.done_at = now
    message.last_error = "cancelled"
    session.flush()
    return True


def _open(table: type[OutboxMessage]) -> ColumnElement[bool]:
    return and_(table.done_at.is_(None), table.dead_at.is_(None))


def claim(
    session: Session,
    *,
    now: datetime,
    lease: timedelta,
    limit: int = 10,
    ids: Sequence[int] | None = None,
    kinds: Sequence[str] | None = None,
) -> list[Claimed]:
    """Take up to `limit` due rows, oldest first. Nobody else gets them until `now + lease`.

    With `ids`, only those (a hint may be wrong or late: what is not due is not taken). Of rows that share an
    `order_key` only the oldest open one can be taken.
    """
    earlier = aliased(OutboxMessage)
    blocked = exists().where(
        earlier.order_key == OutboxMessage.order_key, earlier.id < OutboxMessage.id, _open(earlier)
    )
    due = select(OutboxMessage.id).where(
        _open(OutboxMessage),
        OutboxMessage.due_at <= now,
        or_(OutboxMessage.lease_until.is_(None), OutboxMessage.lease_until <= now),
        or_(OutboxMessage.order_key.is_(None), ~blocked),
    )
    if ids is not None:
        due = due.where(OutboxMessage.id.in_(ids))
    if kinds is not None:
        due = due.where(OutboxMessage.kind.in_(kinds))
    due = due.order_by(OutboxMessage.due_at, OutboxMessage.id).limit(limit).with_for_update(skip_locked=True)
    chosen = due.cte("chosen")
    taken = session.scalars(
        update(OutboxMessage)
        .where(OutboxMessage.id.in_(select(chosen.c.id)))
        .values(lease_until=now + lease, attempts=OutboxMessage.attempts + 1)
        .returning(OutboxMessage)
        .execution_options(synchronize_session=False, populate_existing=True)
    ).all()
    return [_value(row) for row in sorted(taken, key=lambda row: (row.due_at, row.id))]


def _value(row: OutboxMessage) -> Claimed:
    return Claimed(
        id=row.id,
        kind=row.kind,
        subject_id=row.subject_id,
        payload=dict(row.payload),
        attempts=row.attempts,
        dedupe_key=row.dedupe_key,
        created_at=row.created_at,
    )


def finish(session: Session, *, message_id: int, now: datetime) -> None:
    """It is done. Doing it twice is allowed, so finishing it twice is too."""
    session.execute(
        update(OutboxMessage)
        .where(OutboxMessage.id == message_id, OutboxMessage.done_at.is_(None))
        .values(done_at=now, lease_until=None, last_error=None)
    )


def fail(session: Session, *, message_id: int, error: str, now: datetime, final: bool = False) -> datetime | None:
    """It went wrong: try again later, or give up after `MAX_ATTEMPTS` (at once when `final`).

    Answers when it is due again, or None when it is dead. A dead row no longer holds up its `order_key`.
    """
    message = session.get(OutboxMessage, message_id)
    if message is None or message.done_at is not None:
        return None
    message.last_error = error[:ERROR_LENGTH]
    message.lease_until = None
    if final or message.attempts >= MAX_ATTEMPTS:
        message.dead_at = now
        return None
    message.due_at = now + delay(message.attempts)
    session.flush()
    return message.due_at


def postpone(session: Session, *, message_id: int, due_at: datetime) -> None:
    """It is not the time for it: the same row comes back at `due_at`, and this was no attempt."""
    session.execute(
        update(OutboxMessage)
        .where(OutboxMessage.id == message_id, OutboxMessage.done_at.is_(None))
        .values(due_at=due_at, lease_until=None, attempts=OutboxMessage.attempts - 1)
    )


def release_all(session: Session) -> int:
    """Let go of every lease, for when whoever held them is known to be gone; answers how many.

    Where somebody still lives, a row may be done twice, which must change nothing anyway.
    """
    held = session.execute(
        update(OutboxMessage)
        .where(_open(OutboxMessage), OutboxMessage.lease_until.is_not(None))
        .values(lease_until=None)
        .execution_options(synchronize_session=False)
    )
    return held.rowcount  # type: ignore[attr-defined, no-any-return]


def forget_done(session: Session, *, before: datetime) -> int:
    """Throw away rows that were done before this moment; answers how many. Dead rows stay until somebody looks."""
    gone = session.execute(delete(OutboxMessage).where(OutboxMessage.done_at < before))
    return gone.rowcount  # type: ignore[attr-defined, no-any-return]
