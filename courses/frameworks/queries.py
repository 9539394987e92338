"""Reads of frameworks: finding the goal that a code means, with what a badge keeps of it.

Not here: which modules work on a goal (`courses.catalogue.queries`).
"""

import unicodedata
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session, contains_eager, joinedload

from courses.base import text_in
from courses.frameworks.models import Framework, FrameworkItem
from courses.frameworks.rules import in_force

Name = tuple[str, str]
"""Framework code and goal code."""


@dataclass(frozen=True)
class Aligned:
    """A goal as named somewhere, and the loaded goal that it means, if any."""

    framework: str
    code: str
    level: str | None
    item: FrameworkItem | None

    def in_force(self, on: date) -> bool:
        """Whether the goal and its framework hold on that day; a goal that is not loaded counts as yes."""
        return self.item is None or holds(self.item, on)

    def frozen(self, language: str) -> dict[str, str | None]:
        """What a badge keeps for ever, in the language of its text."""
        frame = self.item.framework if self.item else None
        return {
            "framework": self.framework,
            "framework_name": text_in(frame.name, language) if frame else self.framework,
            "code": self.code,
            "name": text_in(self.item.name, language) if self.item else self.code,
            "url": (self.item.url if self.item else None) or (frame.url if frame else None),
            "level": self.level,
        }


def holds(item: FrameworkItem, on: date) -> bool:
    """Whether the goal and its framework are in force on that day."""
    frame = item.framework
    return in_force(item.valid_from, item.valid_until, on) and in_force(frame.valid_from, frame.valid_until, on)


def search_goals(session: Session, text: str, *, on: date, most: int = 30) -> list[FrameworkItem]:
    """Goals whose code begins with `text`, or whose words are all in name or description, whatever the language.

    An equal code comes first, then codes that begin so, then words; what is in force before what expired.
    """
    words = [plain(word) for word in text.split()]
    if not words:
        return []
    rows = session.scalars(
        select(FrameworkItem)
        .join(Framework, Framework.id == FrameworkItem.framework_id)
        .options(contains_eager(FrameworkItem.framework))
        .order_by(Framework.code, Framework.id.desc(), FrameworkItem.position)
    )
    found = [(rank, item) for item in rows if (rank := _rank(item, words)) is not None]
    found.sort(key=lambda one: (one[0], not holds(one[1], on)))
    return [item for _rank_of, item in found[:most]]


def _rank(item: FrameworkItem, words: Sequence[str]) -> int | None:
    """0 to 2, the best first; None: it does not fit."""
    code, asked = plain(item.code), " ".join(words)
    if code == asked:
        return 0
    if code.startswith(asked):
        return 1
    said = plain(" ".join([*item.name.values(), *(item.description or {}).values()]))
    return 2 if all(word in said for word in words) else None


def plain(text: str) -> str:
    """In small letters and without accents, for comparing."""
    split = unicodedata.normalize("NFKD", text.casefold())
    return "".join(sign for sign in split if not unicodedata.combining(sign))


def goals_by_id(session: Session, ids: Collection[int]) -> dict[int, FrameworkItem]:
    """Goals with their frameworks; what does not exist is left out."""
    rows = session.scalars(
        select(FrameworkItem).where(FrameworkItem.id.in_(ids)).options(joinedload(FrameworkItem.framework))
    )
    return {item.id: item for item in rows}


def align(session: Session, goals: Iterable[tuple[str, str, str | None]]) -> list[Aligned]:
    """For each (framework, code, level) the loaded goal, of the newest version that has it; in that order."""
    wanted = list(goals)
    found: dict[Name, FrameworkItem] = {}
    rows = session.scalars(
        select(FrameworkItem)
        .join(Framework, Framework.id == FrameworkItem.framework_id)
        .where(
            Framework.code.in_({framework for framework, _, _ in wanted}),
            FrameworkItem.code.in_({code for _, code, _ in wanted}),
        )
        .options(joinedload(FrameworkItem.framework))
        .order_by(Framework.valid_from, Framework.id)
    )
    for item in rows:
        found[item.framework.code, item.code] = item
    return [Aligned(framework, code, level, found.get((framework, code))) for framework, code, level in wanted]


def frameworks(session: Session) -> Sequence[Framework]:
    """Every loaded framework, by code, newest version first."""
    return session.scalars(select(Framework).order_by(Framework.code, Framework.id.desc())).all()
