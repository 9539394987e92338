"""A track's page and its card: the modules as one line, where the reader is in it, and the badge at the end.

Not here: how far somebody is (`courses.flows.track_standing`).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from markupsafe import Markup

from courses.catalogue.models import TrackVersion
from courses.catalogue.track_queries import offered_track, offered_tracks
from courses.flows.track_standing import PartStanding, TrackStanding, track_standing
from courses.recognition.models import BadgeVersion
from lms import markup
from lms.line_art import State, Station, trace_svg
from lms.public import facts
from lms.wording import text

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

STATE: dict[str, State] = {"done": "done", "now": "now", "todo": "todo"}


@dataclass(frozen=True)
class TrackCard:
    href: str
    title: str
    summary: str
    theme: str
    facts: Sequence[facts.Fact]


@dataclass(frozen=True)
class TrackPage:
    version: TrackVersion
    facts: Sequence[facts.Fact]
    line: Markup
    items: Sequence[dict[str, Any]]
    """Of the macro `track`."""
    badge: BadgeVersion | None
    stack: str
    """What the badge is made of, in a sentence."""
    taking_part: bool
    description: Markup
    criteria: Markup
    award: str
    """Address of the reader's own badge page; "" without one."""


def cards(session: "Session") -> list[TrackCard]:
    """One card for each track on offer."""
    return [
        TrackCard(
            href=url_for("public.track", slug=version.track.slug),
            title=text(version.title),
            summary=text(version.summary),
            theme=version.theme,
            facts=_facts(version),
        )
        for version in offered_tracks(session)
    ]


def _facts(version: TrackVersion) -> list[facts.Fact]:
    count = len(version.parts)
    order = _("in an advised order") if version.ordered else _("in any order")
    return [
        (str(_("Modules")), f"{count}, {order}"),
        (str(_("Study load")), facts.hours(version.hours)),
        (str(_("Provider")), version.track.organisation.name),
    ]


def read(session: "Session", *, slug: str, person_id: int | None, now: datetime) -> TrackPage:
    """Everything the page shows. Raises ModuleNotFound."""
    version = offered_track(session, slug=slug)
    standing = track_standing(session, track=version, person_id=person_id, now=now)
    badge = standing.badge
    return TrackPage(
        version=version,
        facts=_facts(version),
        line=line_of(standing),
        items=items_of(standing),
        badge=badge,
        stack=_stack(standing),
        taking_part=any(part.participation for part in standing.parts),
        description=markup.render(text(version.description), asset_url=_no_file),
        criteria=markup.render(text(badge.criteria), asset_url=_no_file) if badge else Markup(""),
        award=f"/mijn-badges/{standing.award.public_id}" if standing.award else "",
    )


def _no_file(_path: str) -> str:
    return ""


def line_of(standing: TrackStanding) -> Markup:
    """One station for each module and the badge at the end; the first one begun is where one is."""
    here = next((part for part in standing.parts if part.state == "now"), None)
    line = [Station(_state(part, here)) for part in standing.parts]
    end = Station("done" if standing.award else "todo", "badge" if standing.badge else "end")
    count, total = standing.done, len(standing.parts)
    return trace_svg(
        [*line, end],
        label=str(_("%(done)s of %(total)s modules done.", done=count, total=total)),
        done_text=str(_("%(count)s done", count=count)) if count else "",
        here_text=str(_("you are here")) if here else "",
        end_text=str(_("badge")) if standing.badge else "",
    )


def _state(part: PartStanding, here: PartStanding | None) -> State:
    return STATE[part.state] if part.state != "now" or part is here else "todo"


def items_of(standing: TrackStanding) -> list[dict[str, Any]]:
    """The modules with where the reader is, and a plain word where something is advised first."""
    here = next((part for part in standing.parts if part.state == "now"), None)
    items = []
    for number, part in enumerate(standing.parts, start=1):
        slug = part.part.module.slug
        items.append(
            {
                "state": _state(part, here),
                "number": number,
                "title": text(part.title),
                "href": url_for("public.module", slug=slug),
                "meta": text(part.part.period),
                "note": " ".join(filter(None, (text(part.part.note), _told(part)))),
            }
        )
    if standing.badge is not None:
        note = _("You have it.") if standing.award else _("Comes by itself with the last badge.")
        state = "done" if standing.award else "todo"
        items.append({"state": state, "title": text(standing.badge.name), "icon": "award", "note": str(note)})
    return items


def _told(part: PartStanding) -> str:
    """How far one is; else what is advised first, which one may do otherwise."""
    if part.state == "done":
        return str(_("Done."))
    if part.state == "now":
        return str(_("%(done)s of %(total)s parts done.", done=part.done, total=part.total))
    if not part.before:
        return ""
    return str(_("We advise %(modules)s first. You may start here all the same.", modules=_titles(part)))


def _titles(part: PartStanding) -> str:
    """Only the nearest module is named: who is at the start need not read the whole list each time."""
    return f"“{text(part.before[-1])}”"


def _stack(standing: TrackStanding) -> str:
    if standing.badge is None:
        return ""
    count = len(standing.badge.conditions["badges"])
    return str(ngettext("Made of %(num)s badge of this track.", "Made of %(num)s badges of this track.", count))
