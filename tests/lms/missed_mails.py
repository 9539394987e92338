"""Rows that make each mail about a missed session worth sending, for the tests of what mails say."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from courses.delivery.missed_models import SubstituteState, SubstituteTask, Visit
from courses.delivery.models import Participation, RunSession
from lms import clock

#: What each mail is about, and in which state the substitute task makes it worth sending.
MISSED = {
    "visiting": None,
    "visit_ended": None,
    "substitute_given": SubstituteState.GIVEN,
    "substitute_read": SubstituteState.ACCEPTED,
}


def ids_of_missed(session: Session, template: str, person: int) -> dict[str, int | str]:
    """Make the row, and what the outbox row holds."""
    mine = session.scalars(select(Participation.id).where(Participation.person_id == person)).first() or 0
    meeting = session.scalars(select(RunSession)).first()
    assert meeting is not None
    row: Visit | SubstituteTask
    if MISSED[template] is None:
        row = Visit(run_session_id=meeting.id, participation_id=mine, instead_of_id=meeting.id, asked_at=clock.now())
    else:
        session.query(SubstituteTask).delete()
        row = SubstituteTask(run_session_id=meeting.id, participation_id=mine, state=MISSED[template], task="Lees dit.")
    session.query(Visit).delete()
    session.add(row)
    session.flush()
    return {"visit" if isinstance(row, Visit) else "substitute": row.id}
