"""Times, sizes and names as people read them, in the reader's language: "wo 25 november om 14.02".

Hand the functions to a template; they read no clock and no row. Not here: sentences of one page.
"""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from babel.dates import format_date as babel_date
from babel.dates import format_time as babel_time
from babel.numbers import format_decimal
from flask_babel import get_locale
from flask_babel import gettext as _

from courses.base import Translations, text_in

ZONE = "Europe/Brussels"
CLOCKS = {"nl": "HH.mm", "fr": "HH:mm", "en": "HH:mm"}


def _language() -> str:
    locale = get_locale()
    return locale.language if locale is not None else "nl"


def text(texts: Translations | None) -> str:
    """The text in the reader's language, else in any."""
    return text_in(texts, _language())


def local(moment: datetime, zone: str | None = None) -> datetime:
    """`moment` on the clock of `zone`; a wall time without zone stays as it is."""
    if moment.tzinfo is None:
        return moment
    if zone is None and isinstance(moment.tzinfo, ZoneInfo) and moment.tzinfo.key != "UTC":
        return moment
    return moment.astimezone(ZoneInfo(zone or ZONE))


def clock_time(moment: datetime, zone: str | None = None) -> str:
    """`14.02`"""
    language = _language()
    return babel_time(local(moment, zone).time(), CLOCKS.get(language, "HH:mm"), locale=language)


def day(moment: date | datetime, zone: str | None = None, today: date | None = None) -> str:
    """`wo 25 november`, with the year when it is not that of `today`."""
    value = local(moment, zone).date() if isinstance(moment, datetime) else moment
    pattern = "EEE d MMMM" if today is None or today.year == value.year else "EEE d MMMM y"
    return babel_date(value, pattern, locale=_language())


def moment(value: datetime, zone: str | None = None) -> str:
    """`wo 25 november om 14.02`"""
    return str(_("%(day)s at %(time)s", day=day(value, zone), time=clock_time(value, zone)))


def span(starts: datetime, ends: datetime) -> str:
    """`wo 25 november, 14.00 - 17.00`, of two wall times."""
    return f"{day(starts)}, {clock_time(starts)} – {clock_time(ends)}"


def size(bytes_: int) -> str:
    """`214 kB`, `3,1 MB`"""
    if bytes_ < 1_000_000:
        return f"{max(1, round(bytes_ / 1000))} kB"
    return f"{format_decimal(round(bytes_ / 1_000_000, 1), locale=_language())} MB"


def first_name(name: str) -> str:
    """What colleagues call somebody: the part before the first blank."""
    return name.split(" ", 1)[0]


def names(several: list[str]) -> str:
    """`Ilse`, `Ilse en Els`, `Ilse, Els en Tom`"""
    if len(several) < 2:
        return "".join(several)
    return str(_("%(first)s and %(last)s", first=", ".join(several[:-1]), last=several[-1]))
