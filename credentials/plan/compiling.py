"""Making a plan: expansion once, on a copy of the document whose values are numbered marks.

See the package's docstring for what is proved; the numbers in comments here point at it.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from credentials.budget import WorkBudget
from credentials.canonical import quads_of
from credentials.contexts import Contexts
from credentials.errors import CredentialError
from credentials.plan.template import SCHEMES, Line, Plan, only_iris
from credentials.plan.tokens import Leaf, Parts, document_of, leaves, parts_of, with_values
from credentials.rdfc import Quad, Reference, Term, canonical_nquads, nquad

_ROUNDS = 3
_MARK = "urn:x-slot:"
_LABEL = "\x02"
_GAP = re.compile(f"{_MARK}([0-9]+):|{_LABEL}([0-9]+){_LABEL}")
_FREE_KEYWORDS = {"@id", "@value"}
"""Of the keywords, those whose value is carried through as it is; every other one selects or is looked up (3)."""


@dataclass(frozen=True, slots=True)
class Compiled:
    """A plan and the places whose strings are part of its shape."""

    plan: Plan
    frozen: tuple[int, ...]


def compile_plan(parts: Parts, contexts: Contexts) -> Compiled | None:
    """A plan for documents of the shape of the one with `parts`, or None when there is no safe one."""
    document = document_of(parts)
    same = parts_of(document)
    if same is None or same[1::2] != parts[1::2] or any(_MARK in part for part in parts):
        return None
    found = tuple(leaves(document))
    words = _words_of(found, contexts)
    if words is None:
        return None
    free = {leaf.index: leaf.path for leaf in found if leaf.name not in words}
    for _ in range(_ROUNDS):
        marked = with_values(document, {path: _mark(index) for index, path in free.items()})
        budget = WorkBudget()
        try:
            quads = quads_of(marked, contexts=contexts, budget=budget)
            wrong = set(_unsafe(quads, parts, set(free)))
            if not wrong:
                return _checked(quads, marked, parts, set(free), budget)
        except CredentialError:
            return None
        free = {index: path for index, path in free.items() if index not in wrong}
    return None


def _mark(index: int) -> str:
    return f"{_MARK}{index:06}:"


def _words_of(found: tuple[Leaf, ...], contexts: Contexts) -> frozenset[str] | None:
    """The member names whose values are part of the shape; None when a context could turn an IRI into another (2)."""
    words = {leaf.name for leaf in found if leaf.name.startswith("@")} - _FREE_KEYWORDS
    for url in {leaf.value for leaf in found if leaf.name == "@context"}:
        terms = _terms(contexts, url)
        if any(term in SCHEMES or ":" in term for term in terms):
            return None
        words.update(term for term, keyword in terms.items() if keyword and keyword not in _FREE_KEYWORDS)
    return frozenset(words)


@lru_cache(maxsize=256)
def _terms(contexts: Contexts, url: str) -> Mapping[str, str]:
    """Every term that a context defines at any depth, with the keyword it is an alias of, if it is one."""
    terms: dict[str, str] = {}

    def walk(value: Any) -> None:
        for name, item in value.items() if isinstance(value, dict) else ():
            if not name.startswith("@"):
                stands_for = item.get("@id") if isinstance(item, dict) else item
                keyword = stands_for if isinstance(stands_for, str) and stands_for.startswith("@") else ""
                terms[name] = terms.get(name) or keyword
            walk(item)
        for item in value if isinstance(value, list) else ():
            walk(item)

    walk(contexts.document(url))
    return terms


def _unsafe(quads: set[Quad], parts: Parts, free: set[int]) -> Iterator[int]:
    """The free places whose mark did not come out as one whole term, or whose value may be read otherwise (2, 3)."""
    seen: set[int] = set()
    for term in {term for quad in quads for term in quad if term is not None}:
        marks = [int(found[1]) for found in _GAP.finditer(f"{term.value} {term.datatype} {term.language}")]
        whole = len(marks) == 1 and term.value == _mark(marks[0])
        if not whole or (term.kind == "iri" and not only_iris([parts[marks[0]]])):
            yield from marks
        seen.update(marks)
    yield from free - seen


def _checked(
    quads: set[Quad], marked: dict[str, Any], parts: Parts, free: set[int], budget: WorkBudget
) -> Compiled | None:
    """The plan, if it gives for the marks what the full algorithm gives (6)."""
    plan = _in_order(_plan(quads, len(parts)), parts)
    other = parts_of(marked)
    if other is None or plan.text(other) != canonical_nquads(quads, budget):
        return None
    return Compiled(plan, tuple(index for index in range(1, len(parts), 2) if index not in free))


def _plan(quads: set[Quad], width: int) -> Plan:
    blanks = sorted({term.value for quad in quads for term in quad if term is not None and term.kind == "blank"})
    places = {label: f"{_LABEL}{width + number}{_LABEL}" for number, label in enumerate(blanks)}
    iris = {
        int(found[1])
        for quad in quads
        for term in quad
        if term is not None and term.kind == "iri" and (found := _GAP.fullmatch(term.value))
    }
    return Plan(
        width,
        sorted(iris),
        [[_line(nquad(quad, Reference(label))) for quad in quads if _has(quad, label)] for label in blanks],
        [_line(nquad(quad, places)) for quad in quads],
    )


def _has(quad: Quad, label: str) -> bool:
    return Term("blank", label) in quad


def _line(text: str) -> Line:
    """A line of N-Quads with marks, as texts and places."""
    found = _GAP.split(text.removesuffix("\n"))
    places = (mark or label for mark, label in zip(found[1::3], found[2::3], strict=True))
    return Line(tuple(found[::3]), tuple(map(int, places)))


def _in_order(plan: Plan, parts: Parts) -> Plan:
    """The same plan with its lines as this document has them sorted: the next document's need little sorting then."""
    values = parts + (plan.labels(parts) or [""] * len(plan.blanks))
    blanks = [sorted(block, key=lambda line: line.filled(values)) for block in plan.blanks]
    return Plan(plan.width, plan.iris, blanks, sorted(plan.lines, key=lambda line: line.filled(values)))
