"""Having work in hand, two who assess without seeing each other, four eyes, and taking a decision back."""

from collections.abc import Mapping
from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from courses.errors import Conflict, Invalid, NotFound
from courses.flows.agree import agree, decide_for_both
from courses.flows.look_again import look_again
from courses.flows.take_over import take_work_over
from courses.flows.undo_decision import undo_decision
from courses.outbox.models import OutboxMessage
from courses.people.models import Organisation, Person, Role
from courses.practice.errors import AlreadyAssessed, BeingAssessed, MarksAreIn, NotToUndo, OwnWork, StaleAgreement
from courses.practice.marking_models import SecondLook
from courses.practice.models import Assessment, AssessmentState, Assignment, Attempt, SubmissionState
from courses.practice.queries.desk import Desk, desk
from courses.practice.queries.holding import holders
from courses.practice.queries.own_work import said
from courses.practice.queries.queue import WaitKind, queue
from courses.practice.services import MarkInput, arrive, reopen_marks, save_assessment
from courses.progress.missing import MissingKind, missing
from courses.recognition.models import Award, BadgeVersion
from lms.db import Database
from tests import factories
from tests.conftest import NOW
from tests.courses.practice.desk_world import World, hand, judge, make_world, run_of
from tests.courses.recognition.world import make_signing_issuer

LATER = NOW + timedelta(minutes=10)


def two(session: Session, *, blind: bool = False) -> tuple[World, Attempt, int]:
    """A world in which two assess, work that was handed in, and a third trainer."""
    world = make_world(session)
    assignment = session.get_one(Assignment, world.assignment_id)
    assignment.assessors, assignment.blind = 2, blind
    home = session.get_one(Organisation, world.organisation)
    tom = factories.make_person(session, "Tom Peeters", roles={home: [Role.TRAINER]})
    run = run_of(session, world)
    run.trainers.append(type(run.trainers[0])(run_id=world.run_id, person_id=tom.id))
    session.flush()
    return world, hand(session, world), tom.id


def shown(session: Session, attempt: Attempt, who: int) -> Desk:
    session.flush()
    session.expire_all()
    return desk(session, public_id=attempt.public_id, person_id=who, organisation_ids=())


def kinds(session: Session, who: int) -> list[WaitKind]:
    session.flush()
    return [one.kind for one in queue(session, person_id=who, now=NOW)]


def mails(session: Session) -> list[str]:
    return [row.payload["template"] for row in session.scalars(select(OutboxMessage)) if row.kind == "mail"]


def keep(session: Session, attempt: Attempt, who: int, levels: Mapping[int, int], words: str) -> Assessment:
    return save_assessment(
        session,
        attempt_id=attempt.id,
        assessor_id=who,
        marks={key: MarkInput(level, words) for key, level in levels.items()},
        comment=words,
        expected_version=0,
        now=NOW,
    )


def test_the_first_has_it_in_hand_and_taking_over_is_on_purpose(anywhere: Database) -> None:
    with anywhere.transaction() as session:
        world = make_world(session)
        attempt = hand(session, world)
        arrive(session, attempt_id=attempt.id, assessor_id=world.ilse, now=NOW)
        keep(session, attempt, world.ilse, {world.first: 3}, "Van Ilse.")
        arrive(session, attempt_id=attempt.id, assessor_id=world.els, now=NOW)
        assert [one.assessor_id for one in holders(attempt, LATER)] == [world.ilse]
        els = keep(session, attempt, world.els, {world.first: 2, world.second: 2}, "Van Els.")
        with pytest.raises(BeingAssessed):
            judge(session, attempt.id, world.els, {world.first: 2, world.second: 2}, version=els.version)
        take_work_over(session, attempt_id=attempt.id, assessor_id=world.els, now=LATER)
        assert [one.assessor_id for one in holders(attempt, LATER)] == [world.els]
        with pytest.raises(BeingAssessed):
            judge(session, attempt.id, world.ilse, {world.first: 3, world.second: 3}, version=1, now=LATER)
        judge(session, attempt.id, world.els, {world.first: 2, world.second: 2}, version=els.version, now=LATER)
        kept = {row.assessor_id: row.comment for row in session.scalars(select(Assessment))}
        assert kept[world.ilse] == "", "her second version came with the decision that was refused"
        assert {mark.comment for row in session.scalars(select(Assessment)) for mark in row.marks} >= {"Voeg iets toe."}


def test_who_only_glanced_does_not_keep_work_from_others(database: Database) -> None:
    with database.transaction() as session:
        world = make_world(session)
        attempt = hand(session, world)
        arrive(session, attempt_id=attempt.id, assessor_id=world.ilse, now=NOW)
        assert len(holders(attempt, NOW + timedelta(minutes=4))) == 1
        assert holders(attempt, NOW + timedelta(minutes=6)) == []
        judge(session, attempt.id, world.els, {world.first: 2, world.second: 2}, now=LATER)


def test_neither_of_two_sees_the_others_marks_before_both_are_in(anywhere: Database) -> None:
    with anywhere.transaction() as session:
        world, attempt, tom = two(session)
        first = judge(session, attempt.id, world.ilse, {world.first: 3, world.second: 3}, comment="Geheim.")
        assert first.state is AssessmentState.DRAFT
        assert mails(session) == []
        page = shown(session, attempt, world.els)
        assert page.both == ()
        assert all(point.others == () for point in page.points)
        assert "Geheim." not in str([page.points, page.decided])
        assert (kinds(session, world.ilse), kinds(session, world.els)) == ([], [WaitKind.ASSESS])
        judge(session, attempt.id, world.els, {world.first: 3, world.second: 1})
        for who in (world.ilse, world.els, tom):
            assert len(shown(session, attempt, who).both) == 2
        assert (kinds(session, world.ilse), kinds(session, world.els)) == ([WaitKind.AGREE], [WaitKind.AGREE])
        with pytest.raises(MarksAreIn):
            reopen_marks(session, assessment=page.attempt.assessments[0])


def test_a_twin_that_shows_drafts_would_leak_them(database: Database) -> None:
    """The vulnerable twin: the same page where one assesses shows a colleague's level."""
    with database.transaction() as session:
        world, attempt, _tom = two(session)
        keep(session, attempt, world.ilse, {world.first: 3}, "Geheim.")
        assert shown(session, attempt, world.els).points[0].others == ()
        session.get_one(Assignment, world.assignment_id).assessors = 1
        (mark,) = shown(session, attempt, world.els).points[0].others
        assert mark.comment == "Geheim."


def test_two_who_say_the_same_have_decided(anywhere: Database) -> None:
    with anywhere.transaction() as session:
        world, attempt, _tom = two(session)
        for who, words in ((world.ilse, "Mooi gevraagd."), (world.els, "Sterke foto.")):
            judge(session, attempt.id, who, {world.first: 3, world.second: 2}, comment=words)
        page = shown(session, attempt, world.els)
        assert page.final is not None
        assert page.final.agreement
        assert page.final.comment == "Mooi gevraagd.\n\nSterke foto.", "the participant reads both"
        assert attempt.submission.state is SubmissionState.ACCEPTED
        assert mails(session).count("assessed") == 1


def test_they_agree_criterion_by_criterion(anywhere: Database) -> None:
    with anywhere.transaction() as session:
        world, attempt, _tom = two(session)
        judge(session, attempt.id, world.ilse, {world.first: 3, world.second: 1})
        judge(session, attempt.id, world.els, {world.first: 2, world.second: 3})

        def say(who: int, criterion: int, level: int, version: int) -> Assessment | None:
            return agree(
                session,
                attempt_id=attempt.id,
                assessor_id=who,
                criterion_id=criterion,
                level=level,
                expected_version=version,
                now=LATER,
            )

        assert say(world.els, world.first, 3, 0) is None, "Els takes what Ilse gave: that is agreed"
        assert say(world.ilse, world.second, 2, 0) is None, "a level of neither waits for a yes"
        assert attempt.submission.state is SubmissionState.HANDED_IN
        with pytest.raises(StaleAgreement):
            say(world.els, world.second, 3, 0)
        decision = say(world.els, world.second, 2, 1)
        assert decision is not None
        assert [(one.level.value if one.level else None) for one in said(decision)] == [3, 2]
        assert attempt.submission.state is SubmissionState.ACCEPTED
        marks = {row.assessor_id: sorted(m.level_value or 0 for m in row.marks) for row in attempt.assessments}
        assert marks[world.ilse] == [1, 3], "what each gave stays as it was"


def test_a_third_decides_and_the_two_cannot(anywhere: Database) -> None:
    with anywhere.transaction() as session:
        world, attempt, tom = two(session)
        judge(session, attempt.id, world.ilse, {world.first: 3, world.second: 1})
        judge(session, attempt.id, world.els, {world.first: 3, world.second: 3})

        def third(who: int, levels: dict[int, int]) -> Assessment:
            return decide_for_both(
                session, attempt_id=attempt.id, assessor_id=who, levels=levels, comment="", now=LATER
            )

        with pytest.raises(Conflict):
            third(world.ilse, {world.second: 3})
        with pytest.raises(Invalid):
            third(tom, {})
        decision = third(tom, {world.first: 0, world.second: 1})
        assert decision.assessor_id == tom
        assert [(one.level.value if one.level else None) for one in said(decision)] == [3, 1], "what they agreed stays"
        assert attempt.submission.state is SubmissionState.RETURNED
        with pytest.raises(AlreadyAssessed):
            third(tom, {world.second: 3})


def test_a_blind_assignment_hides_the_name_until_the_decision(database: Database) -> None:
    with database.transaction() as session:
        world, attempt, _tom = two(session, blind=True)
        assert shown(session, attempt, world.ilse).name == attempt.public_id[:4].upper()
        assert queue(session, person_id=world.ilse, now=NOW)[0].person == attempt.public_id[:4].upper()
        for who in (world.ilse, world.els):
            judge(session, attempt.id, who, {world.first: 3, world.second: 3})
        assert shown(session, attempt, world.ilse).name == "Nele Wouters"


def four_eyes(session: Session, world: World) -> BadgeVersion:
    """The module's badge asks the rubric and a second yes."""
    assignment = session.get_one(Assignment, world.assignment_id)
    assignment.four_eyes = True
    issuer = make_signing_issuer(session, organisation=session.get_one(Organisation, world.organisation))
    badge = factories.make_badge(session, assignment.unit.module_version, issuer=issuer)
    badge.conditions = {"units": [assignment.unit.slug], "rubric": assignment.rubric.slug, "second_assessor": True}
    session.flush()
    return badge


def awards(session: Session) -> int:
    return len(session.scalars(select(Award)).all())


def test_a_badge_with_four_eyes_waits_for_a_second_yes(anywhere: Database) -> None:
    """The rule is in `missing()`, so teacher, trainer and coach read the same."""
    with anywhere.transaction() as session:
        world = make_world(session)
        badge = four_eyes(session, world)
        attempt = hand(session, world)
        judge(session, attempt.id, world.ilse, {world.first: 3, world.second: 3})
        (waits,) = missing(session, participation_id=world.participation_id, badge_version_id=badge.id, now=NOW)
        assert waits.kind is MissingKind.SECOND_ASSESSOR
        assert awards(session) == 0
        assert (kinds(session, world.ilse), kinds(session, world.els)) == ([], [WaitKind.SECOND])

        def look(who: int, agrees: bool, comment: str = "") -> SecondLook:
            return look_again(session, attempt_id=attempt.id, person_id=who, agrees=agrees, comment=comment, now=LATER)

        with pytest.raises(Conflict):
            look(world.ilse, True)
        with pytest.raises(Invalid):
            look(world.els, False)
        look(world.els, False, "Ik zie geen reflectie.")
        assert awards(session) == 0
        assert kinds(session, world.ilse) == [WaitKind.CONTESTED]
        look(world.els, True)
        assert missing(session, participation_id=world.participation_id, badge_version_id=badge.id, now=NOW) == []
        assert awards(session) == 1


def test_two_who_agreed_are_four_eyes(database: Database) -> None:
    with database.transaction() as session:
        world, attempt, _tom = two(session)
        four_eyes(session, world)
        for who in (world.ilse, world.els):
            judge(session, attempt.id, who, {world.first: 3, world.second: 3})
        assert awards(session) == 1


def test_nobody_gives_the_second_yes_to_own_work(database: Database) -> None:
    with database.transaction() as session:
        world = make_world(session)
        four_eyes(session, world)
        run = run_of(session, world)
        run.trainers.append(type(run.trainers[0])(run_id=world.run_id, person_id=world.nele))
        attempt = hand(session, world)
        judge(session, attempt.id, world.ilse, {world.first: 3, world.second: 3})
        with pytest.raises(OwnWork):
            look_again(session, attempt_id=attempt.id, person_id=world.nele, agrees=True, comment="", now=NOW)
        assert kinds(session, world.nele) == []


def test_a_decision_is_undone_within_the_hour_and_not_a_word_is_lost(anywhere: Database) -> None:
    with anywhere.transaction() as session:
        world = make_world(session)
        attempt = hand(session, world)
        judge(session, attempt.id, world.ilse, {world.first: 3, world.second: 1}, comment="Bijna.")
        with pytest.raises(NotToUndo):
            undo_decision(session, attempt_id=attempt.id, assessor_id=world.els, now=LATER)
        with pytest.raises(NotToUndo):
            undo_decision(session, attempt_id=attempt.id, assessor_id=world.ilse, now=NOW + timedelta(minutes=61))
        own = undo_decision(session, attempt_id=attempt.id, assessor_id=world.ilse, now=LATER)
        assert (own.state, own.comment) == (AssessmentState.DRAFT, "Bijna.")
        assert attempt.submission.state is SubmissionState.HANDED_IN
        again = judge(
            session, attempt.id, world.ilse, {world.first: 3, world.second: 3}, version=own.version, now=LATER
        )
        assert again.state is AssessmentState.FINAL
        assert mails(session).count("assessed") == 2, "a decision made anew is told anew"


def test_a_decision_that_gave_a_badge_is_not_undone(database: Database) -> None:
    with database.transaction() as session:
        world = make_world(session)
        badge = four_eyes(session, world)
        badge.conditions = {**badge.conditions, "second_assessor": False}
        attempt = hand(session, world)
        judge(session, attempt.id, world.ilse, {world.first: 3, world.second: 3})
        assert awards(session) == 1
        with pytest.raises(NotToUndo):
            undo_decision(session, attempt_id=attempt.id, assessor_id=world.ilse, now=LATER)


def test_somebody_outside_the_run_reaches_none_of_it(database: Database) -> None:
    with database.transaction() as session:
        _world, attempt, _tom = two(session)
        stranger: Person = factories.make_person(session, "Bram Vos")
        where = {"attempt_id": attempt.id, "now": NOW}
        with pytest.raises(NotFound):
            take_work_over(session, assessor_id=stranger.id, **where)  # type: ignore[arg-type]
        with pytest.raises(NotFound):
            look_again(session, person_id=stranger.id, agrees=True, comment="", **where)  # type: ignore[arg-type]
        with pytest.raises(NotFound):
            undo_decision(session, assessor_id=stranger.id, **where)  # type: ignore[arg-type]
        with pytest.raises(NotFound):
            decide_for_both(session, assessor_id=stranger.id, levels={}, comment="", **where)  # type: ignore[arg-type]
