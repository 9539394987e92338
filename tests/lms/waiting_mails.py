"""When each mail about a waiting list is worth sending, for the tests of what mails say."""

from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from courses.delivery.joining import Waiting, WaitingState
from lms import clock

#: The state in which a name on the waiting list makes each mail worth sending.
WAITING = {
    "waiting": WaitingState.WAITING,
    "waiting_offer": WaitingState.OFFERED,
    "waiting_lapsed": WaitingState.LAPSED,
    "waiting_closed": WaitingState.CLOSED,
}


def waiting_row(session: Session, person: int) -> Waiting:
    return session.scalars(select(Waiting).where(Waiting.person_id == person)).one()


def arrange_waiting(session: Session, template: str, person: int) -> None:
    """Make the row such that the mail applies."""
    row = waiting_row(session, person)
    row.state = WAITING.get(template, WaitingState.WAITING)
    row.offer_until = clock.now() + timedelta(hours=24)
