"""Days and times as people read them: "wo 25 november, 14.00". One place, so that they look alike everywhere.

A wall time (naive, or aware in the zone of a place) stays as it is: 14.00 there is 14.00 for every reader.
An instant (UTC) is shown on the reader's clock. Not here: reading the clock, and sentences round a date.
"""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from babel import Locale
from babel.dates import format_date as babel_date
from babel.dates import format_skeleton
from babel.dates import format_time as babel_time
from flask import Flask
from flask_babel import get_locale, ngettext
from flask_babel import gettext as _

ZONE = "Europe/Brussels"
CLOCK = {"nl": "HH.mm"}
"""Dutch writes a point; what is not here writes a colon."""
Day = date | datetime


def reader_locale() -> Locale:
    """The language of the page; Dutch where there is no page."""
    return get_locale() or Locale.parse("nl")


def on_clock(value: datetime, zone: str = ZONE) -> datetime:
    """A wall time as it is; an instant in UTC on the clock of `zone`."""
    if value.tzinfo is None or value.tzinfo not in (UTC, ZoneInfo("UTC")):
        return value
    return value.astimezone(ZoneInfo(zone))


def _day(value: Day, zone: str) -> date:
    return on_clock(value, zone).date() if isinstance(value, datetime) else value


def format_time(value: datetime, zone: str = ZONE) -> str:
    """`14.00`"""
    locale = reader_locale()
    return babel_time(on_clock(value, zone).time(), CLOCK.get(locale.language, "HH:mm"), locale=locale)


def format_day(value: Day, *, zone: str = ZONE, today: date | None = None) -> str:
    """`wo 25 november`; with the year behind it when that is not the year of `today`."""
    day = _day(value, zone)
    pattern = "EEE d MMMM" if today is None or today.year == day.year else "EEE d MMMM y"
    return babel_date(day, pattern, locale=reader_locale())


def format_long_day(value: Day, *, zone: str = ZONE) -> str:
    """`woensdag 25 november`"""
    return babel_date(_day(value, zone), "EEEE d MMMM", locale=reader_locale())


def format_date(value: Day, *, zone: str = ZONE) -> str:
    """`25 november 2026`"""
    return babel_date(_day(value, zone), "d MMMM y", locale=reader_locale())


def format_month(value: Day, *, zone: str = ZONE) -> str:
    """`november 2026`"""
    return str(format_skeleton("yMMMM", _day(value, zone), locale=reader_locale()))


def format_moment(value: datetime, *, zone: str = ZONE, today: date | None = None) -> str:
    """`wo 25 november, 14.00`"""
    return f"{format_day(value, zone=zone, today=today)}, {format_time(value, zone)}"


def format_when(value: datetime, zone: str = ZONE) -> str:
    """`wo 25 november om 14.00`, within a sentence."""
    return str(_("%(day)s at %(time)s", day=format_day(value, zone=zone), time=format_time(value, zone)))


def format_span(starts: datetime, ends: datetime, *, zone: str = ZONE, today: date | None = None) -> str:
    """`wo 25 november, 14.00–15.30`; over midnight both days are named."""
    first, last = on_clock(starts, zone), on_clock(ends, zone)
    if first.date() == last.date():
        return f"{format_moment(first, today=today)}–{format_time(last)}"
    return f"{format_moment(first, today=today)} – {format_moment(last, today=today)}"


def format_days(starts: date, ends: date) -> str:
    """`di 3 februari – wo 17 maart`, of a run; one day is said once."""
    return format_day(starts) if starts == ends else f"{format_day(starts)} – {format_day(ends)}"


def format_since(value: datetime, now: datetime, *, zone: str = ZONE) -> str:
    """`vandaag om 14.07`, `gisteren`, else the day."""
    day, today = _day(value, zone), _day(now, zone)
    if day == today:
        return str(_("today at %(time)s", time=format_time(value, zone)))
    if day == today - timedelta(days=1):
        return str(_("yesterday"))
    return format_day(value, zone=zone, today=today)


def format_age(since: datetime, now: datetime) -> str:
    """`net`, `2 min`, `3 uur`, `1 dag`, `9 dagen`: how long something has been so."""
    minutes = max(0, int((now - since).total_seconds() // 60))
    if minutes < 1:
        return str(_("just now"))
    if minutes < 60:
        return str(_("%(count)s min", count=minutes))
    if minutes < 24 * 60:
        return str(_("%(count)s h", count=minutes // 60))
    return str(ngettext("%(num)s day", "%(num)s days", minutes // (24 * 60)))


def format_minutes(minutes: int) -> str:
    """`10 minuten`, `1 uur`, `1,5 uur`, `2 uur en 20 minuten`: as one says it."""
    hours, rest = divmod(minutes, 60)
    if hours == 0:
        return str(_("%(count)s min", count=rest))
    if rest == 0:
        return str(_("%(count)s h", count=hours))
    if rest == 30:
        comma = "," if reader_locale().language in ("nl", "fr") else "."
        return str(_("%(count)s h", count=f"{hours}{comma}5"))
    return str(_("%(hours)s h %(minutes)s min", hours=hours, minutes=rest))


def init_app(app: Flask) -> None:
    """The same names as filters, for every template."""
    for filter_ in (
        format_time,
        format_day,
        format_long_day,
        format_date,
        format_month,
        format_moment,
        format_when,
        format_days,
        format_minutes,
    ):
        app.add_template_filter(filter_)
    app.add_template_global(format_span)
