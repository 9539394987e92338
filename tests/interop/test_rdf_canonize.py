"""Our RDFC-1.0 gives the same text as rdf-canonize on random graphs with ties, loops and named graphs.

A blank node that names a graph is here never a subject or object inside a graph, as in any credential. Where it is,
RDFC-1.0 itself can leave two nodes tied that are not alike, and then every implementation goes by input order.
"""

import random

import pytest

from credentials.budget import WorkBudget
from credentials.errors import CanonicalisationError
from credentials.rdfc import XSD_STRING, Quad, Term, canonical_nquads, nquad
from tests.interop.judge import rdf_canonize

pytestmark = pytest.mark.node


def _graph(chance: random.Random) -> set[Quad]:
    blanks = [Term("blank", f"b{i}") for i in range(chance.randint(1, 6))]
    names = [*blanks, *blanks, Term("iri", "urn:a")]
    literals = [
        Term("literal", '\u0001\b\t\n\f\r\u007f"\\é\U0001f600', XSD_STRING),
        Term("literal", "x", "urn:type"),
        Term("literal", "x", "", "nl"),
    ]
    graphs = [Term("blank", "g1"), Term("blank", "g2")]
    predicates = [Term("iri", "urn:p"), Term("iri", "urn:q")]
    return {
        Quad(
            chance.choice(names),
            chance.choice(predicates),
            chance.choice([*names, *names, *literals]),
            chance.choice([None, None, None, *graphs, Term("iri", "urn:a")]),
        )
        for _ in range(chance.randint(1, 10))
    } | {Quad(chance.choice(names), predicates[0], graph, None) for graph in graphs}


def test_same_text_for_a_thousand_graphs() -> None:
    chance = random.Random(20261122)
    compared = []
    for _ in range(1_000):
        quads = _graph(chance)
        labels = {term.value: f"_:{term.value}" for quad in quads for term in quad if term and term.kind == "blank"}
        try:
            ours = canonical_nquads(quads, WorkBudget(n_degree_calls=5_000))
        except CanonicalisationError:
            continue
        compared.append(("".join(nquad(quad, labels) for quad in quads), ours))
    theirs = rdf_canonize([text for text, _ in compared])
    both = [(ours, other) for (_, ours), other in zip(compared, theirs, strict=True) if other is not None]
    assert len(both) > 800
    assert [pair for pair in both if pair[0] != pair[1]] == []
