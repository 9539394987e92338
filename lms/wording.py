"""Small pieces of sentences in the reader's language: translated text, sizes, names.

Hand the functions to a template; they ask for no row. Not here: days and times (`lms.dates`), sentences of one page.
"""

from collections.abc import Sequence

from babel.numbers import format_decimal
from flask_babel import gettext as _

from courses.base import Translations, text_in
from courses.practice.models import Assessment
from courses.practice.queries.agreeing import assessor_names
from lms.dates import reader_locale

MEGABYTE = 1_000_000


def text(texts: Translations | None) -> str:
    """The text in the reader's language, else in any."""
    return text_in(texts, reader_locale().language)


def size(bytes_: int) -> str:
    """`214 kB`, `3,1 MB`"""
    if bytes_ < MEGABYTE:
        return f"{max(1, round(bytes_ / 1000))} kB"
    return f"{format_decimal(round(bytes_ / MEGABYTE, 1), locale=reader_locale())} MB"


def first_name(name: str) -> str:
    """What colleagues call somebody: the part before the first blank."""
    return next(iter(name.split()), "")


def sentence(words: str) -> str:
    """`Zo 6 december, 13.30, Geel.`: words that stood in a list, now after a full stop."""
    return f"{words[:1].upper()}{words[1:].removesuffix('.')}." if words else ""


def names(several: Sequence[str]) -> str:
    """`Ilse`, `Ilse en Els`, `Ilse, Els en Tom`"""
    if len(several) < 2:
        return "".join(several)
    return str(_("%(first)s and %(last)s", first=", ".join(several[:-1]), last=several[-1]))


def assessors(assessment: Assessment) -> str:
    """`Ilse Maes`, `Ilse Maes en Els Jacobs`; "" when nobody of them is left."""
    return names(assessor_names(assessment))


def either(several: Sequence[str]) -> str:
    """`Ilse`, `Ilse of Els`: whoever of them does it, so a verb stays singular."""
    if len(several) < 2:
        return "".join(several)
    return str(_("%(first)s or %(last)s", first=", ".join(several[:-1]), last=several[-1]))
