"""The one line: stations for the drawing and items for the list, from the same facts.

Not here: what is complete (`courses.progress.rules`), and the board's words (`steps`).
"""

from typing import Any

from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from courses.catalogue.models import UnitKind
from courses.delivery.models import Participation, Presence
from courses.practice.models import SubmissionState
from courses.progress import rules
from courses.progress.facts import Facts, UnitFacts
from lms import clock
from lms.dates import format_day, format_minutes, format_moment
from lms.learn.shared import words
from lms.line_art import Kind, State, Station

Item = dict[str, Any]
DRAWN: dict[UnitKind, Kind] = {UnitKind.ASSIGNMENT: "class", UnitKind.RETURN_MOMENT: "return"}


def unit_url(participation: Participation, slug: str, vraag: str | None = None) -> str:
    return url_for("learn.unit", participation=participation.public_id, unit_slug=slug, vraag=vraag)


def state_of(unit: UnitFacts, here: int | None) -> State:
    """done, now or todo; `here` is the id of the unit where one is."""
    if unit.id == here:
        return "now"
    return "done" if rules.is_complete(unit) else "todo"


def stations(facts: Facts, here: int | None, *, badge: bool, earned: bool) -> list[Station]:
    """The required units, and at the end of the line the badge or, in a module without one, a plain end."""
    line = [Station(state_of(unit, here), DRAWN.get(unit.kind, "step")) for unit in facts.units if unit.required]
    if badge:
        return [*line, Station("done" if earned else "todo", "badge")]
    return [*line, Station("done" if done_count(facts) == len(line) else "todo", "end")]


def in_words(facts: Facts, here: int | None) -> str:
    """The line as a sentence, for who does not see it."""
    required = [unit for unit in facts.units if unit.required]
    done = sum(1 for unit in required if rules.is_complete(unit))
    said = _("%(done)s of %(total)s parts done.", done=done, total=len(required))
    current = next((unit for unit in required if unit.id == here), None)
    if current is not None:
        said += " " + _("You are at “%(title)s”.", title=words(current.title))
    return str(said)


def done_count(facts: Facts) -> int:
    return sum(1 for unit in facts.units if unit.required and rules.is_complete(unit))


def side_items(participation: Participation, facts: Facts, here: int) -> list[Item]:
    """The line beside the reader: every unit with its link."""
    return [
        _item(unit, number, here) | {"href": "" if unit.id == here else unit_url(participation, unit.slug)}
        for number, unit in enumerate(facts.units, start=1)
    ]


def home_items(participation: Participation, facts: Facts, here: int | None, *, badge: str, earned: bool) -> list[Item]:
    """The line on the home page: every unit with a note, and the badge (with its note; "": none) at the end."""
    items = [
        _item(unit, number, here)
        | {"href": unit_url(participation, unit.slug), "note": note_of(unit), "meta": meta_of(unit)}
        for number, unit in enumerate(facts.units, start=1)
    ]
    if not badge:
        return items
    state = "done" if earned else "todo"
    return [*items, {"state": state, "title": _("Your badge"), "icon": "award", "note": badge}]


def _item(unit: UnitFacts, number: int, here: int | None) -> Item:
    item: Item = {"state": state_of(unit, here), "title": words(unit.title), "number": number}
    if unit.kind is UnitKind.RETURN_MOMENT:
        item["kind"] = "return"
    elif unit.kind is UnitKind.ASSIGNMENT:
        item["icon"] = "school"
    return item


def meta_of(unit: UnitFacts) -> str:
    """`45 min`, `3 uur · niet verplicht`; nothing once it is done."""
    if rules.is_complete(unit):
        return ""
    length = format_minutes(unit.minutes)
    return length if unit.required else f"{length} · {_('not required')}"


def note_of(unit: UnitFacts) -> str:
    """One short line about where this unit is."""
    if unit.kind in rules.MEETINGS:
        return _meeting_note(unit)
    if unit.kind is UnitKind.ASSIGNMENT:
        return _work_note(unit)
    if unit.completed:
        return str(_("Done."))
    if rules.is_hidden(unit, clock.now()) and unit.opens is not None:
        return str(_("Opens on %(day)s.", day=format_day(unit.opens)))
    if unit.kind is UnitKind.QUIZ and unit.quiz is not None and unit.quiz.answered:
        said = _("%(answered)s of %(total)s questions answered.", answered=unit.quiz.answered, total=unit.quiz.total)
        return str(said)
    return str(_("You started. Your place is kept.")) if unit.opened else ""


def _meeting_note(unit: UnitFacts) -> str:
    meeting = rules.next_meeting(unit)
    if meeting is None:
        return str(_("Done.")) if rules.is_complete(unit) else str(_("No date yet."))
    if rules.is_complete(unit):
        day = format_day(meeting.starts)
        if meeting.presence is Presence.SUBSTITUTE:
            return str(_("You did the substitute task."))
        return str(_("You were there on %(day)s.", day=day)) if meeting.presence else str(_("Done."))
    if meeting.presence is Presence.ABSENT:
        return str(_("You were not there on %(day)s.", day=format_day(meeting.starts)))
    when = format_moment(meeting.starts)
    return f"{when}, {meeting.place}" if meeting.place else when


def _work_note(unit: UnitFacts) -> str:
    work = unit.assignment
    if work is None:
        return ""
    if work.state is SubmissionState.RETURNED:
        left = len(rules.open_criteria(work))
        return str(
            ngettext("%(num)s point not yet. The rest stands.", "%(num)s points not yet. The rest stands.", left)
        )
    told = {
        SubmissionState.DRAFT: _("Your draft is kept."),
        SubmissionState.HANDED_IN: _("Handed in. Your trainer looks at it."),
        SubmissionState.ACCEPTED: _("Every point is met."),
    }
    return str(told[work.state]) if work.state else str(_("You do it and show what happened."))
