"""The holder lets the badge's page be found, or takes that back."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from courses.people.services import audit
from courses.recognition.errors import NoSuchAward
from courses.recognition.models import Award, Issuer
from courses.recognition.services.revocation import set_shared


def share(session: Session, *, public_id: str, person_id: int, shared: bool, now: datetime) -> Award:
    """Only its holder decides; for anybody else there is no such badge."""
    award = session.scalar(select(Award).where(Award.public_id == public_id, Award.person_id == person_id))
    if award is None:
        raise NoSuchAward()
    set_shared(session, award=award, shared=shared, now=now)
    audit(
        session,
        action="award.share" if shared else "award.unshare",
        subject_kind="award",
        subject_id=award.id,
        actor_id=person_id,
        organisation_id=session.get_one(Issuer, award.issuer_id).organisation_id,
        now=now,
    )
    return award
