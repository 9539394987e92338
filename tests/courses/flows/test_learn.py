"""A learner goes through a module on both databases: from the first page to the badge."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from courses.catalogue.models import UnitKind
from courses.delivery.errors import AttendanceChanged, BadQuestion, NoSuchSession, NotEnrolled
from courses.delivery.models import Attendance, Participation, Presence, Wish
from courses.flows.ask import ask
from courses.flows.attend import record_attendance
from courses.flows.learn import answer_question, complete_unit, open_unit, save_place
from courses.practice.models import QuizAnswer
from courses.practice.quiz_errors import BadAnswer, NoSuchQuestion
from courses.practice.quiz_rules import quiz_of
from courses.progress.errors import NoSuchUnit, NotByHand
from courses.progress.missing import MissingKind, missing
from courses.progress.models import UnitProgress
from courses.progress.queries import facts_of
from courses.progress.steps import step_for
from courses.recognition.models import BadgeVersion
from lms.db import Database
from tests.conftest import NOW
from tests.factories import make_module_version, make_participation, make_person, make_run

SECRET = b"for tests"
LATER = NOW + timedelta(days=50)


def token(participation: Participation, question: str, option: str) -> str:
    unit = next(unit for unit in participation.module_version.units if unit.kind is UnitKind.QUIZ)
    asked = quiz_of(unit.settings).question(question)
    assert asked is not None
    return asked.token(option, SECRET)


def answer(session: Session, participation: Participation, question: str, given: str) -> QuizAnswer:
    return answer_question(
        session,
        participation=participation,
        slug="quiz",
        question=question,
        given=[given],
        secret=SECRET,
        now=NOW,
    )


def badge_of(session: Session, participation: Participation) -> int:
    version = participation.module_version_id
    return session.scalars(select(BadgeVersion.id).where(BadgeVersion.module_version_id == version)).one()


def kinds(session: Session, participation: Participation) -> list[str]:
    found = missing(
        session,
        participation_id=participation.id,
        badge_version_id=badge_of(session, participation),
        now=LATER,
    )
    return [one.kind.value for one in found]


def test_a_place_is_kept_for_another_device(anywhere: Database) -> None:
    """LOC-05: a phone goes on where the laptop stopped."""
    with anywhere.transaction() as session:
        participation = make_participation(session)
        _, row = open_unit(session, participation=participation, slug="text", now=NOW)
        save_place(session, participation=participation, slug="text", place="deel-3", now=NOW + timedelta(hours=1))
        save_place(session, participation=participation, slug="text", place='"><script>', now=NOW)
        assert (row.place, row.first_opened_at) == ("deel-3", NOW)
        assert row.last_opened_at == NOW + timedelta(hours=1)
        assert session.scalar(select(func.count()).select_from(UnitProgress)) == 1
        with pytest.raises(NoSuchUnit):
            open_unit(session, participation=participation, slug="../text", now=NOW)


def test_only_what_one_reads_is_done_by_saying_so(session: Session) -> None:
    participation = make_participation(session)
    complete_unit(session, participation=participation, slug="text", now=NOW)
    for slug in ("quiz", "session", "assignment", "return-moment"):
        with pytest.raises(NotByHand):
            complete_unit(session, participation=participation, slug=slug, now=NOW)
    assert "unit" in kinds(session, participation)


def test_every_try_is_kept_and_more_practice_takes_nothing_away(anywhere: Database) -> None:
    """DIF-04: practice with feedback, as often as one likes."""
    with anywhere.transaction() as session:
        participation = make_participation(session)
        right, wrong = token(participation, "q1", "a"), token(participation, "q1", "b")
        tries = [answer(session, participation, "q1", given) for given in (wrong, right, right, wrong)]
        assert [(row.attempt, row.right) for row in tries] == [(1, False), (2, True), (2, True), (3, False)]
        assert session.scalar(select(func.count()).select_from(QuizAnswer)) == 3
        unit = next(unit for unit in participation.module_version.units if unit.kind is UnitKind.QUIZ)
        row = session.scalars(select(UnitProgress).where(UnitProgress.unit_id == unit.id)).one()
        assert row.completed_at == NOW, "one right was enough, and stays enough"
        assert row.place == "q1"


def test_what_is_no_answer_counts_as_no_try(session: Session) -> None:
    participation = make_participation(session)
    for question, given in (("q1", "a"), ("q2", "veel"), ("q2", "")):
        with pytest.raises(BadAnswer):
            answer(session, participation, question, given)
    with pytest.raises(NoSuchQuestion):
        answer(session, participation, "q99", "x")
    assert session.scalar(select(func.count()).select_from(QuizAnswer)) == 0


def test_missing_shrinks_with_each_thing_done_and_names_the_same_for_everybody(anywhere: Database) -> None:
    """AAN-03: the return moment counts; attendance is recorded per session (AAN-06)."""
    with anywhere.transaction() as session:
        version = make_module_version(
            session,
            kinds=[UnitKind.TEXT, UnitKind.QUIZ, UnitKind.SESSION, UnitKind.RETURN_MOMENT],
            badge=True,
        )
        run = make_run(session, version)
        participation = make_participation(session, run=run)
        assert kinds(session, participation) == ["unit", "unit", "session", "return_moment"]
        complete_unit(session, participation=participation, slug="text", now=NOW)
        assert kinds(session, participation) == ["unit", "session", "return_moment"]
        answer(session, participation, "q2", "4,5 V")
        assert kinds(session, participation) == ["session", "return_moment"]
        step = step_for(facts_of(session, participation.id), NOW)
        assert step is not None
        assert step.unit_slug == "session"
        work, back = run.sessions
        for meeting, presence in ((work, Presence.PRESENT), (back, Presence.SUBSTITUTE)):
            attend(session, meeting.id, participation.id, presence)
        assert kinds(session, participation) == [MissingKind.RETURN_MOMENT.value], "this badge wants one to be there"


def attend(
    session: Session, meeting: int, participation: int, presence: Presence, version: int | None = None
) -> Attendance:
    return record_attendance(
        session,
        run_session_id=meeting,
        participation_id=participation,
        presence=presence,
        actor_id=None,
        note=None,
        now=NOW,
        expected_version=version,
    )


def test_what_was_attended_in_one_group_counts_in_the_next(session: Session) -> None:
    """AAN-04."""
    version = make_module_version(session, kinds=[UnitKind.SESSION, UnitKind.RETURN_MOMENT])
    here, there = make_run(session, version), make_run(session, version)
    participation = make_participation(session, run=here)
    attend(session, here.sessions[0].id, participation.id, Presence.PRESENT)
    from courses.flows.enrol import enrol

    assert participation.person_id is not None
    enrol(session, person_id=participation.person_id, run_id=there.id, now=NOW)
    session.expire_all()
    assert kinds(session, participation) == ["return_moment"]


def test_attendance_is_for_the_group_and_never_overwritten_unseen(session: Session) -> None:
    run = make_run(session)
    participation, stranger = make_participation(session, run=run), make_participation(session)
    meeting = run.sessions[0].id
    first = attend(session, meeting, participation.id, Presence.ABSENT, version=0)
    attend(session, meeting, participation.id, Presence.PRESENT, version=1)
    assert (first.presence, first.version) == (Presence.PRESENT, 2)
    with pytest.raises(AttendanceChanged):
        attend(session, meeting, participation.id, Presence.ABSENT, version=1)
    with pytest.raises(NotEnrolled):
        attend(session, meeting, stranger.id, Presence.PRESENT)


def test_a_question_beforehand_is_kept_changed_and_taken_back(session: Session) -> None:
    """AAN-03, DIF-05: own question list, sent before the session."""
    nele = make_person(session)
    run = make_run(session)
    make_participation(session, person=nele, run=run)
    back = run.sessions[1]

    def send(body: str, person: int = nele.id, when: timedelta = timedelta()) -> Wish | None:
        return ask(session, session_public_id=back.public_id, person_id=person, body=body, now=NOW + when)

    send("Hoe meet ik dat?")
    wish = send("  Hoe meet ik dat met een LDR?  ")
    assert wish is not None
    assert wish.body == "Hoe meet ik dat met een LDR?"
    assert session.scalar(select(func.count()).select_from(Wish)) == 1
    with pytest.raises(BadQuestion):
        send("x" * 1001)
    with pytest.raises(BadQuestion):
        send("Te laat", when=timedelta(days=90))
    with pytest.raises(NoSuchSession):
        send("Niet mijn groep", person=make_person(session).id)
    assert send("") is None
    assert session.scalar(select(func.count()).select_from(Wish)) == 0
