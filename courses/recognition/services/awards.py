"""Planning awards and their editions, and storing what was signed.

Everything that enters a signature is fixed when an edition is planned, so that work which dies half-way and
is done again signs the same bytes (Ed25519 is deterministic). Exactly once is a constraint of the table, not
a check: who comes second runs into it and finds the award that is there.
Not here: whether a badge is earned (`courses.progress.missing`), signing (`lms.relay_handlers.recognition`).
"""

import secrets
import uuid
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from courses.base import public_id
from courses.delivery.models import RecipientForm
from courses.outbox.services import MAIL, enqueue
from courses.recognition.errors import NoSigningKey, StatusListFull
from courses.recognition.models import (
    Award,
    AwardEdition,
    AwardState,
    BadgeVersion,
    BasisKind,
    Issuer,
    SigningKey,
    StatusList,
)
from courses.recognition.queries.issuers import active_key
from courses.recognition.rules import base_of, next_valid_from, notice_at, valid_until, whole_second
from courses.recognition.services.status_lists import open_list, pick_index
from credentials.identity import hash_identity

_TRIES = 5
_SALT_BYTES = 16


@dataclass(frozen=True, slots=True)
class Basis:
    """The ground of an award: the same ground never gives the same badge twice."""

    kind: BasisKind
    id: int

    @classmethod
    def participation(cls, row_id: int) -> "Basis":
        return cls(BasisKind.PARTICIPATION, row_id)

    @classmethod
    def nomination(cls, row_id: int) -> "Basis":
        return cls(BasisKind.NOMINATION, row_id)


@dataclass(frozen=True, slots=True)
class Recipient:
    """How the badge names its holder. Without an address only by its pairwise id, whatever `form` says."""

    form: RecipientForm = RecipientForm.HASHED_EMAIL
    address: str | None = None
    name: str | None = None


@dataclass(frozen=True, slots=True)
class AwardPlan:
    """What the one who awards brings along; the rest is made here."""

    basis: Basis
    person_id: int
    recipient: Recipient = Recipient()
    evidence: list[dict[str, Any]] = field(default_factory=list)
    results: list[dict[str, Any]] = field(default_factory=list)
    renewal: int = 0
    supersedes_id: int | None = None
    like: AwardEdition | None = None
    """Names its holder exactly as this edition of an earlier award does; then `recipient` says nothing."""
    participation_id: int | None = None
    """Whose work stands behind it, where the basis is a nomination."""
    earned_at: datetime | None = None
    """When it was earned, for an award that puts an earlier one right; null: now."""
    counts_from: datetime | None = None
    """From when its years count; null: from when it was earned."""
    told: str = "awarded"
    """The mail that the holder gets."""
    tell_at: datetime | None = None


def plan_award(session: Session, *, badge_version_id: int, plan: AwardPlan, now: datetime) -> tuple[Award, bool]:
    """The award for this basis, and whether it is new. Outbox rows to sign it and tell the holder go along.

    Evidence addresses may hold `{badge_url}`, filled in here. NoSigningKey when the issuer cannot sign.
    """
    if (known := award_of(session, badge_version_id=badge_version_id, plan=plan)) is not None:
        return known, False
    version = session.get_one(BadgeVersion, badge_version_id)
    issuer = version.badge.issuer
    key = active_key(session, issuer_id=issuer.id)
    if key is None:
        raise NoSigningKey(issuer.name)
    for _ in range(_TRIES):
        status_list = open_list(session, issuer=issuer, now=now)
        award = _new_award(version, issuer, status_list, pick_index(session, status_list), plan, now)
        try:
            with session.begin_nested():
                session.add(award)
                session.flush()
        except IntegrityError:
            if (known := award_of(session, badge_version_id=badge_version_id, plan=plan)) is not None:
                return known, False
            continue
        _complete(session, award, version, key, plan, now)
        return award, True
    raise StatusListFull()


def award_of(session: Session, *, badge_version_id: int, plan: AwardPlan) -> Award | None:
    """The award that this basis already gave for this badge, in whichever version."""
    badge_id = select(BadgeVersion.badge_id).where(BadgeVersion.id == badge_version_id).scalar_subquery()
    return session.scalar(
        select(Award).where(
            Award.basis_kind == plan.basis.kind,
            Award.basis_id == plan.basis.id,
            Award.badge_id == badge_id,
            Award.renewal == plan.renewal,
        )
    )


def _new_award(
    version: BadgeVersion, issuer: Issuer, status_list: StatusList, index: int, plan: AwardPlan, now: datetime
) -> Award:
    name = public_id()
    awarded_at = whole_second(plan.earned_at or now)
    by_participation = plan.basis.kind is BasisKind.PARTICIPATION
    return Award(
        public_id=name,
        basis_kind=plan.basis.kind,
        basis_id=plan.basis.id,
        participation_id=plan.basis.id if by_participation else plan.participation_id,
        nomination_id=None if by_participation else plan.basis.id,
        badge_id=version.badge_id,
        badge_version_id=version.id,
        issuer_id=issuer.id,
        renewal=plan.renewal,
        supersedes_id=plan.supersedes_id,
        person_id=plan.person_id,
        credential_id=uuid.uuid4().urn,
        badge_url=f"{base_of(issuer.profile_url)}/badges/{name}",
        subject_id=uuid.uuid4().urn,
        awarded_at=awarded_at,
        valid_until=valid_until(whole_second(plan.counts_from or awarded_at), version.valid_years),
        status_list_id=status_list.id,
        status_index=index,
    )


def _complete(
    session: Session, award: Award, version: BadgeVersion, key: SigningKey, plan: AwardPlan, now: datetime
) -> None:
    if version.frozen_at is None:
        version.frozen_at = now
    moment = max(award.awarded_at, whole_second(now))
    edition = AwardEdition(
        award_id=award.id,
        number=1,
        planned_at=now,
        valid_from=moment,
        proof_created=moment,
        signing_key_id=key.id,
        evidence=evidence_at(award, plan.evidence),
        results=plan.results,
        **(_same_recipient(plan.like) if plan.like else _recipient_columns(plan.recipient)),
    )
    session.add(edition)
    session.flush()
    ask_signature(session, award, edition, now)
    tell_holder(session, award=award, template=plan.told, now=now, due_at=plan.tell_at)
    if award.valid_until is not None:
        due = notice_at(award.valid_until, now)
        tell_holder(session, award=award, template="expiring", now=now, due_at=due)


def tell_holder(
    session: Session, *, award: Award, template: str, now: datetime, due_at: datetime | None = None, mark: str = ""
) -> None:
    """One mail about this award, after its signature. `mark` tells apart what can happen to one award twice."""
    if award.person_id is None:
        return
    enqueue(
        session,
        kind=MAIL,
        subject_id=award.person_id,
        payload={"template": template, "person_id": award.person_id, "ids": {"award_id": award.id}},
        dedupe_key=mail_key(award, template, mark),
        order_key=None if due_at else f"award:{award.id}",
        due_at=due_at,
        now=now,
    )


def mail_key(award: Award, template: str, mark: str = "") -> str:
    """What one mail about one award is known by in the outbox."""
    return f"mail:{template}:{award.public_id}" + (f":{mark}" if mark else "")


def plan_edition(
    session: Session,
    *,
    award: Award,
    recipient: Recipient | None,
    evidence: list[dict[str, Any]] | None,
    now: datetime,
    like: AwardEdition | None = None,
) -> AwardEdition:
    """The next version of an award: same id, place and awarded date, later `validFrom`.

    `recipient` or `evidence` None: as in `like`, or else the newest edition. An edition that waits for its signature is
    replaced in meaning by this one: both are signed, in order, and the newest is shown.
    """
    key = active_key(session, issuer_id=award.issuer_id)
    if key is None:
        raise NoSigningKey(award.issuer.name)
    last = newest_edition(session, award.id)
    moment = next_valid_from(last.valid_from, now)
    shown = like or last
    columns = _recipient_columns(recipient) if recipient else _same_recipient(shown)
    edition = AwardEdition(
        award_id=award.id,
        number=last.number + 1,
        planned_at=now,
        valid_from=moment,
        proof_created=moment,
        signing_key_id=key.id,
        evidence=shown.evidence if evidence is None else evidence_at(award, evidence),
        results=last.results,
        **columns,
    )
    session.add(edition)
    session.flush()
    ask_signature(session, award, edition, now)
    return edition


def newest_edition(session: Session, award_id: int) -> AwardEdition:
    """The edition planned last, signed or not."""
    return session.scalars(
        select(AwardEdition).where(AwardEdition.award_id == award_id).order_by(AwardEdition.number.desc()).limit(1)
    ).one()


def ask_signature(session: Session, award: Award, edition: AwardEdition, now: datetime) -> None:
    enqueue(
        session,
        kind="issue_award",
        subject_id=edition.id,
        dedupe_key=f"issue:{award.public_id}:{edition.number}",
        order_key=f"award:{award.id}",
        now=now,
    )


def store_signed(
    session: Session, *, edition_id: int, signing_key_id: int, signed: bytes, digest: str, now: datetime
) -> bool:
    """Keep the signed bytes, once. False when they were there already, the holder was erased meanwhile, or
    the edition moved to another key because this one was compromised."""
    stored = session.execute(
        update(AwardEdition)
        .where(
            AwardEdition.id == edition_id,
            AwardEdition.signing_key_id == signing_key_id,
            AwardEdition.signed.is_(None),
            AwardEdition.erased_at.is_(None),
        )
        .values(signed=signed, digest=digest, issued_at=now)
    )
    if stored.rowcount != 1:  # type: ignore[attr-defined]
        return False
    award_id, number = session.execute(
        select(AwardEdition.award_id, AwardEdition.number).where(AwardEdition.id == edition_id)
    ).one()
    session.execute(
        update(Award)
        .where(Award.id == award_id, Award.current_edition <= number)
        .values(state=AwardState.ISSUED, current_edition=number)
    )
    return True


def evidence_at(award: Award, evidence: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The same evidence with addresses of our own under this badge's page."""
    return [
        {key: value.replace("{badge_url}", award.badge_url) if key == "id" else value for key, value in item.items()}
        for item in evidence
    ]


def _recipient_columns(recipient: Recipient) -> dict[str, Any]:
    columns: dict[str, Any] = {"recipient_form": recipient.form, "holder_name": recipient.name or None}
    if recipient.form is RecipientForm.HASHED_EMAIL and recipient.address:
        salt = secrets.token_hex(_SALT_BYTES)
        return columns | {"salt": salt, "identity_hash": hash_identity(recipient.address, salt)}
    return columns | {"recipient_form": RecipientForm.PAIRWISE}


def _same_recipient(last: AwardEdition) -> dict[str, Any]:
    return {
        "recipient_form": last.recipient_form,
        "holder_name": last.holder_name,
        "salt": last.salt,
        "identity_hash": last.identity_hash,
    }
