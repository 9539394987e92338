"""What was typed in one window while another one saved: kept beside the assessment until its writer chooses.

The saved text wins the place and the late one is put aside, piece by piece; taking a piece swaps the two, so
neither is ever gone. Not here: what colleagues write, who each have an assessment of their own.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from courses.errors import N_, NotFound
from courses.practice.models import Assessment, Mark
from courses.practice.services.assessments import MarkInput, begin_assessment, check_marks

MOST = 60
"""Pieces kept beside one assessment; the oldest go first."""

Piece = dict[str, Any]
"""`window`, `at` (ISO 8601), `criterion` (row id, null: the whole), `level`, `comment`."""


def put_aside(
    session: Session,
    *,
    attempt_id: int,
    assessor_id: int,
    marks: Mapping[int, MarkInput],
    comment: str,
    window: str,
    now: datetime,
) -> Assessment:
    """Keep every piece that differs from what is saved. A later save of the same window replaces its pieces.

    Raises what `begin_assessment` raises, and Invalid.
    """
    assessment = begin_assessment(session, attempt_id=attempt_id, assessor_id=assessor_id, now=now)
    check_marks(assessment, marks, comment)
    saved = {mark.criterion_id: MarkInput(mark.level_value, mark.comment) for mark in assessment.marks}
    carried = {mark.criterion_id for mark in assessment.marks if mark.carried_from_id is not None}
    pieces = [
        _piece(window, now, criterion, given)
        for criterion, given in marks.items()
        if criterion not in carried and given not in (saved.get(criterion, MarkInput()), MarkInput())
    ]
    if comment not in (assessment.comment, ""):
        pieces.append(_piece(window, now, None, MarkInput(None, comment)))
    others = [piece for piece in assessment.aside if piece["window"] != window]
    assessment.aside = [*others, *pieces][-MOST:]
    session.flush()
    return assessment


def _piece(window: str, now: datetime, criterion: int | None, given: MarkInput) -> Piece:
    return {
        "window": window,
        "at": now.isoformat(),
        "criterion": criterion,
        "level": given.level,
        "comment": given.comment,
    }


def take_aside(session: Session, *, assessment: Assessment, place: int, now: datetime) -> Assessment:
    """Swap the piece at `place` of `aside` with what is saved. The caller holds the lock. Raises NotFound."""
    piece = _at(assessment, place)
    criterion, window = piece["criterion"], piece["window"]
    if criterion is None:
        before, assessment.comment = MarkInput(None, assessment.comment), piece["comment"]
    else:
        mark = {one.criterion_id: one for one in assessment.marks}.get(criterion)
        if mark is None:
            mark = Mark(criterion_id=criterion, comment="")
            assessment.marks.append(mark)
        before = MarkInput(mark.level_value, mark.comment)
        mark.level_value, mark.comment = piece["level"], piece["comment"]
    rest = [one for at, one in enumerate(assessment.aside) if at != place]
    assessment.aside = rest if before == MarkInput() else [*rest, _piece(f"{window}~", now, criterion, before)]
    assessment.saved_at = now
    assessment.version += 1
    session.flush()
    return assessment


def drop_aside(session: Session, *, assessment: Assessment, place: int) -> None:
    """Throw a piece away, because its writer says so. Raises NotFound."""
    _at(assessment, place)
    assessment.aside = [one for at, one in enumerate(assessment.aside) if at != place]
    session.flush()


def _at(assessment: Assessment, place: int) -> Piece:
    if not 0 <= place < len(assessment.aside):
        raise NotFound(N_("This does not exist, or it is not yours."))
    return assessment.aside[place]
