"""What a person's export says of joining and changing: waiting lists. Not here: the document around it."""

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from courses.delivery.joining import Waiting


def waiting_of(session: Session, person_id: int) -> list[dict[str, Any]]:
    """Every list that this person is or was on, and why they were put further to the front."""
    rows = session.scalars(select(Waiting).where(Waiting.person_id == person_id).order_by(Waiting.id))
    return [
        {
            "group": row.run.name,
            "state": row.state.value,
            "from": row.asked_at.isoformat(),
            "until": row.ended_at.isoformat() if row.ended_at else None,
            "moved_up_because": row.moved_reason,
        }
        for row in rows
    ]
