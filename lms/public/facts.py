"""The facts about a module and its groups, in words: the same on card, label and phone bar.

Not here: which modules are shown (`courses.catalogue.rules`), and a page's own sentences.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from babel.numbers import format_currency, format_decimal
from flask_babel import get_locale, ngettext
from flask_babel import gettext as _
from markupsafe import Markup

from courses.catalogue.models import Form, ModuleVersion, Unit, UnitKind
from courses.catalogue.rules import EVERY_FIELD, FINALITIES, GRADES, STUDY_FIELDS
from courses.delivery.models import MeetingMode, RunSession
from courses.delivery.queries import RunOffer
from courses.errors import N_
from lms.dates import format_day, format_span
from lms.wording import names, text

Fact = tuple[str, str] | tuple[str, str, str]
FEW_SEATS = 3
FORMS = {
    Form.ONLINE: N_("online"),
    Form.ONSITE: N_("on site"),
    Form.BLENDED: N_("on site and online"),
}
MODES = {
    MeetingMode.ONLINE.value: N_("online"),
    MeetingMode.ONSITE.value: N_("on site"),
    MeetingMode.BOTH.value: N_("on site or online"),
}
THEMES = {
    "vak": N_("Technology in your subject"),
    "toets": N_("Tests and feedback"),
    "denk": N_("Computational thinking"),
    "coach": N_("Helping colleagues"),
    "stapel": N_("A stack of badges"),
}


@dataclass(frozen=True)
class Seats:
    """How full a group is, in words and with a tone."""

    text: str
    tone: str


def number(value: Decimal | float) -> str:
    """`16`, `1,5`"""
    return str(format_decimal(value, locale=get_locale()))


def hours(value: Decimal | float) -> str:
    """`16 uur`"""
    return str(ngettext("%(hours)s hour", "%(hours)s hours", 2 if value != 1 else 1, hours=number(value)))


def length(minutes: int) -> str:
    """`45 min`, `3 uur`"""
    return str(_("%(minutes)s min", minutes=minutes)) if minutes < 60 else hours(Decimal(minutes) / 60)


def duration(version: ModuleVersion) -> str:
    """`16 uur in 6 weken`"""
    if not version.weeks:
        return hours(version.hours)
    weeks = ngettext("%(num)s week", "%(num)s weeks", version.weeks)
    return str(_("%(hours)s in %(weeks)s", hours=hours(version.hours), weeks=weeks))


def price(version: ModuleVersion) -> str:
    """`gratis`, or the amount"""
    if not version.price_cents:
        return str(_("free"))
    return str(format_currency(Decimal(version.price_cents) / 100, version.price_currency, locale=get_locale()))


def study_fields(version: ModuleVersion) -> str:
    """`Auto, Hout en Voeding`"""
    if EVERY_FIELD in version.study_fields:
        return str(_("every study field"))
    return names([str(_(STUDY_FIELDS[field])) for field in version.study_fields if field in STUDY_FIELDS])


def audience(version: ModuleVersion) -> str:
    """Study fields, grades and finalities, as far as they are said."""
    parts = [study_fields(version)]
    if version.grades:
        parts.append(names([str(_(GRADES[grade])) for grade in version.grades if grade in GRADES]))
    if version.finalities:
        parts.append(names([str(_(FINALITIES[one])) for one in version.finalities if one in FINALITIES]))
    return ", ".join(parts)


def levels(version: ModuleVersion) -> str:
    """`van A2 naar B1`"""
    if version.entry_level and version.exit_level:
        return str(_("from %(entry)s to %(exit)s", entry=version.entry_level, exit=version.exit_level))
    return version.entry_level or version.exit_level or ""


def place_and_price(version: ModuleVersion, offer: RunOffer | None) -> str:
    """`Geel + online, gratis`"""
    place = offer.run.place if offer else None
    form = str(_(FORMS[version.form]))
    if place and version.form is Form.BLENDED:
        form = str(_("%(place)s + online", place=place))
    elif place and version.form is Form.ONSITE:
        form = place
    return f"{form}, {price(version)}"


def seats(offer: RunOffer) -> Seats:
    """`nog 3 plaatsen`"""
    if offer.seats_left == 0:
        return Seats(str(_("full")), "dim")
    if not offer.open:
        return Seats(str(_("closed")), "dim")
    if offer.seats_left is None:
        return Seats(str(_("room for everybody")), "ok")
    left = ngettext("%(num)s seat left", "%(num)s seats left", offer.seats_left)
    return Seats(str(left), "wait" if offer.seats_left <= FEW_SEATS else "ok")


def seats_of(offer: RunOffer) -> Seats:
    """`nog 3 van 12 plaatsen`"""
    said = seats(offer)
    if not offer.open or offer.seats_left is None:
        return said
    words = _("%(left)s of %(seats)s seats left", left=offer.seats_left, seats=offer.run.seats)
    return Seats(str(words), said.tone)


def first_meeting(offer: RunOffer) -> RunSession | None:
    """The first session of a run that is not cancelled."""
    return next((one for one in offer.run.sessions if one.cancelled_at is None), None)


def starts(offer: RunOffer, today: date) -> str:
    """`wo 3 februari`, or that it is up to oneself, where nobody meets"""
    meeting = first_meeting(offer)
    if not offer.run.sessions and offer.run.starts_on <= today:
        return str(_("start whenever you like"))
    return format_day(meeting.starts_local if meeting else offer.run.starts_on)


def meetings(offer: RunOffer, today: date) -> list[str]:
    """`wo 3 februari, 13.30-16.30` for each meeting; the return moment with its name; first, that it has begun."""
    lines = [str(_("already begun"))] if offer.run.sessions and offer.run.starts_on < today else []
    for one in offer.run.sessions:
        if one.cancelled_at is not None:
            continue
        when = format_span(one.starts_local, one.ends_local)
        returning = one.return_moment is not None
        lines.append(str(_("coming back %(when)s", when=when)) if returning else when)
    if not lines and offer.run.starts_on <= today:
        return [str(_("start whenever you like"))]
    return lines or [str(_("starts %(day)s", day=format_day(offer.run.starts_on)))]


def where(offer: RunOffer) -> str:
    """`in Geel`, `online`"""
    meeting = first_meeting(offer)
    if offer.run.place and not (meeting and meeting.mode is MeetingMode.ONLINE):
        return str(_("in %(place)s", place=offer.run.place))
    return str(_("online"))


def unit_meta(unit: Unit) -> str:
    """`online · 45 min`, `ter plaatse · 3 uur`, `na 5 lesweken · 1,5 uur`"""
    part = unit.settings.get(unit.kind.value, {})
    how = str(_("online"))
    if unit.kind is UnitKind.SESSION:
        how = str(_(MODES.get(part.get("mode", ""), FORMS[Form.ONSITE])))
    elif unit.kind is UnitKind.ASSIGNMENT:
        how = str(_("in your own class"))
    elif unit.kind is UnitKind.RETURN_MOMENT:
        weeks = part.get("weeks_after_last_session")
        how = str(_(MODES.get(part.get("mode", ""), FORMS[Form.ONSITE])))
        if weeks:
            how = str(ngettext("after %(num)s school week", "after %(num)s school weeks", weeks))
    return f"{how} · {length(unit.minutes)}"


def on_site_hours(units: Sequence[Unit]) -> Decimal:
    """Hours of sessions that take place on site only."""
    parts = (unit.settings.get("session", {}) for unit in units if unit.kind is UnitKind.SESSION)
    return Decimal(sum(Decimal(str(part["hours"])) for part in parts if part.get("mode") == "onsite"))


def card_facts(version: ModuleVersion, offer: RunOffer | None) -> list[Fact]:
    """The four facts of a card."""
    return [
        (str(_("For")), study_fields(version)),
        (str(_("Level")), levels(version)),
        (str(_("Duration")), duration(version)),
        (str(_("Form")), place_and_price(version, offer)),
    ]


def label_facts(version: ModuleVersion) -> list[Fact]:
    """The facts of the label on a module's cover."""
    long = duration(version)
    on_site = on_site_hours(version.units)
    if on_site:
        long = str(_("%(duration)s, of which %(hours)s on site", duration=long, hours=hours(on_site)))
    note = text(version.price_note)
    free = not version.price_cents
    cost: Fact = (str(_("Price")), note if free and note else price(version), "" if free else note.rstrip("."))
    return [
        (str(_("For")), audience(version)),
        (str(_("Level")), levels(version)),
        (str(_("Duration")), long),
        cost,
    ]


def lines(several: Sequence[str]) -> Markup:
    """Texts under each other."""
    return Markup("<br>").join(several)
