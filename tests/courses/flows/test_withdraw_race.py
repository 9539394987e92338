"""Taking back and beginning to assess at the same moment: exactly one wins, and the other hears why."""

import threading
from collections.abc import Callable

from sqlalchemy import select
from sqlalchemy.orm import Session

from courses.errors import DomainError
from courses.flows.withdraw import withdraw
from courses.practice.errors import AssessmentBegun, WorkTakenBack
from courses.practice.models import Assessment, Attempt, Submission, SubmissionState
from courses.practice.services import begin_assessment
from lms.db import Database
from tests.conftest import NOW
from tests.courses.practice.desk_world import hand, make_world

ROUNDS = 6


def at_once(database: Database, *acts: Callable[[Session], object]) -> list[DomainError | None]:
    """Do each in a transaction of its own, all at the same moment; what each was refused with."""
    start = threading.Barrier(len(acts))
    refused: list[DomainError | None] = [None] * len(acts)

    def do(place: int, act: Callable[[Session], object]) -> None:
        start.wait()
        try:
            with database.transaction() as session:
                act(session)
        except DomainError as error:
            refused[place] = error

    threads = [threading.Thread(target=do, args=one) for one in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return refused


def test_one_of_the_two_wins_and_nothing_is_lost(anywhere: Database) -> None:
    with anywhere.transaction() as session:
        world = make_world(session)
    for number in range(ROUNDS):
        text = f"Les {number}: de lichtsluis in duo's."
        with anywhere.transaction() as session:
            session.query(Assessment).delete()
            for submission in session.scalars(select(Submission)):
                submission.state = SubmissionState.DRAFT
        with anywhere.transaction() as session:
            attempt_id = hand(session, world, text).id
        taken_back, begun = at_once(
            anywhere,
            lambda session, of=attempt_id: withdraw(session, attempt_id=of, person_id=world.nele, now=NOW),  # type: ignore[misc]
            lambda session, of=attempt_id: begin_assessment(  # type: ignore[misc]
                session, attempt_id=of, assessor_id=world.ilse, now=NOW
            ),
        )
        assert (taken_back is None) != (begun is None), "exactly one wins"
        assert isinstance(taken_back or begun, AssessmentBegun if taken_back else WorkTakenBack)
        with anywhere.transaction() as session:
            attempt = session.get_one(Attempt, attempt_id)
            assert (attempt.withdrawn_at is None) == (taken_back is not None)
            assert attempt.submission.draft_text == text, "the text is still there, whoever won"
            assert attempt.pieces[0].body == text
