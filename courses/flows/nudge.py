"""A trainer asks who has not handed in yet to do so: a reminder row for each, in their next mail, once a day at most.

Never to somebody who is done: that is asked again when the mail is gathered (`courses.flows.digest`).
"""

from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from courses.catalogue.models import Unit
from courses.delivery.models import Run
from courses.delivery.queries import roster
from courses.delivery.rules import local_day
from courses.people.services import audit
from courses.practice.models import Assignment, Submission, SubmissionState
from courses.reminders import services
from courses.reminders.models import ReminderKind
from courses.reminders.services import Wanted

AT_WORK = (SubmissionState.DRAFT,)


def nudge_group(session: Session, *, run: Run, actor_id: int, now: datetime) -> int:
    """Plan a reminder for whoever of this run did not hand everything in; gives how many people that are."""
    people = [
        (one.participation_id, one.participation.person_id)
        for one in roster(session, run_id=run.id)
        if one.participation.person_id is not None
    ]
    asked = session.scalar(
        select(func.count(Assignment.id)).join(Unit).where(Unit.module_version_id == run.module_version_id)
    )
    rows = session.execute(
        select(Submission.participation_id, func.count(Submission.id))
        .where(
            Submission.participation_id.in_([number for number, _ in people]),
            Submission.state.not_in(AT_WORK),
        )
        .group_by(Submission.participation_id)
    )
    handed = {row[0]: row[1] for row in rows}
    day = datetime.combine(local_day(now, run.zone), datetime.min.time(), now.tzinfo)
    wanted = [
        Wanted(ReminderKind.WORK, person, about_at=day, participation_id=number, run_id=run.id)
        for number, person in people
        if person is not None and person != actor_id and handed.get(number, 0) < (asked or 0)
    ]
    services.plan(session, wanted=wanted, now=now)
    audit(
        session,
        action="group_nudged",
        subject_kind="run",
        subject_id=run.id,
        actor_id=actor_id,
        organisation_id=run.organisation_id,
        now=now,
        people=len(wanted),
    )
    return len(wanted)
