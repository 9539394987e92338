"""Waiting lists at the hours that matter: an offer that ended, a group that begins. Not here: the rules of a list."""

from courses.flows.enrol import fill_seats
from courses.flows.wait import close_when_begun
from courses.outbox.services import Claimed
from lms import clock
from lms.relay import handles
from lms.wiring import Wiring


@handles("fill_seats")
def fill(wiring: Wiring, message: Claimed) -> None:
    """Subject: a run. May run twice: the second time there is nothing to give."""
    with wiring.database.transaction() as session:
        fill_seats(session, run_id=message.subject_id or 0, now=clock.now())


@handles("close_waiting")
def close(wiring: Wiring, message: Claimed) -> None:
    """Subject: a run."""
    with wiring.database.transaction() as session:
        close_when_begun(session, run_id=message.subject_id or 0, now=clock.now())
