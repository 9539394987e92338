"""A long list in parts: `?vanaf=101` shows it from the 101st on. Not here: searching and sorting."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from flask import request

from lms.forms import number_in

Row = TypeVar("Row")
SHOWN = 100


@dataclass(frozen=True)
class Part(Generic[Row]):
    """What of a list is on this page; `first` counts from 1."""

    rows: Sequence[Row]
    first: int
    total: int

    @property
    def last(self) -> int:
        return self.first + len(self.rows) - 1

    @property
    def whole(self) -> bool:
        return len(self.rows) == self.total

    @property
    def previous(self) -> int | None:
        """Where the part before this one begins."""
        return max(1, self.first - SHOWN) if self.first > 1 else None

    @property
    def next(self) -> int | None:
        return self.last + 1 if self.last < self.total else None


def part(rows: Sequence[Row]) -> Part[Row]:
    """The part that the address asks for; the first one for anything that is not in the list."""
    asked = number_in(request.args.get("vanaf"))
    first = asked if 1 <= asked <= len(rows) else 1
    return Part(rows[first - 1 : first - 1 + SHOWN], first, len(rows))
