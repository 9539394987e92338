"""What the pages of planning a group show, and reading their form. Not here: routes, and making rows
(`courses.flows.plan_run`)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from flask import render_template

from courses.catalogue.models import ModuleVersion, Unit
from courses.catalogue.queries import published_version, published_versions
from courses.delivery import proposing
from courses.delivery.errors import BadPlan
from courses.delivery.models import MeetingMode, Run
from courses.delivery.services import SessionPlan
from courses.errors import N_, NotFound
from courses.people.queries import trainers_of
from courses.practice.queries.scope import visible_run, visible_runs
from lms import wording
from lms.db import reading
from lms.forms import number_in
from lms.policy import Actor, Permission
from lms.signin import actor
from lms.workscope import overseen

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

MOST_DAYS = 20
"""Working days that an answer may take: a month."""
ZONES = {"NL": "Europe/Amsterdam"}
DETAILS = ("mode", "place", "note", "url")
SHARED = ("seats", "contact_name", "contact_email", "answer_days")


@dataclass(frozen=True)
class FoundModule:
    """Which module, for which planner: values only."""

    slug: str
    version_id: int
    organisation_id: int
    zone: str
    person_id: int


def choice_view() -> str:
    """The modules that one may plan, each with the earlier groups to begin from."""
    reader = actor()
    own = reader.organisations(Permission.TEACH)
    with reading() as session:
        modules = [one for one in published_versions(session) if one.module.organisation_id in own]
        earlier: dict[int, list[Run]] = {}
        for run in visible_runs(session, person_id=reader.person_id, organisation_ids=overseen(reader)):
            earlier.setdefault(run.module_version.module_id, []).append(run)
        return render_template("teach/plans.html", modules=modules, earlier=earlier, w=wording)


def find_module(slug: str) -> FoundModule:
    """The module, if the reader trains or manages for who offers it; anything else is NotFound."""
    reader = actor()
    with reading() as session:
        version = published_version(session, slug=slug)
        organisation = version.module.organisation
        if not reader.may(Permission.TEACH, organisation.id):
            raise NotFound(N_("There is no such module."))
        zone = ZONES.get(organisation.country or "", "Europe/Brussels")
        return FoundModule(slug, version.id, organisation.id, zone, reader.person_id)


def plan_view(found: FoundModule, typed: Mapping[str, str], *, fault: str = "", field: str = "") -> str:
    """The form: as it was typed, or with what the module, or an earlier group, proposes."""
    with reading() as session:
        version = session.get_one(ModuleVersion, found.version_id)
        return render_template(
            "teach/plan.html",
            module=version,
            units=proposing.meeting_units(version.units),
            trainers=trainers_of(session, organisation_id=found.organisation_id),
            chosen=_chosen(typed, found.person_id),
            typed=typed,
            fault=fault,
            field=field,
            Mode=MeetingMode,
            w=wording,
        )


def _chosen(typed: Mapping[str, str], person_id: int) -> set[int]:
    ids = {number_in(name.removeprefix("trainer-")) for name in typed if name.startswith("trainer-")}
    return ids or {person_id}


def begin(found: FoundModule, earlier: str) -> dict[str, str]:
    """The fields as a fresh form has them; from an earlier group of one's own its places, seats and contact."""
    if not earlier:
        return {}
    reader = actor()
    with reading() as session:
        run = _earlier(session, reader, earlier)
        return {"copy": earlier, **_taken_over(run)}


def _earlier(session: "Session", reader: Actor, public_id: str) -> Run:
    """A group that the reader gives or oversees; anything else is NotFound."""
    where = overseen(reader)
    return visible_run(session, public_id=public_id, person_id=reader.person_id, organisation_ids=where)


def _taken_over(run: Run) -> dict[str, str]:
    fields = {name: str(getattr(run, name) or "") for name in SHARED}
    fields |= {f"trainer-{trainer.person_id}": "1" for trainer in run.trainers}
    for one in reversed(run.sessions):
        slug = one.unit.slug
        fields |= {f"mode-{slug}": one.mode.value, f"place-{slug}": one.place or ""}
        fields |= {f"note-{slug}": one.access_note or "", f"url-{slug}": one.online_url or ""}
    if run.sessions:
        fields["at"] = f"{run.sessions[0].starts_local:%H:%M}"
    return fields


def with_dates(found: FoundModule, typed: Mapping[str, str]) -> dict[str, str]:
    """The form with dates proposed from its first day. Raises `BadPlan` when that is no day and time."""
    try:
        first = datetime.fromisoformat(f"{typed.get('first', '')}T{typed.get('at', '')}")
    except ValueError as error:
        raise BadPlan(N_("Fill in the first day and the time, then we propose the rest."), field="first") from error
    first = first.replace(tzinfo=None)
    reader = actor()
    with reading() as session:
        units = proposing.meeting_units(session.get_one(ModuleVersion, found.version_id).units)
        times = proposing.propose(units, first=first)
        if typed.get("copy"):
            times |= proposing.copy(_earlier(session, reader, typed["copy"]).sessions, first=first)
    return {**typed, **proposing.as_text(times)}


def read_plan(session: "Session", found: FoundModule, typed: Mapping[str, str]) -> dict[str, Any]:
    """The arguments of `plan_run` after the session. Raises `BadPlan` with the field where something is missing."""
    version = session.get_one(ModuleVersion, found.version_id)
    name = typed.get("name", "").strip()[:120]
    if not name:
        raise BadPlan(N_("Give the group a name, such as “November, Geel”."), field="name")
    allowed = {person.id for person in trainers_of(session, organisation_id=found.organisation_id)}
    return {
        "module_version_id": found.version_id,
        "organisation_id": found.organisation_id,
        "name": name,
        "sessions": _sessions(proposing.meeting_units(version.units), typed),
        "trainer_ids": sorted(_chosen(typed, found.person_id) & allowed),
        "actor_id": found.person_id,
        "zone": found.zone,
        "place": next((typed[key] for key in typed if key.startswith("place-") and typed[key]), None),
        "seats": number_in(typed.get("seats")) or None,
        "enrol_until": _day(typed.get("enrol_until", ""), "enrol_until"),
        "contact_name": typed.get("contact_name", "").strip()[:120] or None,
        "contact_email": typed.get("contact_email", "").strip()[:254] or None,
        "answer_days": answer_days_in(typed),
        **_days(typed),
    }


def answer_days_in(typed: Mapping[str, str]) -> int | None:
    """Within how many working days a question is answered; nothing promised is fine. Raises `BadPlan`."""
    given = typed.get("answer_days", "").strip()
    if given and not 1 <= number_in(given) <= MOST_DAYS:
        raise BadPlan(N_("Fill in 1 to %(most)s working days, or nothing."), field="answer_days", most=MOST_DAYS)
    return number_in(given) or None


def _days(typed: Mapping[str, str]) -> dict[str, date | None]:
    """A group without sessions has a first and a last day; else they follow from the sessions."""
    return {name: _day(typed.get(name, ""), name) for name in ("starts_on", "ends_on")}


def _day(text: str, field: str) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError as error:
        raise BadPlan(N_("This is not a day."), field=field) from error


def _sessions(units: Sequence[Unit], typed: Mapping[str, str]) -> list[SessionPlan]:
    plans = []
    for unit in units:
        day, starts, ends = (typed.get(f"{part}-{unit.slug}", "") for part in ("day", "starts", "ends"))
        try:
            begins, over = (datetime.fromisoformat(f"{day}T{hour}").replace(tzinfo=None) for hour in (starts, ends))
        except ValueError as error:
            raise BadPlan(N_("Fill in a day, and when it starts and ends."), field=f"day-{unit.slug}") from error
        mode, place, note, url = (typed.get(f"{part}-{unit.slug}", "").strip() for part in DETAILS)
        if url and urlsplit(url).scheme not in ("http", "https"):
            raise BadPlan(N_("An online address begins with https://."), field=f"url-{unit.slug}")
        chosen = MeetingMode(mode) if mode in set(MeetingMode) else MeetingMode.ONSITE
        plans.append(
            SessionPlan(
                unit_slug=unit.slug,
                starts_local=begins,
                ends_local=over,
                mode=chosen,
                place=place[:255],
                access_note=note[:2000] or None,
                online_url=url[:2000] or None,
            )
        )
    return plans
