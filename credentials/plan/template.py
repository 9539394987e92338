"""A plan: canonical N-Quads with numbered gaps, and the questions to ask of each document that fills them.

Nothing here knows where a plan came from; see `compiling.py` for that and the package's docstring for the proof.
"""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
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

    def bound(self, values: Sequence[str], places: Mapping[int, int]) -> "Line":
        """The line with the values filled in but those whose place has a new one in `places`."""
        texts, gaps = [self.texts[0]], []
        for place, text in zip(self.places, self.texts[1:], strict=True):
            if place in places:
                gaps.append(places[place])
                texts.append(text)
            else:
                texts[-1] += values[place] + text
        return Line(tuple(texts), tuple(gaps))

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
        self.trusted = True
        """Until it is found to be wrong."""
        self.cost = len(self.lines) + sum(map(len, self.blanks))
        """Lines written for one document, for a work budget."""
        self._pick_iris = picker(self.iris)
        self._hashes = [None if any(line.places for line in group) else _hash(_text(_plain(group))) for group in blanks]
        self._varying = [number for number, digest in enumerate(self._hashes) if digest is None]
        self._seen = Groups([blanks[number] for number in self._varying], width)
        subjects: dict[str | int, list[Line]] = {}
        for line in self.lines:
            subjects.setdefault(line.head, []).append(line)
        self._fixed = {head.strip("<>") for head in subjects if isinstance(head, str)}
        self._pick_named = picker([head for head in subjects if isinstance(head, int) and head < width])
        self._named = sum(isinstance(head, str) or head < width for head in subjects)
        runs = [run for lines in subjects.values() for run in _runs(lines) if run]
        self._said = Groups(runs, width + len(self.blanks))

    @property
    def free(self) -> set[int]:
        """The places whose values it fills in."""
        return {place for line in self.lines for place in line.places if place < self.width}

    def bound(self, parts: list[str], places: Mapping[int, int], width: int) -> "Plan | None":
        """The plan for documents that have these parts but for those at `places`, which get the numbers given there,
        less than `width`. None when the parts say a thing about a blank node twice."""
        kept = dict(places) | {self.width + number: width + number for number in range(len(self.blanks))}
        lines = Counter(line.bound(parts, kept) for line in self.lines)
        if any(count > 1 and any(place >= width for place in line.places) for line, count in lines.items()):
            return None
        iris = [places[place] for place in self.iris if place in places]
        return Plan(width, iris, [[line.bound(parts, kept) for line in group] for group in self.blanks], list(lines))

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
        groups.sort()
        # No subject begins another with the space after it, so sorting runs sorts lines, unless two subjects are one.
        one_each = len(self._fixed.union(self._pick_named(parts))) == self._named
        if not one_each or any(map(eq, groups, groups[1:])):
            return _once(sorted(_lines("".join(groups))))
        return "".join(groups)

    def labels(self, parts: list[str]) -> list[str] | None:
        """The canonical label of each blank node; None when two have the same first-degree hash (RDFC-1.0, 4.4)."""
        hashes = [digest or b"" for digest in self._hashes]
        for number, group in zip(self._varying, self._seen.filled(parts), strict=True):
            hashes[number] = _hash(group)
        if len(set(hashes)) < len(hashes):
            return None
        rank = {digest: f"{_LABEL}{number}" for number, digest in enumerate(sorted(hashes))}
        return [rank[digest] for digest in hashes]


def _hash(text: str) -> bytes:
    return sha256(text.encode()).digest()


def _plain(group: Sequence[Line]) -> list[str]:
    """Lines without a gap, in order."""
    return sorted(line.texts[0] for line in group)


def only_iris(values: Sequence[str]) -> bool:
    """Whether each value is an absolute IRI that JSON-LD leaves as it is. No IRI holds a space, so one test does."""
    joined = " ".join(values)
    return joined.count(" ") == len(values) - 1 and _IRIS.fullmatch(joined) is not None


def _runs(lines: Sequence[Line]) -> Iterator[list[Line]]:
    """Lines of one subject that come in order, cut so that runs can be sorted as wholes: together those that keep
    their order whatever fills the gaps, and each by itself what may change places with another."""
    together: list[Line] = []
    number = 0
    while number < len(lines):
        end = number
        for place in range(number, len(lines)):
            if place <= end:
                end = max(
                    [end, *(later for later in range(place, len(lines)) if not _ordered(lines[place], lines[later]))]
                )
        if end == number:
            together.append(lines[number])
        else:
            yield together
            together = []
            yield from ([line] for line in lines[number : end + 1])
        number = end + 1
    yield together


def _ordered(one: Line, other: Line) -> bool:
    """Whether `one` sorts before `other`, or is the same line, whatever fills the gaps."""
    if not one.places and not other.places:
        return one.texts <= other.texts
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


def _once(lines: list[str]) -> str | None:
    """Sorted lines, equal ones once, as a dataset is a set: an issuer who is also the creator is described twice.

    None when a line with a blank node is said twice: it was counted twice in that node's hash.
    """
    again = [line for line, after in pairwise(lines) if line == after]
    if any(_LABEL in line for line in again):
        return None
    return _text(tuple(dict.fromkeys(lines)))
