"""DateTimeZ of Open Badges 3.0: ISO 8601 with seconds and a mandatory zone. No clock here: `now` is always
given."""

import re
from datetime import UTC, datetime

_DATE_TIME_Z = re.compile(
    r"(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)(\.\d{1,9})?(Z|[+-](?:0\d|1[0-4]):[0-5]\d)", re.ASCII
)


def parse_instant(text: str) -> datetime:
    """The moment `text` names, aware; ValueError when it is no DateTimeZ (XML Schema dateTimeStamp, lexical
    form)."""
    match = _DATE_TIME_Z.fullmatch(text)
    if match is None:
        raise ValueError("not an ISO 8601 date and time with seconds and a zone")
    year, month, day, hour, minute, second = (int(match[i]) for i in range(1, 7))
    zone = "+00:00" if match[8] == "Z" else match[8]
    fraction = (match[7] or ".0")[1:7].ljust(6, "0")
    stamp = f"{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}.{fraction}{zone}"
    return datetime.fromisoformat(stamp)


def format_instant(moment: datetime) -> str:
    """`2026-11-22T09:30:00Z`: UTC, whole seconds. ValueError for a naive datetime."""
    if moment.tzinfo is None:
        raise ValueError("an instant needs a zone")
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
