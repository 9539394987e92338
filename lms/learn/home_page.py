"""What the home page shows, as values in the reader's language.

Not here: the route (`home`), and deciding what comes next or is missing (`courses.progress`).
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING

from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from markupsafe import Markup

from courses.catalogue.models import UnitKind
from courses.delivery.models import Participation
from courses.errors import N_
from courses.flows.standing import Standing, by_last_use, standing_of
from courses.flows.track_standing import TrackStanding, tracks_of
from courses.insight.queries import feedback_run, gave_feedback
from courses.practice.queries.queue import queue, queue_ids
from courses.progress import rules
from courses.progress.facts import UnitFacts
from courses.progress.values import Action, Missing, MissingKind
from courses.recognition.queries import AwardView, awards_of
from lms import clock
from lms.dates import format_age, format_long_day, format_minutes, format_since
from lms.db import reading
from lms.learn.contact import Contact, contact_of
from lms.learn.shared import badge_url, own_zone, today, words
from lms.learn.steps import StepWords, step_words
from lms.learn.tracks import Item, done_count, home_items, in_words, stations, unit_url
from lms.learn.waiting_page import lines_of
from lms.line_art import Station, trace_svg
from lms.missing_text import missing_detail, missing_title
from lms.policy import Permission
from lms.signin import actor
from lms.wording import first_name

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

OLDEST = 3
"""Pieces of waiting work that are named on the home page."""
SHORT = 15
"""Minutes: what fits between two lessons."""
UNITS_NAMED = 2
"""Units to finish that get a line of their own; the track names them all."""
BUTTONS = {
    Action.START: N_("Start"),
    Action.CONTINUE: N_("Go on"),
    Action.ATTEND: N_("See where and how"),
    Action.ASK: N_("Write your question"),
    Action.CHOOSE: N_("See the dates"),
    Action.HAND_IN: N_("Hand in"),
    Action.IMPROVE: N_("Add to it"),
    Action.CATCH_UP: N_("See what you can do"),
}


@dataclass(frozen=True)
class Shown:
    """One module on the home page."""

    title: str
    board: StepWords | None
    line: Markup
    heading: str
    missing: Sequence[Item]
    track: Sequence[Item]
    word: Item | None
    short: Sequence[Item]
    finished: Item | None
    contact: Contact | None = None
    others: Sequence[Item] = ()
    tracks: Sequence[Item] = ()
    cancelled: Item | None = None
    """The group does not go on: why, and the way to other dates."""
    feedback: str = ""
    """Where one says how the module was; "" before its end, and once it is said."""


@dataclass(frozen=True)
class HomePage:
    greeting: str
    shown: Shown | None
    badges: Sequence[Item] = field(default=())
    waits: Sequence[Item] = field(default=())
    """For who assesses: the oldest few of what waits."""
    waiting: int = 0
    """How many pieces of work that is in all."""
    lines: Sequence[Item] = ()
    """The waiting lists that one is on."""


def home_page(chosen: str) -> HomePage:
    """The page of whoever is signed in; `chosen` is the public id of the module to show."""
    now = clock.now()
    with reading() as session:
        mine = by_last_use(session, person_id=actor().person_id)
        day = today(own_zone(session))
        greeting = _("Hello %(name)s. It is %(day)s.", name=first_name(actor().display_name), day=format_long_day(day))
        awards = awards_of(session, person_id=actor().person_id, now=now)
        participation = next((one for one in mine if one.public_id == chosen), mine[0] if mine else None)
        shown = _shown(session, participation, mine, now) if participation else None
        waits, waiting = _waits(session, now)
        badges = [_badge_item(award) for award in awards]
        return HomePage(str(greeting), shown, badges, waits, waiting, lines_of(session, now))


def _waits(session: "Session", now: datetime) -> tuple[list[Item], int]:
    """What waits for the reader to assess, oldest first."""
    if not actor().may(Permission.ASSESS):
        return [], 0
    every = queue_ids(session, person_id=actor().person_id)
    first = queue(session, person_id=actor().person_id, now=now, limit=OLDEST) if every else []
    return [
        {
            "title": str(_("Work %(code)s", code=one.person)) if one.hidden else one.person,
            "note": f"{words(one.unit)} · {one.run_name}",
            "age": format_age(one.handed_in_at, now),
            "href": url_for("teach.grade", attempt=one.attempt),
        }
        for one in first
    ], len(every)


def _shown(session: "Session", participation: Participation, mine: Sequence[Participation], now: datetime) -> Shown:
    standing = standing_of(session, participation=participation, now=now)
    here = standing.step.unit_id if standing.step else None
    earned = standing.goal is not None and standing.goal.award is not None
    zone = own_zone(session)
    return Shown(
        title=words(participation.module_version.title),
        board=step_words(standing.step, participation) if standing.step else None,
        line=trace_svg(
            stations(standing.facts, here, badge=standing.goal is not None, earned=earned),
            label=in_words(standing.facts, here),
            done_text=str(_("%(count)s done", count=done_count(standing.facts))) if done_count(standing.facts) else "",
            here_text=str(_("you are here")) if here else "",
            end_text=str(_("badge")) if standing.goal else "",
        ),
        heading=_heading(standing),
        missing=_missing_items(standing, today(zone)),
        track=home_items(participation, standing.facts, here, badge=_badge_note(standing), earned=earned),
        word=_word(standing, now, zone),
        short=_short_things(standing),
        finished=_finished(standing),
        contact=contact_of(session, participation),
        others=[_other(one) for one in mine if one.id != participation.id],
        tracks=[_track(one) for one in tracks_of(session, person_id=actor().person_id, now=now)],
        cancelled=_cancelled(standing),
        feedback=_feedback(session, standing, now),
    )


def _cancelled(standing: Standing) -> Item | None:
    run = standing.run
    if run is None or run.cancelled_at is None:
        return None
    return {
        "title": str(_("Your group “%(group)s” does not go on", group=run.name)),
        "text": run.cancel_reason or "",
        "href": url_for("public.module", slug=standing.participation.module_version.module.slug) + "#kies",
    }


def _feedback(session: "Session", standing: Standing, now: datetime) -> str:
    mine, done = standing.participation, standing.step is None
    run = feedback_run(session, participation=mine, now=now, done=done)
    if run is None or gave_feedback(session, mine.id):
        return ""
    return url_for("learn.feedback", participation=mine.public_id)


def _heading(standing: Standing) -> str:
    """ "" for a module that gives no badge: then the track says it all."""
    if standing.goal is None:
        return ""
    count = len(standing.goal.missing)
    if not count:
        return str(_("Nothing is missing for your badge"))
    return str(ngettext("Still %(num)s thing for your badge", "Still %(num)s things for your badge", count))


def _missing_items(standing: Standing, day: date) -> list[Item]:
    """One line per condition. Many units still to do are named together: the track shows each of them."""
    missing = list(standing.goal.missing) if standing.goal else []
    units = [one for one in missing if one.kind is MissingKind.UNIT]
    folded = units[UNITS_NAMED:] if len(units) > UNITS_NAMED + 1 else []
    items = [_missing_item(one, standing, day) for one in missing if one not in folded]
    if folded:
        more = ngettext("And %(num)s more part", "And %(num)s more parts", len(folded))
        titles = ", ".join(words(one.title) for one in folded)
        items.insert(UNITS_NAMED, {"title": str(more), "note": titles})
    done = done_count(standing.facts)
    if done:
        told = ngettext("%(num)s part is done", "%(num)s parts are done", done)
        items.append({"title": str(told), "done": True, "action_href": "#track", "action_text": _("Show them")})
    return items


def _missing_item(missing: Missing, standing: Standing, day: date) -> Item:
    item: Item = {"title": missing_title(missing), "note": missing_detail(missing, today=day)}
    if missing.action is not None:
        item["action_text"] = str(_(BUTTONS[missing.action]))
        item["action_href"] = _solves(missing, standing.participation)
    return item


def _solves(missing: Missing, participation: Participation) -> str:
    """Where the thing that is missing gets done."""
    if missing.action is Action.CHOOSE:
        return url_for("public.module", slug=participation.module_version.module.slug) + "#kies"
    if missing.action in (Action.HAND_IN, Action.IMPROVE):
        return url_for("learn.hand_in_work", participation=participation.public_id, unit_slug=missing.unit_slug)
    if missing.session_public_id is not None:
        return url_for("learn.meeting", session_id=missing.session_public_id)
    return unit_url(participation, missing.unit_slug)


def _badge_note(standing: Standing) -> str:
    """ "" when there is no badge to earn."""
    goal = standing.goal
    if goal is None:
        return ""
    if goal.award is not None:
        return str(_("You have it. You choose whether you share it."))
    return str(_("Comes by itself when everything is done. You choose whether you share it."))


def _word(standing: Standing, now: datetime, zone: str) -> Item | None:
    word = standing.word
    if word is None:
        return None
    name = first_name(word.by) if word.by else str(_("your trainer"))
    who = ", ".join(filter(None, (word.by, str(_("trainer")))))
    return {
        "title": str(_("Message from %(name)s", name=name)),
        "text": word.text,
        "who": f"{who} · {format_since(word.at, now, zone=zone)}",
        "href": url_for("learn.hand_in_work", participation=standing.participation.public_id, unit_slug=word.unit_slug),
    }


def _short_things(standing: Standing) -> list[Item]:
    """At most two things for a spare moment: something short still to do, a quiz to practise once more."""
    step = standing.step.unit_id if standing.step else None
    todo = [unit for unit in standing.facts.units if unit.id != step and unit.kind not in rules.MEETINGS]
    short = [unit for unit in todo if not rules.is_complete(unit) and unit.minutes <= SHORT]
    again = [unit for unit in todo if unit.kind is UnitKind.QUIZ and unit.completed]
    return [_short_item(standing.participation, unit) for unit in [*short, *again][:2]]


def _short_item(participation: Participation, unit: UnitFacts) -> Item:
    again = unit.completed
    title = _("Practise once more: %(title)s", title=words(unit.title)) if again else words(unit.title)
    note = _("As often as you like") if again else format_minutes(unit.minutes)
    return {"title": str(title), "note": str(note), "href": unit_url(participation, unit.slug)}


def _finished(standing: Standing) -> Item | None:
    """Every required unit is done: the badge, or what the badge still waits for."""
    if standing.step is not None:
        return None
    goal = standing.goal
    award = goal.award if goal else None
    if award is None:
        return {"title": _("Everything is done"), "text": _("Well done. You can look everything up here again.")}
    return {
        "title": _("Your badge is here"),
        "text": _("You did everything of “%(title)s”.", title=words(standing.participation.module_version.title)),
        "href": badge_url(award.public_id),
    }


def _other(participation: Participation) -> Item:
    return {
        "title": words(participation.module_version.title),
        "href": url_for("learn.home", spoor=participation.public_id),
    }


def _track(standing: TrackStanding) -> Item:
    """One line for a track: how many of its modules are done; its page shows the whole line."""
    count, total = standing.done, len(standing.parts)
    told = _("%(done)s of %(total)s modules done.", done=count, total=total)
    return {
        "title": words(standing.track.title),
        "href": url_for("public.track", slug=standing.track.track.slug),
        "note": str(_("You have its badge.")) if standing.award else str(told),
        "line": trace_svg(
            [
                *(Station("done" if part.state == "done" else "todo") for part in standing.parts),
                Station("done" if standing.award else "todo", "badge" if standing.badge else "end"),
            ],
            label="",
        ),
    }


def _badge_item(award: AwardView) -> Item:
    told = (
        _("Revoked")
        if award.revoked_at
        else _("You share this badge")
        if award.shared_at
        else _("Only you see this badge")
    )
    return {
        "name": words(award.badge_name),
        "note": str(told),
        "href": badge_url(award.public_id),
        "art": award.art,
        "form": award.achievement_type,
        "revoked": award.revoked_at is not None,
    }
