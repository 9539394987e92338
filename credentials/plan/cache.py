"""The plans kept, and canonicalisation through them: `PLANS.canonical(document)`.

A caller asks for the canonical text, does its checks, and only then says `keep()`. Safe between threads.
"""

import hashlib
from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from threading import Lock
from typing import Any

from credentials.budget import WorkBudget
from credentials.canonical import canonicalize
from credentials.contexts import PINNED_CONTEXTS, Contexts
from credentials.errors import CredentialError
from credentials.plan.compiling import compile_plan
from credentials.plan.template import Plan
from credentials.plan.tokens import Parts, outside, parts_of, picker

_MAX_OUTSIDES = 128
_MAX_PER_OUTSIDE = 8
_CHECK_EVERY = 1000
_STEPS_PER_LINE = 10
_ALGORITHM = "sha256"
"""The hash inside RDFC-1.0 that plans use; documents for another one are few and go the full way."""


@dataclass(slots=True)
class Counts:
    """What became of the documents asked for since the start."""

    by_plan: int = 0
    unsure: int = 0
    no_plan: int = 0
    compiled: int = 0
    checked: int = 0
    mismatches: int = 0


class _Entry:
    """One kept plan, with what a text must hold at the frozen places to be of its shape."""

    def __init__(self, plan: Plan, frozen: tuple[int, ...], parts: Parts) -> None:
        self.plan = plan
        self._pick = picker(frozen)
        self._key = self._pick(parts)
        self.uses = 0

    def fits(self, parts: Parts) -> bool:
        return self._pick(parts) == self._key


class Canonical:
    """Canonical N-Quads of one document. `keep` lets later documents of its shape go faster."""

    __slots__ = ("_remember", "text")

    def __init__(self, text: str, remember: Callable[[], None] | None = None) -> None:
        self.text = text
        self._remember = remember

    @property
    def digest(self) -> bytes:
        """Their SHA-256."""
        return hashlib.sha256(self.text.encode("utf-8")).digest()

    def keep(self) -> None:
        """Makes a plan of this document's shape, where there is none. Only for a document that passed every check."""
        if self._remember is not None:
            self._remember()
            self._remember = None


class Plans:
    """A bounded store of plans. One in `check_every` uses of a plan is compared with the full way; a difference is
    counted, told to `on_mismatch` with the document, and ends the plan."""

    def __init__(self, *, check_every: int = _CHECK_EVERY) -> None:
        self.counts = Counts()
        self.check_every = check_every
        self.on_mismatch: Callable[[Mapping[str, Any]], None] | None = None
        self._entries: OrderedDict[tuple[str, str], tuple[_Entry, ...]] = OrderedDict()
        self._lock = Lock()

    def canonical(
        self,
        document: Mapping[str, Any],
        *,
        contexts: Contexts = PINNED_CONTEXTS,
        budget: WorkBudget | None = None,
        algorithm: str = _ALGORITHM,
    ) -> Canonical:
        """What `canonical.canonicalize` gives, by a plan where there is a sure one; raises what that raises."""
        budget = budget or WorkBudget()
        parts = parts_of(document) if algorithm == _ALGORITHM else None
        if parts is None:
            return Canonical(canonicalize(document, contexts=contexts, budget=budget, algorithm=algorithm))
        key = (contexts.fingerprint, outside(parts))
        entry = self._find(key, parts)
        if entry is None:
            text = canonicalize(document, contexts=contexts, budget=budget)
            return Canonical(text, lambda: self._make(key, parts, contexts, text))
        text_by_plan = entry.plan.text(parts)
        if text_by_plan is None:
            self.counts.unsure += 1
            return Canonical(canonicalize(document, contexts=contexts, budget=budget))
        budget.spend(_STEPS_PER_LINE * entry.plan.cost)
        if entry.uses % self.check_every == 0:
            return Canonical(self._compared(key, entry, document, contexts, text_by_plan))
        return Canonical(text_by_plan)

    def clear(self) -> None:
        """Forgets every plan."""
        with self._lock:
            self._entries.clear()

    def _find(self, key: tuple[str, str], parts: Parts) -> _Entry | None:
        with self._lock:
            entries = self._entries.get(key, ())
            if entries:
                self._entries.move_to_end(key)
            for entry in entries:
                if entry.fits(parts):
                    entry.uses += 1
                    self.counts.by_plan += 1
                    return entry
            self.counts.no_plan += 1
            return None

    def _make(self, key: tuple[str, str], parts: Parts, contexts: Contexts, text: str) -> None:
        found = compile_plan(parts, contexts)
        if found is None or found.plan.text(parts) not in (text, None):
            return
        entry = _Entry(found.plan, found.frozen, parts)
        with self._lock:
            others = [other for other in self._entries.get(key, ()) if not other.fits(parts)]
            self._entries[key] = (entry, *others)[:_MAX_PER_OUTSIDE]
            self._entries.move_to_end(key)
            while len(self._entries) > _MAX_OUTSIDES:
                self._entries.popitem(last=False)
            self.counts.compiled += 1

    def _compared(
        self, key: tuple[str, str], entry: _Entry, document: Mapping[str, Any], contexts: Contexts, text: str
    ) -> str:
        """The text of the full way, after a look whether the plan still agrees with it."""
        try:
            full = canonicalize(document, contexts=contexts)
        except CredentialError:
            self._drop(key, entry, document)
            raise
        self.counts.checked += 1
        if full != text:
            self._drop(key, entry, document)
        return full

    def _drop(self, key: tuple[str, str], entry: _Entry, document: Mapping[str, Any]) -> None:
        with self._lock:
            self._entries[key] = tuple(other for other in self._entries.get(key, ()) if other is not entry)
            self.counts.mismatches += 1
        if self.on_mismatch is not None:
            self.on_mismatch(document)


PLANS = Plans()
