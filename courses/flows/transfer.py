"""A trainer moves somebody to another group of the same module. Nothing that they did is lost.

Not here: who may do it (`lms.policy`), and moving oneself, which is joining the other group (`enrol`).
"""

from datetime import datetime

from sqlalchemy.orm import Session

from courses.delivery import queries
from courses.delivery.errors import NoSuchRun, RunFull
from courses.delivery.joining import Waiting
from courses.delivery.models import Enrolment
from courses.flows.enrol import enrol
from courses.flows.wait import wait


def transfer(
    session: Session, *, run_id: int, participation_public_id: str, to_public_id: str, actor_id: int, now: datetime
) -> Enrolment | Waiting:
    """Their new seat; when the other group is full, their place on its list, and the seat here stays until then.

    Raises `NotEnrolled`, `NoSuchRun` for a group of another module version, `RunClosed`.
    """
    seat = queries.seat_in(session, run_id=run_id, participation_public_id=participation_public_id)
    to = queries.run_by_public_id(session, to_public_id)
    if to.module_version_id != seat.run.module_version_id or to.id == run_id:
        raise NoSuchRun()
    person_id = seat.participation.person_id or 0
    try:
        return enrol(session, person_id=person_id, run_id=to.id, actor_id=actor_id, now=now)
    except RunFull:
        return wait(session, person_id=person_id, run_id=to.id, actor_id=actor_id, now=now)
