"""What a holder can choose a badge to show, and what it shows now.

The badge holds only a salted hash of an address, so which address it is, is found by trying the holder's own.
"""

from dataclasses import dataclass

from courses.practice.models import PieceKind
from courses.recognition.queries import AwardView
from courses.recognition.queries.coming import proven_addresses
from courses.recognition.queries.evidence import EvidencePiece, pieces_of
from courses.recognition.rules import AwardStatus
from credentials.identity import matches_hash
from lms.badges.words import _
from lms.db import reading
from lms.policy import Actor


@dataclass(frozen=True, slots=True)
class Choices:
    """Options as (value, words, chosen now)."""

    changeable: bool
    addresses: list[tuple[str, str, bool]]
    name: str
    shows_name: bool
    pieces: list[tuple[str, str, str, bool]]
    """Value, words, kind, chosen now."""


def choices_of(award: AwardView, actor: Actor) -> Choices:
    """The holder's options for this badge."""
    edition = award.edition
    with reading() as session:
        rows = proven_addresses(session, actor.person_id)
        pieces = pieces_of(session, award.participation_id) if award.participation_id is not None else []
    addresses = [
        (str(row.id), row.address, bool(edition.identity_hash and edition.salt) and _is(award, row.address))
        for row in rows
    ]
    return Choices(
        changeable=award.status is AwardStatus.VALID and not award.erased,
        addresses=addresses,
        name=actor.display_name,
        shows_name=edition.holder_name is not None,
        pieces=[(piece.id, _words(piece), piece.kind.value, _shown(award, piece)) for piece in pieces],
    )


def _is(award: AwardView, address: str) -> bool:
    return matches_hash(address, award.edition.salt or "", award.edition.identity_hash or "")


def _words(piece: EvidencePiece) -> str:
    return _("Your text for “%(unit)s”", unit=piece.name) if piece.kind is PieceKind.TEXT else piece.name


def _shown(award: AwardView, piece: EvidencePiece) -> bool:
    links = {str(item.get("id")) for item in award.edition.evidence}
    return piece.id in award.evidence_pieces or (piece.kind is PieceKind.LINK and piece.body in links)
