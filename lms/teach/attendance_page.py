"""What the attendance page shows, and reading its form. Not here: routes."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask import render_template
from werkzeug.datastructures import MultiDict

from courses.catalogue.models import UnitKind
from courses.delivery import rules as delivery_rules
from courses.delivery.errors import NoSuchSession
from courses.delivery.models import Attendance, Presence
from courses.delivery.queries import roster, session_by_public_id, wishes
from lms import clock, wording
from lms.db import reading
from lms.forms import number_in
from lms.teach.group_page import FoundRun, find_run

MAX_NOTE = 500


@dataclass(frozen=True)
class FoundMeeting:
    """Which session of which run, and whose attendance it takes: values only."""

    run: FoundRun
    meeting: str
    session_id: int
    participations: tuple[int, ...]


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
    """Went on in another group."""


def find_meeting(run: str, meeting: str) -> FoundMeeting:
    """The session at this address, if its run is the reader's; anything else is NotFound."""
    found = find_run(run)
    with reading() as session:
        row = session_by_public_id(session, meeting)
        if row.run_id != found.run_id:
            raise NoSuchSession()
        ids = [one.participation_id for one in roster(session, run_id=found.run_id)]
        ids += [one.participation_id for one in row.attendances if one.participation_id not in ids]
        return FoundMeeting(found, meeting, row.id, tuple(ids))


def read_list(form: MultiDict[str, str], participations: Sequence[int]) -> list[Listed]:
    """The lines of the form; with the button "everybody" whoever has no choice yet was present."""
    everybody = form.get("do") == "everybody"
    lines = []
    for number in participations:
        given = form.get(f"presence-{number}", "")
        presence = Presence(given) if given in {one.value for one in Presence} else None
        if presence is None and everybody:
            presence = Presence.PRESENT
        note = form.get(f"note-{number}", "").strip()[:MAX_NOTE]
        lines.append(Listed(number, presence, note, number_in(form.get(f"version-{number}"))))
    return lines


def attendance_view(found: FoundMeeting, *, typed: Sequence[Listed] = (), fault: str = "") -> str:
    """The page; after a clash what was chosen here is shown, with what is saved beside it."""
    with reading() as session:
        meeting = session_by_public_id(session, found.meeting)
        saved = {row.participation_id: row for row in meeting.attendances}
        chosen = {line.participation_id: line for line in typed}
        people = {one.participation_id: one.participation for one in roster(session, run_id=found.run.run_id)}
        lines = []
        for number in found.participations:
            participation = people.get(number) or saved[number].participation
            name = participation.person.display_name if participation.person else ""
            lines.append(_line(number, name, saved.get(number), chosen.get(number), number not in people))
        starts = delivery_rules.instant(meeting.starts_local, meeting.zone)
        return render_template(
            "teach/attendance.html",
            meeting=meeting,
            run=meeting.run,
            lines=sorted(lines, key=lambda line: line.name.casefold()),
            questions=wishes(session, run_session_id=meeting.id),
            is_return=meeting.unit.kind is UnitKind.RETURN_MOMENT,
            ahead=starts > clock.now(),
            fault=fault,
            Presence=Presence,
            w=wording,
        )


def _line(number: int, name: str, saved: Attendance | None, typed: Listed | None, moved: bool) -> Line:
    presence = saved.presence if saved else None
    note = saved.note or "" if saved else ""
    version = saved.version if saved else 0
    if typed is None:
        return Line(number, name, presence, note, version, None, moved)
    clash = presence if typed.version != version and typed.presence is not presence else None
    return Line(number, name, typed.presence, typed.note, version, clash, moved)
