"""The texts about the site itself: help, privacy, accessibility. Markdown files, one for each language.

They are in Dutch first; a text that a language lacks is shown in Dutch and said to be so.
Not here: texts of modules.
"""

from email.utils import parseaddr
from functools import cache

from flask import render_template
from flask_babel import get_locale
from flask_babel import gettext as _

from courses.errors import N_
from lms import markup
from lms.resources import resource
from lms.wiring import wiring

HOME = "nl"
TITLES = {
    "help": N_("Help and contact"),
    "privacy": N_("Privacy"),
    "accessibility": N_("Accessibility"),
}


@cache
def _source(name: str, language: str) -> str | None:
    path = resource("templates") / "public" / "texts" / f"{name}.{language}.md"
    return path.read_text(encoding="utf-8") if path.is_file() else None


def page(name: str) -> str:
    """The page of one text, in the reader's language or else in Dutch."""
    locale = get_locale()
    language = locale.language if locale is not None else HOME
    source = _source(name, language)
    shown = language if source is not None else HOME
    words = (source or _source(name, HOME) or "").replace("CONTACT", contact())
    return render_template(
        "public/text.html",
        name=name,
        title=_(TITLES[name]),
        contact=contact(),
        body=markup.render(words, asset_url=lambda path: ""),
        language=shown,
        translated=shown == language,
    )


def contact() -> str:
    """The address that mails of this site come from, and that people may write to."""
    return parseaddr(wiring().settings.mail_from)[1]
