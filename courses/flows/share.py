"""The holder lets the badge's page be found, or takes that back."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from courses.flows.trail import note_award
from courses.recognition.errors import NoSuchAward
from courses.recognition.models import Award
from courses.recognition.services.revocation import set_shared


def share(session: Session, *, public_id: str, person_id: int, shared: bool, now: datetime) -> Award:
    """Only its holder decides; for anybody else there is no such badge."""
    award = session.scalar(select(Award).where(Award.public_id == public_id, Award.person_id == person_id))
    if award is None:
        raise NoSuchAward()
    set_shared(session, award=award, shared=shared, now=now)
    action = "award.share" if shared else "award.unshare"
    note_award(session, action=action, award=award, actor_id=person_id, now=now)
    return award
