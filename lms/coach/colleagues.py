"""How colleagues are doing: one page, only of who chose to show it, in the words that they read themselves."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from flask import render_template

from courses.flows.lacking import Colleague
from courses.flows.lacking import colleagues as shown_colleagues
from courses.people.services import audit
from lms import clock, wording
from lms.coach import blueprint
from lms.dates import ZONE
from lms.db import transaction
from lms.missing_text import missing_detail, missing_title
from lms.policy import Permission, requires
from lms.signin import actor

if TYPE_CHECKING:
    from sqlalchemy.orm import Session


@dataclass(frozen=True)
class Line:
    """One module of one colleague; `missing` holds title and detail, None: the module has no badge."""

    name: str
    module: str
    missing: list[tuple[str, str]] | None


@blueprint.get("/collegas")
@requires(Permission.COACH)
def colleagues() -> str:
    reader, now = actor(), clock.now()
    organisations = sorted(reader.organisations(Permission.COACH))
    day = now.astimezone(ZoneInfo(ZONE)).date()
    with transaction() as session:
        _note_reading(session, organisations, now)
        found = shown_colleagues(session, organisation_ids=organisations, but=reader.person_id, now=now)
        return render_template("coach/colleagues.html", lines=[_line(one, day) for one in found], w=wording)


def _note_reading(session: "Session", organisations: Sequence[int], now: datetime) -> None:
    """Somebody looked at how colleagues are doing: that is written down."""
    for number in organisations:
        audit(
            session,
            action="colleagues_read",
            subject_kind="organisation",
            subject_id=number,
            actor_id=actor().person_id,
            organisation_id=number,
            now=now,
        )


def _line(one: Colleague, day: date) -> Line:
    missing = None
    if one.missing is not None:
        missing = [(missing_title(lack), missing_detail(lack, today=day)) for lack in one.missing]
    return Line(one.name, wording.text(one.participation.module_version.title), missing)
