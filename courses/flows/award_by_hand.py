"""Giving a badge by hand: on the word of somebody who may, with the reason written down, to one person or to many.

The one who gives sees first who lacks which condition. Nobody gives a badge to themselves. A long list is an act of
its own (`AwardBatch`), worked off in parts by the relay. Not here: who may do this (`lms.policy`).
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from courses.delivery.models import Participation
from courses.flows.settle import levels_reached, recipient_of
from courses.flows.stack import settle_stacks
from courses.flows.trail import note_award, note_batch
from courses.people.models import Person
from courses.people.queries import primary_address
from courses.progress.missing import Missing, missing_for_group
from courses.recognition.batch_models import AwardBatch, BatchKind
from courses.recognition.errors import AlreadyAwarded, NobodyChosen, NoSuchAward, OwnBadge, ReasonMissing
from courses.recognition.models import Award, BadgeVersion, Nomination
from courses.recognition.services.awards import AwardPlan, Basis, Recipient, plan_award
from courses.recognition.services.batches import ask_work, begin


@dataclass(frozen=True, slots=True)
class Candidate:
    """One person as the one who gives the badge should see them first."""

    person_id: int
    name: str
    holds: bool
    """Holds this badge now, so it will not be given again."""
    takes_part: bool
    missing: tuple[Missing, ...]
    """What the conditions still ask; empty when earned, or when not taking part."""

    @property
    def ready(self) -> bool:
        """Meets every condition and has no such badge yet."""
        return self.takes_part and not self.holds and not self.missing


def preview(session: Session, *, badge_version_id: int, person_ids: Sequence[int], now: datetime) -> list[Candidate]:
    """Who would get the badge, and who lacks what, in the order of `person_ids`; the same few queries for any number.

    Raises NoSuchAward for somebody who does not exist.
    """
    version = session.get_one(BadgeVersion, badge_version_id)
    people = {row.id: row for row in session.scalars(select(Person).where(Person.id.in_(person_ids)))}
    if any(person_id not in people for person_id in person_ids):
        raise NoSuchAward()
    holders = _holders(session, version, person_ids, now)
    taking = _participations(session, version, person_ids)
    lacking = missing_for_group(
        session, participation_ids=[row.id for row in taking.values()], badge_version_id=version.id, now=now
    )
    return [
        Candidate(
            person_id=person_id,
            name=people[person_id].display_name,
            holds=person_id in holders,
            takes_part=person_id in taking,
            missing=tuple(lacking[taking[person_id].id]) if person_id in taking else (),
        )
        for person_id in person_ids
    ]


def award_group(
    session: Session,
    *,
    badge_version_id: int,
    person_ids: Collection[int],
    nominated_by_id: int | None,
    reason: str,
    now: datetime,
) -> AwardBatch:
    """Begin to give the badge to all of these people; the relay does it in parts, and goes on after a crash."""
    if not reason.strip():
        raise ReasonMissing()
    if not person_ids:
        raise NobodyChosen()
    version = session.get_one(BadgeVersion, badge_version_id)
    batch = begin(
        session,
        kind=BatchKind.GIVE,
        organisation_id=version.badge.issuer.organisation_id,
        actor_id=nominated_by_id,
        reason=reason,
        badge_version_id=version.id,
        people=dict.fromkeys(person_ids),
        now=now,
    )
    ask_work(session, batch, after=0, now=now)
    people = len(set(person_ids))
    note_batch(session, action="award.group", batch=batch, actor_id=nominated_by_id, now=now, people=people)
    return batch


def award_by_hand(
    session: Session,
    *,
    badge_version_id: int,
    person_id: int,
    nominated_by_id: int | None,
    reason: str,
    now: datetime,
) -> Award:
    """Give the badge to one person on their own nomination. AlreadyAwarded when they hold it now.

    A badge that was revoked or expired before is superseded by this one.
    """
    if not reason.strip():
        raise ReasonMissing()
    if nominated_by_id == person_id:
        raise OwnBadge()
    person = session.scalar(
        select(Person).where(Person.id == person_id, Person.erased_at.is_(None)).with_for_update(key_share=True)
    )
    if person is None:
        raise NoSuchAward()
    version = session.get_one(BadgeVersion, badge_version_id)
    if _holders(session, version, [person_id], now):
        raise AlreadyAwarded(person.display_name)
    nomination = Nomination(
        badge_version_id=version.id,
        person_id=person_id,
        nominated_by_id=nominated_by_id,
        reason=reason.strip(),
        created_at=now,
    )
    session.add(nomination)
    session.flush()
    plan = _plan(session, version, person, nomination)
    award, _new = plan_award(session, badge_version_id=version.id, plan=plan, now=now)
    settle_stacks(session, award=award, recipient=plan.recipient, now=now)
    note_award(
        session, action="award.by_hand", award=award, actor_id=nominated_by_id, now=now, nomination=nomination.id
    )
    return award


def _plan(session: Session, version: BadgeVersion, person: Person, nomination: Nomination) -> AwardPlan:
    participation = _participations(session, version, [person.id]).get(person.id)
    last = session.scalar(
        select(Award)
        .where(Award.badge_id == version.badge_id, Award.person_id == person.id)
        .order_by(Award.id.desc())
        .limit(1)
    )
    supersedes = last.id if last is not None else None
    basis = Basis.nomination(nomination.id)
    if participation is None:
        address = primary_address(session, person.id)
        return AwardPlan(basis, person.id, Recipient(address=address), supersedes_id=supersedes)
    return AwardPlan(
        basis,
        person.id,
        recipient_of(session, participation, person.id),
        evidence=[],
        results=levels_reached(session, participation.id, version),
        supersedes_id=supersedes,
    )


def _participations(
    session: Session, version: BadgeVersion, person_ids: Collection[int]
) -> Mapping[int, Participation]:
    """By person: taking part in the module version that this badge version is of."""
    if version.module_version_id is None:
        return {}
    rows = session.scalars(
        select(Participation).where(
            Participation.person_id.in_(person_ids), Participation.module_version_id == version.module_version_id
        )
    )
    return {row.person_id: row for row in rows if row.person_id is not None}


def _holders(session: Session, version: BadgeVersion, person_ids: Collection[int], now: datetime) -> set[int]:
    """Who has an award of this badge that counts now: not revoked, not expired."""
    rows = session.scalars(
        select(Award.person_id).where(
            Award.badge_id == version.badge_id,
            Award.person_id.in_(person_ids),
            Award.revoked_at.is_(None),
            (Award.valid_until.is_(None)) | (Award.valid_until >= now),
        )
    )
    return {person_id for person_id in rows if person_id is not None}
