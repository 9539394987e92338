"""A plan: canonical N-Quads with numbered gaps, and the questions to ask of each document that fills them.

Nothing here knows where a plan came from; see `compiling.py` for that and the package's docstring for the proof.
"""

import re
from collections.abc import Sequence
from hashlib import sha256
from itertools import pairwise
from operator import eq
from typing import NamedTuple

from credentials.plan.tokens import picker

SCHEMES = ("http", "https", "urn", "did", "mailto", "data")
"""Of the IRIs that may fill a gap; compiling sees to it that no context gives one of these names a meaning."""

_IRI = r'(?:https?://|(?:urn|did|mailto|data):)[^\x00-\x20\x7F<>"{}|\\^`\s]++'
_IRIS = re.compile(f"{_IRI}(?: {_IRI})*+")
_LABEL = "_:c14n"
_BETWEEN = "\x00"


class Line(NamedTuple):
    """A line of N-Quads without its end: texts, and between each two the place of the value that goes there."""

    texts: tuple[str, ...]
    places: tuple[int, ...]

    @property
    def head(self) -> str | int:
        """Its subject: the text, or the place of the value that stands there."""
        text, space, _ = self.texts[0].partition(" ")
        return text if space else self.places[0]

    def filled(self, values: Sequence[str]) -> str:
        return self.texts[0] + "".join(
            values[place] + text for place, text in zip(self.places, self.texts[1:], strict=True)
        )


class Groups:
    """Groups of lines, each filled as one text. Most groups have one order whatever fills the gaps, since what tells
    two lines apart comes before the first gap in which they differ; only the others, `loose`, are sorted."""

    def __init__(self, groups: Sequence[Sequence[Line]], width: int) -> None:
        """Each group in the order that one document has; `width` is how many values there are."""
        self.loose = [number for number, lines in enumerate(groups) if not all(map(_ordered, lines, lines[1:]))]
        self._texts = [""]
        order = [width]
        for lines in groups:
            for line in lines:
                self._texts[-1] += line.texts[0]
                for place, text in zip(line.places, line.texts[1:], strict=True):
                    order += (place, width + len(self._texts))
                    self._texts.append(text)
                self._texts[-1] += "\n"
            self._texts[-1] += _BETWEEN
        self._pick = picker(order)

    def filled(self, values: list[str]) -> list[str]:
        """The text of each group. No value holds a control character: JSON escapes them."""
        found = "".join(self._pick(values + self._texts)).split(_BETWEEN)
        found.pop()
        for number in self.loose:
            found[number] = _text(sorted(_lines(found[number])))
        return found


class Plan:
    """The canonical text of any document of one shape, from its parts.

    `iris` are the places that must hold an IRI. `blanks` gives per blank node its quads as Hash First Degree Quads
    sees them; in `lines` the label of blank node `k` has place `width + k`, after all `width` parts. Lines come in the
    order that one document has.
    """

    def __init__(
        self, width: int, iris: Sequence[int], blanks: Sequence[Sequence[Line]], lines: Sequence[Line]
    ) -> None:
        self.width, self.iris, self.blanks, self.lines = width, tuple(iris), tuple(map(tuple, blanks)), tuple(lines)
        self._pick_iris = picker(self.iris)
        self._seen = Groups(self.blanks, width)
        subjects: dict[str | int, list[Line]] = {}
        for line in self.lines:
            subjects.setdefault(line.head, []).append(line)
        self._fixed = {head.strip("<>") for head in subjects if isinstance(head, str)}
        self._pick_named = picker([head for head in subjects if isinstance(head, int) and head < width])
        self._named = sum(isinstance(head, str) or head < width for head in subjects)
        self._said = Groups(list(subjects.values()), width + len(self.blanks))

    @property
    def cost(self) -> int:
        """Lines written for one document, for a work budget."""
        return len(self.lines) + sum(map(len, self.blanks))

    def text(self, parts: list[str]) -> str | None:
        """The canonical N-Quads of a document of this shape, or None when the plan cannot tell."""
        if self.iris and not only_iris(self._pick_iris(parts)):
            return None
        try:
            labels = self.labels(parts)
        except UnicodeEncodeError:
            return None
        if labels is None:
            return None
        groups = self._said.filled(parts + labels)
        # No subject begins another with the space after it, so sorting groups sorts lines, unless two are the same.
        one_each = len(self._fixed.union(self._pick_named(parts))) == self._named
        if not one_each or any(_repeats(groups[number]) for number in self._said.loose):
            return _once(sorted(_lines("".join(groups))))
        groups.sort()
        return "".join(groups)

    def labels(self, parts: list[str]) -> list[str] | None:
        """The canonical label of each blank node; None when two have the same first-degree hash (RDFC-1.0, 4.4)."""
        hashes = [sha256(group.encode()).hexdigest() for group in self._seen.filled(parts)]
        if len(set(hashes)) < len(hashes):
            return None
        rank = {digest: f"{_LABEL}{number}" for number, digest in enumerate(sorted(hashes))}
        return [rank[digest] for digest in hashes]


def only_iris(values: Sequence[str]) -> bool:
    """Whether each value is an absolute IRI that JSON-LD leaves as it is. No IRI holds a space, so one test does."""
    joined = " ".join(values)
    return joined.count(" ") == len(values) - 1 and _IRIS.fullmatch(joined) is not None


def _ordered(one: Line, other: Line) -> bool:
    """Whether `one` sorts before `other`, or is the same line, whatever fills the gaps."""
    for number, (text, after) in enumerate(zip(one.texts, other.texts, strict=False)):
        if text != after:
            shorter = min(len(text), len(after))
            return text[:shorter] < after[:shorter]
        if one.places[number : number + 1] != other.places[number : number + 1]:
            return False
    return True


def _lines(text: str) -> list[str]:
    return text.split("\n")[:-1]


def _text(lines: Sequence[str]) -> str:
    return "\n".join(lines) + "\n"


def _repeats(text: str) -> bool:
    """Whether a line of sorted text is there twice."""
    lines = text.split("\n")
    return any(map(eq, lines, lines[1:]))


def _once(lines: list[str]) -> str | None:
    """Sorted lines, equal ones once, as a dataset is a set: an issuer who is also the creator is described twice.

    None when a line with a blank node is said twice: it was counted twice in that node's hash.
    """
    again = [line for line, after in pairwise(lines) if line == after]
    if any(_LABEL in line for line in again):
        return None
    return _text(tuple(dict.fromkeys(lines)))
