"""Data Integrity proofs: making one, reading what one claims, and checking one against a given key.

How a cryptosuite signs belongs to `suites/`, whose key it is to `controller.py`, and whether a credential may be
trusted to `verifying.py`. Source: W3C Verifiable Credential Data Integrity 1.0.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from credentials.budget import WorkBudget
from credentials.contexts import PINNED_CONTEXTS, Contexts
from credentials.errors import ProofError
from credentials.identifiers import is_uri
from credentials.instants import format_instant, parse_instant
from credentials.keys import PublicKey
from credentials.plan.lanes import Apart
from credentials.signers import Signer
from credentials.suites import suite_for, suite_of
from credentials.suites.base import DATA_INTEGRITY, Cryptosuite, Secured


@dataclass(frozen=True, slots=True)
class Proof:
    """A proof whose shape was found right: what is claimed, not yet whether it holds. `previous` are the ids of the
    proofs it was made on top of."""

    options: Mapping[str, Any]
    verification_method: str
    suite: Cryptosuite
    value: bytes
    previous: tuple[str, ...] = ()


def create_proof(
    document: Mapping[str, Any],
    signer: Signer,
    *,
    created: datetime,
    suite: Cryptosuite | str | None = None,
    contexts: Contexts = PINNED_CONTEXTS,
    budget: WorkBudget | None = None,
    sound: bool = False,
    parts: Apart | None = None,
) -> dict[str, Any]:
    """The proof object of `document` (which must not hold one yet), signed by `signer` at `created`.

    `suite` is a cryptosuite or its name; by default the usual one for the signer's kind of key. ProofError when they
    do not go together. With `sound` the caller says that the document passed every check but this, so that what is
    learnt of its shape may be kept. `parts`: those of the document's text, where they are known.
    """
    if "proof" in document:
        raise ProofError("proof.malformed", detail="proof")
    chosen = suite_for(signer.kind, suite)
    options = {
        "type": DATA_INTEGRITY,
        "cryptosuite": chosen.name,
        "created": format_instant(created),
        "verificationMethod": signer.verification_method,
        "proofPurpose": "assertionMethod",
    }
    secured = Secured(document, contexts=contexts, budget=budget, parts=parts)
    value = chosen.sign(secured, options, signer)
    if sound:
        secured.keep()
    return options | {"proofValue": value}


def read_proof(proof: Any) -> Proof:
    """The parts of a proof object; ProofError `proof.unsupported` for another kind, else what is wrong with
    it."""
    if not isinstance(proof, Mapping):
        raise ProofError("proof.malformed", detail="proof")
    suite = _suite(proof)
    if proof.get("proofPurpose") != "assertionMethod":
        raise ProofError("proof.purpose")
    method, created = proof.get("verificationMethod"), proof.get("created", "1970-01-01T00:00:00Z")
    if not isinstance(method, str) or not is_uri(method):
        raise ProofError("proof.malformed", detail="verificationMethod")
    for name, moment in (("created", created), ("expires", proof.get("expires", created))):
        _require_instant(name, moment)
    options = {name: value for name, value in proof.items() if name != "proofValue"}
    return Proof(options, method, suite, _value(proof.get("proofValue"), suite), _previous(proof))


def secured_by(secured: Secured, proof: Proof, proofs: Sequence[Any]) -> Secured:
    """What `proof` signs: the document, and in a chain also the proofs it was made on top of (section 4.4, "Verify
    Proof Sets and Chains").

    Each of those must be there once, and be of a kind that is checked here, since it must hold by itself as well.
    """
    if not proof.previous:
        return secured
    found = [item for item in proofs if isinstance(item, Mapping) and item.get("id") in proof.previous]
    if len(found) != len(proof.previous) or proof.options.get("id") in proof.previous:
        raise ProofError("proof.chain")
    for item in found:
        _suite(item)
    document = {**secured.document, "proof": found}
    return Secured(document, contexts=secured.contexts, budget=secured.budget)


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
    if "proof" in document:
        raise ProofError("proof.malformed", detail="proof")
    require_holds(Secured(document, contexts=contexts, budget=budget), proof, key)


def require_holds(secured: Secured, proof: Proof, key: PublicKey) -> None:
    """The same for a document that was canonicalised before."""
    suite = proof.suite
    if key.kind not in suite.kinds:
        raise ProofError("proof.suite_key", suite=suite.name or suite.type, kind=key.kind)
    if not suite.holds(secured, proof.options, proof.value, key):
        raise ProofError("proof.signature")


def _suite(proof: Mapping[str, Any]) -> Cryptosuite:
    kind, name = proof.get("type"), proof.get("cryptosuite")
    if not isinstance(kind, str):
        raise ProofError("proof.unsupported", suite=str(kind)[:60])
    if not isinstance(name, str) and (kind == DATA_INTEGRITY or "cryptosuite" in proof):
        raise ProofError("proof.malformed", detail="cryptosuite")
    return suite_of(kind, name)


def _previous(proof: Mapping[str, Any]) -> tuple[str, ...]:
    found = proof.get("previousProof", [])
    ids = found if isinstance(found, list) else [found]
    if not all(isinstance(item, str) and is_uri(item) for item in ids) or len(set(ids)) != len(ids):
        raise ProofError("proof.malformed", detail="previousProof")
    return tuple(ids)


def _require_instant(name: str, moment: Any) -> None:
    try:
        parse_instant(moment)
    except (TypeError, ValueError):
        raise ProofError("proof.malformed", detail=name) from None


def _value(text: Any, suite: Cryptosuite) -> bytes:
    try:
        return suite.read_value(text if isinstance(text, str) else "")
    except ValueError:
        raise ProofError("proof.malformed", detail="proofValue") from None
