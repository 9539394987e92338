"""Reminders follow the sessions and due dates as they are now: planned, moved and let go in the transaction
that changed them.

Not here: what a reminder says, and whether it still applies when it is sent (`lms.mail_contexts`).
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import Session, joinedload

from courses.delivery import rules
from courses.delivery.models import Enrolment, Run, RunSession
from courses.outbox.models import OutboxMessage
from courses.outbox.services import MAIL, cancel, enqueue_mail, reopen

TEMPLATES = ("session_reminder", "assignment_reminder")


@dataclass(frozen=True)
class _Wanted:
    """One reminder that should be there; `about` is the moment it reminds of, so that a move is another one."""

    template: str
    meeting_id: int
    about: datetime
    due_at: datetime

    def key(self, enrolment_id: int) -> str:
        return f"mail:{self.template}:{enrolment_id}:{self.meeting_id}:{self.about:%Y%m%dT%H%M}"


def replan_reminders(
    session: Session, *, now: datetime, run_id: int | None = None, enrolment_id: int | None = None
) -> None:
    """Make the reminders of one run, or of one enrolment, what its sessions and due dates ask now.

    Adds what is new, moves what moved, lets go of what is off. What was sent stays sent: it is sent again only
    when its session or due date really moved. A moment that is already past is not made up for.
    """
    enrolments = session.scalars(
        select(Enrolment)
        .where(Enrolment.run_id == run_id if enrolment_id is None else Enrolment.id == enrolment_id)
        .options(
            joinedload(Enrolment.participation),
            joinedload(Enrolment.run).selectinload(Run.sessions).joinedload(RunSession.return_moment),
        )
    ).all()
    known = _planned(session, enrolments)
    for enrolment in enrolments:
        _replan(session, enrolment, known.get(enrolment.id, {}), now)


def _replan(session: Session, enrolment: Enrolment, known: Mapping[str, OutboxMessage], now: datetime) -> None:
    person_id = enrolment.participation.person_id
    wanted = {one.key(enrolment.id): one for one in _wanted(enrolment)} if person_id is not None else {}
    for key in known.keys() - wanted.keys():
        cancel(session, dedupe_key=key, now=now)
    for key, one in wanted.items():
        if one.due_at <= now or person_id is None:
            continue
        enqueue_mail(
            session,
            template=one.template,
            person_id=person_id,
            now=now,
            due_at=one.due_at,
            dedupe_key=key,
            enrolment=enrolment.id,
            run_session=one.meeting_id,
        )
        reopen(session, dedupe_key=key)


def _wanted(enrolment: Enrolment) -> Iterator[_Wanted]:
    """One the day before each session and one before work is due, at 17.00 at the place."""
    if enrolment.ended_at is not None or enrolment.run.cancelled_at is not None:
        return
    for meeting in enrolment.run.sessions:
        if meeting.cancelled_at is not None:
            continue
        due_at = rules.session_reminder_at(meeting.starts_local, meeting.zone)
        yield _Wanted("session_reminder", meeting.id, meeting.starts_local, due_at)
        moment = meeting.return_moment
        if moment is not None and moment.due_local is not None:
            due_at = rules.due_reminder_at(moment.due_local, meeting.zone)
            yield _Wanted("assignment_reminder", meeting.id, moment.due_local, due_at)


def _planned(session: Session, enrolments: Sequence[Enrolment]) -> Mapping[int, Mapping[str, OutboxMessage]]:
    """Reminders there are of these enrolments, by enrolment id and key, sent ones too."""
    people = {enrolment.participation.person_id for enrolment in enrolments}
    rows = session.scalars(
        select(OutboxMessage).where(
            OutboxMessage.kind == MAIL,
            OutboxMessage.subject_id.in_(people),
            or_(*(OutboxMessage.dedupe_key.startswith(f"mail:{template}:") for template in TEMPLATES)),
        )
    )
    found: dict[int, dict[str, OutboxMessage]] = {}
    for row in rows:
        found.setdefault(int(row.payload["ids"]["enrolment"]), {})[row.dedupe_key] = row
    return found
