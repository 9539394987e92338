"""The outbox table: one row per piece of work that outlives the transaction which asked for it."""

from datetime import datetime
from typing import Any

from sqlalchemy import Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from courses.base import Base, Row


class OutboxMessage(Row, Base):
    """One piece of work, done at least once; its effect must be the same when it is done twice.

    Unique: `dedupe_key`, so the same intent written twice is one row.
    """

    __tablename__ = "outbox_message"
    __table_args__ = (Index("ix_outbox_message_due", "done_at", "dead_at", "due_at"),)

    kind: Mapped[str] = mapped_column(String(64))
    """What to do, such as `issue_award` or `mail`; `lms.relay` holds the table of kinds."""
    subject_id: Mapped[int | None]
    """The row that it is about, by kind."""
    payload: Mapped[dict[str, Any]] = mapped_column(default=dict)
    """Row ids and plain choices only: never personal data, never bytes to sign."""
    order_key: Mapped[str | None] = mapped_column(String(128))
    """Rows with the same key are done one after another, oldest first."""
    dedupe_key: Mapped[str] = mapped_column(String(200), unique=True)
    created_at: Mapped[datetime]
    due_at: Mapped[datetime]
    lease_until: Mapped[datetime | None]
    attempts: Mapped[int] = mapped_column(default=0)
    done_at: Mapped[datetime | None]
    dead_at: Mapped[datetime | None]
    last_error: Mapped[str | None] = mapped_column(Text)
