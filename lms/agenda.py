"""One person's agenda as a calendar to subscribe to: every session they were invited to or give, and their due dates.

What was cancelled or left stays in it, marked so, because a program that fetches it would else keep what it has.
Not here: the secret address (`lms.links`) and iCalendar itself (`lms.calendars`).
"""

from collections.abc import Iterator
from datetime import timedelta

from sqlalchemy import Select, select
from sqlalchemy.orm import Session, joinedload

from courses.catalogue.models import Unit
from courses.delivery.calendar_models import SessionRevision
from courses.delivery.invitations import invitations_of, latest_revisions
from courses.delivery.models import Enrolment, Participation, ReturnMoment, Run, RunSession, RunTrainer
from courses.people.models import Person
from lms.calendars import Entry, feed
from lms.invitations import entry_of, session_entry
from lms.mail_templates import words

NAME = "Leerspoor"


def agenda(session: Session, *, person: Person, base_url: str) -> bytes:
    """The whole calendar of `person`, in their language, as `text/calendar`."""
    entries = [
        *(
            entry_of(invitation, language=person.language, base_url=base_url)
            for invitation in invitations_of(session, person_id=person.id)
        ),
        *_given(session, person, base_url),
        *_due(session, person, base_url),
    ]
    return feed(sorted(entries, key=lambda entry: (entry.starts, entry.uid)), name=NAME)


def _meetings() -> Select[RunSession]:
    return select(RunSession).options(
        joinedload(RunSession.run),
        joinedload(RunSession.unit).joinedload(Unit.module_version),
        joinedload(RunSession.return_moment).joinedload(ReturnMoment.assignment_unit),
    )


def _given(session: Session, person: Person, base_url: str) -> Iterator[Entry]:
    """Sessions of the groups that this person gives."""
    query = _meetings().join(RunTrainer, RunTrainer.run_id == RunSession.run_id)
    meetings = session.scalars(query.where(RunTrainer.person_id == person.id)).unique().all()
    known = latest_revisions(session, [meeting.id for meeting in meetings])
    for meeting in meetings:
        revision = known.get(meeting.id) or _as_planned(meeting)
        yield session_entry(
            meeting,
            revision,
            uid=f"{meeting.public_id}-{person.public_id}",
            sequence=revision.number,
            cancelled=revision.cancelled,
            stamp=revision.made_at,
            language=person.language,
            url=f"{base_url.rstrip('/')}/groepen/{meeting.run.public_id}/bijeenkomsten/{meeting.public_id}",
        )


def _as_planned(meeting: RunSession) -> SessionRevision:
    """A session that nobody was invited to yet."""
    return SessionRevision(
        number=0,
        made_at=meeting.run.created_at,
        starts_local=meeting.starts_local,
        ends_local=meeting.ends_local,
        zone=meeting.zone,
        mode=meeting.mode,
        place=meeting.place,
        access_note=meeting.access_note,
        online_url=meeting.online_url,
        cancelled=meeting.cancelled_at is not None or meeting.run.cancelled_at is not None,
    )


def _due(session: Session, person: Person, base_url: str) -> Iterator[Entry]:
    """When practice work is due in the groups this person is in now; a quarter of an hour, free for other things."""
    query = (
        _meetings()
        .add_columns(Participation.public_id, Run.version, Enrolment.enrolled_at)
        .join(Run, Run.id == RunSession.run_id)
        .join(Enrolment, Enrolment.run_id == RunSession.run_id)
        .join(Participation, Participation.id == Enrolment.participation_id)
        .join(ReturnMoment, ReturnMoment.run_session_id == RunSession.id)
        .where(Participation.person_id == person.id, Enrolment.ended_at.is_(None), ReturnMoment.due_local.is_not(None))
    )
    for meeting, participation, version, enrolled_at in session.execute(query).unique():
        moment = meeting.return_moment
        if moment is None or moment.due_local is None or moment.assignment_unit is None:
            continue
        path = f"/leren/{participation}/{moment.assignment_unit.slug}"
        title, text = words(
            "_due",
            person.language,
            title=moment.assignment_unit.title,
            module=meeting.unit.module_version.title,
            url=base_url.rstrip("/") + path,
        )
        yield Entry(
            uid=f"due-{meeting.public_id}-{participation}",
            sequence=version,
            cancelled=meeting.cancelled_at is not None or meeting.run.cancelled_at is not None,
            stamp=enrolled_at,
            starts=moment.due_local - timedelta(minutes=15),
            ends=moment.due_local,
            zone=meeting.zone,
            title=title,
            text=text,
            url=base_url.rstrip("/") + path,
            busy=False,
        )
