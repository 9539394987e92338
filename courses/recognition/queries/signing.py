"""What the signer needs, read from the database at once: no transaction is open while it signs."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import and_, func, select
from sqlalchemy.orm import Session

from courses.recognition.batch_models import AwardBatch, BatchItem
from courses.recognition.credentials_of import credential
from courses.recognition.elements_of import policy_of
from courses.recognition.models import Award, AwardEdition, AwardState, BurnedIndex, SigningKey, StatusList
from courses.recognition.queries.documents import rubric_of
from courses.recognition.queries.issuers import active_key
from credentials.microcredential import Policy
from credentials.model import OpenBadgeCredential


@dataclass(frozen=True, slots=True)
class KeyRef:
    """A key as stored: enough to open it, nothing secret in the open."""

    row_id: int
    key_id: str
    issuer: str
    cryptosuite: str
    public_multikey: str
    wrapped: bytes | None


@dataclass(frozen=True, slots=True)
class SigningJob:
    """One edition to sign. `list_published` is false when its status list was never published."""

    edition_id: int
    credential: OpenBadgeCredential
    policy: Policy
    """Whose rules the badge meets, if it calls itself a microcredential."""
    created: datetime
    key: KeyRef
    credential_id: str
    status_list_id: int
    status_list_url: str
    status_list_length: int
    status_index: int
    list_published: bool


@dataclass(frozen=True, slots=True)
class ListJob:
    """One status list to build: every index that is revoked, those of lost awards included."""

    status_list_id: int
    url: str
    issuer: str
    length: int
    version: int
    revoked: tuple[tuple[int, datetime], ...]
    restored: tuple[tuple[int, datetime], ...]
    """Places that were revoked by mistake, and since when they are not any more."""
    key: KeyRef | None
    """None when the issuer has no active key."""


def signing_job(session: Session, edition_id: int) -> SigningJob | None:
    """None when there is nothing to sign: it was signed already, or its holder was erased before."""
    edition = session.get(AwardEdition, edition_id)
    if edition is None or edition.signed is not None or edition.erased_at is not None:
        return None
    award = edition.award
    return SigningJob(
        edition_id=edition.id,
        credential=credential(edition, rubric_of(session, award.badge_version)),
        policy=Policy(policy_of(award.badge_version) or Policy.EU),
        created=edition.proof_created,
        key=_key_ref(edition.signing_key),
        credential_id=award.credential_id,
        status_list_id=award.status_list_id,
        status_list_url=award.status_list.url,
        status_list_length=award.status_list.length,
        status_index=award.status_index,
        list_published=award.status_list.published is not None,
    )


def list_job(session: Session, status_list_id: int) -> ListJob:
    """The bits come from rows each time, so a list can never remember something that the rows do not say."""
    row = session.get_one(StatusList, status_list_id)
    awards = session.execute(
        select(Award.status_index, Award.revoked_at).where(
            Award.status_list_id == row.id, Award.revoked_at.is_not(None)
        )
    )
    burned = session.execute(
        select(BurnedIndex.status_index, BurnedIndex.revoked_at).where(
            BurnedIndex.status_list_id == row.id, BurnedIndex.revoked_at.is_not(None)
        )
    )
    key = active_key(session, issuer_id=row.issuer_id)
    return ListJob(
        status_list_id=row.id,
        url=row.url,
        issuer=row.issuer.did,
        length=row.length,
        version=row.published_version,
        revoked=tuple(sorted((index, at) for index, at in [*awards, *burned])),
        restored=tuple(sorted(_restored(session, row.id))),
        key=_key_ref(key) if key else None,
    )


def _restored(session: Session, status_list_id: int) -> list[tuple[int, datetime]]:
    """Only what somebody undid: a row that a restored backup does not know as revoked is no such thing."""
    rows = session.execute(
        select(Award.status_index, func.max(AwardBatch.undone_at))
        .join(BatchItem, BatchItem.award_id == Award.id)
        .join(AwardBatch, AwardBatch.id == BatchItem.batch_id)
        .where(Award.status_list_id == status_list_id, Award.revoked_at.is_(None), AwardBatch.undone_at.is_not(None))
        .group_by(Award.status_index)
    )
    return [(index, at) for index, at in rows if at is not None]


def _key_ref(key: SigningKey) -> KeyRef:
    return KeyRef(key.id, key.key_id, key.issuer.did, key.cryptosuite, key.public_multikey, key.wrapped_private)


def beyond_signing(session: Session, *, key_id: str) -> int:
    """How many badges that count stand under the key `key_id` for good: their bytes went with their holder."""
    awards = (
        select(func.count())
        .select_from(Award)
        .join(AwardEdition, and_(AwardEdition.award_id == Award.id, AwardEdition.number == Award.current_edition))
        .join(SigningKey, AwardEdition.signing_key_id == SigningKey.id)
        .where(
            SigningKey.key_id == key_id,
            Award.state == AwardState.ISSUED,
            Award.revoked_at.is_(None),
            AwardEdition.erased_at.is_not(None),
        )
    )
    return session.scalar(awards) or 0
