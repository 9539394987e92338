"""What happened to practice work and to badges, for the audit trail, under the organisation that answers for it.

Not here: the trail itself (`courses.people.services.audit`).
"""

from datetime import datetime

from sqlalchemy.orm import Session

from courses.delivery.queries import latest_enrolment_of
from courses.people.services import audit
from courses.practice.models import Attempt
from courses.recognition.batch_models import AwardBatch
from courses.recognition.models import Award


def note_work(
    session: Session, *, action: str, attempt: Attempt, actor_id: int | None, now: datetime, **details: object
) -> None:
    """Under the organisation of the group that the maker is in, or was in last."""
    enrolment = latest_enrolment_of(session, participation_id=attempt.submission.participation_id)
    audit(
        session,
        action=action,
        subject_kind="attempt",
        subject_id=attempt.id,
        actor_id=actor_id,
        organisation_id=enrolment.run.organisation_id if enrolment else None,
        now=now,
        **details,
    )


def note_award(
    session: Session, *, action: str, award: Award, actor_id: int | None, now: datetime, **details: object
) -> None:
    """Under the organisation of the badge's issuer."""
    audit(
        session,
        action=action,
        subject_kind="award",
        subject_id=award.id,
        actor_id=actor_id,
        organisation_id=award.issuer.organisation_id,
        now=now,
        **details,
    )


def note_batch(
    session: Session, *, action: str, batch: AwardBatch, actor_id: int | None, now: datetime, **details: object
) -> None:
    """That one act on many badges was begun or undone; each badge in it has its own entry too."""
    audit(
        session,
        action=action,
        subject_kind="award_batch",
        subject_id=batch.id,
        actor_id=actor_id,
        organisation_id=batch.organisation_id,
        now=now,
        **details,
    )
