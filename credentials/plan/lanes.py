"""The quickest way to read: a text like one met before is compared with it, and nothing is taken out but the few values
that it has otherwise.

A lane is the text of a badge with gaps, and the form (`forms.py`) and the plan (`cache.py`) of its shape bound to them.
There is a gap for each value that was not the same in two badges that were much alike: those of one achievement differ
in little but their recipients. What has to hold for that:

1. *A text that fits is of the shape.* Between the gaps it equals the text that the lane was made of. A gap takes all up
   to the next quote, and neither a backslash nor DEL; and since the text is read as JSON at once, no control character.
   So its parts (`tokens.split`) are those of that text, with the values in the gaps. A gap is only where form and plan
   both leave the value free; all else was found right in the text that the lane was made of.
2. *What is known of a value is found by its path.* A badge is judged with its proof and canonicalised without it, and
   the payload of a token has claims beside the badge, of which the moments may be other numbers.
3. *Nobody else's lane.* Lanes are bounded in number and gaps, and made of documents that passed every check and whose
   form and plan were known before (`laying.py`).
"""

import re
from collections import OrderedDict
from dataclasses import dataclass
from threading import Lock
from typing import TYPE_CHECKING, TypeAlias

from credentials.plan.tokens import Parts

if TYPE_CHECKING:
    from credentials.plan.cache import BoundPlan
    from credentials.plan.forms import Form
    from credentials.structure_fault import Path

_MAX_KEYS, _MAX_PER_KEY = 64, 8
_WHOLE = re.compile("(?:0|[1-9][0-9]{0,14})(?![0-9.eE])")
"""The whole numbers that are safe whatever their digits (RFC 8259, section 6)."""


class Cast(list[str]):
    """The values in the gaps of a text that goes by `lane`; none has an escape."""

    __slots__ = ("lane",)
    plain = True

    def __init__(self, values: list[str], lane: "Lane") -> None:
        super().__init__(values)
        self.lane = lane


Apart: TypeAlias = Parts | Cast
"""A text taken apart."""


@dataclass(frozen=True, slots=True, eq=False)
class Lane:
    """A text with gaps: `before` each the text, and whether a number is to follow; `rest` after the last. For the value
    at each path in `gaps` there is one. `form` and `plan` are those of the credential, the plan for it without its
    proof; `of` is the form of the whole shape."""

    before: tuple[tuple[str, bool], ...]
    rest: str
    gaps: frozenset["Path"]
    of: "Form"
    form: "Form"
    plan: "BoundPlan"

    def cast(self, text: str) -> Cast | None:
        """The values that `text` has in the gaps, if that is all in which it differs."""
        values, at = [], 0
        for piece, is_number in self.before:
            if not text.startswith(piece, at):
                return None
            at += len(piece)
            if is_number:
                found = _WHOLE.match(text, at)
                end = -1 if found is None else found.end()
            else:
                end = text.find('"', at)
                values.append(text[at:end])
            if end < 0:
                return None
            at = end
        everything = "".join(values)
        if text[at:] != self.rest or "\\" in everything or "\x7f" in everything:
            return None
        return Cast(values, self)


class Lanes:
    """The lanes used last, found by how many quotes a text has."""

    def __init__(self) -> None:
        self._lanes: OrderedDict[int, tuple[Lane, ...]] = OrderedDict()
        self._lock = Lock()

    def cast(self, text: str) -> Cast | None:
        """The values in `text` where there is a lane for it."""
        quotes = text.count('"')
        for lane in self._lanes.get(quotes, ()):
            found = lane.cast(text)
            if found is not None:
                return found
        return None

    def put(self, lane: Lane, text: str) -> None:
        """Keeps a lane made of `text`."""
        quotes = text.count('"')
        with self._lock:
            self._lanes[quotes] = (lane, *self._lanes.get(quotes, ()))[:_MAX_PER_KEY]
            self._lanes.move_to_end(quotes)
            while len(self._lanes) > _MAX_KEYS:
                self._lanes.popitem(last=False)

    def gaps(self, form: "Form") -> frozenset["Path"]:
        """The gaps of all lanes for shapes with this form."""
        with self._lock:
            every = [lane for lanes in self._lanes.values() for lane in lanes]
        return frozenset().union(*(lane.gaps for lane in every if lane.of is form))

    def clear(self) -> None:
        """Forgets every lane."""
        with self._lock:
            self._lanes.clear()

    def __len__(self) -> int:
        return sum(map(len, self._lanes.values()))


LANES = Lanes()
