"""What the pages of joining and leaving show: the group's dates, its seats, and the group one is in now.

Not here: the routes (`enrolment`).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from courses.catalogue.track_queries import tracks_with
from courses.delivery import queries
from courses.delivery.models import Run
from courses.flows.track_standing import track_standing
from lms import clock
from lms.dates import format_days, format_span
from lms.db import reading
from lms.learn.meeting_page import where
from lms.learn.shared import own_zone, today, words
from lms.learn.tracks import Item
from lms.learn.waiting_page import Line, line_of
from lms.signin import actor

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

FEW = 3


@dataclass(frozen=True)
class EnrolmentPage:
    run: str
    name: str
    module: str
    module_href: str
    when: str
    meetings: Sequence[Item]
    seats: str
    many: bool
    """More than a few seats are left."""
    open: bool
    mine: bool
    """Whoever looks is in this group already."""
    moves_from: str
    """Name of the group that one is in now, when that is another one of the same module version."""
    refused: str
    next: Item | None
    home: str
    line: Line
    full: bool
    wish: str = ""
    """What was typed, when it could not be kept."""
    advised: str = ""
    """Title of the module that a track advises first; one may join all the same."""


def enrolment_page(public_id: str, *, refused: str = "", wish: str = "") -> EnrolmentPage:
    """The page for whoever is signed in; `refused` says why joining did not work just now, `wish` what was typed."""
    now = clock.now()
    with reading() as session:
        run = queries.run_by_public_id(session, public_id)
        offer = queries.offer(session, run=run, now=now)
        current = _current(session, run)
        mine = current is not None and current.id == run.id
        line = line_of(session, run, now)
        open_ = offer.open or (bool(line.until) and not mine)
        other = None if open_ or mine else queries.next_run_with_room(session, run=run, now=now)
        return EnrolmentPage(
            run=run.public_id,
            name=run.name,
            module=words(run.module_version.title),
            module_href=url_for("public.module", slug=run.module_version.module.slug),
            when=format_days(run.starts_on, run.ends_on),
            meetings=_meetings(session, run),
            seats=_seats(offer),
            many=offer.seats_left is None or offer.seats_left > FEW,
            open=open_,
            mine=mine,
            moves_from=current.name if current is not None and not mine else "",
            refused=refused or ("" if open_ or mine or line.place else _why(offer)),
            next={"name": other.name, "href": url_for("learn.enrol", run=other.public_id)} if other else None,
            home=url_for("learn.home"),
            line=line,
            full=offer.seats_left == 0 and not open_ and not mine,
            wish=wish,
            advised=_advised(session, run),
        )


def _advised(session: "Session", run: Run) -> str:
    """Of a track in an advised order: the module before this one that whoever is signed in has not done."""
    module_id = run.module_version.module_id
    for track in tracks_with(session, module_ids=[module_id]):
        standing = track_standing(session, track=track, person_id=actor().person_id, now=clock.now())
        part = next(one for one in standing.parts if one.part.module_id == module_id)
        if part.before:
            return words(part.before[-1])
    return ""


def _current(session: "Session", run: Run) -> Run | None:
    """The group of this module version that whoever is signed in is in now."""
    participation = queries.participation_in(
        session, person_id=actor().person_id, module_version_id=run.module_version_id
    )
    enrolment = queries.open_enrolment_of(session, participation_id=participation.id) if participation else None
    return enrolment.run if enrolment else None


def _meetings(session: "Session", run: Run) -> list[Item]:
    day = today(own_zone(session))
    return [
        {
            "title": words(row.unit.title),
            "when": format_span(row.starts_local, row.ends_local, today=day),
            "where": where(row),
        }
        for row in run.sessions
        if row.cancelled_at is None
    ]


def _seats(offer: queries.RunOffer) -> str:
    if offer.seats_left is None:
        return ""
    if not offer.seats_left:
        return str(_("full"))
    return str(ngettext("%(num)s seat left", "%(num)s seats left", offer.seats_left))


def _why(offer: queries.RunOffer) -> str:
    """Why nobody can join, before anybody tried."""
    if offer.run.cancelled_at is not None:
        return str(_("This group has been cancelled. Choose another one."))
    if offer.seats_left == 0:
        return str(_("This group is full."))
    return str(_("You can no longer join this group. Choose another one."))
