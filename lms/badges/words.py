"""The translation functions with their types, so that every sentence of this room is known to be text."""

from datetime import datetime

import flask_babel

from courses.errors import N_
from lms.dates import format_date, format_time, reader_locale

#: How a package says it (the words of the European Learning Model), and how people read it.
TERMS = {
    "Online": N_("online"),
    "Onsite": N_("on site"),
    "Presential": N_("on site"),
    "Blended": N_("on site and online"),
    "Workbased": N_("at work"),
    "Project based": N_("in projects"),
    "Research-Lab based": N_("in a laboratory"),
    "level of attendance": N_("by attendance"),
    "project work": N_("by work from practice"),
    "portfolio": N_("by a portfolio"),
    "artefact assessment": N_("by something that was made"),
    "peer assessment": N_("by fellow participants"),
    "marked assignment": N_("by an assignment"),
    "continuous evaluation": N_("all along the way"),
    "group performance": N_("by what a group did"),
    "practical assessment": N_("by a practical test"),
    "written examination": N_("by a written exam"),
    "peer review": N_("by colleagues"),
    "quiz": N_("by a quiz"),
    "problem based learning": N_("by solving a problem"),
    "oral examination": N_("by a conversation"),
}


def _(message: str, **values: object) -> str:
    """`message` in the reader's language, its gaps filled."""
    return str(flask_babel.gettext(message, **values))


def ngettext(one: str, many: str, num: float, **values: object) -> str:
    """The same for a number of things; `%(num)s` is the number."""
    return str(flask_babel.ngettext(one, many, num, **values))


def stamp(moment: datetime) -> str:
    """`22 november 2026, 14.12`: with the year, because a verification gets printed and kept."""
    return f"{format_date(moment)}, {format_time(moment)}"


def term(value: str | None) -> str:
    """A fixed term in the reader's language; any other text as it is."""
    return _(TERMS[value]) if value in TERMS else value or ""


def country(code: str) -> str:
    """`BE` as `België`."""
    return str(reader_locale().territories.get(code.upper(), code))
