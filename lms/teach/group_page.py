"""What the pages of a group show. Not here: routes, and what is missing (`courses.progress.missing`)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from flask import render_template

from courses.delivery import rules as delivery_rules
from courses.delivery.checkin_rules import door_of
from courses.delivery.counting import SessionCount, session_counts
from courses.delivery.errors import NoSuchSession
from courses.delivery.missed import excused_from
from courses.delivery.models import Enrolment, Run, RunSession
from courses.delivery.queries import roster, session_by_public_id
from courses.flows.lacking import lacking
from courses.network.queries import open_questions
from courses.people.services import audit
from courses.practice.models import SubmissionState
from courses.practice.queries.groups import GroupWork, group_work
from courses.practice.queries.scope import visible_run
from courses.progress.missing import Missing
from courses.recognition.queries.offered import offered_badges
from lms import clock, wording
from lms.db import reading, transaction
from lms.missing_text import missing_detail, missing_title
from lms.paging import part
from lms.policy import Permission
from lms.signin import actor
from lms.teach.line_page import Typed, waiters
from lms.teach.substitute_lines import to_read
from lms.workscope import overseen

if TYPE_CHECKING:
    from sqlalchemy.orm import Session


@dataclass(frozen=True)
class FoundRun:
    """Which run, for which reader: values only."""

    run: str
    run_id: int
    organisation_id: int
    person_id: int
    organisations: frozenset[int]


@dataclass(frozen=True)
class RunLine:
    """One line of the list of groups."""

    run: Run
    people: int
    waits: int
    next_session: RunSession | None
    over: bool
    own: bool


@dataclass(frozen=True)
class Participant:
    """One participant, with the sentences that they read themselves."""

    participation: str
    name: str
    missing: Sequence[tuple[str, str]] | None
    """Title and detail of each thing that is missing for the badge; None: the module has none."""
    work: Sequence[GroupWork]


@dataclass(frozen=True)
class SessionLine:
    """One session of the group, with who was there."""

    meeting: RunSession
    count: SessionCount
    coming: bool
    code: bool
    """Its code is worth a button now."""
    excused: Sequence[str]
    """Who said, or of whom was noted, that they do not come."""


def find_run(run: str) -> FoundRun:
    """The run at this address, if the reader gives or oversees it; anything else is NotFound."""
    reader = actor()
    organisations = frozenset(overseen(reader))
    with reading() as session:
        found = visible_run(session, public_id=run, person_id=reader.person_id, organisation_ids=organisations)
        return FoundRun(run, found.id, found.organisation_id, reader.person_id, organisations)


def session_of(session: "Session", found: FoundRun, meeting: str) -> RunSession:
    """The session at this address of that run; any other is NotFound."""
    row = session_by_public_id(session, meeting)
    if row.run_id != found.run_id:
        raise NoSuchSession()
    return row


def note_group_read(found: FoundRun) -> None:
    """Somebody opened the list of participants: that is written down."""
    with transaction() as session:
        audit(
            session,
            action="group_read",
            subject_kind="run",
            subject_id=found.run_id,
            actor_id=found.person_id,
            organisation_id=found.organisation_id,
            now=clock.now(),
        )


def the_run(session: "Session", found: FoundRun) -> Run:
    """The row, with the same check."""
    return visible_run(session, public_id=found.run, person_id=found.person_id, organisation_ids=found.organisations)


def run_lines(session: "Session", runs: Sequence[Run], *, person_id: int, now: datetime) -> list[RunLine]:
    """Running and coming groups first, soonest next session first; then what is over."""
    lines = []
    for run in runs:
        people = roster(session, run_id=run.id)
        work = group_work(session, participation_ids=[one.participation_id for one in people])
        waits = sum(1 for rows in work.values() for one in rows if one.state is SubmissionState.HANDED_IN)
        coming = [meeting for meeting in run.sessions if _comes(meeting, now)]
        lines.append(
            RunLine(
                run=run,
                people=len(people),
                waits=waits,
                next_session=coming[0] if coming else None,
                over=delivery_rules.local_day(now, run.zone) > run.ends_on,
                own=any(trainer.person_id == person_id for trainer in run.trainers),
            )
        )
    return sorted(lines, key=lambda line: (line.over, _sort_day(line)))


def _sort_day(line: RunLine) -> date:
    return line.next_session.starts_local.date() if line.next_session else line.run.ends_on


def _comes(meeting: RunSession, now: datetime) -> bool:
    return meeting.cancelled_at is None and delivery_rules.instant(meeting.ends_local, meeting.zone) >= now


def group_view(found: FoundRun, *, typed: Typed | None = None) -> str:
    """The page of one group; `typed` is a change of its waiting list that could not be made."""
    now = clock.now()
    with reading() as session:
        run = the_run(session, found)
        shown, counts = part(roster(session, run_id=run.id)), session_counts(session, run_id=run.id)
        ids, excused = [one.participation_id for one in shown.rows], excused_from(session, run_id=run.id)
        missing = lacking(session, module_version_id=run.module_version_id, participation_ids=ids, now=now)
        work = group_work(session, participation_ids=ids)
        return render_template(
            "teach/run.html",
            run=run,
            module=run.module_version,
            own=any(trainer.person_id == found.person_id for trainer in run.trainers),
            badges=_to_give(session, run),
            waiting_questions=open_questions(session, run_ids=[run.id]).get(run.id, 0),
            shown=shown,
            people=[_participant(one, missing, work, delivery_rules.local_day(now, run.zone)) for one in shown.rows],
            sessions=[_session_line(one, counts.get(one.id), excused.get(one.id, []), now) for one in run.sessions],
            substitutes=to_read(session, [run.id]),
            line=waiters(session, run),
            typed=typed or Typed(),
            State=SubmissionState,
            w=wording,
        )


def _to_give(session: "Session", run: Run) -> list[tuple[int, str]]:
    """The badges that the reader may give to this group by hand: row id and name."""
    if not actor().may(Permission.AWARD, run.organisation_id):
        return []
    offered = offered_badges(session, module_version_id=run.module_version_id)
    return [(one.version.id, wording.text(one.version.name)) for one in offered]


def _participant(
    enrolment: Enrolment,
    missing: Mapping[int, Sequence[Missing]] | None,
    work: Mapping[int, list[GroupWork]],
    today: date,
) -> Participant:
    number = enrolment.participation_id
    person = enrolment.participation.person
    return Participant(
        participation=enrolment.participation.public_id if person else "",
        name=person.display_name if person else "",
        missing=[(missing_title(one), missing_detail(one, today=today)) for one in missing[number]]
        if missing is not None
        else None,
        work=work.get(number, []),
    )


def _session_line(
    meeting: RunSession, count: SessionCount | None, excused: Sequence[str], now: datetime
) -> SessionLine:
    return SessionLine(
        meeting=meeting,
        count=count or SessionCount(),
        coming=_comes(meeting, now),
        code=meeting.cancelled_at is None and door_of(meeting).near(now),
        excused=excused,
    )
