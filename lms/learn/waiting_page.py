"""What a page says of a waiting list to who is on it, or may stand on it. Not here: the routes (`waiting`)."""

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from flask import url_for
from flask_babel import gettext as _

from courses.delivery import waiting_list
from courses.delivery.joining import Waiting
from courses.delivery.models import Run
from courses.flows.wait import can_wait
from lms.dates import format_moment
from lms.learn.shared import words
from lms.learn.tracks import Item
from lms.signin import actor

if TYPE_CHECKING:
    from sqlalchemy.orm import Session


@dataclass(frozen=True)
class Line:
    """The list of one group, for whoever is signed in."""

    length: int
    place: int | None
    """Null: not on it."""
    until: str
    """Until when a seat is kept for them; "" when none is."""
    open: bool
    """A new name still makes sense."""


def line_of(session: "Session", run: Run, now: datetime) -> Line:
    mine = waiting_list.waiting_of(session, run_id=run.id, person_id=actor().person_id)
    kept = _kept_until(mine, now)
    return Line(
        length=waiting_list.length(session, run_id=run.id),
        place=waiting_list.place_of(session, mine) if mine is not None else None,
        until=format_moment(kept, zone=run.zone) if kept else "",
        open=can_wait(run, now),
    )


def _kept_until(waiting: Waiting | None, now: datetime) -> datetime | None:
    if waiting is None or waiting.offer_until is None or waiting.offer_until <= now:
        return None
    return waiting.offer_until


def lines_of(session: "Session", now: datetime) -> list[Item]:
    """Every list that whoever is signed in is on, for the home page."""
    return [
        {
            "title": words(row.run.module_version.title),
            "group": row.run.name,
            "href": url_for("learn.enrol", run=row.run.public_id),
            "note": _note(session, row, now),
            "offered": _kept_until(row, now) is not None,
        }
        for row in waiting_list.all_of(session, person_id=actor().person_id)
    ]


def _note(session: "Session", row: Waiting, now: datetime) -> str:
    until = _kept_until(row, now)
    if until is not None:
        return str(_("A seat is kept for you until %(when)s.", when=format_moment(until, zone=row.run.zone)))
    return str(_("You are number %(place)s on the waiting list.", place=waiting_list.place_of(session, row)))
