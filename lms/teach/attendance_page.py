"""What the attendance page shows, and reading its form. Not here: routes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from flask import render_template
from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict

from courses.catalogue.models import UnitKind
from courses.delivery import rules as delivery_rules
from courses.delivery.checkin_rules import door_of
from courses.delivery.missed import never_in, visitors
from courses.delivery.models import Participation, Presence, RunSession
from courses.delivery.queries import Recorded, recorded, roster, session_by_public_id
from lms import clock, wording
from lms.checkin_pass import person_mark
from lms.dates import format_time, format_when
from lms.db import reading
from lms.forms import number_in
from lms.signin import actor
from lms.teach.group_page import FoundRun, find_run, session_of
from lms.teach.substitute_lines import to_read
from lms.teach.waiting_page import waiting_lines
from lms.teach.wishes import summary_of

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

MAX_NOTE = 500


@dataclass(frozen=True)
class FoundMeeting:
    """Which session of which run, and whose attendance it takes: values only."""

    run: FoundRun
    meeting: str
    session_id: int
    participations: tuple[int, ...]
    guests: frozenset[int]
    """Those of them who are in another group and came along here."""


@dataclass(frozen=True)
class Listed:
    """One line of the form."""

    participation_id: int
    presence: Presence | None
    note: str
    version: int


@dataclass(frozen=True)
class Line:
    """One line of the page."""

    participation_id: int
    name: str
    presence: Presence | None
    note: str
    version: int
    clash: Presence | None
    """What somebody else saved in between, where it differs."""
    moved: bool
    """In another group: moved on, or came along as a guest."""
    by: str
    """Who recorded it and when, in words."""
    person: str
    """Public id of the participation."""


def find_meeting(run: str, meeting: str) -> FoundMeeting:
    """The session at this address, if its run is the reader's; anything else is NotFound."""
    found = find_run(run)
    with reading() as session:
        row = session_of(session, found, meeting)
        ids = [one.participation_id for one in roster(session, run_id=found.run_id)]
        known = recorded(session, run_session=row)
        along = [one.participation_id for one in visitors(session, run_session_ids=[row.id])]
        ids += [number for number in along if number not in ids]
        guests = frozenset(one.attendance.participation_id for one in known if one.guest)
        guests |= never_in(session, run_id=found.run_id, participation_ids=along)
        ids += [one.attendance.participation_id for one in known if one.attendance.participation_id not in ids]
        return FoundMeeting(found, meeting, row.id, tuple(ids), guests)


def read_list(form: MultiDict[str, str], participations: Sequence[int]) -> list[Listed]:
    """The lines of the form; with the button "everybody" whoever has no choice yet was present."""
    everybody = form.get("do") == "everybody"
    lines = []
    for number in participations:
        presence = presence_in(form.get(f"presence-{number}", ""))
        if presence is None and everybody:
            presence = Presence.PRESENT
        note = form.get(f"note-{number}", "").strip()[:MAX_NOTE]
        lines.append(Listed(number, presence, note, number_in(form.get(f"version-{number}"))))
    return lines


def presence_in(given: object) -> Presence | None:
    """A presence as a browser sent it; None for anything else."""
    return Presence(given) if given in {one.value for one in Presence} else None


def attendance_view(found: FoundMeeting, *, typed: Sequence[Listed] = (), fault: str = "") -> str:
    """The page; after a clash what was chosen here is shown, with what is saved beside it."""
    now = clock.now()
    with reading() as session:
        meeting = session_by_public_id(session, found.meeting)
        starts = delivery_rules.instant(meeting.starts_local, meeting.zone)
        return render_template(
            "teach/attendance.html",
            meeting=meeting,
            run=meeting.run,
            lines=_lines(session, found, meeting, typed),
            waiting=waiting_lines(session, meeting),
            summary=summary_of(session, run_session_id=meeting.id),
            substitutes=[one for one in to_read(session, [meeting.run_id]) if one.meeting == meeting.public_id],
            is_return=meeting.unit.kind is UnitKind.RETURN_MOMENT,
            ahead=starts > now,
            code=meeting.cancelled_at is None and door_of(meeting).near(now),
            fault=fault,
            who=person_mark(actor().person_id),
            presences=presences(),
            w=wording,
        )


def presences() -> Mapping[str, str]:
    """What can be ticked, in words, what is ticked most first."""
    return {
        Presence.PRESENT.value: _("Present"),
        Presence.ABSENT.value: _("Absent"),
        Presence.EXCUSED.value: _("Excused"),
        Presence.PARTIAL.value: _("Partly there"),
        Presence.SUBSTITUTE.value: _("Substitute task"),
    }


def _lines(session: "Session", found: FoundMeeting, meeting: RunSession, typed: Sequence[Listed]) -> list[Line]:
    saved = {one.attendance.participation_id: one for one in recorded(session, run_session=meeting)}
    chosen = {line.participation_id: line for line in typed}
    people = {one.participation_id: one.participation for one in roster(session, run_id=found.run.run_id)}
    along = {one.participation_id: one.participation for one in visitors(session, run_session_ids=[meeting.id])}
    lines = []
    for number in found.participations:
        who = people.get(number) or along.get(number) or saved[number].attendance.participation
        lines.append(_line(who, meeting, saved.get(number), chosen.get(number), number not in people))
    return sorted(lines, key=lambda line: line.name.casefold())


def _line(who: Participation, meeting: RunSession, saved: Recorded | None, typed: Listed | None, moved: bool) -> Line:
    number, name = who.id, who.person.display_name if who.person else ""
    row = saved.attendance if saved else None
    presence, note, version = (row.presence, row.note or "", row.version) if row else (None, "", 0)
    by = recorded_by(saved, meeting) if saved else ""
    if typed is None:
        return Line(number, name, presence, note, version, None, moved, by, who.public_id)
    clash = presence if typed.version != version and typed.presence is not presence else None
    return Line(number, name, typed.presence, typed.note, version, clash, moved, by, who.public_id)


def recorded_by(saved: Recorded, meeting: RunSession) -> str:
    """ "Checked in at 13.31", "Els, 13.40": on the clock of the place."""
    time = _clock(saved.attendance.recorded_at, meeting)
    if saved.self and saved.attendance.presence is Presence.EXCUSED:
        return str(_("said so themselves, %(when)s", when=format_when(saved.attendance.recorded_at, meeting.zone)))
    if saved.self:
        return str(_("checked in at %(time)s", time=time))
    return f"{wording.first_name(saved.by)}, {time}" if saved.by else time


def _clock(at: datetime, meeting: RunSession) -> str:
    return format_time(at.astimezone(ZoneInfo(meeting.zone)))


def state_of(session: "Session", found: FoundMeeting) -> dict[str, Any]:
    """What is recorded now, for the page's script: no names, by the numbers that are on the page already."""
    meeting = session_by_public_id(session, found.meeting)
    return {
        "lines": [
            {
                "id": one.attendance.participation_id,
                "presence": one.attendance.presence.value,
                "note": one.attendance.note or "",
                "version": one.attendance.version,
                "by": recorded_by(one, meeting),
            }
            for one in recorded(session, run_session=meeting)
        ],
        "waiting": len(waiting_lines(session, meeting)),
    }
