"""Handing in and taking back."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from courses.delivery.models import RecipientForm, ReturnMoment
from courses.delivery.recipients import RecipientChoice
from courses.errors import Invalid, NotFound
from courses.files.models import Retention, StoredFile
from courses.flows.drop_file import EXPIRE_FILE, drop_file, expire_file
from courses.flows.hand_in import hand_in
from courses.flows.take_file import take_file
from courses.flows.withdraw import withdraw
from courses.outbox.models import OutboxMessage
from courses.people.models import AuditEvent
from courses.practice.errors import AssessmentBegun, NotOpenYet, StaleDraft, WorkClosed, WorkIncomplete
from courses.practice.models import PieceKind, Pupils, SubmissionState
from courses.practice.services import begin_assessment
from courses.practice.services.about_work import say_pupils
from lms.db import Database
from tests import factories
from tests.conftest import NOW
from tests.courses.practice.desk_world import World, hand, make_world, outsider, participation_of, write


def upload(session, world: World, name: str = "foto.jpg") -> StoredFile:  # type: ignore[no-untyped-def]
    where = {"participation_id": world.participation_id, "unit_id": world.unit_id}
    say_pupils(session, **where, pupils=Pupils.NOBODY, now=NOW)
    return take_file(
        session,
        **where,
        person_id=world.nele,
        sha256="1" * 64,
        size=10,
        media_type="image/jpeg",
        original_name=name,
        storage_key=f"key-{name}",
        location_stripped=True,
        now=NOW,
    )


def test_the_draft_becomes_an_attempt_that_tells_least(anywhere: Database) -> None:
    """BEW-01: what, when and by whom is a row; by default the badge shows neither name nor work."""
    with anywhere.transaction() as session:
        world = make_world(session)
        upload(session, world)
        attempt = hand(session, world, "Mijn les.")
        assert [(p.kind, p.as_evidence) for p in attempt.pieces] == [
            (PieceKind.TEXT, False),
            (PieceKind.FILE, False),
        ]
        assert attempt.submission.state is SubmissionState.HANDED_IN
        own = participation_of(session, world)
        assert (own.recipient_form, own.show_name) == (RecipientForm.HASHED_EMAIL, False)
        event = session.scalars(select(AuditEvent).where(AuditEvent.action == "work_handed_in")).one()
        assert (event.subject_id, event.actor_id, event.organisation_id) == (
            attempt.id,
            world.nele,
            world.organisation,
        )


def test_the_choices_are_kept_piece_by_piece(database: Database) -> None:
    with database.transaction() as session:
        world = make_world(session)
        file = upload(session, world)
        attempt = hand(
            session,
            world,
            recipient=RecipientChoice(form=RecipientForm.PAIRWISE, show_name=True),
            evidence=frozenset({file.public_id}),
        )
        assert [p.as_evidence for p in attempt.pieces] == [False, True]
        own = participation_of(session, world)
        assert (own.recipient_form, own.show_name) == (RecipientForm.PAIRWISE, True)


def test_somebody_elses_address_is_refused(database: Database) -> None:
    with database.transaction() as session:
        world = make_world(session)
        stranger, _ = outsider(session)
        with pytest.raises(Invalid):
            hand(session, world, recipient=RecipientChoice(address_id=stranger.addresses[0].id))


def test_an_unproven_address_is_refused(database: Database) -> None:
    with database.transaction() as session:
        world = make_world(session)
        own = participation_of(session, world)
        assert own.person is not None
        own.person.addresses[0].verified_at = None
        session.flush()
        with pytest.raises(Invalid):
            hand(session, world, recipient=RecipientChoice(address_id=own.person.addresses[0].id))


def test_only_the_maker_hands_in(database: Database) -> None:
    with database.transaction() as session:
        world = make_world(session)
        draft = write(session, world, "Mijn les.")
        for other in (world.ilse, outsider(session)[0].id):
            with pytest.raises(NotFound):
                hand_in(
                    session,
                    participation_id=world.participation_id,
                    unit_id=world.unit_id,
                    person_id=other,
                    expected_version=draft.version,
                    recipient=RecipientChoice(),
                    evidence=frozenset(),
                    now=NOW,
                )


def test_what_misses_is_said_and_nothing_is_handed_in(database: Database) -> None:
    with database.transaction() as session:
        world = make_world(session, min_words=5)
        with pytest.raises(WorkIncomplete) as caught:
            hand(session, world, "Te kort.")
        assert [gap.values for gap in caught.value.gaps] == [{"words": 2, "asked": 5}]


def test_a_text_that_changed_meanwhile_is_not_handed_in(database: Database) -> None:
    with database.transaction() as session:
        world = make_world(session)
        old = write(session, world, "Eerste versie.").version
        write(session, world, "Tweede versie.")
        with pytest.raises(StaleDraft) as caught:
            hand_in(
                session,
                participation_id=world.participation_id,
                unit_id=world.unit_id,
                person_id=world.nele,
                expected_version=old,
                recipient=RecipientChoice(),
                evidence=frozenset(),
                now=NOW,
            )
        assert caught.value.text == "Tweede versie."


def test_late_work_is_accepted_and_marked(anywhere: Database) -> None:
    """The due time is wall time at the place: 1 January, 14.00 in Brussels is 13.00 UTC."""
    with anywhere.transaction() as session:
        on_time, late = make_world(session), make_world(session)
        due = session.scalars(select(ReturnMoment.due_local)).first()
        assert due is not None
        moment = NOW.replace(year=due.year, month=due.month, day=due.day, hour=13, minute=0)
        assert hand(session, on_time, now=moment).late is False
        assert hand(session, late, now=moment + timedelta(seconds=1)).late is True


def test_before_it_opens_the_draft_stays_a_draft(database: Database) -> None:
    with database.transaction() as session:
        world = make_world(session)
        for row in session.scalars(select(ReturnMoment)):
            row.opens_local = NOW.replace(tzinfo=None) + timedelta(days=1)
        session.flush()
        with pytest.raises(NotOpenYet):
            hand(session, world)


def test_taking_back_opens_the_draft_and_keeps_the_attempt(database: Database) -> None:
    with database.transaction() as session:
        world = make_world(session)
        attempt = hand(session, world)
        withdraw(session, attempt_id=attempt.id, person_id=world.nele, now=NOW)
        assert attempt.submission.state is SubmissionState.DRAFT
        assert attempt.withdrawn_at == NOW
        again = hand(session, world, "Beter zo.")
        assert again.number == 2


def test_nobody_takes_back_what_is_being_read(anywhere: Database) -> None:
    with anywhere.transaction() as session:
        world = make_world(session)
        attempt = hand(session, world)
        begin_assessment(session, attempt_id=attempt.id, assessor_id=world.ilse, now=NOW)
        with pytest.raises(AssessmentBegun) as caught:
            withdraw(session, attempt_id=attempt.id, person_id=world.nele, now=NOW)
        assert caught.value.values == {"name": "Ilse Maes"}
        assert attempt.withdrawn_at is None


def test_only_the_maker_takes_back_and_only_once(database: Database) -> None:
    with database.transaction() as session:
        world = make_world(session)
        attempt = hand(session, world)
        with pytest.raises(NotFound):
            withdraw(session, attempt_id=attempt.id, person_id=world.els, now=NOW)
        withdraw(session, attempt_id=attempt.id, person_id=world.nele, now=NOW)
        with pytest.raises(WorkClosed):
            withdraw(session, attempt_id=attempt.id, person_id=world.nele, now=NOW)
        with pytest.raises(NotFound):
            withdraw(session, attempt_id=999_999, person_id=world.nele, now=NOW)


def test_a_dropped_file_loses_its_name_and_its_bytes_are_sent_away(database: Database) -> None:
    with database.transaction() as session:
        world = make_world(session)
        file = upload(session, world, "geheim.jpg")
        place = {"participation_id": world.participation_id, "unit_id": world.unit_id, "now": NOW}
        with pytest.raises(NotFound):
            drop_file(session, file_public_id=file.public_id, person_id=world.els, **place)
        drop_file(session, file_public_id=file.public_id, person_id=world.nele, **place)
        assert (file.storage_key, file.original_name, file.owner_id) == (None, "", None)
        row = session.scalars(select(OutboxMessage).where(OutboxMessage.kind == "delete_file")).one()
        assert row.payload == {"key": "key-geheim.jpg"}


def test_a_forgotten_draft_lets_go_of_its_files_after_a_year_and_work_never(anywhere: Database) -> None:
    with anywhere.transaction() as session:
        draft, work = make_world(session), make_world(session)
        forgotten, kept = upload(session, draft), upload(session, work, "bewijs.jpg")
        hand(session, work)
        due = session.scalars(select(OutboxMessage.due_at).where(OutboxMessage.kind == EXPIRE_FILE)).all()
        assert due == [NOW + timedelta(days=365)] * 2
        assert kept.retention is Retention.WORK
        later = NOW + timedelta(days=366)
        assert expire_file(session, file_id=forgotten.id, now=NOW) is False
        assert expire_file(session, file_id=forgotten.id, now=later) is True
        assert expire_file(session, file_id=kept.id, now=later) is False
        assert kept.storage_key == "key-bewijs.jpg"


def test_the_trainer_is_somebody_of_the_group_the_teacher_moved_to(anywhere: Database) -> None:
    """AAN-04: moving to another run loses nothing, and the new run's trainer assesses."""
    from courses.practice.queries.queue import queue_ids

    with anywhere.transaction() as session:
        world = make_world(session)
        own = participation_of(session, world)
        tom = factories.make_person(session, "Tom Peeters")
        other = factories.make_run(session, own.module_version, trainers=[tom])
        attempt = hand(session, world)
        own.enrolments[0].ended_at = NOW
        session.flush()
        session.add(type(own.enrolments[0])(participation_id=own.id, run_id=other.id, enrolled_at=NOW))
        session.flush()
        assert queue_ids(session, person_id=tom.id) == [attempt.public_id]
        assert queue_ids(session, person_id=world.ilse) == []
