"""A plan: canonical N-Quads with numbered gaps, and the two questions to ask of each document that fills them.

Nothing here knows where a plan came from; see `compiling.py` for that and the package's docstring for the proof.
"""

import re
from collections.abc import Callable, Sequence
from hashlib import sha256
from itertools import pairwise
from operator import eq
from typing import NamedTuple

from credentials.plan.tokens import Parts, picker

SCHEMES = ("http", "https", "urn", "did", "mailto", "data")
"""Of the IRIs that may fill a gap; compiling sees to it that no context gives one of these names a meaning."""

_IRI = r'(?:https?://|(?:urn|did|mailto|data):)[^\x00-\x20\x7F<>"{}|\\^`\s]++'
_LABEL = "_:c14n"
_IRIS = re.compile(f"{_IRI}(?: {_IRI})*+")


class Line(NamedTuple):
    """A line of N-Quads as a `%`-format, and the places of the parts that go into it, in order."""

    format: str
    places: tuple[int, ...]


class Plan:
    """The canonical text of any document of one shape, from its parts.

    `iris` are the places that must hold an IRI. `blanks` gives per blank node its quads as Hash First Degree Quads
    sees them; in `lines` the label of blank node `k` has place `width + k`, after all `width` parts.
    """

    def __init__(
        self, width: int, iris: Sequence[int], blanks: Sequence[Sequence[Line]], lines: Sequence[Line]
    ) -> None:
        self.width, self.iris, self.blanks, self.lines = width, tuple(iris), tuple(map(tuple, blanks)), tuple(lines)
        self._pick_iris = picker(self.iris)
        seen = [line for block in self.blanks for line in block]
        self._first, self._first_places = _joined(seen)
        ends = [sum(map(len, self.blanks[: number + 1])) for number in range(len(self.blanks))]
        self._blocks = [slice(end - len(block), end) for end, block in zip(ends, self.blanks, strict=True)]
        self._all, self._places = _joined(self.lines)

    @property
    def cost(self) -> int:
        """Lines written for one document, for a work budget."""
        return len(self.lines) + sum(map(len, self.blanks))

    def text(self, parts: Parts) -> str | None:
        """The canonical N-Quads of a document of this shape, or None when the plan cannot tell."""
        if self.iris and not only_iris(self._pick_iris(parts)):
            return None
        try:
            labels = self.labels(parts)
        except UnicodeEncodeError:
            return None
        if labels is None:
            return None
        lines = (self._all % self._places(parts + labels)).split("\n")
        lines.sort()
        if any(map(eq, lines, lines[1:])):
            return _once(lines)
        return "\n".join(lines) + "\n"

    def labels(self, parts: Parts) -> list[str] | None:
        """The canonical label of each blank node; None when two have the same first-degree hash (RDFC-1.0, 4.4)."""
        if not self.blanks:
            return []
        seen = (self._first % self._first_places(parts)).split("\n")
        hashes = [sha256(("\n".join(sorted(seen[block])) + "\n").encode()).hexdigest() for block in self._blocks]
        if len(set(hashes)) < len(hashes):
            return None
        rank = {digest: f"{_LABEL}{number}" for number, digest in enumerate(sorted(hashes))}
        return [rank[digest] for digest in hashes]


def _once(lines: list[str]) -> str | None:
    """Sorted lines, equal ones once, as a dataset is a set: an issuer who is also the creator is described twice.

    None when a line with a blank node is said twice: it was counted twice in that node's hash.
    """
    again = [line for line, after in pairwise(lines) if line == after]
    if any(_LABEL in line for line in again):
        return None
    return "\n".join(dict.fromkeys(lines)) + "\n"


def only_iris(values: Sequence[str]) -> bool:
    """Whether each value is an absolute IRI that JSON-LD leaves as it is. No IRI holds a space, so one test does."""
    joined = " ".join(values)
    return joined.count(" ") == len(values) - 1 and _IRIS.fullmatch(joined) is not None


def _joined(lines: Sequence[Line]) -> tuple[str, Callable[[Parts], tuple[str, ...]]]:
    """One format for all the lines, and what picks its values."""
    return "\n".join(line.format for line in lines), picker([place for line in lines for place in line.places])
