"""The base of every form: our words for WTForms' messages, a CSRF token in each form, and numbers in fields.

Not here: fields of one page (`forms.py` of its blueprint).
"""

from typing import Any

from flask_babel import gettext
from flask_wtf import FlaskForm


def number_in(text: str | None) -> int:
    """What a field holds, when that is a number of at most nine digits; else 0."""
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 10 else 0


class _Words:
    """WTForms' own messages, through our catalogue."""

    def gettext(self, text: str) -> str:
        return str(gettext(text))

    def ngettext(self, one: str, many: str, count: int) -> str:
        return str(gettext(one if count == 1 else many))


class Form(FlaskForm):  # type: ignore[misc]
    """Use this, never FlaskForm itself."""

    class Meta(FlaskForm.Meta):  # type: ignore[misc]
        def get_translations(self, form: Any) -> _Words:
            return _Words()
