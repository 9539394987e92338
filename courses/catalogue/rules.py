"""Choosing from the catalogue: what a module counts as, whether it fits a choice, and how many would.

Pure: everything is values. Not here: reading modules (`queries`) and the words on the page (`lms.public`).
"""

import enum
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from courses.base import Translations
from courses.catalogue.models import Form, ModuleVersion
from courses.errors import N_
from courses.frameworks.queries import Aligned

#: The controlled list of study fields (NIV-03); the schema of packages has the same, and `alle`.
STUDY_FIELDS = {
    "auto": N_("Car mechanics"),
    "bouw": N_("Construction"),
    "chemie": N_("Chemistry"),
    "handel": N_("Commerce"),
    "hout": N_("Woodwork"),
    "koeling-warmte": N_("Cooling and heating"),
    "land-tuinbouw": N_("Agriculture and horticulture"),
    "lichaamsverzorging": N_("Body care"),
    "mechanica-elektriciteit": N_("Mechanics and electricity"),
    "personenzorg": N_("Personal care"),
    "voeding": N_("Food"),
}
EVERY_FIELD = "alle"
#: The three visible levels (NIV-01), by the DigCompEdu level at which one can start.
LEVELS = {
    "beginner": ("A1", "A2"),
    "gevorderde": ("B1", "B2"),
    "expert": ("C1", "C2"),
}
THEMES = ("vak", "toets", "denk", "coach", "stapel")
#: Study load in hours, up to and including.
HALF_DAY, WEEKS = 4, 12
GRADES = {"1": N_("1st grade"), "2": N_("2nd grade"), "3": N_("3rd grade")}
FINALITIES = {
    "doorstroom": N_("preparing for higher education"),
    "dubbel": N_("double purpose"),
    "arbeidsmarkt": N_("preparing for work"),
}


class Facet(enum.StrEnum):
    """What one can filter by; the value is the name in the page's address."""

    TIME = "tijd"
    LEVEL = "niveau"
    FORM = "vorm"
    THEME = "thema"
    FIELD = "studiegebied"


CHOICES: Mapping[Facet, tuple[str, ...]] = {
    Facet.TIME: ("halve-dag", "weken", "langer"),
    Facet.LEVEL: tuple(LEVELS),
    Facet.FORM: tuple(form.value for form in Form),
    Facet.THEME: THEMES,
    Facet.FIELD: tuple(STUDY_FIELDS),
}


@dataclass(frozen=True)
class Entry:
    """A module as the filters see it."""

    version: ModuleVersion
    values: Mapping[Facet, frozenset[str]]
    goals: frozenset[str]
    """Goals as `framework:code`."""
    words: str
    """Everything that search looks in, plain and in small letters."""


@dataclass(frozen=True)
class Wanted:
    """A choice: within a facet any value will do, every facet and every word must fit."""

    chosen: Mapping[Facet, frozenset[str]] = field(default_factory=dict)
    words: tuple[str, ...] = ()
    goal: str | None = None

    def __bool__(self) -> bool:
        return bool(any(self.chosen.values()) or self.words or self.goal)


def entry(version: ModuleVersion, goals: Sequence[Aligned]) -> Entry:
    """How `version` is found; `goals` are its alignments."""
    fields = frozenset(version.study_fields)
    return Entry(
        version=version,
        values={
            Facet.TIME: frozenset({time_of(version)}),
            Facet.LEVEL: frozenset(level for level, codes in LEVELS.items() if version.entry_level in codes),
            Facet.FORM: frozenset({version.form.value}),
            Facet.THEME: frozenset({version.theme}),
            Facet.FIELD: frozenset(STUDY_FIELDS) if EVERY_FIELD in fields else fields,
        },
        goals=frozenset(f"{goal.framework}:{goal.code}" for goal in goals),
        words=" ".join(plain(text) for text in _texts(version, goals)),
    )


def time_of(version: ModuleVersion) -> str:
    """Which of the three answers to "how much time do you have" a module is."""
    if version.hours <= HALF_DAY:
        return "halve-dag"
    return "weken" if version.hours <= WEEKS else "langer"


def _texts(version: ModuleVersion, goals: Sequence[Aligned]) -> Iterable[str]:
    translated: list[Translations | None] = [version.title, version.summary, version.pupils]
    for goal in goals:
        yield f"{goal.framework} {goal.code}"
        if goal.item is not None:
            translated += [goal.item.name, goal.item.description]
    for texts in translated:
        yield from (texts or {}).values()


def plain(text: str) -> str:
    """Small letters without accents, so that `creëren` is found by `creeren`."""
    apart = unicodedata.normalize("NFKD", text.casefold())
    return " ".join("".join(sign for sign in apart if not unicodedata.combining(sign)).split())


def words_of(query: str) -> tuple[str, ...]:
    """The words of a search, at most ten."""
    return tuple(plain(query[:200]).split()[:10])


def fits(candidate: Entry, wanted: Wanted, *, leaving_out: Facet | None = None) -> bool:
    """Whether a module fits the choice, as if nothing was chosen in `leaving_out`."""
    if wanted.goal is not None and wanted.goal not in candidate.goals:
        return False
    if not all(word in candidate.words for word in wanted.words):
        return False
    return all(
        not values or facet is leaving_out or values & candidate.values[facet]
        for facet, values in wanted.chosen.items()
    )


def counts(entries: Sequence[Entry], wanted: Wanted) -> Mapping[Facet, Mapping[str, int]]:
    """For each value how many modules there would be with it, the other facets staying as chosen."""
    found: dict[Facet, dict[str, int]] = {}
    for facet, values in CHOICES.items():
        fitting = [candidate for candidate in entries if fits(candidate, wanted, leaving_out=facet)]
        found[facet] = {value: sum(value in one.values[facet] for one in fitting) for value in values}
    return found
