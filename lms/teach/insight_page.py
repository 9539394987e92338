"""What the overview of a group shows: what waits, who is where, which questions go wrong, what participants say.

Not here: routes (`insight`), counting (`courses.insight`), and the sheets to take along (`insight_sheets`).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from flask import render_template, url_for
from flask_babel import gettext as _

from courses.delivery.queries import roster
from courses.insight.queries import Item, Tries, facts_of_group, feedback_of_run, places, quiz_items
from courses.insight.rules import MIN_ANSWERS
from courses.practice.queries.queue import queue
from lms import clock, wording
from lms.dates import format_age
from lms.db import reading
from lms.teach.group_page import FoundRun, the_run

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from courses.delivery.models import Run

OFTEN_WRONG = 0.5
"""Fewer right first tries than this, and the question asks for a look."""
ENOUGH_TRIES = 5
"""With fewer first tries nothing is said of a question."""


@dataclass(frozen=True)
class At:
    """One part of the module, or its end, with the names of who is there."""

    title: str
    names: tuple[str, ...]
    done: int | None
    """How many did this part; None for the end."""


@dataclass(frozen=True)
class Asked:
    """One question of a quiz."""

    prompt: str
    unit: str
    group: Tries
    version: Tries
    before: tuple[tuple[str, Tries], ...]
    """Other versions of the module by label, where enough people answered it."""
    look: bool


def insight_view(found: FoundRun) -> str:
    now = clock.now()
    with reading() as session:
        run = the_run(session, found)
        waiting = [one for one in queue(session, person_id=found.person_id, now=now) if one.run == run.public_id]
        spots, done, people = _where(session, run, now)
        asked = [_asked(item, run.module_version.label) for item in quiz_items(session, run=run)]
        wrong = [one for one in asked if one.version.right < one.version.answered]
        return render_template(
            "teach/insight.html",
            run=run,
            waiting=waiting,
            age=lambda at: format_age(at, now),
            queue=url_for("teach.queue", groep=run.public_id),
            places=spots,
            done=done,
            people=people,
            items=wrong,
            right=len(asked) - len(wrong),
            version=run.module_version.label,
            feedback=feedback_of_run(session, run_id=run.id),
            scales=scale_names(),
            minimum=MIN_ANSWERS,
            w=wording,
        )


def scale_names() -> Mapping[str, str]:
    """The three scales in a word each."""
    return {"access": _("Access"), "relevance": _("Relevance"), "usability": _("Usability")}


def _where(session: "Session", run: "Run", now: datetime) -> tuple[list[At], At, int]:
    people = roster(session, run_id=run.id)
    names = {
        one.participation_id: one.participation.person.display_name if one.participation.person else ""
        for one in people
    }
    found, through = places(facts_of_group(session, list(names)), now)
    spots = [At(wording.text(one.unit), _names(one.here, names), one.done) for one in found]
    return spots, At("", _names(through, names), None), len(names)


def _names(numbers: tuple[int, ...], names: Mapping[int, str]) -> tuple[str, ...]:
    left = str(_("somebody who left"))
    return tuple(sorted((names[number] or left for number in numbers), key=str.casefold))


def _asked(item: Item, label: str) -> Asked:
    version = item.versions.get(label, Tries())
    return Asked(
        prompt=wording.text(item.prompt),
        unit=wording.text(item.unit),
        group=item.group,
        version=version,
        before=tuple(
            (other, tries)
            for other, tries in item.versions.items()
            if other != label and tries.answered >= ENOUGH_TRIES
        ),
        look=version.answered >= ENOUGH_TRIES and version.right < OFTEN_WRONG * version.answered,
    )
