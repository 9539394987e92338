"""Giving a badge by hand: on the word of somebody who may, with the reason written down.

The one who gives sees first who lacks which condition. Nobody gives a badge to themselves.
Not here: who may do this (`lms.policy`).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from courses.delivery.models import Participation
from courses.delivery.queries import participation_in
from courses.flows.settle import levels_reached, recipient_of
from courses.flows.trail import note_award
from courses.people.models import Person
from courses.people.queries import primary_address
from courses.progress.missing import Missing, missing
from courses.recognition.errors import AlreadyAwarded, NoSuchAward, OwnBadge, ReasonMissing
from courses.recognition.models import Award, BadgeVersion, Nomination
from courses.recognition.services.awards import AwardPlan, Basis, Recipient, plan_award


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


def preview(session: Session, *, badge_version_id: int, person_ids: Sequence[int], now: datetime) -> list[Candidate]:
    """Who would get the badge, and who lacks what."""
    version = session.get_one(BadgeVersion, badge_version_id)
    return [_candidate(session, version, session.get_one(Person, person_id), now) for person_id in person_ids]


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
    if _held(session, version, person_id, now) is not None:
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
    note_award(
        session, action="award.by_hand", award=award, actor_id=nominated_by_id, now=now, nomination=nomination.id
    )
    return award


def _plan(session: Session, version: BadgeVersion, person: Person, nomination: Nomination) -> AwardPlan:
    participation = _participation(session, version, person.id)
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


def _candidate(session: Session, version: BadgeVersion, person: Person, now: datetime) -> Candidate:
    participation = _participation(session, version, person.id)
    lacking: Sequence[Missing] = ()
    if participation is not None:
        lacking = missing(session, participation_id=participation.id, badge_version_id=version.id, now=now)
    return Candidate(
        person_id=person.id,
        name=person.display_name,
        holds=_held(session, version, person.id, now) is not None,
        takes_part=participation is not None,
        missing=tuple(lacking),
    )


def _participation(session: Session, version: BadgeVersion, person_id: int) -> Participation | None:
    if version.module_version_id is None:
        return None
    return participation_in(session, person_id=person_id, module_version_id=version.module_version_id)


def _held(session: Session, version: BadgeVersion, person_id: int, now: datetime) -> Award | None:
    """An award of this badge that counts now: not revoked, not expired."""
    return session.scalar(
        select(Award)
        .where(
            Award.badge_id == version.badge_id,
            Award.person_id == person_id,
            Award.revoked_at.is_(None),
            (Award.valid_until.is_(None)) | (Award.valid_until >= now),
        )
        .limit(1)
    )
