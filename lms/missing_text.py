"""What is missing, in the reader's language: one wording for teacher, trainer, coach and mail.

Not here: what is missing (`courses.progress.missing`), and buttons, which differ per reader.
"""

from collections.abc import Mapping
from datetime import date, datetime

from flask_babel import gettext as _

from courses.base import text_in
from courses.progress.missing import Missing, Sentence, heading, sentence
from lms.dates import format_day, format_moment, reader_locale


def say(line: Sentence, *, today: date | None = None) -> str:
    """The sentence, its values filled in: translated text, days and times as people read them."""
    values = {name: _read(value, today) for name, value in line.values.items()}
    return str(_(line.msgid, **values)) if values else str(_(line.msgid))


def missing_title(missing: Missing) -> str:
    """`Lever je praktijkopdracht in`: what to do, or what one waits for."""
    return say(heading(missing))


def missing_detail(missing: Missing, *, today: date | None = None) -> str:
    """`Graag voor zo 22 november, 23.59.`"""
    return say(sentence(missing), today=today)


def _read(value: object, today: date | None) -> object:
    if isinstance(value, datetime):
        return format_moment(value, today=today)
    if isinstance(value, date):
        return format_day(value, today=today)
    if isinstance(value, Mapping):
        return text_in(dict(value), str(reader_locale()))
    return value
