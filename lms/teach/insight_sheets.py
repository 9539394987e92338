"""The overview of a group as rows to take along: no names, no addresses, no order that tells who is who.

Not here: the file formats (`lms.tables`).
"""

import random
from datetime import datetime
from typing import TYPE_CHECKING

from flask_babel import gettext as _

from courses.delivery.queries import roster
from courses.insight.queries import facts_of_group, feedback_of_run, quiz_items
from courses.insight.rules import HIGHEST, LOWEST
from courses.progress.facts import Facts, UnitFacts
from courses.progress.rules import is_complete
from lms import wording
from lms.tables import Cell, Rows
from lms.teach.insight_page import scale_names

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from courses.delivery.models import Run

_CHANCE = random.SystemRandom()


def sheets_of(session: "Session", run: "Run", now: datetime) -> dict[str, tuple[str, Rows]]:
    """Title and rows by the word in the address."""
    return {
        "deelnemers": (str(_("Participants")), _people(session, run)),
        "vragen": (str(_("Quiz questions")), _questions(session, run)),
        "terugblik": (str(_("How was it?")), _feedback(session, run)),
    }


def _people(session: "Session", run: "Run") -> Rows:
    """A row for each participant, shuffled anew each time: the number is of this file only."""
    ids = [one.participation_id for one in roster(session, run_id=run.id)]
    every = list(facts_of_group(session, ids).values())
    _CHANCE.shuffle(every)
    units = every[0].units if every else ()
    criteria = {one.id: one.title for unit in units if unit.assignment for one in unit.assignment.criteria}
    heads: list[Cell] = [str(_("Participant"))]
    heads += [wording.text(unit.title) for unit in units]
    heads += [str(_("Level of “%(criterion)s”", criterion=wording.text(title))) for title in criteria.values()]
    return [
        heads,
        *([number, *_states(one), *_levels(one, list(criteria))] for number, one in enumerate(every, start=1)),
    ]


def _states(facts: Facts) -> list[Cell]:
    return [_state(unit) for unit in facts.units]


def _state(unit: UnitFacts) -> str:
    if is_complete(unit):
        return str(_("done"))
    begun = unit.opened or (unit.assignment is not None and unit.assignment.state is not None)
    return str(_("begun")) if begun else str(_("not begun"))


def _levels(facts: Facts, criteria: list[int]) -> list[Cell]:
    """The level that stands for each criterion; empty where none does yet."""
    reached: dict[int, int] = {}
    for unit in facts.units:
        reached |= unit.assignment.levels if unit.assignment else {}
    return [reached.get(number) for number in criteria]


def _questions(session: "Session", run: "Run") -> Rows:
    """How first tries went, in this group and by version of the module."""
    group = run.name
    rows: list[list[Cell]] = [
        [str(_("Part")), str(_("Question")), str(_("Where")), str(_("First tries")), str(_("Right at once"))]
    ]
    for item in quiz_items(session, run=run):
        unit, prompt = wording.text(item.unit), wording.text(item.prompt)
        rows.append([unit, prompt, group, item.group.answered, item.group.right])
        rows += [
            [unit, prompt, str(_("All groups, version %(label)s", label=label)), tries.answered, tries.right]
            for label, tries in item.versions.items()
        ]
    return rows


def _feedback(session: "Session", run: "Run") -> Rows:
    """What may be seen of the answers; the same on the page."""
    found, names = feedback_of_run(session, run_id=run.id), scale_names()
    rows: list[list[Cell]] = [[str(_("Scale")), *range(LOWEST, HIGHEST + 1)]]
    rows += [[names[scale], *counts] for scale, counts in found.spread.items()]
    rows += [[str(_("Remark")), text] for text in found.remarks]
    return rows
