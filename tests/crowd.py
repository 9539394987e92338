"""A group of any size in the middle of its work, put in with a few statements: for queries and time that are counted.

Everybody was at the session, opened the text, answered the quiz and asks something. Of every four, one handed in and
waits, one was told "not yet" about one point, one was accepted and one wrote nothing. Every fifth holds the badge.
Not here: a group of people with stories (`tests.journeys.world`).
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from courses.accounts.models import Account
from courses.catalogue.models import ModuleVersion, Unit, UnitKind
from courses.delivery.models import Attendance, Enrolment, Participation, Presence, RunSession, Wish
from courses.models import Base
from courses.people.models import EmailAddress, Person, Role
from courses.practice.models import (
    Assessment,
    AssessmentState,
    Assignment,
    Attempt,
    AttemptPiece,
    Criterion,
    Mark,
    PieceKind,
    QuizAnswer,
    Submission,
    SubmissionState,
)
from courses.progress.models import UnitProgress
from courses.recognition.models import BadgeVersion
from courses.recognition.services.awards import AwardPlan, Basis, plan_award
from lms.app import create_app
from lms.settings import load_settings
from lms.wiring import build
from tests import factories
from tests.conftest import NOW
from tests.courses.recognition.world import make_signing_issuer

STATES = (SubmissionState.HANDED_IN, SubmissionState.RETURNED, SubmissionState.ACCEPTED, None)
LEVELS = {SubmissionState.RETURNED: (2, 1), SubmissionState.ACCEPTED: (2, 3)}
WORK = "Ik gaf de les over spanning aan het derde jaar. " * 20


@dataclass(frozen=True)
class Crowd:
    """Values only. `ilse` gives the run, `mia` manages its organisation."""

    ilse: int
    mia: int
    learner: int
    module: str
    badge: int
    run: str
    meeting: str
    back: str
    """The return moment."""
    participation: str
    waiting: str
    """An attempt that waits to be assessed."""
    returned: str
    """An attempt that was told "not yet" on one point."""
    awards: tuple[str, ...]


@contextmanager
def crowded_site(folder: Path, number: int) -> Iterator[tuple[Flask, Crowd]]:
    """A site of its own in `folder`, with one such group on it."""
    wiring = build(
        load_settings(
            {
                "INSTANCE_DIR": str(folder),
                "BASE_URL": factories.BASE,
                "SECRET_KEY": "for-tests-only-0123456789abcdef-xyz",
                "RELAY_THREADS": "0",
            }
        )
    )
    with wiring.database.transaction() as session:
        Base.metadata.create_all(session.connection())
        crowd = make_crowd(session, number)
    app = create_app(wiring=wiring)
    app.testing = True
    yield app, crowd
    wiring.database.engine.dispose()


def browser(app: Flask, person: int) -> FlaskClient:
    """Somebody who is signed in."""
    client = app.test_client()
    factories.sign_in(client, person)
    return client


def make_crowd(session: Session, number: int) -> Crowd:
    """One run of `number` people."""
    home = factories.make_organisation(session)
    ilse = factories.make_person(session, "Ilse Maes", roles={home: [Role.TRAINER]})
    mia = factories.make_person(session, "Mia Claes", roles={home: [Role.MANAGER, Role.TRAINER]})
    issuer = make_signing_issuer(session, home.slug, organisation=home)
    version = factories.make_module_version(session, organisation=home, issuer=issuer)
    start = (NOW - timedelta(days=14)).date()
    run = factories.make_run(session, version, trainers=[ilse], seats=number + 5, starts_on=start)
    session.refresh(version)
    people = _people(session, number)
    rows = _rows(
        session,
        Participation,
        people,
        lambda who, _: {"person_id": who, "module_version_id": version.id, "started_at": NOW},
    )
    _rows(session, Enrolment, rows, lambda row, _: {"participation_id": row, "run_id": run.id, "enrolled_at": NOW})
    meetings = session.scalars(
        select(RunSession).where(RunSession.run_id == run.id).order_by(RunSession.starts_local)
    ).all()
    _progress(session, version, meetings, rows)
    attempts = _work(session, version, rows, ilse)
    badge = session.scalars(select(BadgeVersion).where(BadgeVersion.module_version_id == version.id)).one()
    awards = [
        plan_award(session, badge_version_id=badge.id, plan=AwardPlan(Basis.participation(row), who), now=NOW)[0]
        for who, row in list(zip(people, rows, strict=True))[2::5]
    ]
    return Crowd(
        ilse=ilse.id,
        mia=mia.id,
        learner=people[0],
        module=version.module.slug,
        badge=badge.id,
        run=run.public_id,
        meeting=meetings[0].public_id,
        back=meetings[-1].public_id,
        participation=session.get_one(Participation, rows[0]).public_id,
        waiting=attempts[0],
        returned=attempts[1],
        awards=tuple(award.public_id for award in awards),
    )


def _rows(
    session: Session, model: type[Base], on: Sequence[int], row: Callable[[int, int], dict[str, Any]]
) -> list[int]:
    """One row of `model` for each of `on`, which is given with its place; the new row ids, in that order."""
    values = [row(one, at) for at, one in enumerate(on)]
    returning = insert(model).returning(model.__table__.c.id, sort_by_parameter_order=True)
    return [found for (found,) in session.execute(returning, values)] if values else []


def _people(session: Session, number: int) -> list[int]:
    people = _rows(
        session, Person, range(number), lambda at, _: {"display_name": f"Mens {at:03} Peeters", "created_at": NOW}
    )
    address = {"verified_at": NOW, "created_at": NOW, "is_primary": True}
    _rows(
        session,
        EmailAddress,
        people,
        lambda who, _: {**address, "person_id": who, "address": f"mens-{who}@school.example"},
    )
    session.execute(insert(Account), [{"person_id": who, "session_version": 1, "created_at": NOW} for who in people])
    return people


def _progress(session: Session, version: ModuleVersion, meetings: Sequence[RunSession], rows: list[int]) -> None:
    """Everybody opened the text, was at the session, and answered the quiz: every second one wrong."""
    units = {unit.kind: unit.id for unit in version.units}
    opened = {"unit_id": units[UnitKind.TEXT], "first_opened_at": NOW, "last_opened_at": NOW}
    _rows(session, UnitProgress, rows, lambda row, at: {**opened, "participation_id": row, "completed_at": NOW})
    for question in ("q1", "q2"):
        said = {"unit_id": units[UnitKind.QUIZ], "question": question, "attempt": 1, "answered_at": NOW, "answer": "b"}
        _rows(
            session,
            QuizAnswer,
            rows,
            lambda row, at, said=said: {**said, "participation_id": row, "right": at % 2 == 0},
        )
    there = {"run_session_id": meetings[0].id, "presence": Presence.PRESENT, "recorded_at": NOW}
    _rows(session, Attendance, rows, lambda row, _: {**there, "participation_id": row})
    asks = {"run_session_id": meetings[-1].id, "body": "Hoe gaat het met dertig leerlingen?", "written_at": NOW}
    _rows(session, Wish, rows, lambda row, _: {**asks, "participation_id": row})


def _work(session: Session, version: ModuleVersion, rows: list[int], ilse: Person) -> list[str]:
    """Work of three in four; the public ids of the attempts, in the order of the people."""
    assignment = session.scalars(
        select(Assignment).join(Unit, Unit.id == Assignment.unit_id).where(Unit.module_version_id == version.id)
    ).one()
    made = [(row, state) for at, row in enumerate(rows) if (state := STATES[at % 4]) is not None]
    states = [state for _, state in made]
    work = {"assignment_id": assignment.id, "draft_text": WORK, "created_at": NOW}
    submissions = _rows(
        session,
        Submission,
        [row for row, _ in made],
        lambda row, at: {**work, "participation_id": row, "state": states[at]},
    )
    attempts = _rows(
        session, Attempt, submissions, lambda row, _: {"submission_id": row, "number": 1, "handed_in_at": NOW}
    )
    _rows(
        session,
        AttemptPiece,
        attempts,
        lambda row, _: {"attempt_id": row, "position": 1, "kind": PieceKind.TEXT, "body": WORK},
    )
    _judged(session, assignment, [(row, state) for row, state in zip(attempts, states, strict=True)], ilse)
    return list(session.scalars(select(Attempt.public_id).where(Attempt.id.in_(attempts)).order_by(Attempt.id)))


def _judged(
    session: Session, assignment: Assignment, attempts: Sequence[tuple[int, SubmissionState]], ilse: Person
) -> None:
    decided = [(row, LEVELS[state]) for row, state in attempts if state in LEVELS]
    said = {
        "assessor_id": ilse.id,
        "state": AssessmentState.FINAL,
        "started_at": NOW,
        "saved_at": NOW,
        "decided_at": NOW,
    }
    assessments = _rows(session, Assessment, [row for row, _ in decided], lambda row, _: {**said, "attempt_id": row})
    criteria = session.scalars(
        select(Criterion.id).where(Criterion.rubric_id == assignment.rubric_id).order_by(Criterion.position)
    ).all()
    for place, criterion in enumerate(criteria):
        _rows(
            session,
            Mark,
            assessments,
            lambda row, at, place=place, criterion=criterion: {
                "assessment_id": row,
                "criterion_id": criterion,
                "level_value": decided[at][1][place],
                "comment": "Mooi.",
            },
        )
