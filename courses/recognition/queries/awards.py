"""Awards as pages and commands need them: values, so a template can never reach the database.

Not here: whether a badge is genuine (that is verified each time, from its bytes), and status lists.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload, selectinload

from courses.base import Translations
from courses.delivery.models import RecipientForm
from courses.recognition.errors import NoSuchAward
from courses.recognition.models import Award, AwardEdition, BadgeVersion, Issuer
from courses.recognition.queries.succession import Successor, counts_instead, successors
from courses.recognition.rules import AwardStatus, award_status


@dataclass(frozen=True, slots=True)
class EditionView:
    """The signed version that is shown now, or the planned one when none is signed yet."""

    number: int
    valid_from: datetime
    signed: bytes | None
    digest: str | None
    issued_at: datetime | None
    erased_at: datetime | None
    recipient_form: RecipientForm
    identity_hash: str | None
    salt: str | None
    holder_name: str | None
    evidence: tuple[dict[str, Any], ...]


@dataclass(frozen=True, slots=True)
class AwardView:
    """One award with what our own pages add to its signed text: art, translations, states."""

    id: int
    public_id: str
    credential_id: str
    badge_url: str
    status: AwardStatus
    badge_slug: str
    badge_name: Translations
    badge_description: Translations
    achievement_type: str
    achievement_url: str
    criteria_url: str
    art: dict[str, Any]
    alignments: tuple[dict[str, Any], ...]
    study_load_hours: float | None
    participation_type: str | None
    supervision: Translations | None
    issuer_id: int
    issuer_slug: str
    issuer_name: str
    issuer_did: str
    issuer_profile_url: str
    quality_system: Translations | None
    organisation_id: int
    person_id: int | None
    participation_id: int | None
    awarded_at: datetime
    valid_until: datetime | None
    revoked_at: datetime | None
    revocation_reason: str | None
    shared_at: datetime | None
    edition: EditionView
    waiting: bool
    """A newer edition is planned and not signed yet."""
    revocation_cause: str | None = None
    renewal: int = 0
    """How many times it was renewed."""
    successor: Successor | None = None
    """The award that stands in its place now: put right, renewed, or given again."""
    earlier: str | None = None
    """Public id of the award that this one stands in the place of."""
    evidence_pieces: frozenset[str] = field(default_factory=frozenset)
    """Public ids of the pieces of work that this badge shows now, under its own address."""

    @property
    def replaced_by(self) -> str | None:
        """Address of the award that stands in its place."""
        return self.successor.badge_url if self.successor else None

    @property
    def renewed(self) -> bool:
        """A later award renewed it; this one counts until its own end."""
        return self.successor is not None and self.successor.renewal > self.renewal

    @property
    def erased(self) -> bool:
        return self.edition.erased_at is not None


def find_award(session: Session, public_id: str, *, now: datetime) -> AwardView:
    """The award at a public address; NoSuchAward."""
    award = session.scalar(_full().where(Award.public_id == public_id))
    if award is None:
        raise NoSuchAward()
    return view_of(session, award, now)


def award_of_holder(session: Session, public_id: str, *, person_id: int, now: datetime) -> AwardView:
    """The same, for its holder only."""
    found = find_award(session, public_id, now=now)
    if found.person_id != person_id:
        raise NoSuchAward()
    return found


def find_awards(session: Session, public_ids: Sequence[str], *, now: datetime) -> list[AwardView]:
    """Those of these public addresses that exist, in this order."""
    rows = session.scalars(_full().where(Award.public_id.in_(public_ids))).all()
    place = {public_id: number for number, public_id in enumerate(public_ids)}
    return _views(session, sorted(rows, key=lambda award: place[award.public_id]), now)


def awards_of(session: Session, *, person_id: int, now: datetime) -> list[AwardView]:
    """Every award of one person, newest first."""
    rows = session.scalars(
        _full().where(Award.person_id == person_id).order_by(Award.awarded_at.desc(), Award.id.desc())
    )
    return _views(session, rows.all(), now)


def list_awards(session: Session, *, now: datetime, organisation_id: int | None = None) -> list[AwardView]:
    """Every award, oldest first, of one organisation's issuers or of all."""
    query = _full().order_by(Award.awarded_at, Award.id)
    if organisation_id is not None:
        query = query.join(Issuer, Award.issuer_id == Issuer.id).where(Issuer.organisation_id == organisation_id)
    return _views(session, session.scalars(query).all(), now)


def find_by_credential(session: Session, credential_id: str, *, now: datetime) -> AwardView | None:
    """The award whose credential has this `id`, for recognising our own badge in an uploaded file."""
    award = session.scalar(_full().where(Award.credential_id == credential_id))
    return view_of(session, award, now) if award is not None else None


def _full() -> Any:
    return select(Award).options(
        joinedload(Award.badge_version).joinedload(BadgeVersion.badge),
        joinedload(Award.issuer),
        selectinload(Award.editions),
    )


def _views(session: Session, rows: Sequence[Award], now: datetime) -> list[AwardView]:
    after = successors(session, [award.id for award in rows])
    before = _public_ids(session, {award.supersedes_id for award in rows if award.supersedes_id})
    return [_view(award, now, after.get(award.id), before.get(award.supersedes_id or 0)) for award in rows]


def _public_ids(session: Session, award_ids: Collection[int]) -> dict[int, str]:
    query = select(Award.id, Award.public_id).where(Award.id.in_(award_ids))
    return {row.id: row.public_id for row in session.execute(query)} if award_ids else {}


def view_of(session: Session, award: Award, now: datetime) -> AwardView:
    """One award; a badge that an undone correction took back leads to the one that counts again."""
    (found,) = _views(session, [award], now)
    if found.successor is None and (instead := counts_instead(session, award)) is not None:
        again = Successor(instead.id, instead.public_id, instead.badge_url, instead.renewal)
        return replace(found, successor=again)
    return found


def _view(award: Award, now: datetime, successor: Successor | None, earlier: str | None) -> AwardView:
    version, issuer, edition = award.badge_version, award.issuer, _current(award)
    return AwardView(
        id=award.id,
        public_id=award.public_id,
        credential_id=award.credential_id,
        badge_url=award.badge_url,
        status=_status(award, edition, now),
        badge_slug=version.badge.slug,
        badge_name=version.name,
        badge_description=version.description,
        achievement_type=version.achievement_type,
        achievement_url=version.achievement_url,
        criteria_url=version.criteria_url,
        art=version.art,
        alignments=tuple(version.alignments),
        study_load_hours=float(version.study_load_hours) if version.study_load_hours is not None else None,
        participation_type=version.participation_type,
        supervision=version.supervision,
        issuer_id=issuer.id,
        issuer_slug=issuer.slug,
        issuer_name=issuer.name,
        issuer_did=issuer.did,
        issuer_profile_url=issuer.profile_url,
        quality_system=issuer.quality_system,
        organisation_id=issuer.organisation_id,
        person_id=award.person_id,
        participation_id=award.participation_id,
        awarded_at=award.awarded_at,
        valid_until=award.valid_until,
        revoked_at=award.revoked_at,
        revocation_reason=award.revocation_reason,
        shared_at=award.shared_at,
        edition=_edition_view(edition),
        waiting=any(other.number > edition.number and other.signed is None for other in award.editions),
        revocation_cause=award.revocation_cause,
        renewal=award.renewal,
        successor=successor,
        earlier=earlier,
        evidence_pieces=_own_pieces(award, edition),
    )


def _status(award: Award, edition: AwardEdition, now: datetime) -> AwardStatus:
    issued, revoked = edition.issued_at is not None, award.revoked_at is not None
    replaced = award.replaced_at is not None
    return award_status(issued=issued, revoked=revoked, replaced=replaced, valid_until=award.valid_until, now=now)


def _current(award: Award) -> AwardEdition:
    return next(edition for edition in award.editions if edition.number == award.current_edition)


def _edition_view(edition: AwardEdition) -> EditionView:
    return EditionView(
        number=edition.number,
        valid_from=edition.valid_from,
        signed=edition.signed,
        digest=edition.digest,
        issued_at=edition.issued_at,
        erased_at=edition.erased_at,
        recipient_form=edition.recipient_form,
        identity_hash=edition.identity_hash,
        salt=edition.salt,
        holder_name=edition.holder_name,
        evidence=tuple(edition.evidence),
    )


def _own_pieces(award: Award, edition: AwardEdition) -> frozenset[str]:
    prefix = f"{award.badge_url}/bewijs/"
    addresses = [str(item.get("id", "")) for item in edition.evidence]
    return frozenset(address.removeprefix(prefix) for address in addresses if address.startswith(prefix))


def find_by_address(session: Session, address: str, *, now: datetime) -> AwardView | None:
    """The award whose page is at this address."""
    award = session.scalar(_full().where(Award.badge_url == address))
    return view_of(session, award, now) if award is not None else None
