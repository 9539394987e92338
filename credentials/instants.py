"""DateTimeZ of Open Badges 3.0: ISO 8601 with seconds and a mandatory zone. No clock here: `now` is always
given."""

import re
from datetime import UTC, datetime
from functools import lru_cache

_DATE_TIME_Z = re.compile(r"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(\.\d{1,9})?(Z|[+-](?:0\d|1[0-4]):[0-5]\d)", re.ASCII)

_REMEMBERED = 1024
"""Moments kept: one badge names few, each is read for several rules, and badges of one day name the same."""


@lru_cache(maxsize=_REMEMBERED)
def parse_instant(text: str) -> datetime:
    """The moment `text` names, aware; ValueError when it is no DateTimeZ (XML Schema dateTimeStamp, lexical
    form)."""
    match = _DATE_TIME_Z.fullmatch(text)
    if match is None:
        raise ValueError("not an ISO 8601 date and time with seconds and a zone")
    fraction: str | None = match[2]
    return datetime.fromisoformat(text if fraction is None else f"{match[1]}{fraction[:7]:0<7}{match[3]}")


def format_instant(moment: datetime) -> str:
    """`2026-11-22T09:30:00Z`: UTC, whole seconds. ValueError for a naive datetime."""
    if moment.tzinfo is None:
        raise ValueError("an instant needs a zone")
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
