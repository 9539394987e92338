"""Assessing: one decision, only what is not yet is asked again, and the badge follows in the same transaction."""

import pytest
from sqlalchemy import select

from courses.catalogue.models import UnitKind
from courses.delivery.recipients import RecipientChoice
from courses.errors import Invalid, NotFound
from courses.flows.hand_in import hand_in
from courses.outbox.models import OutboxMessage
from courses.people.models import AuditEvent, Role
from courses.practice.errors import (
    AlreadyAssessed,
    AssessmentIncomplete,
    OwnWork,
    StaleAssessment,
    WorkTakenBack,
)
from courses.practice.models import Assessment, AssessmentState, Attempt, Mark, SubmissionState
from courses.practice.queries import accepted_levels, latest_levels
from courses.practice.queries.desk import desk
from courses.practice.queries.own_work import own_work
from courses.practice.queries.queue import next_due, queue
from courses.practice.services import MarkInput, adopt_mark, begin_assessment, save_assessment, save_draft
from courses.recognition.models import Award
from lms.db import Database
from tests import factories
from tests.conftest import NOW
from tests.courses.practice.desk_world import (
    hand,
    judge,
    make_world,
    outsider,
    participation_of,
    run_of,
)
from tests.courses.recognition.world import make_signing_issuer


def test_every_criterion_met_accepts_the_work_and_tells_the_teacher(anywhere: Database) -> None:
    """OPL-04: the trainer reviews the evidence and comments; BEW-04: no further evaluation is needed."""
    with anywhere.transaction() as session:
        world = make_world(session)
        attempt = hand(session, world)
        assessment = judge(session, attempt.id, world.ilse, {world.first: 2, world.second: 3}, comment="Mooi.")
        assert attempt.submission.state is SubmissionState.ACCEPTED
        assert assessment.state is AssessmentState.FINAL
        assert accepted_levels(session, world.participation_id, world.assignment_id) == {
            world.first: 2,
            world.second: 3,
        }
        mail = session.scalars(select(OutboxMessage).where(OutboxMessage.kind == "mail")).one()
        assert mail.payload == {
            "template": "assessed",
            "person_id": world.nele,
            "ids": {"assessment_id": assessment.id},
        }
        event = session.scalars(select(AuditEvent).where(AuditEvent.action == "work_assessed")).one()
        assert event.details == {"outcome": "accepted", "assessment": assessment.id}


def test_not_yet_returns_the_work_and_only_that_is_asked_again(anywhere: Database) -> None:
    """The resubmission screen lists one criterion, not two; what was met is carried over and stands."""
    with anywhere.transaction() as session:
        world = make_world(session)
        first = hand(session, world)
        judge(session, first.id, world.ilse, {world.first: 3, world.second: 1})
        assert first.submission.state is SubmissionState.RETURNED
        assert accepted_levels(session, world.participation_id, world.assignment_id) == {world.first: 3}
        assert latest_levels(session, world.participation_id, world.assignment_id) == {
            world.first: 3,
            world.second: 1,
        }
        page = own_work(session, participation=participation_of(session, world), assignment=first.submission.assignment)
        assert page.returned is not None
        assert [(one.criterion.id, one.comment) for one in page.returned.open_points] == [
            (world.second, "Voeg iets toe.")
        ]

        second = hand(session, world, "Nu met bewijs.")
        shown = desk(session, public_id=second.public_id, person_id=world.els, organisation_ids=())
        assert [point.standing.value if point.standing else None for point in shown.points] == [3, None]
        judge(session, second.id, world.els, {world.second: 2})
        assert second.submission.state is SubmissionState.ACCEPTED
        carried = session.scalars(select(Mark).where(Mark.carried_from_id.is_not(None))).one()
        assert (carried.criterion_id, carried.level_value) == (world.first, 3)
        assert [attempt.number for attempt in second.submission.attempts] == [1, 2]
        assert first.pieces[0].body == "Ik gaf een les met een schakeling."


def test_a_carried_criterion_cannot_be_changed_back(database: Database) -> None:
    with database.transaction() as session:
        world = make_world(session)
        judge(session, hand(session, world).id, world.ilse, {world.first: 3, world.second: 1})
        second = hand(session, world, "Nu met bewijs.")
        judge(session, second.id, world.els, {world.first: 0, world.second: 2})
        assert accepted_levels(session, world.participation_id, world.assignment_id)[world.first] == 3


def test_a_mark_carried_twice_names_the_first(database: Database) -> None:
    with database.transaction() as session:
        world = make_world(session)
        root = judge(session, hand(session, world).id, world.ilse, {world.first: 3, world.second: 1}).marks
        judge(session, hand(session, world, "Twee.").id, world.ilse, {world.second: 1})
        third = hand(session, world, "Drie.")
        again = begin_assessment(session, attempt_id=third.id, assessor_id=world.els, now=NOW)
        assert [mark.carried_from_id for mark in again.marks] == [
            next(mark.id for mark in root if mark.criterion_id == world.first)
        ]


def test_the_same_work_again_is_not_taken(database: Database) -> None:
    from courses.practice.errors import WorkIncomplete

    with database.transaction() as session:
        world = make_world(session)
        judge(session, hand(session, world).id, world.ilse, {world.first: 3, world.second: 1})
        with pytest.raises(WorkIncomplete):
            hand(session, world)


def test_a_level_for_each_criterion_and_a_word_for_each_not_yet(database: Database) -> None:
    with database.transaction() as session:
        world = make_world(session)
        attempt = hand(session, world)
        with pytest.raises(AssessmentIncomplete) as caught:
            judge(session, attempt.id, world.ilse, {world.first: 0}, comments={world.first: " "})
        assert caught.value.without_level == (world.second,)
        assert caught.value.without_comment == (world.first,)
        assert attempt.submission.state is SubmissionState.HANDED_IN


def test_levels_and_criteria_that_do_not_exist_are_refused(database: Database) -> None:
    with database.transaction() as session:
        world = make_world(session)
        attempt = hand(session, world)
        for marks in ({world.first: 4}, {999_999: 1}):
            with pytest.raises(Invalid):
                judge(session, attempt.id, world.ilse, marks)


def test_nobody_assesses_own_work(database: Database) -> None:
    """A trainer who takes part: the work waits for the colleague (A18: approver is not subject)."""
    with database.transaction() as session:
        world = make_world(session)
        session.add(type(run_of(session, world).trainers[0])(run_id=world.run_id, person_id=world.nele))
        session.flush()
        attempt = hand(session, world)
        with pytest.raises(OwnWork):
            judge(session, attempt.id, world.nele, {world.first: 3, world.second: 3})
        assert queue(session, person_id=world.nele, now=NOW) == []
        assert [one.attempt for one in queue(session, person_id=world.ilse, now=NOW)] == [attempt.public_id]
        assert not desk(session, public_id=attempt.public_id, person_id=world.nele, organisation_ids=()).may_assess


def test_only_trainers_of_the_group_assess(database: Database) -> None:
    with database.transaction() as session:
        world = make_world(session)
        attempt = hand(session, world)
        stranger, _ = outsider(session)
        organisation = run_of(session, world).organisation
        colleague = factories.make_person(session, "Jan", roles={organisation: [Role.TRAINER]})
        manager = factories.make_person(session, "Mia", roles={organisation: [Role.MANAGER]})
        for person in (stranger, colleague, manager):
            with pytest.raises(NotFound):
                judge(session, attempt.id, person.id, {world.first: 3, world.second: 3})
        with pytest.raises(NotFound):
            desk(session, public_id=attempt.public_id, person_id=stranger.id, organisation_ids=())
        seen = desk(session, public_id=attempt.public_id, person_id=manager.id, organisation_ids={organisation.id})
        assert not seen.may_assess


def test_two_windows_of_one_assessor_do_not_overwrite(anywhere: Database) -> None:
    with anywhere.transaction() as session:
        world = make_world(session)
        attempt = hand(session, world)

        def keep(level: int, version: int) -> Assessment:
            return save_assessment(
                session,
                attempt_id=attempt.id,
                assessor_id=world.ilse,
                marks={world.first: MarkInput(level, f"niveau {level}")},
                comment="",
                expected_version=version,
                now=NOW,
            )

        assert keep(1, 0).version == 1
        with pytest.raises(StaleAssessment):
            keep(2, 0)
        assert keep(1, 0).version == 1, "the same again is no clash"
        assert keep(2, 1).marks[0].comment == "niveau 2"


def test_the_second_is_told_who_is_looking_and_decides_no_more(anywhere: Database) -> None:
    with anywhere.transaction() as session:
        world = make_world(session)
        attempt = hand(session, world)
        begin_assessment(session, attempt_id=attempt.id, assessor_id=world.ilse, now=NOW)
        shown = desk(session, public_id=attempt.public_id, person_id=world.els, organisation_ids=())
        assert [other.assessor_id for other in shown.others] == [world.ilse]
        judge(session, attempt.id, world.ilse, {world.first: 2, world.second: 2})
        lost = save_assessment(
            session,
            attempt_id=attempt.id,
            assessor_id=world.els,
            marks={world.first: MarkInput(1, "mijn woorden")},
            comment="",
            expected_version=0,
            now=NOW,
        )
        with pytest.raises(AlreadyAssessed):
            judge(
                session,
                attempt.id,
                world.els,
                {world.first: 1},
                comments={world.first: "mijn woorden"},
                version=lost.version,
            )
        again = desk(session, public_id=attempt.public_id, person_id=world.els, organisation_ids=())
        assert again.own is not None
        assert again.own.state is AssessmentState.DRAFT
        assert (again.points[0].level, again.points[0].comment) == (1, "mijn woorden")
        assert attempt.submission.state is SubmissionState.ACCEPTED


def test_where_two_chose_differently_both_are_shown_and_one_can_be_taken(database: Database) -> None:
    with database.transaction() as session:
        world = make_world(session)
        attempt = hand(session, world)
        saved = {
            who: save_assessment(
                session,
                attempt_id=attempt.id,
                assessor_id=who,
                marks={world.first: MarkInput(level, words)},
                comment="",
                expected_version=0,
                now=NOW,
            )
            for who, level, words in ((world.ilse, 2, "voldoet"), (world.els, 3, "sterk"))
        }
        shown = desk(session, public_id=attempt.public_id, person_id=world.ilse, organisation_ids=())
        (other,) = shown.points[0].others
        assert (other.level_value, shown.points[1].others) == (3, ())
        mine = adopt_mark(
            session, assessment=saved[world.ilse], other=saved[world.els], criterion_id=world.first, now=NOW
        )
        assert (mine.marks[0].level_value, mine.marks[0].comment) == (3, "voldoet\nsterk")


def test_work_that_was_taken_back_is_not_assessed(database: Database) -> None:
    from courses.flows.withdraw import withdraw

    with database.transaction() as session:
        world = make_world(session)
        attempt = hand(session, world)
        withdraw(session, attempt_id=attempt.id, person_id=world.nele, now=NOW)
        with pytest.raises(WorkTakenBack):
            judge(session, attempt.id, world.ilse, {world.first: 3, world.second: 3})


def test_the_queue_is_oldest_first_and_says_when_the_next_is_expected(anywhere: Database) -> None:
    with anywhere.transaction() as session:
        world = make_world(session)
        assert queue(session, person_id=world.ilse, now=NOW) == []
        expected = next_due(session, person_id=world.ilse, now=NOW)
        assert expected is not None
        assert expected > NOW
        older = hand(session, world)
        karim = factories.make_person(session, "Karim Haddad")
        participation = factories.make_participation(session, karim, run_of(session, world))
        from dataclasses import replace

        other = replace(world, nele=karim.id, participation_id=participation.id)
        newer = hand(session, other, now=NOW.replace(hour=23))
        found = queue(session, person_id=world.ilse, now=NOW)
        assert [one.attempt for one in found] == [older.public_id, newer.public_id]
        shown = desk(session, public_id=newer.public_id, person_id=world.ilse, organisation_ids=())
        assert (shown.place, shown.count, shown.previous, shown.next) == (2, 2, older.public_id, None)


def test_what_is_new_since_the_last_attempt_is_marked(database: Database) -> None:
    with database.transaction() as session:
        world = make_world(session)
        judge(session, hand(session, world, "Eerst dit.").id, world.ilse, {world.first: 3, world.second: 1})
        second = hand(session, world, "Eerst dit. En nu ook dat.")
        shown = desk(session, public_id=second.public_id, person_id=world.ilse, organisation_ids=())
        assert [(piece.text, piece.new) for piece in shown.text] == [("Eerst dit. ", False), ("En nu ook dat.", True)]
        assert shown.points[1].before is not None


def test_a_decided_attempt_is_not_decided_again_after_a_new_one_came(database: Database) -> None:
    with database.transaction() as session:
        world = make_world(session)
        first = hand(session, world)
        judge(session, first.id, world.ilse, {world.first: 3, world.second: 1})
        hand(session, world, "Tweede.")
        with pytest.raises(AlreadyAssessed):
            judge(session, first.id, world.els, {world.first: 3, world.second: 3})
        assert session.scalars(select(Attempt.number).order_by(Attempt.number)).all() == [1, 2]


def test_the_badge_is_planned_in_the_transaction_of_the_decision_or_not_at_all(anywhere: Database) -> None:
    """The last condition: either decision, mail and award are there together, or none of them."""
    with anywhere.transaction() as session:
        organisation = factories.make_organisation(session)
        issuer = make_signing_issuer(session, organisation=organisation)
        version = factories.make_module_version(
            session, organisation=organisation, kinds=(UnitKind.ASSIGNMENT,), issuer=issuer
        )
        trainer = factories.make_person(session, "Ilse Maes", roles={organisation: [Role.TRAINER]})
        participation = factories.make_participation(
            session, run=factories.make_run(session, version, trainers=[trainer])
        )
        unit = version.units[0]
        draft = save_draft(
            session,
            participation_id=participation.id,
            unit_id=unit.id,
            text="Mijn les.",
            link="",
            expected_version=0,
            now=NOW,
        )
        attempt = hand_in(
            session,
            participation_id=participation.id,
            unit_id=unit.id,
            person_id=participation.person_id or 0,
            expected_version=draft.version,
            recipient=RecipientChoice(),
            evidence=frozenset(),
            now=NOW,
        )
        criteria = [criterion.id for criterion in draft.assignment.rubric.criteria]
        ids = (attempt.id, trainer.id)

    class Interrupted(Exception):
        pass

    def interrupted() -> None:
        with anywhere.transaction() as session:
            judge(session, *ids, dict.fromkeys(criteria, 2))
            assert session.scalars(select(Award)).one().participation_id == participation.id
            raise Interrupted

    with pytest.raises(Interrupted):
        interrupted()
    with anywhere.transaction() as session:
        for table in (Award, Assessment, OutboxMessage):
            assert session.scalars(select(table)).all() == []
        judge(session, *ids, dict.fromkeys(criteria, 2))
    with anywhere.reading() as session:
        assert len(session.scalars(select(Award)).all()) == 1
        kinds = set(session.scalars(select(OutboxMessage.kind)))
        assert {"mail", "issue_award"} <= kinds
