"""The waiting list of a group as its trainer sees it.

Not here: routes (`line`), and how a list moves up (`courses.flows.enrol`).
"""

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from flask_babel import gettext as _

from courses.delivery import waiting_list
from courses.delivery.joining import WaitingState
from courses.delivery.models import Run
from lms.dates import format_moment

if TYPE_CHECKING:
    from sqlalchemy.orm import Session


@dataclass(frozen=True)
class Waiter:
    """One line of the list."""

    public_id: str
    place: int
    name: str
    since: datetime
    until: str
    """Until when they may say yes to a seat; "" when they were not asked."""
    moved: str
    """Who put them further to the front, and why."""


@dataclass(frozen=True)
class Typed:
    """A move that could not be made: what was typed comes back with the sentence."""

    waiting: str = ""
    reason: str = ""
    fault: str = ""


def waiters(session: "Session", run: Run) -> list[Waiter]:
    """Everybody in line, in order."""
    return [
        Waiter(
            public_id=row.public_id,
            place=place,
            name=row.person.display_name,
            since=row.asked_at,
            until=format_moment(row.offer_until, zone=run.zone)
            if row.state is WaitingState.OFFERED and row.offer_until
            else "",
            moved=_moved(row.moved_by.display_name if row.moved_by else "", row.moved_reason or ""),
        )
        for place, row in enumerate(waiting_list.line(session, run_id=run.id), start=1)
    ]


def _moved(by: str, reason: str) -> str:
    if not reason:
        return ""
    return str(_("%(name)s put this person further to the front: %(reason)s", name=by or _("A trainer"), reason=reason))
