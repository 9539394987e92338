"""A new edition of a badge that somebody holds: they show something else, or its key was compromised.

Same id, same place in the status list, same awarded date, later `validFrom`; the QR code on paper leads to
it.
"""

from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from courses.delivery.models import RecipientForm
from courses.flows.trail import note_award
from courses.people.models import EmailAddress, Person
from courses.people.queries import primary_address
from courses.recognition.errors import AddressNotYours, CannotChange, NoSuchAward
from courses.recognition.models import Award, AwardEdition, AwardState, SigningKey
from courses.recognition.queries.evidence import chosen_evidence, part_evidence
from courses.recognition.services.awards import Recipient, newest_edition, plan_edition


@dataclass(frozen=True, slots=True)
class BadgeChoice:
    """What the holder wants the badge to show. `address_id` None: the primary address."""

    form: RecipientForm = RecipientForm.HASHED_EMAIL
    address_id: int | None = None
    show_name: bool = False
    pieces: frozenset[str] = field(default_factory=frozenset)
    """Public ids of the pieces of work."""


def reissue(session: Session, *, public_id: str, person_id: int, choice: BadgeChoice, now: datetime) -> AwardEdition:
    """Plan the next edition as its holder wants it. CannotChange for a revoked, expired or erased badge."""
    award = session.scalar(
        select(Award).where(Award.public_id == public_id, Award.person_id == person_id).with_for_update(key_share=True)
    )
    if award is None:
        raise NoSuchAward()
    if award.revoked_at is not None or (award.valid_until is not None and award.valid_until < now):
        raise CannotChange()
    evidence = part_evidence(newest_edition(session, award.id).evidence)
    if award.participation_id is not None:
        evidence += chosen_evidence(session, award.participation_id, choice.pieces)
    recipient = _recipient(session, person_id, choice)
    edition = plan_edition(session, award=award, recipient=recipient, evidence=evidence, now=now)
    note_award(session, action="award.reissue", award=award, actor_id=person_id, now=now, edition=edition.number)
    return edition


def reissue_after_compromise(session: Session, *, key_id: str, now: datetime) -> list[AwardEdition]:
    """Plan a new edition, under the active key, of every badge that is shown under the compromised key
    `key_id`.

    Not of revoked badges, which need no signature, nor of erased ones, which have nothing left to sign.
    """
    current = (
        select(Award)
        .join(AwardEdition, AwardEdition.award_id == Award.id)
        .join(SigningKey, AwardEdition.signing_key_id == SigningKey.id)
        .where(
            AwardEdition.number == Award.current_edition,
            SigningKey.key_id == key_id,
            Award.state == AwardState.ISSUED,
            Award.revoked_at.is_(None),
            AwardEdition.erased_at.is_(None),
        )
        .order_by(Award.id)
    )
    editions = []
    for award in session.scalars(current).all():
        if newest_edition(session, award.id).number > award.current_edition:
            continue
        edition = plan_edition(session, award=award, recipient=None, evidence=None, now=now)
        note_award(session, action="award.reissue", award=award, actor_id=None, now=now, edition=edition.number)
        editions.append(edition)
    return editions


def _recipient(session: Session, person_id: int, choice: BadgeChoice) -> Recipient:
    person = session.get_one(Person, person_id)
    address = primary_address(session, person_id)
    if choice.address_id is not None:
        row = session.get(EmailAddress, choice.address_id)
        if row is None or row.person_id != person_id or row.verified_at is None:
            raise AddressNotYours()
        address = row.address
    return Recipient(choice.form, address, person.display_name if choice.show_name else None)
