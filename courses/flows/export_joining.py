"""What a person's export says of waiting lists and of sessions that were missed. Not here: the document around it."""

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from courses.delivery.joining import Waiting
from courses.delivery.missed_models import SubstituteTask, Visit


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


def missed_of(session: Session, participation_id: int) -> dict[str, Any]:
    """What was done about sessions that were missed: another group's session, the substitute task."""
    visits = session.scalars(select(Visit).where(Visit.participation_id == participation_id).order_by(Visit.id))
    tasks = session.scalars(
        select(SubstituteTask).where(SubstituteTask.participation_id == participation_id).order_by(SubstituteTask.id)
    )
    return {
        "came_along": [
            {
                "group": row.session.run.name,
                "session": row.session.starts_local.isoformat(),
                "asked_at": row.asked_at.isoformat(),
                "ended_at": row.ended_at.isoformat() if row.ended_at else None,
            }
            for row in visits
        ],
        "substitute_tasks": [
            {
                "session": row.session.starts_local.isoformat(),
                "state": row.state.value,
                "task": row.task,
                "answer": row.answer,
                "handed_in_at": row.handed_in_at.isoformat() if row.handed_in_at else None,
                "trainer_said": row.word,
            }
            for row in tasks
        ],
    }
