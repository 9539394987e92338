"""Mail templates, rendered without a web request: the relay has none, and its readers differ per row.

Not here: which mails there are and what they are filled with.
"""

import gettext as catalogues
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

from babel import Locale, UnknownLocaleError
from babel.dates import format_date, format_datetime
from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

from courses.base import Translations, text_in
from courses.people.models import Person
from lms.links import sign_in_token
from lms.resources import resource
from lms.wording import first_name

TRANSLATIONS = Path(__file__).with_name("translations")
DEFAULT = "nl"
#: Wall time as a person says it; French writes 14:00, Dutch 14.00.
MOMENT = {"nl": "EEEE d MMMM, HH.mm", "fr": "EEEE d MMMM, HH:mm", "en": "EEEE d MMMM, HH:mm"}


@dataclass(frozen=True)
class Rendered:
    """A mail in words; `language` is the reader's tag, such as `nl-BE`."""

    subject: str
    text: str
    html: str
    language: str


def language_of(tag: str) -> str:
    """The language of ours nearest to `tag`: `nl-BE` is `nl`, what we do not have is Dutch."""
    language = tag.replace("_", "-").split("-")[0].lower()
    return language if language in MOMENT else DEFAULT


def tag_of(tag: str) -> str:
    """The reader's own tag where it is one of our languages, so that `nl-NL` reads what is written for `nl-NL`."""
    language = language_of(tag)
    return tag.replace("_", "-") if tag.lower().startswith(language) else language


@lru_cache(maxsize=16)
def _environment(tag: str) -> Environment:
    language = language_of(tag)
    environment = Environment(
        loader=FileSystemLoader(resource("templates")),
        autoescape=select_autoescape(["html"]),
        undefined=StrictUndefined,
        extensions=["jinja2.ext.i18n"],
        trim_blocks=True,
        lstrip_blocks=True,
    )
    words = catalogues.translation("messages", TRANSLATIONS, [language], fallback=True)
    environment.install_gettext_translations(words, newstyle=True)  # type: ignore[attr-defined]
    locale = locale_of(tag.replace("-", "_"))

    def moment(local: datetime) -> str:
        return format_datetime(local, MOMENT[language], locale=locale)

    def day(local: datetime) -> str:
        return format_date(local, "d MMMM y", locale=locale)

    def words_of(texts: Translations) -> str:
        return text_in(texts, tag)

    environment.filters.update(moment=moment, day=day, t=words_of)
    return environment


def locale_of(language: str) -> Locale:
    try:
        return Locale.parse(language)
    except (UnknownLocaleError, ValueError):
        return Locale.parse(DEFAULT)


def render(template: str, person: Person, values: Mapping[str, Any], *, base_url: str, secret: bytes) -> Rendered:
    """The mail `template` for this person. The first line of its text is the subject."""
    language = tag_of(person.language)
    environment = _environment(language)
    base = base_url.rstrip("/")

    def link(path: str) -> str:
        return base + path

    def token(nonce: str) -> str:
        return sign_in_token(secret, nonce)

    name = first_name(person.display_name)
    shared = {"name": name, "language": language, "base_url": base, "link": link, "token": token}
    text = environment.get_template(f"mail/{template}.txt").render({**shared, **values})
    subject, _, body = text.lstrip().partition("\n")
    html = environment.get_template(f"mail/{template}.html").render({**shared, **values, "subject": subject.strip()})
    return Rendered(subject=subject.strip(), text=body.strip() + "\n", html=html, language=language)


def words(template: str, language: str, **values: Any) -> tuple[str, str]:
    """First line and rest of `mail/<template>.txt`, for words that are no mail of their own."""
    text = _environment(tag_of(language)).get_template(f"mail/{template}.txt").render(values)
    first, _, rest = text.strip().partition("\n")
    return first.strip(), rest.strip()
