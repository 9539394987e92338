"""Data Integrity proofs of the cryptosuite eddsa-rdfc-2022: making one, and checking one against a given key.

Whose key it is belongs to `controller.py`, and whether a credential may be trusted to `verifying.py`.
Sources: W3C Verifiable Credential Data Integrity 1.0; W3C Data Integrity EdDSA Cryptosuites 1.0, section 3.2.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from credentials.budget import WorkBudget
from credentials.canonical import canonicalize
from credentials.contexts import PINNED_CONTEXTS, Contexts
from credentials.errors import ProofError
from credentials.identifiers import is_uri
from credentials.instants import format_instant, parse_instant
from credentials.keys import PublicKey
from credentials.multibase import decode_base58btc, encode_base58btc
from credentials.signers import Signer

DATA_INTEGRITY = "DataIntegrityProof"
EDDSA_RDFC_2022 = "eddsa-rdfc-2022"
_SIGNATURE_BYTES = 64


@dataclass(frozen=True, slots=True)
class Proof:
    """A proof whose shape was found right: what is claimed, not yet whether it holds."""

    options: Mapping[str, Any]
    verification_method: str
    signature: bytes


def create_proof(
    document: Mapping[str, Any],
    signer: Signer,
    *,
    created: datetime,
    contexts: Contexts = PINNED_CONTEXTS,
    budget: WorkBudget | None = None,
) -> dict[str, Any]:
    """The proof object of `document` (which must not hold one yet), signed by `signer` at `created`."""
    if signer.kind != "Ed25519":
        raise ProofError("proof.unsupported", suite=signer.kind)
    options = {
        "type": DATA_INTEGRITY,
        "cryptosuite": EDDSA_RDFC_2022,
        "created": format_instant(created),
        "verificationMethod": signer.verification_method,
        "proofPurpose": "assertionMethod",
    }
    data = hash_data(document, options, contexts=contexts, budget=budget)
    return options | {"proofValue": encode_base58btc(signer.sign(data))}


def read_proof(proof: Any) -> Proof:
    """The parts of a proof object; ProofError `proof.unsupported` for another kind, else what is wrong with
    it."""
    if not isinstance(proof, Mapping):
        raise ProofError("proof.malformed", detail="proof")
    kind, suite = proof.get("type"), proof.get("cryptosuite")
    if kind != DATA_INTEGRITY:
        raise ProofError("proof.unsupported", suite=str(kind)[:60])
    if not isinstance(suite, str):
        raise ProofError("proof.malformed", detail="cryptosuite")
    if suite != EDDSA_RDFC_2022:
        raise ProofError("proof.unsupported", suite=suite[:60])
    if "previousProof" in proof:
        raise ProofError("proof.unsupported", suite="previousProof")
    if proof.get("proofPurpose") != "assertionMethod":
        raise ProofError("proof.purpose")
    method, created = proof.get("verificationMethod"), proof.get("created", "1970-01-01T00:00:00Z")
    if not isinstance(method, str) or not is_uri(method):
        raise ProofError("proof.malformed", detail="verificationMethod")
    for name, moment in (("created", created), ("expires", proof.get("expires", created))):
        _require_instant(name, moment)
    options = {name: value for name, value in proof.items() if name != "proofValue"}
    return Proof(options, method, _signature(proof.get("proofValue")))


def verify_proof(
    document: Mapping[str, Any],
    proof: Proof,
    key: PublicKey,
    *,
    contexts: Contexts = PINNED_CONTEXTS,
    budget: WorkBudget | None = None,
) -> None:
    """Returns when the signature over `document` (given without its proof) holds, else raises.

    ProofError `proof.signature` when it does not hold; ContextError or CanonicalisationError when the
    document cannot be read in one way only.
    """
    data = hash_data(document, proof.options, contexts=contexts, budget=budget)
    if key.kind != "Ed25519" or not key.verifies(proof.signature, data):
        raise ProofError("proof.signature")


def hash_data(
    document: Mapping[str, Any],
    options: Mapping[str, Any],
    *,
    contexts: Contexts = PINNED_CONTEXTS,
    budget: WorkBudget | None = None,
) -> bytes:
    """SHA-256 of the canonical proof options, then of the canonical document: 64 bytes (section 3.2.4)."""
    if "proof" in document:
        raise ProofError("proof.malformed", detail="proof")
    budget = budget or WorkBudget()
    parts = (proof_configuration(document, options), document)
    return b"".join(digest(canonicalize(part, contexts=contexts, budget=budget)) for part in parts)


def proof_configuration(document: Mapping[str, Any], options: Mapping[str, Any]) -> dict[str, Any]:
    """The proof options as a document of their own, under the context of what they sign (section 3.2.5)."""
    if "@context" in options:
        raise ProofError("proof.malformed", detail="@context")
    return {"@context": document.get("@context", ""), **options}


def digest(canonical: str) -> bytes:
    """SHA-256 of canonical N-Quads."""
    return hashlib.sha256(canonical.encode("utf-8")).digest()


def _require_instant(name: str, moment: Any) -> None:
    try:
        parse_instant(moment)
    except (TypeError, ValueError):
        raise ProofError("proof.malformed", detail=name) from None


def _signature(text: Any) -> bytes:
    try:
        signature = decode_base58btc(text) if isinstance(text, str) else b""
    except ValueError:
        signature = b""
    if len(signature) != _SIGNATURE_BYTES:
        raise ProofError("proof.malformed", detail="proofValue")
    return signature
