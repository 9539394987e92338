"""What the page of one substitute task shows. Not here: routes (`substitute`)."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from flask import render_template

from courses.delivery import missed, queries
from courses.delivery.errors import NotEnrolled
from courses.delivery.missed_models import SubstituteState, SubstituteTask
from courses.delivery.models import Participation, RunSession
from courses.flows.substitute import module_task
from lms import wording
from lms.db import reading
from lms.teach.group_page import FoundRun, find_run, session_of

if TYPE_CHECKING:
    from sqlalchemy.orm import Session


@dataclass(frozen=True)
class FoundTask:
    """Whose task, of which session of which run: values only."""

    run: FoundRun
    meeting: str
    session_id: int
    participation: str


@dataclass(frozen=True)
class Typed:
    """What could not be kept comes back with the sentence."""

    task: str | None = None
    word: str | None = None
    fault: str = ""


def find_task(run: str, meeting: str, participation: str) -> FoundTask:
    """The session at this address and somebody on its list, if the run is the reader's; anything else is NotFound."""
    found = find_run(run)
    with reading() as session:
        row = session_of(session, found, meeting)
        one = FoundTask(found, meeting, row.id, participation)
        rows_of(session, one)
        return one


def rows_of(session: "Session", found: FoundTask) -> tuple[RunSession, Participation, SubstituteTask | None]:
    """The rows behind it. `NotEnrolled` for whoever is not on the list of this session."""
    meeting = session.get_one(RunSession, found.session_id)
    mine = queries.participation_named(session, public_id=found.participation)
    listed = mine is not None and (
        queries.was_enrolled(session, run_id=meeting.run_id, participation_id=mine.id)
        or queries.attendance_of(session, run_session_id=meeting.id, participation_id=mine.id) is not None
    )
    if mine is None or not listed:
        raise NotEnrolled()
    return meeting, mine, missed.substitute_of(session, run_session_id=meeting.id, participation_id=mine.id)


def substitute_view(found: FoundTask, typed: Typed | None = None) -> str:
    with reading() as session:
        meeting, mine, row = rows_of(session, found)
        known = queries.attendance_of(session, run_session_id=meeting.id, participation_id=mine.id)
        return render_template(
            "teach/substitute.html",
            run=meeting.run,
            meeting=meeting,
            name=mine.person.display_name if mine.person else "",
            row=row,
            missed=known is not None and known.presence in missed.MISSED,
            module_task=wording.text(dict(module_task(meeting))),
            typed=typed or Typed(),
            State=SubstituteState,
            w=wording,
        )
