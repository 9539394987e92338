"""The plans kept, and canonicalisation through them: `PLANS.canonical(document)`.

A caller asks for the canonical text, does its checks, and only then says `keep()`. Safe between threads.
"""

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from threading import Lock
from typing import Any

from credentials.budget import WorkBudget
from credentials.canonical import canonicalize
from credentials.contexts import PINNED_CONTEXTS, Contexts
from credentials.errors import CredentialError
from credentials.plan.compiling import compile_plan
from credentials.plan.lanes import LANES, Apart, Cast
from credentials.plan.store import Store
from credentials.plan.template import Plan
from credentials.plan.tokens import Parts, split, text_of

_CHECK_EVERY = 1000
_STEPS_PER_LINE = 10
_SMALL, _SMALL_ONES = 1000, 64
"""Characters of a document, and how many of those whose text is kept: the options of a proof are the same in all the
badges signed in one second."""
_ALGORITHM = "sha256"
"""The hash inside RDFC-1.0 that plans use; documents for another one are few and go the full way."""


@dataclass(slots=True)
class Counts:
    """What became of the documents asked for since the start: texts `by_plan`, plans that were `unsure`, shapes with
    `no_plan` yet, plans `compiled`, texts `checked` both ways, and `mismatches` between the two."""

    by_plan: int = 0
    unsure: int = 0
    no_plan: int = 0
    compiled: int = 0
    checked: int = 0
    mismatches: int = 0


class Canonical:
    """Canonical N-Quads of one document. `keep` lets later documents of its shape go faster."""

    __slots__ = ("_digest", "_remember", "text")

    def __init__(self, text: str, remember: Callable[[], None] | None = None) -> None:
        self.text = text
        self._remember = remember
        self._digest: bytes | None = None

    @property
    def digest(self) -> bytes:
        """Their SHA-256."""
        if self._digest is None:
            self._digest = hashlib.sha256(self.text.encode("utf-8")).digest()
        return self._digest

    def keep(self) -> None:
        """Makes a plan of this document's shape, where there is none. Only for a document that passed every check."""
        if self._remember is not None:
            self._remember()
            self._remember = None


class Plans:
    """A bounded store of plans. One in `check_every` texts by plan is compared with the full way; a difference is
    counted, told to `on_mismatch` with the document, and ends the plan."""

    def __init__(self, *, check_every: int = _CHECK_EVERY) -> None:
        self.counts = Counts()
        self.check_every = check_every
        self.on_mismatch: Callable[[Mapping[str, Any]], None] | None = None
        self._store: Store[Plan] = Store()
        self._small: dict[tuple[str, str] | None, Canonical] = {}
        self._lock = Lock()

    def canonical(
        self,
        document: Mapping[str, Any],
        *,
        contexts: Contexts = PINNED_CONTEXTS,
        budget: WorkBudget | None = None,
        algorithm: str = _ALGORITHM,
        parts: Apart | None = None,
    ) -> Canonical:
        """What `canonical.canonicalize` gives, by a plan where there is a sure one; raises what that raises.

        `parts`: those of the document's text, where the caller has them, or the values in a text with the document in
        it that has a lane.
        """
        budget = budget or WorkBudget()
        if algorithm != _ALGORITHM:
            return Canonical(canonicalize(document, contexts=contexts, budget=budget, algorithm=algorithm))
        if isinstance(parts, Cast):
            return self._cast(document, contexts, budget, parts)
        text = None if parts is not None else text_of(document)
        small = (contexts.fingerprint, text) if text is not None and len(text) <= _SMALL else None
        if small in self._small:
            budget.spend(_STEPS_PER_LINE)
            return self._small[small]
        parts = split(text) if text is not None else parts
        if parts is None:
            return Canonical(canonicalize(document, contexts=contexts, budget=budget))
        plan = self._store.find(parts, contexts.fingerprint)
        if plan is None:
            self._count("no_plan")
            full = canonicalize(document, contexts=contexts, budget=budget)
            return Canonical(full, lambda: self._make(parts, contexts, full))
        by_plan = plan.text(parts)
        if by_plan is None:
            return self._unsure(document, contexts, budget)
        budget.spend(_STEPS_PER_LINE * plan.cost)
        sure = Canonical(self.sampled(plan, document, contexts, by_plan))
        if small is not None and plan.trusted:
            self._small = {small: sure, **self._small} if len(self._small) < _SMALL_ONES else {small: sure}
        return sure

    def find(self, parts: Parts, *, contexts: Contexts = PINNED_CONTEXTS) -> Plan | None:
        """The plan for documents of the shape of the one with these parts."""
        return self._store.find(parts, contexts.fingerprint)

    def bound(
        self,
        parts: Parts,
        places: Mapping[int, int],
        width: int,
        *,
        contexts: Contexts = PINNED_CONTEXTS,
    ) -> "BoundPlan | None":
        """A plan for documents that have these parts but for the values at `places`, which get the numbers given there,
        less than `width`; None when there is no safe one."""
        plan = self.find(parts, contexts=contexts)
        if plan is None or not places.keys() <= plan.free:
            return None
        bound = plan.bound(parts, places, width)
        return None if bound is None else BoundPlan(self, plan, bound, contexts)

    def clear(self) -> None:
        """Forgets every plan."""
        self._store.clear()
        self._small = {}
        LANES.clear()

    def _cast(self, document: Mapping[str, Any], contexts: Contexts, budget: WorkBudget, values: Cast) -> Canonical:
        """By the plan of a lane, if that is one of these under the same contexts."""
        plan = values.lane.plan
        text = plan.text(values, document) if plan.belongs(self, contexts) else None
        if text is None:
            return self._unsure(document, contexts, budget)
        budget.spend(_STEPS_PER_LINE * plan.cost)
        return Canonical(text)

    def _unsure(self, document: Mapping[str, Any], contexts: Contexts, budget: WorkBudget) -> Canonical:
        self._count("unsure")
        return Canonical(canonicalize(document, contexts=contexts, budget=budget))

    def _make(self, parts: Parts, contexts: Contexts, text: str) -> None:
        found = compile_plan(parts, contexts)
        if found is not None and found.plan.text(parts) in (text, None):
            self._store.put(found.plan, found.frozen, parts, contexts.fingerprint)
            self._count("compiled")

    def sampled(self, plan: Plan, document: Mapping[str, Any], contexts: Contexts, by_plan: str) -> str:
        """The text by plan, or now and then that of the full way, after a look whether the plan agrees with it."""
        if self._count("by_plan") % self.check_every:
            return by_plan
        self._count("checked")
        try:
            full = canonicalize(document, contexts=contexts)
        except CredentialError:
            self._wrong(plan, document)
            raise
        if full != by_plan:
            self._wrong(plan, document)
        return full

    def _wrong(self, plan: Plan, document: Mapping[str, Any]) -> None:
        plan.trusted = False
        self._store.drop(plan)
        self._small = {}
        LANES.clear()
        self._count("mismatches")
        if self.on_mismatch is not None:
            self.on_mismatch(document)

    def _count(self, what: str) -> int:
        with self._lock:
            number: int = getattr(self.counts, what) + 1
            setattr(self.counts, what, number)
        return number


class BoundPlan:
    """The plan for one document of which only some values are still to come."""

    def __init__(self, plans: Plans, plan: Plan, bound: Plan, contexts: Contexts) -> None:
        self._plans, self._plan, self._bound, self._contexts = plans, plan, bound, contexts
        self.cost = plan.cost

    def belongs(self, plans: Plans, contexts: Contexts) -> bool:
        """Whether it is one of `plans`, for documents read under `contexts`."""
        return self._plans is plans and self._contexts is contexts

    def text(self, parts: list[str], document: Mapping[str, Any]) -> str | None:
        """The canonical N-Quads of `document`, whose values to come are those in `parts`; None when the plan cannot
        tell."""
        by_plan = self._bound.text(parts) if self._plan.trusted else None
        return None if by_plan is None else self._plans.sampled(self._plan, document, self._contexts, by_plan)


PLANS = Plans()
