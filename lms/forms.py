"""The base of every form: our words for WTForms' messages, and a CSRF token in each form.

Not here: fields of one page (`forms.py` of its blueprint).
"""

from typing import Any

from flask_babel import gettext
from flask_wtf import FlaskForm


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
