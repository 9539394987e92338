"""Did every accepted award become exactly one badge? Pure: what was promised against what was found.

The twins of `naive.py` and the real relay are judged by this same function.
"""

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from typing import TypeVar

T = TypeVar("T")


@dataclass(frozen=True)
class Badge:
    """One signed badge, as found afterwards."""

    basis: int
    """What it was given for: the number of a participation."""
    credential: str
    place: tuple[int, int]
    """Status list and index."""


@dataclass(frozen=True)
class Judgement:
    """What is wrong; all empty is what we promise."""

    lost: frozenset[int]
    doubled: frozenset[int]
    unasked: frozenset[int]
    """Badges for something that was rolled back or never asked."""
    shared_places: frozenset[tuple[int, int]]
    shared_ids: frozenset[str]


FLAWLESS = Judgement(frozenset(), frozenset(), frozenset(), frozenset(), frozenset())


def judge(promised: Collection[int], badges: Collection[Badge]) -> Judgement:
    """`promised`: the bases whose transaction was committed."""
    given = Counter(badge.basis for badge in badges)
    return Judgement(
        lost=frozenset(basis for basis in promised if not given[basis]),
        doubled=_repeated(given),
        unasked=frozenset(given) - frozenset(promised),
        shared_places=_repeated(Counter(badge.place for badge in badges)),
        shared_ids=_repeated(Counter(badge.credential for badge in badges)),
    )


def _repeated(counts: Counter[T]) -> frozenset[T]:
    return frozenset(value for value, count in counts.items() if count > 1)
