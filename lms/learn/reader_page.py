"""What a page of the reader shows, by kind of unit, as values in the reader's language.

Not here: the routes (`reader`), questions (`quiz_page`), sessions (`meeting_page`).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from flask import url_for
from flask_babel import gettext as _
from markupsafe import Markup

from courses.catalogue.models import ModuleVersion, Unit, UnitKind
from courses.delivery.models import Participation
from courses.delivery.queries import assignment_window
from courses.flows import learn
from courses.practice.models import SubmissionState
from courses.practice.queries.drafts import assignment_of
from courses.progress import rules
from courses.progress.errors import NotOpen
from courses.progress.facts import Facts, UnitFacts
from courses.progress.models import UnitProgress
from courses.progress.queries import facts_of
from lms import clock
from lms.dates import format_long_day, format_moment, format_time
from lms.db import transaction
from lms.learn.contact import Contact, contact_of
from lms.learn.meeting_page import unit_meetings
from lms.learn.quiz_page import QuizPage, quiz_page
from lms.learn.shared import file_url, own, own_zone, prose, today, words
from lms.learn.tracks import Item, side_items, unit_url

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

EMBEDS = {
    "youtube": (
        "https://www.youtube-nocookie.com/embed/{id}?autoplay=1",
        "https://www.youtube.com/watch?v={id}",
        "YouTube",
    ),
    "vimeo": ("https://player.vimeo.com/video/{id}?autoplay=1&dnt=1", "https://vimeo.com/{id}", "Vimeo"),
}
TEMPLATES = {
    UnitKind.TEXT: "text",
    UnitKind.VIDEO: "video",
    UnitKind.QUIZ: "quiz",
    UnitKind.SESSION: "gathering",
    UnitKind.RETURN_MOMENT: "gathering",
    UnitKind.ASSIGNMENT: "assignment",
}


@dataclass(frozen=True)
class UnitPage:
    """Everything of the frame round a unit, and in `detail` what its kind shows more."""

    template: str
    participation: str
    slug: str
    module: str
    title: str
    summary: str
    number: int
    total: int
    minutes: int
    required: bool
    done: bool
    body: Markup
    place: str
    """Heading to go on from; "" at the start."""
    saved: str
    track: Sequence[Item]
    previous: Item | None
    next: Item | None
    contact: Contact | None
    detail: Any


def unit_page(participation: str, slug: str, *, asked: str, error: str = "", given: Sequence[str] = ()) -> UnitPage:
    """Open the unit for whoever is signed in. `asked` is the question to show, `error` what was wrong with `given`."""
    now = clock.now()
    with transaction() as session:
        mine = own(session, participation)
        try:
            unit, progress = learn.open_unit(session, participation=mine, slug=slug, now=now)
        except NotOpen as closed:
            return _closed_page(session, mine, slug, closed.when)
        facts = facts_of(session, mine.id)
        here = next(one for one in facts.units if one.id == unit.id)
        number = facts.units.index(here) + 1
        return UnitPage(
            template=TEMPLATES[unit.kind],
            participation=mine.public_id,
            slug=unit.slug,
            module=words(mine.module_version.title),
            title=words(unit.title),
            summary=words(unit.summary),
            number=number,
            total=len(facts.units),
            minutes=unit.minutes,
            required=unit.required,
            done=rules.is_complete(here),
            body=prose(mine.module_version, unit.body),
            place=_heading_place(progress),
            saved=_saved(session, progress),
            track=side_items(mine, facts, unit.id),
            previous=_neighbour(mine, facts, number - 2),
            next=_neighbour(mine, facts, number),
            contact=contact_of(session, mine),
            detail=_detail(session, mine, unit, here, progress, asked, error, given, now),
        )


def _closed_page(session: "Session", mine: Participation, slug: str, when: datetime) -> UnitPage:
    """What it is called and when it opens; nothing of what stands in it (AAN-05)."""
    facts = facts_of(session, mine.id)
    here = next(one for one in facts.units if one.slug == slug)
    number = facts.units.index(here) + 1
    return UnitPage(
        template="closed",
        participation=mine.public_id,
        slug=slug,
        module=words(mine.module_version.title),
        title=words(here.title),
        summary="",
        number=number,
        total=len(facts.units),
        minutes=here.minutes,
        required=here.required,
        done=rules.is_complete(here),
        body=Markup(""),
        place="",
        saved="",
        track=side_items(mine, facts, here.id),
        previous=_neighbour(mine, facts, number - 2),
        next=_neighbour(mine, facts, number),
        contact=contact_of(session, mine),
        detail=format_long_day(when),
    )


def following(facts: Facts, slug: str) -> str | None:
    """The unit after this one that is not complete; past the end the first that is not; None when all are."""
    slugs = [unit.slug for unit in facts.units]
    start = slugs.index(slug) + 1 if slug in slugs else 0
    order = [*facts.units[start:], *facts.units[:start]]
    return next((unit.slug for unit in order if unit.slug != slug and not rules.is_complete(unit)), None)


def _neighbour(mine: Participation, facts: Facts, index: int) -> Item | None:
    if not 0 <= index < len(facts.units):
        return None
    unit = facts.units[index]
    return {"title": words(unit.title), "href": unit_url(mine, unit.slug)}


def _heading_place(progress: UnitProgress) -> str:
    place = progress.place or ""
    return place if place.startswith("part-") and place != "part-1" else ""


def _saved(session: "Session", progress: UnitProgress) -> str:
    zone = own_zone(session)
    return str(_("Your place was kept at %(time)s", time=format_time(progress.last_opened_at, zone)))


def _detail(
    session: "Session",
    mine: Participation,
    unit: Unit,
    here: UnitFacts,
    progress: UnitProgress,
    asked: str,
    error: str,
    given: Sequence[str],
    now: datetime,
) -> Any:
    if unit.kind is UnitKind.QUIZ:
        return _quiz(session, mine, unit, progress, asked, error, given)
    if unit.kind is UnitKind.VIDEO:
        return video_of(mine.module_version, unit)
    if unit.kind is UnitKind.ASSIGNMENT:
        return _assignment(session, mine, unit, here)
    if unit.kind in rules.MEETINGS:
        return unit_meetings(session, mine, unit, here, now)
    return None


def _quiz(
    session: "Session",
    mine: Participation,
    unit: Unit,
    progress: UnitProgress,
    asked: str,
    error: str,
    given: Sequence[str],
) -> QuizPage:
    return quiz_page(session, mine, unit, place=progress.place or "", asked=asked, error=error, given=given)


def video_of(version: ModuleVersion, unit: Unit) -> Item:
    """A film that is only asked for when somebody presses play; its words are on the page at once."""
    video = unit.settings.get("video", {})
    known = EMBEDS.get(video.get("provider", ""))
    embed, page, site = known or ("", "", "")
    poster = video.get("poster")
    captions = {tag: file_url(version, path) for tag, path in video.get("captions", {}).items()}
    return {
        "title": words(video.get("title")),
        "minutes": video.get("minutes"),
        "embed": embed.format(id=video.get("id", "")),
        "href": page.format(id=video.get("id", "")),
        "site": site,
        "file": "" if known else file_url(version, str(video.get("id", ""))),
        "poster": file_url(version, poster) if poster else "",
        "captions": captions,
        "transcript": prose(version, video["transcript"]) if video.get("transcript") else "",
    }


def _assignment(session: "Session", mine: Participation, unit: Unit, here: UnitFacts) -> Item:
    """What is asked, on which points it is looked at, and where the work is now."""
    row = assignment_of(session, unit_id=unit.id)
    window = assignment_window(session, participation_id=mine.id, unit_id=unit.id)
    work = here.assignment
    levels = work.levels if work else {}
    zone = own_zone(session)
    due = window.due_at if window else None
    return {
        "state": work.state if work else None,
        "State": SubmissionState,
        "due": format_moment(due, today=today(zone)) if due else "",
        "points": [
            {
                "title": words(criterion.title),
                "met": levels.get(criterion.id, -1) >= criterion.required_level,
                "asked": _asked_level(criterion.levels, criterion.required_level),
            }
            for criterion in row.rubric.criteria
        ],
        "evidence_note": words(row.evidence_note),
        "min_words": row.min_words,
        "href": url_for("learn.hand_in_work", participation=mine.public_id, unit_slug=unit.slug),
    }


def _asked_level(levels: Sequence[Any], required: int) -> str:
    """The description of the level that is enough, so that nobody has to guess."""
    found = next((level for level in levels if level.value == required), None)
    return words(found.description) if found is not None else ""
