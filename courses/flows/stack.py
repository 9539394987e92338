"""A stacked badge is given the moment the last of its badges is, in the very transaction that gave that one.

Its evidence names the badges it is made of, by what they are and when they were earned: not by the holder's own
badge pages, which stay theirs to share. Not here: which badges a track asks for (its package).
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from courses.base import text_in
from courses.catalogue.models import Track, TrackPart, TrackVersion
from courses.flows.trail import note_award
from courses.outbox.services import enqueue
from courses.people.models import Person
from courses.people.queries import primary_address
from courses.recognition.errors import NoSigningKey
from courses.recognition.models import Award, Badge, BadgeVersion
from courses.recognition.queries.evidence import PART
from courses.recognition.services.awards import AwardPlan, Basis, Recipient, plan_award

AGAIN = "settle_stack"
"""Outbox kind: look once more which stacks an award completes."""


def settle_stacks(session: Session, *, award: Award, recipient: Recipient | None, now: datetime) -> list[Award]:
    """Plan every stacked badge that `award` completes for its holder; the new ones.

    `recipient`: as the holder chose for the award itself. An issuer without a key does not undo the work that led
    here: the outbox tries again later.
    """
    try:
        return stack_earned(session, award=award, recipient=recipient, now=now)
    except NoSigningKey:
        enqueue(
            session,
            kind=AGAIN,
            subject_id=award.id,
            dedupe_key=f"{AGAIN}:{award.id}:{now.isoformat()}",
            now=now,
        )
        return []


def stack_earned(session: Session, *, award: Award, recipient: Recipient | None, now: datetime) -> list[Award]:
    """The same; NoSigningKey when an issuer cannot sign.

    Two last parts at the same moment wait for each other on the holder's row, so the stack is given once.
    """
    if award.person_id is None:
        return []
    planned = []
    for version in _stacks_with(session, award.badge):
        session.scalars(select(Person.id).where(Person.id == award.person_id).with_for_update(key_share=True)).one()
        parts = parts_held(session, version=version, person_id=award.person_id, now=now)
        if len(parts) < len(version.conditions["badges"]) or _has(session, version, award.person_id, now):
            continue
        given = _give(session, version, award, list(parts.values()), recipient, now)
        planned += [given] if given is not None else []
    return planned


def parts_held(session: Session, *, version: BadgeVersion, person_id: int, now: datetime) -> Mapping[str, Award]:
    """Of the badges that a stacked one asks for, those that this person has and that count now, by slug."""
    rows = session.scalars(
        select(Award)
        .join(Badge, Badge.id == Award.badge_id)
        .join(TrackPart, TrackPart.module_id == Badge.module_id)
        .where(
            Award.person_id == person_id,
            TrackPart.track_version_id == version.track_version_id,
            Badge.slug.in_(version.conditions["badges"]),
            Award.revoked_at.is_(None),
            Award.replaced_at.is_(None),
            or_(Award.valid_until.is_(None), Award.valid_until >= now),
        )
        .order_by(TrackPart.position, Award.id)
    )
    return {row.badge.slug: row for row in rows}


def stacked_badge(session: Session, *, track_version_id: int) -> BadgeVersion | None:
    """The badge of a track, as its newest version says it."""
    return session.scalar(
        select(BadgeVersion)
        .where(BadgeVersion.track_version_id == track_version_id)
        .order_by(BadgeVersion.id.desc())
        .limit(1)
    )


def _stacks_with(session: Session, badge: Badge) -> list[BadgeVersion]:
    """Stacked badges of tracks on offer that ask for `badge`."""
    if badge.module_id is None:
        return []
    offered = (
        select(func.max(TrackVersion.id))
        .join(Track, Track.id == TrackVersion.track_id)
        .where(TrackVersion.published_at.is_not(None), Track.withdrawn_at.is_(None))
        .group_by(TrackVersion.track_id)
    )
    rows = session.scalars(
        select(BadgeVersion)
        .join(TrackPart, TrackPart.track_version_id == BadgeVersion.track_version_id)
        .where(TrackPart.module_id == badge.module_id, BadgeVersion.track_version_id.in_(offered))
        .order_by(BadgeVersion.id)
    )
    return [version for version in rows if badge.slug in version.conditions["badges"]]


def _has(session: Session, version: BadgeVersion, person_id: int, now: datetime) -> bool:
    """Was given before; an expired one may be earned again, one that was taken back not by itself."""
    query = select(Award.id).where(
        Award.badge_id == version.badge_id,
        Award.person_id == person_id,
        or_(Award.valid_until.is_(None), Award.valid_until >= now),
    )
    return session.scalar(query.limit(1)) is not None


def _give(
    session: Session,
    version: BadgeVersion,
    last: Award,
    parts: Sequence[Award],
    recipient: Recipient | None,
    now: datetime,
) -> Award | None:
    person_id = last.person_id or 0
    plan = AwardPlan(
        Basis(last.basis_kind, last.basis_id),
        person_id,
        recipient or Recipient(address=primary_address(session, person_id)),
        evidence=[_named(part) for part in parts],
        participation_id=last.participation_id,
        supersedes_id=_expired(session, version, person_id),
    )
    award, new = plan_award(session, badge_version_id=version.id, plan=plan, now=now)
    if not new:
        return None
    if version.track_version is not None and version.track_version.frozen_at is None:
        version.track_version.frozen_at = now
    note_award(
        session,
        action="award.stacked",
        award=award,
        actor_id=None,
        now=now,
        badge_version=version.id,
        parts=[part.id for part in parts],
    )
    return award


def _expired(session: Session, version: BadgeVersion, person_id: int) -> int | None:
    """The one before it, which ran out."""
    query = select(func.max(Award.id)).where(Award.badge_id == version.badge_id, Award.person_id == person_id)
    return session.scalar(query)


def _named(part: Award) -> dict[str, Any]:
    """The spec's Evidence object of one part: what the badge says, who gave it, and when it was earned."""
    version = part.badge_version
    return {
        "id": version.achievement_url,
        "type": ["Evidence"],
        "name": text_in(version.name, version.language),
        "description": f"{part.issuer.name}, {part.awarded_at:%Y-%m-%d}",
        "genre": PART,
    }
