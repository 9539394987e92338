"""Renewing by the update task: the newest version's questions, once per try, without losing time, told in good time."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from courses.flows.erase_person import erase_person
from courses.flows.export_person import export_person
from courses.flows.renew import Answered, renew, task_for_holder
from courses.flows.settle import settle
from courses.outbox.models import OutboxMessage
from courses.practice.quiz_rules import quiz_of
from courses.recognition.errors import NoSuchAward, NotRenewable
from courses.recognition.models import Award, BadgeVersion, RenewalTask
from courses.recognition.queries.awards import find_award
from courses.recognition.rules import GRACE, NOTICE, valid_until
from tests.conftest import NOW
from tests.courses.recognition.world import World, make_world, read_everything
from tests.factories import QUIZ, make_person

SECRET = b"geheim"
TASK: dict[str, Any] = {
    "title": {"nl": "Wat veranderde er?"},
    "minutes": 10,
    "text": {"nl": "Meet drie keer."},
    "quiz": QUIZ | {"pass": {"at_least": 2}},
}


def earned(session: Session, *, task: dict[str, Any] | None = TASK, years: int | None = 2) -> tuple[World, Award]:
    world = make_world(session)
    world.badge.valid_years, world.badge.renewal = years, task
    read_everything(session, world.participation)
    (award,) = settle(session, participation_id=world.participation.id, now=NOW)
    return world, award


def end_of(award: Award) -> datetime:
    assert award.valid_until is not None
    return award.valid_until


def answers(task: dict[str, Any], **given: str) -> dict[str, list[str]]:
    """As the form sends them: an option's token, or what was typed."""
    quiz, found = quiz_of(task), {}
    for slug, value in given.items():
        question = quiz.question(slug)
        assert question is not None
        found[slug] = [question.token(value, SECRET) if question.options else value]
    return found


RIGHT = {"q1": "a", "q2": "4,7"}


def attempt(session: Session, award: Award, at: datetime, task: dict[str, Any] = TASK, **given: str) -> Answered:
    assert award.person_id is not None
    return renew(
        session,
        public_id=award.public_id,
        person_id=award.person_id,
        given=answers(task, **given),
        secret=SECRET,
        now=at,
    )


def test_a_renewed_badge_counts_on_from_the_end_of_the_one_before(session: Session) -> None:
    """peers.md moonshot 18: who is early loses nothing; the one before stays good until its own end."""
    _world, award = earned(session)
    early = end_of(award) - timedelta(days=30)
    made = attempt(session, award, early, **RIGHT).award
    assert made is not None
    assert made.renewal == 1
    assert made.valid_until == valid_until(end_of(award), 2)
    assert (made.basis_id, made.participation_id) == (award.basis_id, award.participation_id)
    before, after = find_award(session, award.public_id, now=early), find_award(session, made.public_id, now=early)
    assert (before.revoked_at, before.renewed, before.replaced_by) == (None, True, made.badge_url)
    assert before.edition.identity_hash == after.edition.identity_hash
    assert settle(session, participation_id=award.participation_id or 0, now=early) == []
    with pytest.raises(NotRenewable):
        attempt(session, award, early, **RIGHT)


def test_renewed_twice(session: Session) -> None:
    _world, award = earned(session)
    made = attempt(session, award, end_of(award), **RIGHT).award
    assert made is not None
    again = attempt(session, made, end_of(made), **RIGHT).award
    assert again is not None
    assert again.renewal == 2
    assert find_award(session, award.public_id, now=NOW).replaced_by == again.badge_url


def test_not_enough_right_keeps_the_answers_and_gives_nothing(session: Session) -> None:
    _world, award = earned(session)
    tried = attempt(session, award, end_of(award), q1="b", q2="4,7")
    assert (tried.right, tried.award, set(tried.faults)) == (1, None, set())
    assert tried.verdicts["q1"].right is False
    open_one = attempt(session, award, end_of(award), q1="a")
    assert (open_one.award, set(open_one.faults)) == (None, {"q2"})
    row = session.scalars(select(RenewalTask)).one()
    assert (row.tries, row.answers, row.passed_at) == (2, {"q1": "a"}, None)
    assert session.scalar(select(func.count()).select_from(Award)) == 1


@pytest.mark.parametrize(
    ("days", "may"),
    [(-NOTICE.days - 1, False), (-NOTICE.days, True), (0, True), (GRACE.days, True), (GRACE.days + 1, False)],
)
def test_from_the_notice_until_a_year_after_the_end(session: Session, days: int, may: bool) -> None:
    _world, award = earned(session)
    at = end_of(award) + timedelta(days=days)
    if may:
        assert attempt(session, award, at, **RIGHT).award is not None
    else:
        with pytest.raises(NotRenewable):
            attempt(session, award, at, **RIGHT)


def test_the_task_is_that_of_the_newest_version(session: Session) -> None:
    """Frozen versions: the badge was earned with version 1, the questions are those of version 2."""
    world, award = earned(session)
    other = TASK | {"quiz": {"pass": {"at_least": 1}, "questions": QUIZ["questions"][1:]}}
    kept = {
        column.name: getattr(world.badge, column.name)
        for column in BadgeVersion.__table__.columns
        if column.name not in {"id", "number", "content_sha256", "achievement_url", "renewal", "frozen_at"}
    }
    newest = BadgeVersion(
        **kept, number=2, content_sha256="f" * 64, achievement_url=f"{world.badge.achievement_url}2", renewal=other
    )
    session.add(newest)
    session.flush()
    made = attempt(session, award, end_of(award), other, q2="4,7").award
    assert made is not None
    assert (award.badge_version_id, made.badge_version_id) == (world.badge.id, newest.id)


def test_without_a_task_without_an_end_or_of_somebody_else_there_is_nothing_to_renew(session: Session) -> None:
    _world, award = earned(session, task=None)
    stranger = make_person(session)
    with pytest.raises(NotRenewable):
        attempt(session, award, end_of(award), **RIGHT)
    with pytest.raises(NoSuchAward):
        task_for_holder(session, public_id=award.public_id, person_id=stranger.id, now=NOW)


def test_the_holder_is_told_in_good_time_and_once(session: Session) -> None:
    _world, award = earned(session)
    (row,) = session.scalars(select(OutboxMessage).where(OutboxMessage.dedupe_key.startswith("mail:expiring:")))
    assert row.due_at == end_of(award) - NOTICE
    assert row.subject_id == award.person_id


def test_the_answers_go_along_and_go_away(session: Session) -> None:
    """PRI: in the export of the holder, and gone after erasure."""
    _world, award = earned(session)
    attempt(session, award, end_of(award), **RIGHT)
    person = award.person_id or 0
    (told,) = export_person(session, person_id=person, actor_id=None, now=NOW).document["renewals"]
    assert told["answers"] == {"q1": "a", "q2": "4,7"}
    erase_person(session, person_id=person, actor_id=None, now=NOW)
    assert session.scalars(select(RenewalTask)).all() == []
