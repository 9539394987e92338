"""The one door for iCalendar (RFC 5545): messages that a calendar takes in by itself (RFC 5546), and feeds.

Times are wall times with their zone, so a session at 14.00 stays at 14.00 when the clocks change.
Not here: rows and the words of an entry (`lms.invitations`), and the mail round a message (`lms.mailing`).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from icalendar import Calendar, Event, Timezone, TimezoneDaylight, TimezoneStandard, vCalAddress, vDuration, vText, vUri

PRODUCT = "-//Leerspoor//Leerspoor//NL"
HOUR = timedelta(hours=1)
EU_RULE_SINCE = 1996
"""The first year in which the clocks of the whole union changed on the last Sundays of March and October."""
AHEAD = 10
"""Years for which a zone is looked at or written out."""


@dataclass(frozen=True)
class Entry:
    """One thing in a calendar. `starts` and `ends` are wall times in `zone`; `stamp` is when this was said."""

    uid: str
    sequence: int
    cancelled: bool
    stamp: datetime
    starts: datetime
    ends: datetime
    zone: str
    title: str
    text: str
    place: str = ""
    url: str = ""
    online: str = ""
    busy: bool = True
    """Whether it takes the time it lasts; a due date does not."""


@dataclass(frozen=True)
class Party:
    """Who organises or takes part."""

    name: str
    address: str


def method_of(entry: Entry) -> str:
    return "CANCEL" if entry.cancelled else "REQUEST"


def message(entry: Entry, *, organiser: Party, participant: Party) -> str:
    """One iTIP message: a request, an update of one (higher sequence), or a cancellation; lines end in CRLF.

    Always one entry: RFC 5546 (3.2.2) has all parts of a request share their UID.
    """
    calendar = _calendar(method_of(entry))
    event = _event(entry)
    event.add("organizer", _party(organiser))
    invited = _party(participant)
    invited.params.update({"ROLE": "REQ-PARTICIPANT", "PARTSTAT": "ACCEPTED", "RSVP": "FALSE"})
    event.add("attendee", invited)
    calendar.add_component(_zone(entry.zone, entry.starts.year))
    calendar.add_component(event)
    return str(calendar.to_ical().decode())


def feed(entries: Sequence[Entry], *, name: str) -> bytes:
    """Everything of one person, to subscribe to; what was cancelled stays in it, marked so."""
    calendar = _calendar("PUBLISH")
    calendar.add("name", name)
    calendar.add("x-wr-calname", name)
    calendar.add("refresh-interval", vDuration(HOUR), parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", "PT1H")
    first = {entry.zone: entry.starts.year for entry in sorted(entries, key=lambda entry: entry.starts, reverse=True)}
    for zone, year in sorted(first.items()):
        calendar.add_component(_zone(zone, year))
    for entry in entries:
        calendar.add_component(_event(entry))
    return bytes(calendar.to_ical())


def _calendar(method: str) -> Calendar:
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", method)
    return calendar


def _event(entry: Entry) -> Event:
    zone = ZoneInfo(entry.zone)
    event = Event()
    event.add("uid", entry.uid)
    event.add("sequence", entry.sequence)
    event.add("dtstamp", entry.stamp.astimezone(UTC).replace(microsecond=0))
    event.add("dtstart", entry.starts.replace(tzinfo=zone))
    event.add("dtend", entry.ends.replace(tzinfo=zone))
    event.add("summary", entry.title)
    event.add("description", entry.text)
    if entry.place:
        event.add("location", entry.place)
    if entry.url:
        event.add("url", vUri(entry.url))
    if entry.online:
        event.add("conference", vUri(entry.online), parameters={"VALUE": "URI", "FEATURE": "VIDEO"})
    event.add("status", "CANCELLED" if entry.cancelled else "CONFIRMED")
    event.add("transp", "OPAQUE" if entry.busy else "TRANSPARENT")
    return event


def _party(party: Party) -> vCalAddress:
    address = vCalAddress(f"mailto:{party.address}")
    address.params["CN"] = vText(party.name or party.address)
    return address


def _zone(name: str, year: int) -> Timezone:
    """The definition of a zone, good from `year` on: a rule for ever where the clocks change by the union's rule."""
    zone = ZoneInfo(name)
    if year >= EU_RULE_SINCE and all(_keeps_eu_rule(zone, one) for one in range(year, year + AHEAD)):
        return _eu_zone(name, zone)
    return Timezone.from_tzinfo(zone, name, date(year, 1, 1), date(year + AHEAD, 1, 1))


def _change(year: int, month: int) -> datetime:
    """01.00 UTC on the last Sunday of a month of 31 days."""
    last = date(year, month, 31)
    sunday = last - timedelta(days=(last.weekday() + 1) % 7)
    return datetime(sunday.year, sunday.month, sunday.day, 1, tzinfo=UTC)


def _keeps_eu_rule(zone: ZoneInfo, year: int) -> bool:
    """Whether the clocks of `zone` go one hour forward and back exactly when the union's do."""
    spring, autumn = _change(year, 3), _change(year, 10)
    second = timedelta(seconds=1)
    offsets = [_offset(zone, moment) for moment in (spring - second, spring, autumn - second, autumn)]
    return offsets[1] == offsets[2] == offsets[0] + HOUR and offsets[0] == offsets[3]


def _offset(zone: ZoneInfo, moment: datetime) -> timedelta:
    return moment.astimezone(zone).utcoffset() or timedelta()


def _eu_zone(name: str, zone: ZoneInfo) -> Timezone:
    """As RFC 5545 (3.6.5) writes zones: each change begins at the wall time that was valid just before it."""
    winter = _offset(zone, datetime(EU_RULE_SINCE, 1, 1, tzinfo=UTC))
    definition = Timezone()
    definition.add("tzid", name)
    for part, month, before, after in (
        (TimezoneDaylight(), 3, winter, winter + HOUR),
        (TimezoneStandard(), 10, winter + HOUR, winter),
    ):
        moment = _change(EU_RULE_SINCE, month)
        part.add("dtstart", (moment + before).replace(tzinfo=None))
        part.add("rrule", {"FREQ": "YEARLY", "BYMONTH": month, "BYDAY": "-1SU"})
        part.add("tzoffsetfrom", before)
        part.add("tzoffsetto", after)
        part.add("tzname", moment.astimezone(zone).tzname())
        definition.add_component(part)
    return definition
