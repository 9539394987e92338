"""What every cryptosuite has: a type and a name, the kinds of key it goes with, and how it makes and checks a
signature over a document and the options of its proof.

Which proofs a document must carry and whose keys they are belongs to `authenticity.py`. Source: W3C Verifiable
Credential Data Integrity 1.0, section 3 ("Cryptographic Suites").
"""

import hashlib
from collections.abc import Mapping
from typing import Any, Protocol

from credentials.budget import WorkBudget
from credentials.contexts import PINNED_CONTEXTS, Contexts
from credentials.errors import ProofError
from credentials.keys import KeyKind, PublicKey
from credentials.plan import PLANS, Canonical
from credentials.plan.lanes import Apart
from credentials.signers import Signer

DATA_INTEGRITY = "DataIntegrityProof"


class Secured:
    """A document as signatures see it: without its own proof, canonicalised once for all that use the same hash."""

    def __init__(
        self,
        document: Mapping[str, Any],
        *,
        contexts: Contexts = PINNED_CONTEXTS,
        budget: WorkBudget | None = None,
        parts: Apart | None = None,
    ) -> None:
        """`parts`: those of the document's text, where they are known."""
        self.document = document
        self._parts = parts
        self.contexts = contexts
        self.budget = budget or WorkBudget()
        self._known: dict[tuple[int, str], Canonical] = {}
        self._options: list[Mapping[str, Any]] = []

    def canonical(self, algorithm: str = "sha256") -> Canonical:
        """The canonical N-Quads; ContextError or CanonicalisationError when it cannot be read in one way only."""
        found = self._known.get((0, algorithm))
        return found or self._read(0, self.document, algorithm, self._parts)

    def configuration(self, options: Mapping[str, Any], algorithm: str = "sha256") -> Canonical:
        """The canonical N-Quads of the options of a proof."""
        found = self._known.get((id(options), algorithm))
        if found is None:
            self._options.append(options)  # so that no other object gets its number
            found = self._read(id(options), proof_configuration(self.document, options), algorithm)
        return found

    def keep(self) -> None:
        """Lets the next documents of this shape go faster; only for one that passed every check (see `plan`)."""
        for found in self._known.values():
            found.keep()

    def _read(self, key: int, document: Mapping[str, Any], algorithm: str, parts: Apart | None = None) -> Canonical:
        found = self._known[key, algorithm] = PLANS.canonical(
            document, contexts=self.contexts, budget=self.budget, algorithm=algorithm, parts=parts
        )
        return found


class Cryptosuite(Protocol):
    """One way of signing. `type` and `name` are what a proof says in `type` and `cryptosuite` (None: nothing)."""

    @property
    def type(self) -> str: ...

    @property
    def name(self) -> str | None: ...

    @property
    def kinds(self) -> frozenset[KeyKind]: ...

    def sign(self, secured: Secured, options: Mapping[str, Any], signer: Signer) -> str:
        """The `proofValue`; ProofError where this suite is only read. The signer is of one of `kinds`."""

    def read_value(self, text: str) -> bytes:
        """The bytes of a `proofValue`; ValueError unless it has the shape this suite gives it."""

    def holds(self, secured: Secured, options: Mapping[str, Any], value: bytes, key: PublicKey) -> bool:
        """Whether `value` signs the document and the options under `key`; ProofError where there is more to say
        than no, the errors of `Secured.canonical` when the document or the options cannot be read."""


def hash_data(secured: Secured, options: Mapping[str, Any], algorithm: str = "sha256") -> bytes:
    """The hash of the canonical proof options, then the hash of the canonical document (section 3.2.4 of both the
    EdDSA and the ECDSA cryptosuites). Canonicalisation uses the same hash inside."""
    parts = secured.configuration(options, algorithm), secured.canonical(algorithm)
    if algorithm == "sha256":
        return parts[0].digest + parts[1].digest
    return b"".join(hashlib.new(algorithm, part.text.encode("utf-8")).digest() for part in parts)


def proof_configuration(document: Mapping[str, Any], options: Mapping[str, Any]) -> dict[str, Any]:
    """The proof options as a document of their own, under the context of what they sign (section 3.2.5).

    A proof may repeat that context, as some issuers do; with another one its words would mean something else to
    who reads the proof by itself, so that is refused.
    """
    context = document.get("@context", "")
    if options.get("@context", context) != context:
        raise ProofError("proof.malformed", detail="@context")
    return {**options, "@context": context}
