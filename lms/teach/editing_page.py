"""What the page of changing a group shows, and reading its two forms. Not here: routes (`editing`)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from flask import render_template

from courses.delivery import rules
from courses.delivery.errors import BadPlan
from courses.delivery.models import MeetingMode, Run, RunSession
from courses.delivery.proposing import meeting_units
from courses.delivery.queries import roster
from courses.delivery.services import SessionPlan
from courses.errors import N_
from courses.flows.change_run import Details, Where
from courses.people.models import Person
from courses.people.queries import trainers_of
from lms import clock, wording
from lms.db import reading
from lms.forms import number_in
from lms.teach.group_page import FoundRun, the_run
from lms.teach.planning_page import SHARED, answer_days_in

if TYPE_CHECKING:
    from sqlalchemy.orm import Session


@dataclass(frozen=True)
class Again:
    """A form that came back with what was typed; `adding`: the form of a session more."""

    typed: Mapping[str, str] = field(default_factory=dict)
    fault: str = ""
    field: str = ""
    adding: bool = False


def edit_view(found: FoundRun, again: Again | None = None) -> str:
    again = again or Again()
    with reading() as session:
        run = the_run(session, found)
        typed = {**_as_it_is(run), **again.typed}
        return render_template(
            "teach/edit.html",
            run=run,
            meetings=_coming(run, clock.now()),
            units=meeting_units(run.module_version.units),
            trainers=_may_give(session, run),
            chosen=_chosen(again.typed)
            if again.typed and not again.adding
            else {row.person_id for row in run.trainers},
            typed=typed,
            seen=again.typed.get("seen", run.version),
            fault=again.fault,
            field=again.field,
            adding=again.adding,
            people=len(roster(session, run_id=run.id)),
            Mode=MeetingMode,
            w=wording,
        )


def _may_give(session: "Session", run: Run) -> list[Person]:
    """Trainers of the organisation, and whoever gives it now."""
    several = {person.id: person for person in trainers_of(session, organisation_id=run.organisation_id)}
    several |= {row.person_id: row.person for row in run.trainers}
    return sorted(several.values(), key=lambda person: person.display_name)


def _chosen(typed: Mapping[str, str]) -> set[int]:
    return {number_in(name.removeprefix("trainer-")) for name in typed if name.startswith("trainer-")}


def _coming(run: Run, now: datetime) -> Sequence[RunSession]:
    """What is over stays as it was."""
    return [one for one in run.sessions if rules.instant(one.ends_local, one.zone) > now]


def _as_it_is(run: Run) -> dict[str, str]:
    fields = {name: str(getattr(run, name) or "") for name in ("name", *SHARED)}
    fields["enrol_until"] = run.enrol_until.isoformat() if run.enrol_until else ""
    for one in run.sessions:
        key = one.public_id
        fields |= {f"mode-{key}": one.mode.value, f"place-{key}": one.place or ""}
        fields |= {f"note-{key}": one.access_note or "", f"url-{key}": one.online_url or ""}
    return fields


def shared_fields(found: FoundRun, typed: Mapping[str, str]) -> dict[str, Any]:
    """What both flows are told beside the change itself."""
    return {
        "run_id": found.run_id,
        "seen": number_in(typed.get("seen")),
        "actor_id": found.person_id,
        "reason": typed.get("reason", "").strip()[:1000] or None,
    }


def read_details(session: "Session", found: FoundRun, typed: Mapping[str, str]) -> Details:
    """Raises `BadPlan` with the field."""
    run = the_run(session, found)
    email = typed.get("contact_email", "").strip()[:254]
    if email and "@" not in email:
        raise BadPlan(N_("This is not an e-mail address."), field="contact_email")
    seats = typed.get("seats", "").strip()
    if seats and not number_in(seats):
        raise BadPlan(N_("Fill in a number of seats, or nothing."), field="seats")
    return Details(
        name=typed.get("name", "").strip()[:120],
        seats=number_in(seats) or None,
        enrol_until=_day(typed.get("enrol_until", "")),
        contact_name=typed.get("contact_name", "").strip()[:120] or None,
        contact_email=email or None,
        answer_days=answer_days_in(typed),
        trainer_ids=frozenset(_chosen(typed) & {person.id for person in _may_give(session, run)}),
        wheres=[_where(one, typed) for one in _coming(run, clock.now())],
    )


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError as error:
        raise BadPlan(N_("This is not a day."), field="enrol_until") from error


def _where(meeting: RunSession, typed: Mapping[str, str]) -> Where:
    return Where(meeting.id, **_place(typed, meeting.public_id))


def _place(typed: Mapping[str, str], key: str) -> dict[str, Any]:
    mode, place, note, url = (typed.get(f"{part}-{key}", "").strip() for part in ("mode", "place", "note", "url"))
    if url and urlsplit(url).scheme not in ("http", "https"):
        raise BadPlan(N_("An online address begins with https://."), field=f"url-{key}")
    return {
        "mode": MeetingMode(mode) if mode in set(MeetingMode) else MeetingMode.ONSITE,
        "place": place[:255] or None,
        "access_note": note.replace("\r\n", "\n")[:2000] or None,
        "online_url": url[:2000] or None,
    }


def read_meeting(typed: Mapping[str, str]) -> SessionPlan:
    """The form of a session more. Raises `BadPlan` with the field."""
    try:
        day = typed.get("day", "")
        starts, ends = (datetime.fromisoformat(f"{day}T{typed.get(name, '')}") for name in ("starts", "ends"))
    except ValueError as error:
        raise BadPlan(N_("Fill in a day, and when it starts and ends."), field="day") from error
    if starts.tzinfo or ends.tzinfo:
        raise BadPlan(N_("Fill in a day, and when it starts and ends."), field="day")
    return SessionPlan(unit_slug=typed.get("unit", ""), starts_local=starts, ends_local=ends, **_place(typed, "new"))
