"""What the page of moving a session shows, and reading its form. Not here: routes, and working out what moves
(`courses.delivery.moving`)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from flask import render_template
from flask_babel import gettext as _

from courses.delivery.errors import BadPlan
from courses.delivery.models import RunSession
from courses.delivery.moving import MovePlan
from courses.delivery.queries import roster, session_by_public_id
from courses.errors import N_, DomainError
from courses.flows.move_session import Move, preview_move
from lms import clock, wording
from lms.dates import format_moment, format_span
from lms.db import reading
from lms.errors import message_of
from lms.forms import number_in
from lms.teach.group_page import FoundRun, find_run, session_of, the_run

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

Line = tuple[str, str, str]
"""What, was, becomes."""


@dataclass(frozen=True)
class Asked:
    """The form as a browser sent it; texts, so that nothing typed is lost."""

    day: str = ""
    starts: str = ""
    ends: str = ""
    along: bool = True
    reason: str = ""
    seen: int = 0

    @property
    def whole(self) -> bool:
        return bool(self.day and self.starts and self.ends)

    def move(self, run_session_id: int) -> Move:
        """Raises `BadPlan` when these are no day and times. A session that ends earlier than it starts ends the next
        day only when that is what was typed, so it does not."""
        try:
            starts = datetime.fromisoformat(f"{self.day}T{self.starts}")
            ends = datetime.fromisoformat(f"{self.day}T{self.ends}")
        except ValueError as error:
            raise BadPlan(N_("Fill in a day, and when it starts and ends."), field="day") from error
        if starts.tzinfo or ends.tzinfo:
            raise BadPlan(N_("Fill in a day, and when it starts and ends."), field="day")
        return Move(run_session_id, starts, ends, along=self.along)


@dataclass(frozen=True)
class FoundMeeting:
    """Which session of which run: values only."""

    run: FoundRun
    meeting: str
    session_id: int


def find_meeting(run: str, meeting: str) -> FoundMeeting:
    """The session at this address, if its run is the reader's; anything else is NotFound."""
    found = find_run(run)
    with reading() as session:
        row = session_of(session, found, meeting)
        return FoundMeeting(found, meeting, row.id)


def asked(form: Mapping[str, str]) -> Asked:
    """The form; a first visit has no day yet, and then later sessions go along."""
    return Asked(
        day=form.get("day", ""),
        starts=form.get("starts", ""),
        ends=form.get("ends", ""),
        along="along" in form or "day" not in form,
        reason=form.get("reason", "").strip()[:1000],
        seen=number_in(form.get("seen")),
    )


def move_view(found: FoundMeeting, given: Asked, *, fault: str = "") -> str:
    """The page: the form as it was typed, and what would move once it is whole."""
    now = clock.now()
    with reading() as session:
        meeting = session_by_public_id(session, found.meeting)
        run = the_run(session, found.run)
        plan, wrong = _plan(session, meeting, given, now)
        return render_template(
            "teach/move.html",
            run=run,
            meeting=meeting,
            asked=given if given.day or given.starts else _as_it_is(meeting, given.along),
            weeks=[_weeks_later(meeting, number) for number in (1, 2)],
            lines=_lines(plan) if plan else [],
            plan=plan,
            people=len(roster(session, run_id=run.id)),
            fault=fault or wrong,
            w=wording,
        )


def _plan(session: "Session", meeting: RunSession, given: Asked, now: datetime) -> tuple[MovePlan | None, str]:
    if not given.whole:
        return None, ""
    try:
        return preview_move(session, move=given.move(meeting.id), now=now), ""
    except DomainError as error:
        return None, message_of(error)


def _as_it_is(meeting: RunSession, along: bool) -> Asked:
    starts, ends = meeting.starts_local, meeting.ends_local
    return Asked(f"{starts:%Y-%m-%d}", f"{starts:%H:%M}", f"{ends:%H:%M}", along)


def _weeks_later(meeting: RunSession, weeks: int) -> dict[str, str]:
    """What the short way "a week later" fills in."""
    now = _as_it_is(meeting, along=True)
    day = meeting.starts_local + timedelta(weeks=weeks)
    return {"day": f"{day:%Y-%m-%d}", "starts": now.starts, "ends": now.ends, "along": "1"}


def _lines(plan: MovePlan) -> Sequence[Line]:
    """Every date that changes, in order."""
    lines: list[Line] = []
    for shift in plan.shifts:
        meeting, moment = shift.meeting, shift.meeting.return_moment
        if shift.moves or meeting.cancelled_at is not None:
            was = format_span(meeting.starts_local, meeting.ends_local)
            lines.append((wording.text(meeting.unit.title), was, format_span(shift.starts, shift.ends)))
        if moment is not None:
            lines += _line(_("Practice work opens"), moment.opens_local, shift.opens)
            lines += _line(_("Hand in before"), moment.due_local, shift.due)
    return lines


def _line(what: str, was: datetime | None, becomes: datetime | None) -> list[Line]:
    if was == becomes or was is None or becomes is None:
        return []
    return [(str(what), format_moment(was), format_moment(becomes))]
