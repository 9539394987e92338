"""The catalogue page: from the page's address to filters with counts, chips and cards.

Not here: what fits what (`courses.catalogue.rules`) and rows.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flask import url_for
from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict

from courses.catalogue.models import Form
from courses.catalogue.rules import (
    CHOICES,
    STUDY_FIELDS,
    Entry,
    Facet,
    Wanted,
    counts,
    fits,
    words_of,
)
from courses.delivery.queries import RunOffer
from courses.errors import N_
from lms.public import facts

QUESTIONS = {
    Facet.TIME: N_("How much time do you have?"),
    Facet.LEVEL: N_("How easy is it for you already?"),
    Facet.FORM: N_("How do you want to learn?"),
    Facet.THEME: N_("What is it about?"),
    Facet.FIELD: N_("Study field"),
}
WORDS: Mapping[Facet, Mapping[str, str]] = {
    Facet.TIME: {
        "halve-dag": N_("Half a day"),
        "weken": N_("A few weeks, up to 12 hours"),
        "langer": N_("More than 12 hours"),
    },
    Facet.LEVEL: {
        "beginner": N_("I start from zero"),
        "gevorderde": N_("I know the basics"),
        "expert": N_("I help colleagues"),
    },
    Facet.FORM: {
        Form.ONLINE.value: N_("Online"),
        Form.ONSITE.value: N_("On site"),
        Form.BLENDED.value: N_("On site and online"),
    },
    Facet.THEME: facts.THEMES,
    Facet.FIELD: STUDY_FIELDS,
}
QUERY, GOAL = "q", "doel"


@dataclass(frozen=True)
class Choice:
    value: str
    text: str
    count: int
    checked: bool


@dataclass(frozen=True)
class Question:
    facet: Facet
    text: str
    choices: tuple[Choice, ...]


@dataclass(frozen=True)
class Chip:
    """Something chosen; `href` is the page without it."""

    text: str
    href: str


@dataclass(frozen=True)
class Card:
    entry: Entry
    offer: RunOffer | None
    facts: Sequence[facts.Fact]


@dataclass(frozen=True)
class Page:
    query: str
    goal: str
    questions: tuple[Question, ...]
    chips: tuple[Chip, ...]
    cards: tuple[Card, ...]


def wanted_of(arguments: "MultiDict[str, str]") -> Wanted:
    """What the address asks for; a value that no filter has is left out."""
    chosen = {facet: frozenset(arguments.getlist(facet.value)) & frozenset(values) for facet, values in CHOICES.items()}
    goal = arguments.get(GOAL, "")[:130]
    return Wanted(chosen=chosen, words=words_of(arguments.get(QUERY, "")), goal=goal or None)


def page(
    entries: Sequence[Entry],
    arguments: "MultiDict[str, str]",
    coming: Mapping[int, Sequence[RunOffer]],
) -> Page:
    """What the catalogue shows for these arguments; `coming` are groups by module id."""
    wanted = wanted_of(arguments)
    shown = [one for one in entries if fits(one, wanted)]
    return Page(
        query=arguments.get(QUERY, "")[:200],
        goal=wanted.goal or "",
        questions=_questions(entries, wanted),
        chips=_chips(arguments, wanted),
        cards=tuple(_cards(shown, coming)),
    )


def _questions(entries: Sequence[Entry], wanted: Wanted) -> tuple[Question, ...]:
    """Only values that lead somewhere, and those chosen; a facet with one value to choose says nothing."""
    found = counts(entries, wanted)
    questions = []
    for facet, values in CHOICES.items():
        chosen = wanted.chosen.get(facet, frozenset())
        choices = tuple(
            Choice(value, str(_(WORDS[facet][value])), found[facet][value], value in chosen)
            for value in values
            if found[facet][value] or value in chosen
        )
        if choices:
            questions.append(Question(facet, str(_(QUESTIONS[facet])), choices))
    return tuple(questions)


def _chips(arguments: "MultiDict[str, str]", wanted: Wanted) -> tuple[Chip, ...]:
    chips = []
    if wanted.words:
        words = arguments.get(QUERY, "").strip()[:60]
        chips.append(Chip(f"“{words}”", _without(arguments, QUERY)))
    if wanted.goal:
        chips.append(Chip(str(_("goal %(code)s", code=wanted.goal.partition(":")[2])), _without(arguments, GOAL)))
    for facet, values in CHOICES.items():
        for value in values:
            if value in wanted.chosen[facet]:
                chips.append(Chip(str(_(WORDS[facet][value])), _without(arguments, facet.value, value)))
    return tuple(chips)


def _without(arguments: "MultiDict[str, str]", name: str, value: str | None = None) -> str:
    """The catalogue's address with one choice less."""
    rest: dict[str, list[str]] = {}
    for key in (QUERY, GOAL, *(facet.value for facet in Facet)):
        kept = [one for one in arguments.getlist(key) if one and not (key == name and value in (None, one))]
        if kept:
            rest[key] = kept
    return url_for("public.catalogue", **rest)  # type: ignore[arg-type]  # url_for takes lists, its stub does not say


def _cards(shown: Sequence[Entry], coming: Mapping[int, Sequence[RunOffer]]) -> list[Card]:
    """Modules that can be joined soonest stand first, then those without a group."""
    cards = []
    for one in shown:
        offers = coming.get(one.version.module_id, ())
        offer = next((found for found in offers if found.open), None) or next(iter(offers), None)
        cards.append(Card(one, offer, facts.card_facts(one.version, offer)))
    return sorted(cards, key=_soonest)


def _soonest(card: Card) -> tuple[bool, bool, str]:
    offer = card.offer
    return (offer is None, not (offer and offer.open), offer.run.starts_on.isoformat() if offer else "")
