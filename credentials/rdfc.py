"""RDF Dataset Canonicalization (RDFC-1.0, W3C Recommendation of 21 May 2024) over quads, with a work budget.

Written from the Recommendation because the library at hand neither bounds its work nor escapes control
characters as section "Canonical N-Quads" asks. JSON-LD does not belong here.
"""

import hashlib
from collections.abc import Iterable
from itertools import permutations
from typing import NamedTuple

from credentials.budget import WorkBudget

XSD_STRING = "http://www.w3.org/2001/XMLSchema#string"


class Term(NamedTuple):
    """One place of a quad. `kind` is `iri`, `blank` or `literal`; the last two fields are for literals
    only."""

    kind: str
    value: str
    datatype: str = ""
    language: str = ""


class Quad(NamedTuple):
    subject: Term
    predicate: Term
    object: Term
    graph: Term | None


_ESCAPES = {code: f"\\u{code:04X}" for code in (*range(0x20), 0x7F)} | {
    0x08: "\\b", 0x09: "\\t", 0x0A: "\\n", 0x0C: "\\f", 0x0D: "\\r", 0x22: '\\"', 0x5C: "\\\\",
}  # fmt: skip


class _Issuer:
    """Identifier Issuer (section 4.6): hands out `c14n0`, `c14n1`, ... in the order asked."""

    def __init__(self, prefix: str, issued: dict[str, str] | None = None) -> None:
        self.prefix = prefix
        self.issued = issued or {}

    def issue(self, label: str) -> str:
        return self.issued.setdefault(label, f"_:{self.prefix}{len(self.issued)}")

    def copy(self) -> "_Issuer":
        return _Issuer(self.prefix, dict(self.issued))


def canonical_nquads(quads: Iterable[Quad], budget: WorkBudget, algorithm: str = "sha256") -> str:
    """The canonical N-Quads of the dataset; CanonicalisationError when `budget` runs out (section 4.4).

    `algorithm` is the hash that orders the blank nodes, SHA-256 unless somebody says so (section 4.3).
    """
    known = set(quads)
    labels = canonical_labels(known, budget, algorithm)
    return "".join(sorted({nquad(quad, labels) for quad in known}))


def canonical_labels(quads: set[Quad], budget: WorkBudget, algorithm: str = "sha256") -> dict[str, str]:
    """The canonical label (`_:c14n0`) of every blank node label of the dataset: the issued identifiers map."""
    return _State(quads, budget, algorithm).canonical_labels().issued


class _State:
    """Canonicalization State (section 4.3)."""

    def __init__(self, quads: set[Quad], budget: WorkBudget, algorithm: str) -> None:
        self.budget = budget
        self.algorithm = algorithm
        self.canonical = _Issuer("c14n")
        self.first_degree: dict[str, str] = {}
        self.by_blank: dict[str, list[Quad]] = {}
        budget.spend(10 * len(quads))
        for quad in quads:
            for label in {term.value for term in _terms(quad) if term.kind == "blank"}:
                self.by_blank.setdefault(label, []).append(quad)

    def hash(self, text: str) -> str:
        return hashlib.new(self.algorithm, text.encode("utf-8")).hexdigest()

    def canonical_labels(self) -> _Issuer:
        groups: dict[str, list[str]] = {}
        for label in self.by_blank:
            groups.setdefault(self.hash_first_degree(label), []).append(label)
        for key in sorted(groups):
            if len(groups[key]) == 1:
                self.canonical.issue(groups[key][0])
        for key in sorted(groups):
            if len(groups[key]) > 1:
                self._label_ties(sorted(groups[key]))
        return self.canonical

    def _label_ties(self, labels: list[str]) -> None:
        paths: list[tuple[str, _Issuer]] = []
        for label in labels:
            if label not in self.canonical.issued:
                issuer = _Issuer("b")
                issuer.issue(label)
                paths.append(self.hash_n_degree(label, issuer))
        for _, issuer in sorted(paths, key=lambda path: path[0]):
            for label in issuer.issued:
                self.canonical.issue(label)

    def hash_first_degree(self, label: str) -> str:
        """Hash First Degree Quads (section 4.7)."""
        known = self.first_degree.get(label)
        if known is None:
            quads = self.by_blank[label]
            self.budget.spend(5 * len(quads))
            known = self.hash("".join(sorted(nquad(quad, Reference(label)) for quad in quads)))
            self.first_degree[label] = known
        return known

    def hash_related(self, related: str, quad: Quad, issuer: _Issuer, position: str) -> str:
        """Hash Related Blank Node (section 4.8)."""
        name = self.canonical.issued.get(related) or issuer.issued.get(related)
        name = name or self.hash_first_degree(related)
        predicate = "" if position == "g" else f"<{quad.predicate.value}>"
        return self.hash(position + predicate + name)

    def hash_n_degree(self, label: str, issuer: _Issuer) -> tuple[str, _Issuer]:
        """Hash N-Degree Quads (section 4.9): the hash and the issuer of the path that led to it."""
        self.budget.spend_n_degree()
        related = self._related(label, issuer)
        text: list[str] = []
        for key in sorted(related):
            path, issuer = self._best_path(related[key], issuer)
            text += (key, path)
        return self.hash("".join(text)), issuer

    def _related(self, label: str, issuer: _Issuer) -> dict[str, list[str]]:
        related: dict[str, list[str]] = {}
        for quad in self.by_blank[label]:
            self.budget.spend(6)
            for position, term in (("s", quad.subject), ("o", quad.object), ("g", quad.graph)):
                if term is not None and term.kind == "blank" and term.value != label:
                    key = self.hash_related(term.value, quad, issuer, position)
                    related.setdefault(key, []).append(term.value)
        return related

    def _best_path(self, labels: list[str], issuer: _Issuer) -> tuple[str, _Issuer]:
        best: tuple[str, _Issuer] | None = None
        for order in permutations(sorted(labels)):
            self.budget.spend(4 + len(order) + len(issuer.issued) // 8)
            found = self._walk(order, issuer.copy(), best[0] if best else "")
            if found is not None and (best is None or found[0] < best[0]):
                best = found
        if best is None:  # permutations() of a non-empty list always gives a first path
            raise AssertionError("no path")
        return best

    def _walk(self, order: tuple[str, ...], issuer: _Issuer, best: str) -> tuple[str, _Issuer] | None:
        """One permutation of step 5.4: its path and issuer, or None as soon as `best` is known to be
        smaller."""
        path, recursion = "", []
        for label in order:
            if label in self.canonical.issued:
                path += self.canonical.issued[label]
            else:
                if label not in issuer.issued:
                    recursion.append(label)
                path += issuer.issue(label)
            if best and len(path) >= len(best) and path > best:
                return None
        for label in recursion:
            digest, result = self.hash_n_degree(label, issuer)
            path += f"{issuer.issue(label)}<{digest}>"
            issuer = result
            if best and len(path) >= len(best) and path > best:
                return None
        return path, issuer


class Reference(dict[str, str]):
    """The labels of Hash First Degree Quads: `_:a` for the blank node at hand, `_:z` for any other."""

    def __init__(self, label: str) -> None:
        super().__init__({label: "_:a"})

    def __missing__(self, label: str) -> str:
        return "_:z"


def _terms(quad: Quad) -> Iterable[Term]:
    yield quad.subject
    yield quad.object
    if quad.graph is not None:
        yield quad.graph


def nquad(quad: Quad, labels: dict[str, str]) -> str:
    """One line of canonical N-Quads, with `labels` for its blank nodes (appendix A, "A Canonical form of N-Quads")."""
    parts = [_text(quad.subject, labels), _text(quad.predicate, labels), _text(quad.object, labels)]
    if quad.graph is not None:
        parts.append(_text(quad.graph, labels))
    return " ".join(parts) + " .\n"


def _text(term: Term, labels: dict[str, str]) -> str:
    if term.kind == "iri":
        return f"<{term.value}>"
    if term.kind == "blank":
        return labels[term.value]
    text = f'"{term.value.translate(_ESCAPES)}"'
    if term.language:
        return f"{text}@{term.language}"
    return text if term.datatype == XSD_STRING else f"{text}^^<{term.datatype}>"
