"""What a session's page shows, and the same facts on the page of its unit.

Not here: the routes (`meetings`).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from flask import url_for
from flask_babel import gettext as _
from markupsafe import Markup

from courses.catalogue.models import ModuleVersion, Unit, UnitKind
from courses.delivery import queries, rules
from courses.delivery.missed import visit_of
from courses.delivery.models import MeetingMode, Participation, Presence, RunSession
from courses.progress.facts import UnitFacts
from lms import clock
from lms.dates import format_moment, format_span
from lms.db import reading
from lms.learn.missed_page import MissedPart, Typed, missed_part
from lms.learn.shared import own_zone, prose, today, words
from lms.learn.tracks import Item, unit_url
from lms.signin import actor

if TYPE_CHECKING:
    from sqlalchemy.orm import Session


@dataclass(frozen=True)
class MeetingPage:
    public_id: str
    module: str
    home: str
    unit: Item
    title: str
    returning: bool
    run: str
    facts: Sequence[tuple[str, str]]
    access_note: str
    online_url: str
    """Only for who is in the group now, and until it is over."""
    bring: str
    body: Markup
    state: Item | None
    """What there is to say about being there: cancelled, was there, was not, over."""
    over: bool
    question: str
    """What the package asks to bring as a question."""
    typed: str
    error: str
    missed: MissedPart
    due: str
    work: Item | None
    move: str


def meeting_page(
    public_id: str, *, typed: str | None = None, error: str = "", missed: Typed | None = None
) -> MeetingPage:
    """The page for whoever is signed in; `typed` is what came back with an `error`."""
    now = clock.now()
    with reading() as session:
        row, mine = queries.session_for_person(session, public_id=public_id, person_id=actor().person_id)
        enrolled = _in_group(session, row, mine)
        ends = rules.instant(row.ends_local, row.zone)
        wish = queries.wish_of(session, run_session_id=row.id, participation_id=mine.id)
        part = row.unit.settings.get(row.unit.kind.value, {})
        version = mine.module_version
        return MeetingPage(
            public_id=row.public_id,
            module=words(version.title),
            home=url_for("learn.home", spoor=mine.public_id),
            unit={"title": words(row.unit.title), "href": unit_url(mine, row.unit.slug)},
            title=words(row.unit.title),
            returning=row.unit.kind is UnitKind.RETURN_MOMENT,
            run=row.run.name,
            facts=_facts(session, row),
            access_note=row.access_note or "",
            online_url=(row.online_url or "") if enrolled and now < ends and row.cancelled_at is None else "",
            bring=words(part.get("bring")),
            body=prose(version, row.unit.body),
            state=_state(session, row, mine, now),
            over=now >= ends,
            question=words(part.get("question")),
            typed=typed if typed is not None else wish.body if wish else "",
            error=error,
            missed=missed_part(session, row, mine, missed or Typed(), now),
            due=_due(session, row),
            work=_work(row, mine),
            move=url_for("public.module", slug=version.module.slug) + "#kies",
        )


def _in_group(session: "Session", row: RunSession, mine: Participation) -> bool:
    """In the group now, or coming along with it for this session."""
    enrolment = queries.open_enrolment_of(session, participation_id=mine.id)
    guest = visit_of(session, run_session_id=row.id, participation_id=mine.id)
    return guest is not None or (enrolment is not None and enrolment.run_id == row.run_id)


def _facts(session: "Session", row: RunSession) -> list[tuple[str, str]]:
    """When, where, how, with whom: always in this order."""
    day = today(own_zone(session))
    trainers = ", ".join(trainer.person.display_name for trainer in row.run.trainers)
    return [
        (str(_("When")), format_span(row.starts_local, row.ends_local, today=day)),
        (str(_("Where")), where(row)),
        (str(_("Group")), row.run.name),
        (str(_("With")), trainers),
    ]


def where(row: RunSession) -> str:
    """`Geel`, `online`, `Geel of online`"""
    if row.mode is MeetingMode.ONLINE:
        return str(_("online"))
    if row.mode is MeetingMode.BOTH:
        return str(_("%(place)s or online", place=row.place)) if row.place else str(_("on site or online"))
    return row.place or ""


def _state(session: "Session", row: RunSession, mine: Participation, now: datetime) -> Item | None:
    if row.cancelled_at is not None or row.run.cancelled_at is not None:
        return {"tone": "wait", "text": _("This session does not take place. You hear from us about a new date.")}
    known = queries.attendance_of(session, run_session_id=row.id, participation_id=mine.id)
    if known is not None:
        return _presence(known.presence)
    if now >= rules.instant(row.ends_local, row.zone):
        return {"tone": "info", "text": _("This session is over. Your trainer still notes who was there.")}
    return None


def _presence(presence: Presence) -> Item:
    told = {
        Presence.PRESENT: ("ok", _("You were there.")),
        Presence.SUBSTITUTE: ("ok", _("You did the substitute task.")),
        Presence.PARTIAL: ("wait", _("You were there for a part.")),
        Presence.ABSENT: ("wait", _("You were not there.")),
        Presence.EXCUSED: ("wait", _("You are excused: your trainer knows that you cannot come.")),
    }
    tone, text = told[presence]
    return {"tone": tone, "text": text}


def _due(session: "Session", row: RunSession) -> str:
    moment = row.return_moment
    if moment is None or moment.due_local is None:
        return ""
    return format_moment(moment.due_local, today=today(own_zone(session)))


def _work(row: RunSession, mine: Participation) -> Item | None:
    moment = row.return_moment
    if moment is None or moment.assignment_unit is None:
        return None
    unit = moment.assignment_unit
    return {"title": words(unit.title), "href": unit_url(mine, unit.slug)}


def unit_meetings(session: "Session", mine: Participation, unit: Unit, here: UnitFacts, now: datetime) -> Item:
    """What the page of a session unit shows: its meetings in this group, what to bring, the substitute task."""
    part = unit.settings.get(unit.kind.value, {})
    version: ModuleVersion = mine.module_version
    day = today(own_zone(session))
    enrolment = queries.open_enrolment_of(session, participation_id=mine.id)
    return {
        "returning": unit.kind is UnitKind.RETURN_MOMENT,
        "bring": words(part.get("bring")),
        "substitute": prose(version, part.get("substitute")),
        "question": words(part.get("question")),
        "asked": here.question_sent,
        "enrolled": enrolment is not None,
        "choose": url_for("public.module", slug=version.module.slug) + "#kies",
        "meetings": [
            {
                "when": format_span(meeting.starts, meeting.ends, today=day),
                "place": meeting.place or "",
                "over": now >= meeting.ends,
                "state": _presence(meeting.presence) if meeting.presence else None,
                "href": url_for("learn.meeting", session_id=meeting.public_id),
            }
            for meeting in here.meetings
        ],
    }
