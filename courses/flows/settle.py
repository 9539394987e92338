"""Giving a badge the moment its last condition is met, in the very transaction that met it.

Every flow that can complete a condition ends here. Two of them at once (a trainer assesses while another
ticks attendance) wait for each other on the participation's row, so the second one sees what the first one
did. Not here: what the conditions are (`courses.progress.missing`).
"""

from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from courses.delivery.models import Participation
from courses.flows.stack import settle_stacks
from courses.flows.trail import note_award
from courses.outbox.services import enqueue
from courses.people.models import EmailAddress
from courses.people.queries import primary_address
from courses.practice.models import Assignment, Criterion
from courses.practice.queries import accepted_levels
from courses.progress.missing import missing
from courses.recognition.errors import NoSigningKey
from courses.recognition.models import Award, BadgeVersion
from courses.recognition.queries.evidence import chosen_evidence
from courses.recognition.services.awards import AwardPlan, Basis, Recipient, award_of, plan_award


def settle(session: Session, *, participation_id: int, now: datetime) -> list[Award]:
    """Plan every badge of the module that is earned now and was not given before; the new ones.

    An issuer without a key does not undo the work that led here: the outbox tries again later.
    """
    try:
        return award_earned(session, participation_id=participation_id, now=now)
    except NoSigningKey:
        enqueue(
            session,
            kind="settle",
            subject_id=participation_id,
            dedupe_key=f"settle:{participation_id}:{now.isoformat()}",
            now=now,
        )
        return []


def award_earned(session: Session, *, participation_id: int, now: datetime) -> list[Award]:
    """The same, and every stacked badge that this completes; NoSigningKey when an issuer cannot sign."""
    session.flush()
    # Not a full FOR UPDATE: both may already hold the key of this row through a row that points at it.
    participation = session.scalars(
        select(Participation).where(Participation.id == participation_id).with_for_update(key_share=True)
    ).one()
    if participation.person_id is None:
        return []
    planned = []
    for version in _badge_versions(session, participation.module_version_id):
        award = _award_if_earned(session, participation, participation.person_id, version, now)
        if award is not None:
            planned.append(award)
    for award in list(planned):
        recipient = recipient_of(session, participation, participation.person_id)
        planned += settle_stacks(session, award=award, recipient=recipient, now=now)
    return planned


def recipient_of(session: Session, participation: Participation, person_id: int) -> Recipient:
    """As chosen at hand-in. Only a proven address is hashed: a badge must not claim somebody else's."""
    address = None
    if participation.recipient_address_id is not None:
        row = session.get(EmailAddress, participation.recipient_address_id)
        address = row.address if row and row.verified_at and row.person_id == person_id else None
    name = participation.person.display_name if participation.show_name and participation.person else None
    return Recipient(participation.recipient_form, address or primary_address(session, person_id), name)


def _badge_versions(session: Session, module_version_id: int) -> list[BadgeVersion]:
    """The newest version of each badge of this module version."""
    newest = (
        select(func.max(BadgeVersion.id))
        .where(BadgeVersion.module_version_id == module_version_id)
        .group_by(BadgeVersion.badge_id)
    )
    return list(session.scalars(select(BadgeVersion).where(BadgeVersion.id.in_(newest)).order_by(BadgeVersion.id)))


def _award_if_earned(
    session: Session, participation: Participation, person_id: int, version: BadgeVersion, now: datetime
) -> Award | None:
    basis = Basis.participation(participation.id)
    if award_of(session, badge_version_id=version.id, plan=AwardPlan(basis, person_id)) is not None:
        return None
    if missing(session, participation_id=participation.id, badge_version_id=version.id, now=now):
        return None
    plan = AwardPlan(
        basis,
        person_id,
        recipient=recipient_of(session, participation, person_id),
        evidence=chosen_evidence(session, participation.id),
        results=levels_reached(session, participation.id, version),
    )
    award, new = plan_award(session, badge_version_id=version.id, plan=plan, now=now)
    if not new:
        return None
    note_award(
        session,
        action="award.plan",
        award=award,
        actor_id=None,
        now=now,
        badge_version=version.id,
        participation=participation.id,
    )
    return award


def levels_reached(session: Session, participation_id: int, version: BadgeVersion) -> list[dict[str, str | int]]:
    """Level per criterion of the badge's rubric, in the rubric's order."""
    if version.rubric_id is None:
        return []
    levels: dict[int, int] = {}
    for assignment_id in session.scalars(select(Assignment.id).where(Assignment.rubric_id == version.rubric_id)):
        levels |= accepted_levels(session, participation_id, assignment_id)
    criteria = session.scalars(
        select(Criterion).where(Criterion.rubric_id == version.rubric_id).order_by(Criterion.position)
    )
    return [
        {"criterion": criterion.slug, "level": levels[criterion.id]} for criterion in criteria if criterion.id in levels
    ]
