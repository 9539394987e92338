"""Pieces of handed-in work as evidence of a badge.

A link is evidence at its own address. A text or file gets an address under the badge's page, so that what the
holder stops showing is gone from there at once; the signed text only ever held the address.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from courses.base import text_in
from courses.catalogue.models import Unit
from courses.files.models import StoredFile
from courses.practice.evidence_models import Reflection
from courses.practice.models import Assignment, Attempt, AttemptPiece, PieceKind, Submission
from courses.recognition.models import Award

#: The badge's own address is not known before it is planned.
PLACE = "{badge_url}/bewijs/"
PART = "Badge"
"""`genre` of evidence that is a badge which a stacked one is made of."""
REFLECTION, RESULTS = "Terugblik", "Resultaten"
"""In the language of a badge's text, as the titles of units are."""


@dataclass(frozen=True, slots=True)
class EvidencePiece:
    """One piece of the newest work of a participation. `id` is its public id."""

    id: str
    kind: PieceKind
    name: str
    body: str | None
    file_id: int | None
    at_hand_in: bool
    """Whether the holder chose it as evidence when handing in."""

    def as_evidence(self) -> dict[str, Any]:
        """The spec's Evidence object; an address of our own still starts with `{badge_url}`."""
        link = self.kind is PieceKind.LINK and self.body
        return {"id": self.body if link else f"{PLACE}{self.id}", "type": ["Evidence"], "name": self.name}


@dataclass(frozen=True, slots=True)
class ShownPiece:
    """What opens at the address of a piece."""

    kind: PieceKind
    body: str | None
    file: StoredFile | None
    results: dict[str, Any] | None = None


def pieces_of(session: Session, participation_id: int) -> list[EvidencePiece]:
    """What the newest attempt of each assignment holds, in the order it was handed in."""
    newest = (
        select(func.max(Attempt.id))
        .join(Submission)
        .where(Submission.participation_id == participation_id, Attempt.withdrawn_at.is_(None))
        .group_by(Attempt.submission_id)
    )
    rows = session.execute(
        select(AttemptPiece, Unit.title)
        .join(Attempt, AttemptPiece.attempt_id == Attempt.id)
        .join(Submission, Attempt.submission_id == Submission.id)
        .join(Assignment, Submission.assignment_id == Assignment.id)
        .join(Unit, Assignment.unit_id == Unit.id)
        .where(Attempt.id.in_(newest))
        .order_by(Attempt.id, AttemptPiece.position)
    )
    return [_piece(piece, text_in(title, "nl")) for piece, title in rows] + _looking_back(session, participation_id)


def _looking_back(session: Session, participation_id: int) -> list[EvidencePiece]:
    """What the holder wrote afterwards; private, so it is only evidence when they chose so."""
    rows = session.execute(
        select(Reflection, Unit.title)
        .join(Submission, Reflection.submission_id == Submission.id)
        .join(Assignment, Submission.assignment_id == Assignment.id)
        .join(Unit, Assignment.unit_id == Unit.id)
        .where(Submission.participation_id == participation_id)
        .order_by(Reflection.id)
    )
    return [
        EvidencePiece(
            id=row.public_id,
            kind=PieceKind.TEXT,
            name=f"{REFLECTION}: {text_in(title, 'nl')}",
            body=row.body,
            file_id=None,
            at_hand_in=row.as_evidence,
        )
        for row, title in rows
    ]


def chosen_evidence(
    session: Session, participation_id: int, pieces: Collection[str] | None = None
) -> list[dict[str, Any]]:
    """Evidence objects of `pieces` (public ids); None: of those chosen at hand-in."""
    return [
        piece.as_evidence()
        for piece in pieces_of(session, participation_id)
        if (piece.at_hand_in if pieces is None else piece.id in pieces)
    ]


def part_evidence(evidence: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Of these Evidence objects those that name the badges a stacked one is made of: they are no choice."""
    return [item for item in evidence if item.get("genre") == PART]


def shown_piece(session: Session, award_id: int, piece_id: str) -> ShownPiece | None:
    """A piece of the work behind this award; the caller checks that the badge shows it now."""
    piece = session.scalar(
        select(AttemptPiece)
        .join(Attempt)
        .join(Submission)
        .join(Award, Award.participation_id == Submission.participation_id)
        .where(Award.id == award_id, AttemptPiece.public_id == piece_id)
    )
    if piece is not None:
        return ShownPiece(piece.kind, piece.body, piece.file, piece.results)
    body = session.scalar(
        select(Reflection.body)
        .join(Submission, Reflection.submission_id == Submission.id)
        .join(Award, Award.participation_id == Submission.participation_id)
        .where(Award.id == award_id, Reflection.public_id == piece_id)
    )
    return ShownPiece(PieceKind.TEXT, body, None) if body is not None else None


def _piece(piece: AttemptPiece, unit_title: str) -> EvidencePiece:
    if piece.kind is PieceKind.FILE and piece.file is not None:
        name = piece.file.original_name
    elif piece.kind is PieceKind.LINK:
        name = piece.body or ""
    elif piece.results is not None:
        name = f"{RESULTS}: {piece.results['platform']}"
    else:
        name = unit_title
    return EvidencePiece(
        id=piece.public_id,
        kind=piece.kind,
        name=name,
        body=piece.body,
        file_id=piece.file_id,
        at_hand_in=piece.as_evidence,
    )
