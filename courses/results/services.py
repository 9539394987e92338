"""The only writers of results records. Only totals come in here; codes of pupils never do."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from courses.base import text_in
from courses.errors import N_, Invalid
from courses.frameworks.models import FrameworkItem
from courses.practice.models import Attempt, AttemptPiece, PieceKind, Submission
from courses.results.models import ItemGoal, ResultsRecord
from courses.results.rules import by_goal, line_of

MOST_RECORDS = 4
MAX_PLATFORM = 80


def add_record(
    session: Session,
    *,
    submission: Submission,
    platform: str,
    pupils: int,
    scores: Mapping[str, Sequence[Decimal]],
    goals: Mapping[str, FrameworkItem],
    now: datetime,
) -> ResultsRecord:
    """Keep the totals beside a draft (open and locked by the caller), and which goal each item stood for."""
    there = records_of(session, submission.id)
    if len(there) >= MOST_RECORDS:
        raise Invalid(N_("You can add at most %(max)s sheets. Remove one first."), field="sheet", max=MOST_RECORDS)
    codes = {item: goal.code for item, goal in goals.items()}
    named = {goal.code: goal for goal in goals.values()}
    lines = [{**line_of(item, values).to_dict(), "goal": codes.get(item)} for item, values in scores.items()]
    totals = [
        {
            **line_of(code, values).to_dict(),
            "text": text_in(named[code].name, "nl"),
            "framework": named[code].framework.code,
            "version": named[code].framework.version,
        }
        for code, values in by_goal(scores, codes).items()
    ]
    record = ResultsRecord(
        submission_id=submission.id, platform=platform, pupils=pupils, items=lines, goals=totals, created_at=now
    )
    session.add(record)
    _remember(session, submission.participation.person_id, platform, codes)
    session.flush()
    return record


def _remember(session: Session, person_id: int | None, platform: str, codes: Mapping[str, str]) -> None:
    if person_id is None:
        return
    known = ItemGoal.person_id == person_id, ItemGoal.platform == platform.casefold(), ItemGoal.item.in_(codes)
    session.execute(delete(ItemGoal).where(*known))
    session.add_all(
        ItemGoal(person_id=person_id, platform=platform.casefold(), item=item, goal=code)
        for item, code in codes.items()
    )


def remembered(session: Session, *, person_id: int, platform: str) -> dict[str, str]:
    """The goal's code by item, as it was given for this platform before."""
    rows = session.scalars(
        select(ItemGoal).where(ItemGoal.person_id == person_id, ItemGoal.platform == platform.casefold())
    )
    return {row.item: row.goal for row in rows}


def records_of(session: Session, submission_id: int) -> Sequence[ResultsRecord]:
    """What stands beside a draft, in the order in which it came."""
    query = select(ResultsRecord).where(ResultsRecord.submission_id == submission_id).order_by(ResultsRecord.id)
    return session.scalars(query).all()


def drop_record(session: Session, *, submission: Submission, public_id: str) -> None:
    """Take a record off the draft; attempts keep their own copy."""
    session.execute(
        delete(ResultsRecord).where(ResultsRecord.submission_id == submission.id, ResultsRecord.public_id == public_id)
    )
    session.flush()


def attach_records(session: Session, *, attempt: Attempt) -> None:
    """Each record goes with the attempt as a piece of its own, as it is now."""
    last = max((piece.position for piece in attempt.pieces), default=0)
    for position, record in enumerate(records_of(session, attempt.submission_id), start=last + 1):
        session.add(
            AttemptPiece(
                attempt_id=attempt.id, position=position, kind=PieceKind.RESULTS, body=None, results=_frozen(record)
            )
        )
    session.flush()
    session.expire(attempt, ["pieces"])


def _frozen(record: ResultsRecord) -> dict[str, object]:
    return {"platform": record.platform, "pupils": record.pupils, "items": record.items, "goals": record.goals}
