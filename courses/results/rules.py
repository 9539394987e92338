"""Decisions about a results sheet that need no database: which column is what, whose names it holds, and totals.

Two shapes are known: a row per answer (code, item, score), and a row per pupil with a column per item. Not here:
reading bytes (`lms.sheets`) and which goals there are (`courses.frameworks`).
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from courses.errors import N_
from courses.results.errors import NamesInSheet, SheetRefused

MAX_ITEMS = 60
CODE_WORDS = frozenset({"code", "id", "nr", "nummer", "leerlingcode", "kandidaat", "leerlingnummer", "volgnummer"})
ITEM_WORDS = frozenset({"item", "vraag", "opgave", "oefening", "onderdeel", "question", "taak"})
SCORE_WORDS = frozenset({"score", "punt", "punten", "resultaat", "behaald", "cijfer", "points", "result"})
NAME_WORDS = frozenset(
    {
        "naam", "voornaam", "achternaam", "familienaam", "roepnaam", "leerling", "leerlingen", "student", "name",
        "firstname", "lastname", "surname", "nom", "prenom", "email", "mail", "mailadres", "gebruikersnaam",
        "username", "geboortedatum", "geboren", "rijksregisternummer", "bsn", "insz", "adres", "telefoon", "gsm",
    }
)  # fmt: skip
"""Words in a heading that promise who somebody is."""
PARTICLES = frozenset(
    {"van", "de", "der", "den", "ter", "ten", "el", "al", "ben", "du", "la", "le", "in", "t", "vande"}
)
ADDRESS = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
PART_OF_NAME = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*\.?\Z")
MOSTLY = Decimal("0.5")


@dataclass(frozen=True)
class Columns:
    """Which column is what, by place. With a row per pupil `item` and `score` are None and `items` are columns."""

    code: int
    item: int | None
    score: int | None
    items: tuple[int, ...] = ()


@dataclass(frozen=True)
class Line:
    """Totals of an item or a goal."""

    name: str
    count: int
    mean: str
    low: str
    high: str

    def to_dict(self) -> dict[str, Any]:
        return asdict(self)


def words_of(heading: str) -> set[str]:
    """The words of a heading, in small letters and without accents that matter here."""
    plain = heading.casefold().replace("é", "e").replace("-", "")
    return set(re.findall(r"[^\W\d_]+", plain))


def number_of(text: str) -> Decimal | None:
    """`7,5`, `7.5`, `85 %` or `8/10` (as 0.8); None when it is no number."""
    plain = text.strip().removesuffix("%").strip()
    top, slash, bottom = plain.partition("/")
    try:
        value = Decimal(top.strip().replace(",", "."))
        if slash:
            value = value / Decimal(bottom.strip().replace(",", "."))
    except (InvalidOperation, ZeroDivisionError):
        return None
    return value if value.is_finite() and abs(value) < 10**9 else None


def refuse_names(headings: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Raises NamesInSheet when a heading or what stands under it looks like names or addresses of pupils."""
    for place, heading in enumerate(headings):
        values = {row[place].strip() for row in rows if place < len(row) and row[place].strip()}
        words = words_of(heading)
        if words & NAME_WORDS and not words & CODE_WORDS:
            raise _names(heading)
        if any(ADDRESS.fullmatch(value) for value in values):
            raise _names(heading)
        if words & ITEM_WORDS or not values:
            continue
        if sum(looks_like_a_name(value) for value in values) > MOSTLY * len(values):
            raise _names(heading)


def _names(heading: str) -> NamesInSheet:
    return NamesInSheet(
        N_("The column “%(column)s” looks like names of pupils. Put a code in its place, such as L01, and try again."),
        field="sheet",
        column=heading[:60] or "?",
    )


def looks_like_a_name(value: str) -> bool:
    """One to five words of letters, each with a capital but for `van`, `de` and the like; a code has a digit."""
    words = value.replace(",", " ").split()
    if not 1 <= len(words) <= 5 or not all(PART_OF_NAME.match(word) for word in words):
        return False
    own = [word for word in words if word.casefold() not in PARTICLES]
    return bool(own) and all(word[0].isupper() for word in own) and any(len(word) > 3 for word in own)


def columns_of(headings: Sequence[str], rows: Sequence[Sequence[str]]) -> Columns:
    """Which column is what. Raises SheetRefused when no code or no score can be found."""
    refuse_names(headings, rows)
    said = [words_of(heading) for heading in headings]
    code = next((place for place, words in enumerate(said) if words & CODE_WORDS), 0)
    item = next((place for place, words in enumerate(said) if words & ITEM_WORDS and _text(rows, place)), None)
    score = next((place for place, words in enumerate(said) if words & SCORE_WORDS and place != code), None)
    if item is not None and score is not None and item != code:
        return Columns(code, item, score)
    items = tuple(p for p in range(len(headings)) if p != code and headings[p].strip() and _numbers(rows, p))
    if not items:
        raise SheetRefused(
            N_("We find no scores in this sheet. It needs a column with codes, and columns with items and scores."),
            field="sheet",
        )
    return Columns(code, None, None, items)


def _filled(rows: Sequence[Sequence[str]], place: int) -> list[str]:
    return [row[place] for row in rows if place < len(row) and row[place].strip()]


def _text(rows: Sequence[Sequence[str]], place: int) -> bool:
    return bool(_filled(rows, place))


def _numbers(rows: Sequence[Sequence[str]], place: int) -> bool:
    values = _filled(rows, place)
    return bool(values) and all(number_of(value) is not None for value in values)


def scores_of(headings: Sequence[str], rows: Sequence[Sequence[str]], columns: Columns) -> dict[str, list[Decimal]]:
    """Scores by item, in the order of the sheet. Raises SheetRefused for too many items, or a score that is none."""
    found: dict[str, list[Decimal]] = {}
    for row in rows:
        if columns.item is not None and columns.score is not None:
            pairs = [(_at(row, columns.item), _at(row, columns.score))]
        else:
            pairs = [(headings[place].strip(), _at(row, place)) for place in columns.items]
        for item, said in pairs:
            if item and said:
                found.setdefault(item[:255], []).append(_score(said))
    if not 0 < len(found) <= MAX_ITEMS:
        raise SheetRefused(
            N_("This sheet has %(count)s items; 1 to %(max)s can be read."),
            field="sheet", count=len(found), max=MAX_ITEMS,
        )  # fmt: skip
    return found


def _at(row: Sequence[str], place: int) -> str:
    return row[place].strip() if place < len(row) else ""


def _score(said: str) -> Decimal:
    value = number_of(said)
    if value is None:
        raise SheetRefused(N_("“%(value)s” is not a score. Use numbers, such as 7,5."), field="sheet", value=said[:40])
    return value


def pupils_of(rows: Sequence[Sequence[str]], columns: Columns) -> int:
    """How many codes there are."""
    return len({_at(row, columns.code) for row in rows if _at(row, columns.code)})


def line_of(name: str, scores: Sequence[Decimal]) -> Line:
    """Totals; numbers are written with a comma and at most two decimals."""
    mean = sum(scores, Decimal(0)) / len(scores)
    return Line(name, len(scores), written(mean), written(min(scores)), written(max(scores)))


def written(value: Decimal) -> str:
    text = f"{value:.2f}".rstrip("0").rstrip(".")
    return text.replace(".", ",")


def by_goal(scores: Mapping[str, Sequence[Decimal]], goals: Mapping[str, str]) -> dict[str, list[Decimal]]:
    """Scores by goal, for the items that have one."""
    found: dict[str, list[Decimal]] = {}
    for item, values in scores.items():
        if item in goals:
            found.setdefault(goals[item], []).extend(values)
    return found
