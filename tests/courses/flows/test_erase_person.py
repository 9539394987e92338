"""Erasing a person leaves nothing of them, and every badge checkable (PRI; GDPR 17)."""

from datetime import datetime
from typing import Any

import pytest
from sqlalchemy import Text, inspect, select
from sqlalchemy.orm import Session

from courses.delivery.joining import Waiting
from courses.delivery.models import Attendance, Participation, Presence, RunSession, Wish
from courses.files.models import StoredFile
from courses.flows.erase_person import erase_person
from courses.flows.export_person import export_person
from courses.models import Base
from courses.people.errors import NoSuchPerson
from courses.people.models import AuditEvent, Person
from courses.practice.models import Assessment, AssessmentState, Attempt, Mark, QuizAnswer, Submission
from courses.recognition.models import Award, AwardEdition
from credentials.report import Verdict
from credentials.verifying import verify
from lms import clock
from lms.own_documents import own_resolver
from lms.relay import drain
from lms.wiring import Wiring
from tests.lms.matrix_world import MatrixWorld, make_matrix_world

MARK = "Zelda Uniek"
ADDRESS = "zelda.uniek@school.example"


@pytest.fixture
def world(wiring: Wiring) -> MatrixWorld:
    """The learner has work with a file, a signed badge, and a name that stands nowhere else."""
    made = make_matrix_world(wiring)
    with wiring.database.transaction() as session:
        person = session.get_one(Person, made.own.participant)
        person.display_name = MARK
        person.addresses[0].address = ADDRESS
        edition = session.scalars(select(AwardEdition).join(Award).where(Award.person_id == person.id)).one()
        edition.holder_name = MARK
        submission = session.scalars(select(Submission).order_by(Submission.id)).first()
        meeting = session.scalars(select(RunSession).order_by(RunSession.id)).first()
        assert submission is not None
        assert meeting is not None
        submission.draft_text, submission.draft_link = f"{MARK} klad", f"https://x.example/{MARK}"
        where = {"participation_id": submission.participation_id}
        session.add(Wish(run_session_id=meeting.id, body=f"{MARK} vraagt", written_at=clock.now(), **where))
        waiting = session.scalars(select(Waiting).where(Waiting.person_id == person.id)).one()
        waiting.moved_reason, waiting.moved_by_id = f"{MARK} was ziek", person.id
        session.add(
            Attendance(
                run_session_id=meeting.id,
                presence=Presence.PRESENT,
                note=f"{MARK} kwam later",
                recorded_at=clock.now(),
                **where,
            )
        )
        session.add(
            QuizAnswer(
                unit_id=submission.assignment.unit_id,
                question="q1",
                attempt=1,
                answer=f"{MARK} denkt",
                right=False,
                answered_at=clock.now(),
                **where,
            )
        )
        session.add(_judgement(submission.attempts[0]))
        edition.evidence = [{"id": "urn:x", "type": ["Evidence"], "narrative": f"{MARK} schreef dit"}]
    return made


def _judgement(attempt: Attempt) -> Assessment:
    """Somebody wrote about the person by name."""
    made = Assessment(
        attempt_id=attempt.id,
        assessor_id=None,
        state=AssessmentState.FINAL,
        comment=f"{MARK} werkte goed",
        started_at=clock.now(),
        saved_at=clock.now(),
    )
    criterion = attempt.submission.assignment.rubric.criteria[0]
    made.marks.append(Mark(criterion_id=criterion.id, level_value=2, comment=f"Mooi, {MARK}"))
    return made


def everything(session: Session) -> dict[str, list[dict[str, Any]]]:
    """Every row of every table."""
    found = {}
    for table in Base.metadata.sorted_tables:
        rows = session.execute(select(table)).mappings()
        found[table.name] = [dict(row) for row in rows]
    return found


def erase(wiring: Wiring, world: MatrixWorld) -> None:
    with wiring.database.transaction() as session:
        erase_person(session, person_id=world.own.participant, actor_id=None, now=clock.now())


def test_no_row_of_any_table_still_holds_them(wiring: Wiring, world: MatrixWorld) -> None:
    with wiring.database.reading() as session:
        before = everything(session)
    assert MARK in str(before)
    assert ADDRESS in str(before)
    assert "Ik gaf de les." in str(before)
    assert "werk.txt" in str([r for r in before["stored_file"] if r["owner_id"] == world.own.participant])
    erase(wiring, world)
    with wiring.database.reading() as session:
        after = everything(session)
    assert MARK not in str(after)
    assert ADDRESS not in str(after)
    learner = world.own.participant
    for table, rows in after.items():
        for row in rows:
            pointing = [name for name, value in row.items() if name.endswith("person_id") and value == learner]
            assert pointing == [], f"{table}: {pointing}"


def test_every_column_that_points_at_a_person_was_thought_of(wiring: Wiring, world: MatrixWorld) -> None:
    """A new table with a person in it fails here until erasing knows it."""
    erase(wiring, world)
    people = Base.metadata.tables["person"]
    with wiring.database.reading() as session:
        left = [
            f"{table.name}.{column.name}"
            for table in Base.metadata.sorted_tables
            for column in table.columns
            if any(key.column.table is people for key in column.foreign_keys)
            and session.execute(select(column).where(column == world.own.participant)).first() is not None
        ]
    assert left == []


def test_the_badge_that_the_holder_kept_still_verifies(wiring: Wiring, world: MatrixWorld) -> None:
    with wiring.database.reading() as session:
        edition = session.scalars(
            select(AwardEdition).join(Award).where(Award.person_id == world.own.participant)
        ).one()
        kept, digest, award_id = edition.signed, edition.digest, edition.award_id
    assert kept is not None
    erase(wiring, world)
    drain(wiring)
    report = verify(kept, resolve=own_resolver(wiring.database), now=clock.now())
    assert report.verdict is Verdict.VALID
    with wiring.database.reading() as session:
        award = session.get_one(Award, award_id)
        (edition,) = award.editions
        assert award.person_id is None
        assert award.status_index is not None
        assert (edition.signed, edition.holder_name, edition.evidence) == (None, None, [])
        assert (edition.salt, edition.identity_hash) == (None, None)
        assert edition.digest == digest
        assert edition.erased_at is not None


def test_a_revoked_badge_stays_revoked(wiring: Wiring, world: MatrixWorld) -> None:
    from courses.flows.revoke import revoke

    with wiring.database.transaction() as session:
        award = session.scalars(select(Award).where(Award.person_id == world.own.participant)).one()
        signed = award.editions[0].signed
        revoke(session, public_id=award.public_id, reason=f"{MARK} vroeg het", actor_id=None, now=clock.now())
    assert signed is not None
    erase(wiring, world)
    drain(wiring)
    assert verify(signed, resolve=own_resolver(wiring.database), now=clock.now()).verdict is Verdict.REVOKED
    with wiring.database.reading() as session:
        assert MARK not in str(everything(session))


def test_a_badge_that_was_only_planned_is_never_signed(wiring: Wiring, world: MatrixWorld) -> None:
    with wiring.database.transaction() as session:
        edition = session.scalars(
            select(AwardEdition).join(Award).where(Award.person_id == world.own.participant)
        ).one()
        edition.signed, edition.digest, edition.issued_at = None, None, None
        number = edition.id
    erase(wiring, world)
    drain(wiring)
    with wiring.database.reading() as session:
        assert session.get_one(AwardEdition, number).signed is None


def test_the_bytes_of_their_files_leave_the_disk(wiring: Wiring, world: MatrixWorld) -> None:
    """Somebody else handed in the very same bytes: those stay."""
    with wiring.database.reading() as session:
        files = session.scalars(select(StoredFile).where(StoredFile.storage_key.is_not(None))).all()
    theirs = {file.storage_key for file in files if file.owner_id == world.own.participant}
    twins = {file.storage_key for file in files if file.owner_id == world.other.participant}
    assert {file.sha256 for file in files if file.storage_key in theirs | twins} == {"0" * 64}
    folder = wiring.settings.instance_dir / "files"

    def on_disk() -> dict[str, bytes]:
        return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}

    before = on_disk()
    assert len(theirs) == len(twins) == 1
    assert {before[str(key)] for key in theirs | twins} == {b"mijn werk"}
    erase(wiring, world)
    assert on_disk() == before, "the bytes go after the commit, or a rollback would lose them"
    drain(wiring)
    assert on_disk() == {key: data for key, data in before.items() if key not in theirs}


def test_others_are_untouched(wiring: Wiring, world: MatrixWorld) -> None:
    def rest() -> dict[str, Any]:
        with wiring.database.reading() as session:
            other = session.get_one(Participation, 2)
            return {
                "person": session.get_one(Person, world.other.participant).display_name,
                "participation": other.person_id,
                "awards": [e.signed for a in session.scalars(select(Award)) if a.person_id for e in a.editions],
            }

    before = rest()
    erase(wiring, world)
    after = rest()
    assert (after["person"], after["participation"]) == (before["person"], before["participation"])
    assert after["awards"] == [before["awards"][1]]


def test_a_trainer_is_erased_and_the_judgement_stays(wiring: Wiring, world: MatrixWorld) -> None:
    with wiring.database.transaction() as session:
        session.scalars(select(Assessment)).one().assessor_id = world.own.trainer
    with wiring.database.transaction() as session:
        erase_person(session, person_id=world.own.trainer, actor_id=None, now=clock.now())
    with wiring.database.reading() as session:
        assessment = session.scalars(select(Assessment)).one()
        assert (assessment.assessor_id, assessment.comment) == (None, f"{MARK} werkte goed")


def test_erasing_is_written_down_without_a_name(wiring: Wiring, world: MatrixWorld, now: datetime) -> None:
    erase(wiring, world)
    erase(wiring, world)
    with wiring.database.reading() as session:
        events = session.scalars(select(AuditEvent).where(AuditEvent.action == "person_erased")).all()
        assert [(event.subject_id, event.actor_id) for event in events] == [(world.own.participant, None)]


def test_nobody(wiring: Wiring, world: MatrixWorld, now: datetime) -> None:
    with pytest.raises(NoSuchPerson), wiring.database.transaction() as session:
        erase_person(session, person_id=999, actor_id=None, now=now)
    erase(wiring, world)
    with pytest.raises(NoSuchPerson), wiring.database.transaction() as session:
        export_person(session, person_id=world.own.participant, actor_id=None, now=now)


def test_the_export_holds_every_text_that_erasing_would_remove(wiring: Wiring, world: MatrixWorld) -> None:
    """What is kept about somebody is what they can take along: long texts are compared with the tables."""
    with wiring.database.transaction() as session:
        found = export_person(session, person_id=world.own.participant, actor_id=None, now=clock.now())
    text = str(found.document)
    own_words = [f"{MARK} {word}" for word in ("klad", "vraagt", "kwam later", "denkt", "werkte goed")]
    for wanted in (MARK, ADDRESS, "Ik gaf de les.", "werk.txt", f"Mooi, {MARK}", *own_words):
        assert wanted in text
    assert len(found.badges) == 1
    assert next(iter(found.badges.values())).startswith(b"{")
    assert len(found.files) == 1
    mapper = inspect(Person)
    assert mapper is not None
    assert all(not isinstance(column.type, Text) for column in mapper.columns)
