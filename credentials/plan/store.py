"""What was learnt of shapes, few at a time, found by the parts of a text. Safe between threads."""

from collections import OrderedDict
from collections.abc import Sequence
from threading import Lock
from typing import Generic, TypeVar

from credentials.plan.tokens import Parts, picker

MAX_OUTSIDES = 128
MAX_PER_OUTSIDE = 8

Known = TypeVar("Known")


class _Entry(Generic[Known]):
    """What is known of one shape, with what a text must hold at the frozen places to be of it."""

    __slots__ = ("_key", "_pick", "known")

    def __init__(self, known: Known, frozen: Sequence[int], parts: Parts) -> None:
        self.known = known
        self._pick = picker(frozen)
        self._key = self._pick(parts)

    def fits(self, parts: Parts) -> bool:
        return self._pick(parts) == self._key


class Store(Generic[Known]):
    """Something known for each of the shapes used last.

    A shape is the text outside strings and the strings at frozen places; `world` tells apart what is known under
    different contexts.
    """

    def __init__(self) -> None:
        self._entries: OrderedDict[tuple[str, str], tuple[_Entry[Known], ...]] = OrderedDict()
        self._lock = Lock()

    def find(self, parts: Parts, world: str = "") -> Known | None:
        key = (world, parts.outside)
        with self._lock:
            entries = self._entries.get(key, ())
            if entries:
                self._entries.move_to_end(key)
        for entry in entries:
            if entry.fits(parts):
                return entry.known
        return None

    def put(self, known: Known, frozen: Sequence[int], parts: Parts, world: str = "") -> None:
        """Keeps `known` for the shape of `parts`, in place of what was known of it."""
        key = (world, parts.outside)
        with self._lock:
            others = [entry for entry in self._entries.get(key, ()) if not entry.fits(parts)]
            self._entries[key] = (_Entry(known, frozen, parts), *others)[:MAX_PER_OUTSIDE]
            self._entries.move_to_end(key)
            while len(self._entries) > MAX_OUTSIDES:
                self._entries.popitem(last=False)

    def drop(self, known: Known) -> None:
        with self._lock:
            for key, entries in self._entries.items():
                self._entries[key] = tuple(entry for entry in entries if entry.known is not known)

    def clear(self) -> None:
        with self._lock:
            self._entries.clear()

    def __len__(self) -> int:
        return sum(map(len, self._entries.values()))
