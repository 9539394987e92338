"""The translation functions with their types, so that every sentence of this room is known to be text."""

import flask_babel


def _(message: str, **values: object) -> str:
    """`message` in the reader's language, its gaps filled."""
    return str(flask_babel.gettext(message, **values))


def ngettext(one: str, many: str, num: float, **values: object) -> str:
    """The same for a number of things; `%(num)s` is the number."""
    return str(flask_babel.ngettext(one, many, num, **values))
