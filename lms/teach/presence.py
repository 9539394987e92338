"""Who else is at a piece of work, in words: on the page as it opens, and to its script every few seconds.

Asked by short questions that are answered at once, so no worker waits. Not here: who may decide
(`courses.practice.services.holding`).
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from flask_babel import gettext as _

from courses.practice.models import Assessment
from courses.practice.queries.desk import Desk
from courses.practice.queries.holding import GLANCE, holders
from lms.dates import format_age, format_time
from lms.wording import first_name, names


@dataclass(frozen=True)
class Line:
    """One note about somebody else."""

    head: str
    text: str
    take: str
    """What the button to take over says; "" when there is none."""


def presence_lines(found: Desk, now: datetime) -> list[Line]:
    """What the reader should know of others; [] when nobody else is there, or all is decided."""
    if found.final is not None or found.both:
        return []
    in_hand = holders(found.attempt, now)
    others = [one for one in in_hand if one.assessor is not None and one is not found.own]
    if found.own is not None and found.own in in_hand:
        return [_beside(found, others, now)] if found.asked > 1 and others else _reading_along(found, now)
    if len(in_hand) < found.asked or not others:
        return []
    return [_in_others_hand(found, others, now)]


def _name(assessment: Assessment) -> str:
    return assessment.assessor.display_name if assessment.assessor else ""


def _age(assessments: Sequence[Assessment], now: datetime) -> str:
    return format_age(min(one.took_at or now for one in assessments), now)


def _in_others_hand(found: Desk, others: Sequence[Assessment], now: datetime) -> Line:
    several = [_name(one) for one in others]
    age = _age(others, now)
    if found.own is not None and found.own.version and found.own.started_at < min(one.took_at or now for one in others):
        head = _("%(name)s took this work over (%(age)s)", name=names(several), age=age)
        text = _("What you wrote is kept here, and you can go on writing. Take it back to decide yourself.")
    else:
        head = _("Being assessed by %(name)s (for %(age)s)", name=names(several), age=age)
        text = _(
            "You can read and write along. To decide you take it over; what %(name)s wrote is kept.", name=several[0]
        )
    least = min(others, key=lambda one: one.seen_at or one.started_at)
    take = _("Take over from %(name)s", name=first_name(_name(least))) if least.closed_at is None else ""
    return Line(str(head), str(text), str(take))


def _beside(found: Desk, others: Sequence[Assessment], now: datetime) -> Line:
    """Two assess: each knows of the other, and sees no mark."""
    name = first_name(_name(others[0]))
    if others[0].closed_at is not None:
        head = _("The marks of %(name)s are in", name=_name(others[0]))
    else:
        head = _("%(name)s assesses this work too (for %(age)s)", name=_name(others[0]), age=_age(others, now))
    return Line(str(head), str(_("You see what %(name)s gave once your own marks are in too.", name=name)), "")


def _reading_along(found: Desk, now: datetime) -> list[Line]:
    """The work is in the reader's hand, and a colleague has the page open."""
    there = [one for one in found.others if one.seen_at and now - one.seen_at <= GLANCE and one.assessor]
    return [
        Line(
            str(_("%(name)s reads along", name=_name(one))),
            str(
                _(
                    "This work is in your hand. Where %(name)s wrote something else we show both.",
                    name=first_name(_name(one)),
                )
            ),
            "",
        )
        for one in there
    ]


def presence_facts(found: Desk, now: datetime) -> dict[str, Any]:
    """For the page's script: others, when the own text was saved, and whether there is still something to do."""
    saved = found.own.saved_at if found.own and found.own.version else None
    return {
        "version": found.own.version if found.own else 0,
        "saved": _("Saved at %(time)s", time=format_time(saved, found.run.zone)) if saved else "",
        "lines": [asdict(line) for line in presence_lines(found, now)],
        "decided": found.final is not None and found.final.assessor_id != (found.own.assessor_id if found.own else 0),
        "both": bool(found.both),
    }
