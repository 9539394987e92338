"""A document's canonical statements under labels that tell nothing, and which of them a part of it makes.

Canonical blank node labels depend on the whole document, so they would tell a reader about what was left out. Here
each is replaced by an HMAC of itself. Statements are quads all along, never lines searched for `_:`, since a text may
hold such letters too. Source: W3C Data Integrity ECDSA Cryptosuites 1.0, sections 3.4.1 to 3.4.16.
"""

import hashlib
import hmac
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from credentials.canonical import quads_of
from credentials.errors import ProofError
from credentials.multibase import encode_base64url
from credentials.rdf import Marked
from credentials.rdfc import Quad, canonical_labels, canonical_nquads, nquad
from credentials.selecting import marked, plain, select
from credentials.suites.base import Secured


@dataclass(frozen=True, slots=True)
class Group:
    """A part of the document: itself, its quads, and the places of its statements among all of them."""

    document: dict[str, Any]
    quads: frozenset[Quad]
    places: frozenset[int]


class Grouped:
    """A document ready to be taken apart: all its `lines` (N-Quads under HMAC labels, in order), and the HMAC label
    (32 bytes) of each blank node."""

    def __init__(self, secured: Secured, hmac_key: bytes) -> None:
        self._secured = secured
        self._document: Marked = marked(secured.document)
        self._quads = self._quads_of(self._document)
        canonical = canonical_labels(self._quads, secured.budget)
        if canonical_nquads(self._quads, secured.budget) != secured.canonical().text:
            raise ProofError("proof.undividable")
        self.labels = {name: hmac_label(hmac_key, label) for name, label in canonical.items()}
        self.lines = relabelled(self._quads, self.labels)

    def group(self, pointers: Sequence[str]) -> Group:
        """The part that `pointers` name; ProofError `proof.pointer` when one names nothing, `proof.undividable` when
        the part would say something that the whole does not, such as half of an ordered list."""
        part = select(self._document, pointers)
        if part is None:
            return Group({}, frozenset(), frozenset())
        quads = self._quads_of(part)
        if not quads <= self._quads:
            raise ProofError("proof.undividable")
        places = {line: place for place, line in enumerate(self.lines)}
        mine = relabelled(quads, self.labels)
        document: dict[str, Any] = plain(part)
        return Group(document, frozenset(quads), frozenset(places[line] for line in mine))

    def reader_labels(self, group: Group) -> dict[int, bytes]:
        """The HMAC label of each blank node of a part, by the number of the label that a reader of the part will
        find it under."""
        seen = canonical_labels(set(group.quads), self._secured.budget)
        return dict(sorted((number_of(label), self.labels[name]) for name, label in seen.items()))

    def _quads_of(self, document: Mapping[str, Any]) -> set[Quad]:
        return quads_of(document, contexts=self._secured.contexts, budget=self._secured.budget)


def hmac_label(key: bytes, label: str) -> bytes:
    """HMAC-SHA-256 of a canonical label without its `_:` (section 3.4.3)."""
    return hmac.digest(key, label.removeprefix("_:").encode("ascii"), hashlib.sha256)


def relabelled(quads: set[Quad], labels: Mapping[str, bytes]) -> list[str]:
    """The N-Quads of `quads`, each blank node under the text of its label, in code point order."""
    texts = {name: f"_:{encode_base64url(label)}" for name, label in labels.items()}
    return sorted(nquad(quad, texts) for quad in quads)


def number_of(label: str) -> int:
    """7 for the canonical label `_:c14n7`."""
    return int(label.removeprefix("_:c14n"))
