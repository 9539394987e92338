"""The translation functions with their types, so that every sentence of this room is known to be text."""

from datetime import datetime

import flask_babel

from lms.dates import format_date, format_time


def _(message: str, **values: object) -> str:
    """`message` in the reader's language, its gaps filled."""
    return str(flask_babel.gettext(message, **values))


def ngettext(one: str, many: str, num: float, **values: object) -> str:
    """The same for a number of things; `%(num)s` is the number."""
    return str(flask_babel.ngettext(one, many, num, **values))


def stamp(moment: datetime) -> str:
    """`22 november 2026, 14.12`: with the year, because a verification gets printed and kept."""
    return f"{format_date(moment)}, {format_time(moment)}"
