"""Putting badges right: a wrong text, level or badge, or only the holder's own data.

Where the badge itself was wrong, another award takes its place: the old one says "replaced by" and leads to it, and
counts as revoked elsewhere. Where only the holder's data changed, the badge is signed again under the same id. The
relay does it in parts (`work_on_batch`); the holders are told after the hour in which it can be undone.
"""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from courses.delivery.models import RecipientForm
from courses.flows.revoke import chosen_awards
from courses.flows.trail import note_award, note_batch
from courses.people.models import Person
from courses.people.queries import primary_address
from courses.recognition.batch_models import AwardBatch, BatchItem, BatchKind
from courses.recognition.errors import CannotChange, NothingChanges
from courses.recognition.models import Award, AwardEdition, BadgeVersion, Nomination
from courses.recognition.rules import UNDO_WITHIN
from courses.recognition.services.awards import (
    AwardPlan,
    Basis,
    Recipient,
    newest_edition,
    plan_award,
    plan_edition,
    tell_holder,
)
from courses.recognition.services.batches import ask_work, begin, check_cause
from courses.recognition.services.revocation import mark_revoked


def correct_many(
    session: Session,
    *,
    public_ids: Collection[str],
    badge_version_id: int | None,
    cause: str,
    reason: str,
    actor_id: int | None,
    organisations: frozenset[int],
    now: datetime,
) -> AwardBatch:
    """Begin to put these badges right. `badge_version_id`: what stands in their place; None: sign them again with
    the holder's name and address of now.

    NoSuchAward when one of them, or that version, belongs to an organisation outside `organisations`.
    """
    check_cause(cause, reason)
    found = chosen_awards(session, public_ids=public_ids, organisations=organisations)
    batch = begin(
        session,
        kind=BatchKind.CORRECT,
        organisation_id=found[0].issuer.organisation_id,
        actor_id=actor_id,
        cause=cause,
        reason=reason,
        badge_version_id=badge_version_id,
        awards=[award.id for award in found],
        now=now,
    )
    ask_work(session, batch, after=0, now=now)
    note_batch(session, action="award.correct_many", batch=batch, actor_id=actor_id, now=now, badges=len(found))
    return batch


def correct_one(session: Session, *, batch: AwardBatch, item: BatchItem, now: datetime) -> None:
    """One badge of the act. CannotChange when it no longer counts, NothingChanges when it says so already."""
    award = item.award
    if award is None or award.person_id is None or award.revoked_at is not None:
        raise CannotChange()
    if award.valid_until is not None and award.valid_until < now:
        raise CannotChange()
    if batch.badge_version_id is None:
        _sign_again(session, batch, item, award, award.person_id, now)
    else:
        _replace(session, batch, item, award, award.person_id, now)


def _replace(session: Session, batch: AwardBatch, item: BatchItem, award: Award, person_id: int, now: datetime) -> None:
    """A new award in the place of the old one: earned on the same day, for the same work, named the same way."""
    version = session.get_one(BadgeVersion, batch.badge_version_id)
    if version.id == award.badge_version_id:
        raise NothingChanges()
    nomination = _nomination(session, batch, version, person_id, now)
    last = newest_edition(session, award.id)
    plan = AwardPlan(
        Basis.nomination(nomination.id),
        person_id,
        like=last,
        evidence=moved_evidence(last, award),
        results=last.results,
        renewal=award.renewal,
        supersedes_id=award.id,
        participation_id=award.participation_id,
        earned_at=award.awarded_at,
        told="replaced",
        tell_at=batch.created_at + UNDO_WITHIN,
    )
    made, _new = plan_award(session, badge_version_id=version.id, plan=plan, now=now)
    made.shared_at = award.shared_at
    item.made_id = made.id
    mark_revoked(
        session,
        award=award,
        cause=batch.cause,
        reason=batch.reason,
        revoked_by_id=batch.actor_id,
        now=now,
        replaced=True,
        publish=False,
    )
    note_award(
        session, action="award.correct", award=award, actor_id=batch.actor_id, now=now, batch=batch.id, made=made.id
    )


def _nomination(
    session: Session, batch: AwardBatch, version: BadgeVersion, person_id: int, now: datetime
) -> Nomination:
    """The basis of the badge that comes instead: who put it right, and why."""
    made = Nomination(
        badge_version_id=version.id,
        person_id=person_id,
        nominated_by_id=batch.actor_id,
        reason=batch.reason,
        created_at=now,
    )
    session.add(made)
    session.flush()
    return made


def moved_evidence(edition: AwardEdition, award: Award) -> list[dict[str, Any]]:
    """The evidence of `edition`; addresses under the award's own page stand open for the next award."""
    own = f"{award.badge_url}/"
    moved = []
    for item in edition.evidence:
        address = str(item.get("id", ""))
        moved.append(item | {"id": "{badge_url}/" + address.removeprefix(own)} if address.startswith(own) else item)
    return moved


def _sign_again(
    session: Session, batch: AwardBatch, item: BatchItem, award: Award, person_id: int, now: datetime
) -> None:
    """The same badge with the name and the address of now, as far as it shows them."""
    last = newest_edition(session, award.id)
    person = session.get_one(Person, person_id)
    shows_name, hashed = last.holder_name is not None, last.recipient_form is RecipientForm.HASHED_EMAIL
    if not hashed and (not shows_name or last.holder_name == person.display_name):
        raise NothingChanges()
    recipient = Recipient(
        last.recipient_form,
        primary_address(session, person_id) if hashed else None,
        person.display_name if shows_name else None,
    )
    edition = plan_edition(session, award=award, recipient=recipient, evidence=None, now=now)
    item.edition = last.number
    tell_holder(
        session,
        award=award,
        template="resigned",
        now=now,
        due_at=batch.created_at + UNDO_WITHIN,
        mark=batch.public_id,
    )
    note_award(
        session,
        action="award.reissue",
        award=award,
        actor_id=batch.actor_id,
        now=now,
        edition=edition.number,
        batch=batch.id,
    )
