"""Reads of frameworks: finding the goal that a code means, with what a badge keeps of it.

Not here: which modules work on a goal (`courses.catalogue.queries`).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

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
        if self.item is None:
            return True
        frame = self.item.framework
        return in_force(self.item.valid_from, self.item.valid_until, on) and in_force(
            frame.valid_from, frame.valid_until, on
        )

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
