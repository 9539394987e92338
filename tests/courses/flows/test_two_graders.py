"""F14: two trainers decide about the same work at the same time. One decides, nothing typed is lost."""

import threading
from collections import Counter

import pytest
from sqlalchemy import select, text, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from courses.flows.assess import assess
from courses.practice.errors import AlreadyAssessed
from courses.practice.models import Assessment, AssessmentState, Attempt, Submission, SubmissionState
from courses.practice.services import MarkInput, save_assessment
from lms.db import Database
from tests.conftest import NOW
from tests.courses.practice.desk_world import World, hand, make_world

ROUNDS = 100
"""On each database, so 200 races."""


def prepare(database: Database) -> tuple[World, int]:
    with database.transaction() as session:
        world = make_world(session)
        return world, hand(session, world).id


def grade(database: Database, world: World, attempt_id: int, who: int, level: int, start: threading.Barrier) -> str:
    """As the page does: keep what was typed, then decide; what is kept survives a lost decision."""
    marks = {key: MarkInput(level, f"woorden van {who}") for key in (world.first, world.second)}
    start.wait()
    with database.transaction() as session:
        version = save_assessment(
            session,
            attempt_id=attempt_id,
            assessor_id=who,
            marks=marks,
            comment=f"geheel van {who}",
            expected_version=0,
            now=NOW,
        ).version
    try:
        with database.transaction() as session:
            assess(
                session,
                attempt_id=attempt_id,
                assessor_id=who,
                marks=marks,
                comment=f"geheel van {who}",
                expected_version=version,
                now=NOW,
            )
    except AlreadyAssessed:
        return "told"
    return "decided"


def race(database: Database, world: World, attempt_id: int) -> list[str]:
    outcomes: list[str] = []
    start = threading.Barrier(2)

    def run(who: int, level: int) -> None:
        try:
            outcomes.append(grade(database, world, attempt_id, who, level, start))
        except Exception as error:
            outcomes.append(repr(error))

    threads = [threading.Thread(target=run, args=who) for who in ((world.ilse, 3), (world.els, 1))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return outcomes


def again(database: Database, attempt_id: int) -> None:
    """The same work once more, as if nobody had looked at it."""
    with database.transaction() as session:
        for statement in (
            "DELETE FROM award_edition",
            "DELETE FROM award",
            "DELETE FROM mark",
            "DELETE FROM assessment",
            "DELETE FROM outbox_message",
        ):
            session.execute(text(statement))
        attempt = session.get_one(Attempt, attempt_id)
        attempt.submission.state = SubmissionState.HANDED_IN


def kept(session: Session, attempt_id: int) -> dict[int | None, tuple[str, set[str]]]:
    rows = session.scalars(select(Assessment).where(Assessment.attempt_id == attempt_id)).all()
    return {row.assessor_id: (row.comment, {mark.comment for mark in row.marks}) for row in rows}


def test_one_decides_and_both_texts_are_there(anywhere: Database) -> None:
    world, attempt_id = prepare(anywhere)
    for _round in range(ROUNDS):
        assert Counter(race(anywhere, world, attempt_id)) == {"decided": 1, "told": 1}
        with anywhere.reading() as session:
            rows = session.scalars(select(Assessment.state).where(Assessment.attempt_id == attempt_id)).all()
            assert Counter(rows) == {AssessmentState.FINAL: 1, AssessmentState.DRAFT: 1}
            assert kept(session, attempt_id) == {
                who: (f"geheel van {who}", {f"woorden van {who}"}) for who in (world.ilse, world.els)
            }
            final = session.scalars(select(Assessment).where(Assessment.state == AssessmentState.FINAL)).one()
            state = session.scalars(select(Submission.state)).one()
            wanted = SubmissionState.ACCEPTED if final.assessor_id == world.ilse else SubmissionState.RETURNED
            assert state is wanted
        again(anywhere, attempt_id)


def test_the_database_itself_knows_one_decision(anywhere: Database) -> None:
    """The vulnerable twin: code that sets the state without asking is stopped by the unique index."""
    world, attempt_id = prepare(anywhere)
    with anywhere.transaction() as session:
        for who in (world.ilse, world.els):
            session.add(Assessment(attempt_id=attempt_id, assessor_id=who, started_at=NOW, saved_at=NOW))
        session.flush()
        session.execute(update(Assessment).where(Assessment.assessor_id == world.ilse).values(state="final"))
        second = update(Assessment).where(Assessment.assessor_id == world.els).values(state="final")
        with pytest.raises(IntegrityError):
            session.execute(second)
        session.rollback()
