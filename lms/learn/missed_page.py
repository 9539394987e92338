"""What a session's page says to who cannot come or was not there. Not here: the routes (`missed`)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from flask import url_for
from flask_babel import gettext as _
from markupsafe import Markup

from courses.delivery import missed, queries, rules
from courses.delivery.missed_models import SubstituteState, SubstituteTask
from courses.delivery.models import Attendance, Participation, RunSession
from courses.flows.substitute import module_task
from lms.dates import format_moment, format_span
from lms.learn.shared import own_zone, prose, today
from lms.learn.tracks import Item
from lms.signin import actor

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

MOST = 3
"""Other groups that are offered: the first that fits, and two more."""


@dataclass(frozen=True)
class Typed:
    """What could not be kept comes back with the sentence."""

    reason: str = ""
    answer: str | None = None
    fault: str = ""
    answer_fault: str = ""


@dataclass(frozen=True)
class MissedPart:
    """The part of the page. `may_apologise`: it is still to come and nothing is recorded."""

    may_apologise: bool
    guest: bool
    """Comes along here from another group."""
    excused: bool
    """Said so, and may still come after all."""
    reason: str
    missed: bool
    offers: Sequence[Item]
    along: Item | None
    """Where they come instead."""
    task: Markup
    state: str
    """Of the substitute task; "" when nothing was given or handed in."""
    told: Item | None
    """What there is to say about the substitute task."""
    word: str
    word_by: str
    typed: Typed
    answer: str

    @property
    def anything(self) -> bool:
        """Whether there is something to do or to read."""
        return self.may_apologise or self.missed or self.excused


def missed_part(session: "Session", row: RunSession, mine: Participation, typed: Typed, now: datetime) -> MissedPart:
    """For whoever is signed in."""
    known = queries.attendance_of(session, run_session_id=row.id, participation_id=mine.id)
    guest = missed.visit_of(session, run_session_id=row.id, participation_id=mine.id) is not None
    off = row.cancelled_at is not None or row.run.cancelled_at is not None
    ahead = now < rules.instant(row.starts_local, row.zone) and not off
    member = any(one.run_id == row.run_id and one.ended_at is None for one in mine.enrolments)
    own = missed.own_apology(known, actor().person_id)
    was_missed = known is not None and known.presence in missed.MISSED and not off
    task = missed.substitute_of(session, run_session_id=row.id, participation_id=mine.id) if was_missed else None
    day = today(own_zone(session))
    return MissedPart(
        may_apologise=ahead and (guest or (member and (known is None or own))),
        guest=guest,
        excused=ahead and member and own,
        reason=_reason(known, own, typed),
        missed=was_missed,
        offers=_offers(session, row, mine, day, now) if was_missed else (),
        along=_along(session, row, mine, day) if was_missed else None,
        task=prose(mine.module_version, task.task if task is not None and task.task else dict(module_task(row))),
        state=_state(task),
        told=_told(task, day) if task is not None else None,
        word=task.word or "" if task is not None else "",
        word_by=task.decided_by.display_name if task is not None and task.decided_by else "",
        typed=typed,
        answer=typed.answer if typed.answer is not None else task.answer or "" if task is not None else "",
    )


def _state(task: SubstituteTask | None) -> str:
    return task.state.value if task is not None else ""


def _reason(known: Attendance | None, own: bool, typed: Typed) -> str:
    return typed.reason or ((known.note or "") if known is not None and own else "")


def _offers(session: "Session", row: RunSession, mine: Participation, day: date, now: datetime) -> list[Item]:
    fits = missed.fitting(session, meeting=row, participation=mine, now=now)
    return [
        {
            "when": format_span(one.starts_local, one.ends_local, today=day),
            "place": one.place or str(_("online")),
            "run": one.run.name,
            "to": one.public_id,
        }
        for one in fits[:MOST]
    ]


def _along(session: "Session", row: RunSession, mine: Participation, day: date) -> Item | None:
    found = missed.visit_instead(session, run_session_id=row.id, participation_id=mine.id)
    if found is None:
        return None
    there = found.session
    return {
        "when": format_span(there.starts_local, there.ends_local, today=day),
        "run": there.run.name,
        "href": url_for("learn.meeting", session_id=there.public_id),
    }


def _told(task: SubstituteTask, day: date) -> Item | None:
    if task.state is SubstituteState.HANDED_IN and task.handed_in_at is not None:
        when = format_moment(task.handed_in_at, today=day)
        return {"tone": "info", "text": _("Handed in on %(when)s. Your trainer looks at it.", when=when)}
    if task.state is SubstituteState.RETURNED:
        return {"tone": "wait", "text": _("Not yet. Read what your trainer wrote, and add to it.")}
    return None
