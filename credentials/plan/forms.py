"""The form of a document checked once per shape, and per document only what its values say: `FORMS`.

Everything comes from the outline that `structure.outline` makes of a shape. A form either says that nothing at all is
wrong, or nothing: then the whole check is done, and words every fault. What has to hold for that:

1. *Same shape, same outline.* An outline depends on names of members, JSON types of values, lengths of lists, and the
   texts of `type` and `@context` (`structure_outline.py`). All of these are part of the shape here.
2. *A value is tested with its JSON escapes.* An address, moment, date, language or word of a list has none when it is
   right, so one with an escape is not sure. Of text that must not be blank, the escapes that stand for blanks are left
   out first; and when issuing, `\\b` and `\\f` stand for control characters, or are not sure.
3. *What spans several members* is asked of the document itself, by the same functions as in the whole check; only where
   no text that the function looks at can differ (`structure_links.looks_at`), the answer is known.
4. *Two texts are the same when their JSON texts are*: of the escapes that are sure, none stands for a character that
   could have been written otherwise.

The store is bounded like that of the plans, and likewise filled only by documents that passed every check.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from copy import copy
from itertools import compress
from operator import ne
from typing import Any

from credentials.identifiers import URI
from credentials.plan.lanes import LANES, Apart, Cast
from credentials.plan.store import Store
from credentials.plan.tokens import Leaf, Parts, leaves, picker
from credentials.schema_form import departs_at
from credentials.strictjson import SHAPES
from credentials.structure import Outline, Question, outline, questions
from credentials.structure_fault import Path
from credentials.structure_values import says

_FROZEN = {"type", "@type", "@context"}
_URIS = re.compile(f"{URI.pattern}(?: {URI.pattern})*")
_WITH_SCHEMA = {"OpenBadgeCredential", "EndorsementCredential"}
_ENDORSEMENT = "endorsement"
_EXAMPLES = 4
_CONTROL = ("\\b", "\\f")


class Form:
    """What is left to ask of documents of one shape, as credentials of one class. `follows` is the class whose
    published schema they follow when the form holds, where that is known."""

    def __init__(self, document: Mapping[str, Any], parts: Parts, shape: Outline, kind: str, *, issuing: bool) -> None:
        """`shape` is the outline of `document`, without faults, whose text has `parts`."""
        self.asked = kind, issuing
        found = tuple(leaves(document))
        places = {leaf.path: leaf.index for leaf in found}
        self.follows = kind if _follows(document, kind, found) else None
        self.free = frozenset(leaf.index for leaf in found if leaf.name not in _FROZEN)
        self._issuing = issuing
        self._uris = [places[leaf.path] for leaf in shape.leaves if leaf.kind == "uri"]
        self._paths = {leaf.index: leaf.path for leaf in found if leaf.index in self.free}
        self._questions = _open(questions(shape, issuing=issuing), self._paths.values())
        self._own: int | str | None = places.get(("id",))
        self._ids = [places[(*path, "id")] for path in shape.named]
        self._fixed_ids: frozenset[str] = frozenset()
        self._every = sorted(places.values())
        self._solid = [places[leaf.path] for leaf in shape.leaves if leaf.solid]
        self._tested: list[tuple[int, Callable[[str], bool]]] = [
            (places[leaf.path], test)
            for leaf in shape.leaves
            if leaf.kind != "uri" and (test := says(leaf.kind)) is not None
        ]
        self._prepare()
        self._pick_free = picker(sorted(self.free))
        self._examples: tuple[tuple[str, ...], ...] = (self._pick_free(parts),)

    def _prepare(self) -> None:
        self._pick_every, self._pick_uris = picker(self._every), picker(self._uris)
        self._pick_solid, self._pick_ids = picker(self._solid), picker(self._ids)

    def bound(self, parts: Parts, places: Mapping[int, int]) -> "Form":
        """The form for documents that have these parts but for the values at `places`, which get the numbers given
        there and are still to be looked at. The others were found right."""
        fewer = copy(self)
        fewer._questions = _open(self._questions, [self._paths[place] for place in places])
        fewer._fixed_ids = frozenset(parts[place] for place in self._ids if place not in places)
        fewer._ids = [places[place] for place in self._ids if place in places]
        if isinstance(self._own, int):
            fewer._own = places.get(self._own, parts[self._own])
        fewer._every, fewer._uris, fewer._solid = (
            [places[place] for place in known if place in places] for known in (self._every, self._uris, self._solid)
        )
        fewer._tested = [(places[place], test) for place, test in self._tested if place in places]
        fewer._prepare()
        return fewer

    def unlike(self, parts: Parts) -> dict[int, Path]:
        """The places, with the paths to them, where a document with these parts differs from the one that is most like
        it among the last that were asked about."""
        mine, others = self._pick_free(parts), self._examples
        nearest = min(others, key=lambda other: sum(map(ne, mine, other)))
        self._examples = (mine, *others)[:_EXAMPLES]
        differs = map(ne, mine, nearest)
        return {place: self._paths[place] for place in compress(sorted(self.free), differs)}

    def holds(self, document: Mapping[str, Any], parts: Apart) -> bool:
        """Whether nothing is wrong with `document`, whose text has `parts`; False also when that is not sure."""
        return (
            (not self._issuing or self._without_control(parts))
            and _only_uris(self._pick_uris(parts))
            and all(map(str.strip if parts.plain else _solid, self._pick_solid(parts)))
            and self._stated_once(parts)
            and self._answered(document, parts)
        )

    def _answered(self, document: Mapping[str, Any], parts: list[str]) -> bool:
        """Loops, which are quicker than `all` where there is little to ask."""
        for place, test in self._tested:
            if not test(parts[place]):
                return False
        for question in self._questions:
            for _ in question.ask(document):
                return False
        return True

    def _stated_once(self, parts: list[str]) -> bool:
        """See `structure_links.stated_twice`."""
        own = parts[self._own] if isinstance(self._own, int) else self._own
        return own is None or (own not in self._fixed_ids and own not in self._pick_ids(parts))

    def _without_control(self, parts: Apart) -> bool:
        everything = "" if parts.plain else '"'.join(self._pick_every(parts))
        return not any(escape in everything for escape in _CONTROL)


class Forms:
    """The forms of the shapes used last, for each class of credential, and when issuing apart from reading."""

    def __init__(self, store: Store[dict[tuple[str, bool], Form]]) -> None:
        self._store = store

    def holding(
        self, document: Mapping[str, Any], parts: Apart | None, kind: str, *, issuing: bool = False
    ) -> Form | None:
        """The form of a credential of class `kind` when that is known and nothing is wrong with `document`. The parts,
        or the values in a lane, come from reading the text."""
        form: Form | None = None
        if isinstance(parts, Cast):
            form = parts.lane.form if parts.lane.form.asked == (kind, issuing) else None
        elif parts is not None and parts.known is not None:
            form = parts.known.get((kind, issuing))
        return form if form is not None and parts is not None and form.holds(document, parts) else None

    def keep(self, document: Mapping[str, Any], parts: Apart | None, kind: str, *, issuing: bool = False) -> None:
        """Remembers the form of a document that passed every check there is (when issuing, lint too), and that was read
        strictly from a text with these parts."""
        if not isinstance(parts, Parts) or (parts.known is not None and (kind, issuing) in parts.known):
            return
        known = dict(self._store.find(parts) or {})
        shape = outline(document, kind, issuing=issuing)
        if shape.faults:
            return
        form = known[kind, issuing] = Form(document, parts, shape, kind, issuing=issuing)
        self._store.put(known, [place for place in range(1, len(parts), 2) if place not in form.free], parts)

    def clear(self) -> None:
        """Forgets every form."""
        self._store.clear()
        LANES.clear()


def _open(asked: Iterable[Question], free: Iterable[Path]) -> list[Question]:
    """Those whose answer hangs on a text that is free."""
    paths = list(free)
    return [question for question in asked if any(map(question.hangs_on, paths))]


def _follows(document: Mapping[str, Any], kind: str, found: Iterable[Leaf]) -> bool:
    """Whether documents of this shape follow the published schema of `kind`, as long as the form holds: the schema's
    tests of values are among ours. Not known of one with endorsements inside, whose values the schema reads and the
    form does not."""
    if kind not in _WITH_SCHEMA or any(_ENDORSEMENT in leaf.path for leaf in found):
        return False
    return departs_at(document, kind) is None


def _only_uris(values: tuple[str, ...]) -> bool:
    """Whether each value is an address. None holds a space, so one test does for all."""
    joined = " ".join(values)
    return not values or (joined.count(" ") == len(values) - 1 and _URIS.fullmatch(joined) is not None)


def _solid(text: str) -> str:
    """What there is in a text, with its JSON escapes, besides blanks; control characters were looked for before."""
    return text.replace("\\n", "").replace("\\r", "").replace("\\t", "").strip()


FORMS = Forms(SHAPES)
