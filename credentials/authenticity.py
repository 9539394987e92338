"""Who signed a document and whether it is unchanged: the context, proof and issuer checks.

Used alike for badges, their endorsements and the status lists they point at. What the document says
besides, and whether it still counts, is not asked here. Source: W3C VC Data Integrity 1.0, section "Verify
Proof"; Open Badges 3.0, "Verification" step 2.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from credentials.controller import assertion_key, own_document, own_key, refers_elsewhere, with_method
from credentials.errors import CanonicalisationError, ContextError, ProofError
from credentials.identifiers import is_uri
from credentials.instants import parse_instant
from credentials.keys import PublicKey
from credentials.limits import MAX_PROOFS
from credentials.lookup import Document, Lookup
from credentials.plan.lanes import Apart
from credentials.plan.tokens import Parts, without_last
from credentials.proof import Proof, read_proof, require_holds, secured_by
from credentials.report import Check, Outcome, failed, passed, skipped, unknown
from credentials.suites.base import Secured


@dataclass(frozen=True, slots=True)
class Authenticity:
    """The three checks; `holds` when all passed."""

    context: Check
    proof: Check
    issuer: Check

    @property
    def holds(self) -> bool:
        return self.context.outcome is self.proof.outcome is self.issuer.outcome is Outcome.PASSED


class UnresolvedError(Exception):
    """The issuer's keys could not be had; `code` says why."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def authenticate(
    document: Mapping[str, Any],
    lookup: Lookup,
    now: datetime,
    *,
    sound: bool = False,
    parts: Apart | None = None,
) -> Authenticity:
    """Checks every proof of `document`: each of a supported kind must hold, and at least one must be there.

    `sound`: its structure was found right, so if it holds, what is learnt of its shape may be kept. `parts`: those of
    its text, where they are known.
    """
    unsigned = {name: value for name, value in document.items() if name != "proof"}
    if isinstance(parts, Parts):
        parts = without_last(parts, document, "proof")
    secured = Secured(unsigned, budget=lookup.budget, parts=parts)
    try:
        secured.canonical()
    except (ContextError, CanonicalisationError) as error:
        return _unread(failed("context", error.code, **error.params))
    proofs = _proofs(document)
    if not proofs or len(proofs) > MAX_PROOFS:
        code = "proof.too_many" if proofs else "proof.missing"
        proof = failed("proof", code, limit=MAX_PROOFS)
        return Authenticity(passed("context", "context.passed"), proof, skipped("issuer", "issuer.skipped"))
    found = together([_one(secured, item, proofs, lookup, now) for item in proofs])
    if sound and found.holds:
        secured.keep()
    return found


def together(found: list[Authenticity]) -> Authenticity:
    """What several signatures over one document come to: each check at its worst."""
    if len(found) == 1:
        return found[0]
    return Authenticity(*(_worst([getattr(each, name) for each in found]) for name in ("context", "proof", "issuer")))


def issuer_id(document: Mapping[str, Any]) -> str | None:
    """The id of the issuer, given as an address or as an object; None when there is no usable one."""
    issuer = document.get("issuer")
    found = issuer.get("id") if isinstance(issuer, Mapping) else issuer
    return found if isinstance(found, str) and is_uri(found) else None


def _unread(context: Check) -> Authenticity:
    return Authenticity(context, skipped("proof", "proof.skipped"), skipped("issuer", "issuer.skipped"))


def _proofs(document: Mapping[str, Any]) -> list[Any]:
    proofs = document.get("proof", [])
    return proofs if isinstance(proofs, list) else [proofs]


def _one(secured: Secured, item: Any, proofs: list[Any], lookup: Lookup, now: datetime) -> Authenticity:
    """The checks for one proof of the document."""
    context = passed("context", "context.passed")
    issuer = issuer_id(secured.document)
    try:
        proof = read_proof(item)
        signed = secured_by(secured, proof, proofs)
        signed.configuration(proof.options)
        signed.canonical()
    except ProofError as error:
        return Authenticity(context, _proof_check(error), skipped("issuer", "issuer.skipped"))
    except (ContextError, CanonicalisationError) as error:
        return _unread(failed("context", error.code, **error.params))
    if issuer is None:
        return Authenticity(context, skipped("proof", "proof.skipped"), failed("issuer", "issuer.missing"))
    try:
        key = issuer_key(issuer, proof.verification_method, lookup, now)
    except ProofError as error:
        return Authenticity(
            context, skipped("proof", "proof.skipped_key"), failed("issuer", error.code, **error.params)
        )
    except UnresolvedError as error:
        return Authenticity(context, unknown("proof", "proof.unknown"), unknown("issuer", error.code, issuer=issuer))
    listed = passed("issuer", "issuer.passed", issuer=issuer)
    return Authenticity(context, _signature_check(signed, proof, key, now), listed)


def _signature_check(signed: Secured, proof: Proof, key: PublicKey, now: datetime) -> Check:
    try:
        require_holds(signed, proof, key)
    except ProofError as error:
        return _proof_check(error)
    except CanonicalisationError as error:
        return failed("proof", error.code, **error.params)
    expires = proof.options.get("expires")
    if expires is not None and parse_instant(expires) <= now:
        return failed("proof", "proof.expired", since=expires)
    return passed("proof", "proof.passed")


def _proof_check(error: ProofError) -> Check:
    make = unknown if error.code == "proof.unsupported" else failed
    return make("proof", error.code, **error.params)


def issuer_key(issuer: str, method_id: str, lookup: Lookup, now: datetime) -> PublicKey:
    """The key that the issuer itself publishes under `method_id`: the issuer is asked, never the credential.

    ProofError `issuer.*` says why it is not the issuer's; UnresolvedError when the issuer could not be asked.
    """
    own = own_key(issuer, method_id)
    if own is not None:
        return own
    document = _looked_up(issuer, lookup)
    if refers_elsewhere(document, issuer, method_id):
        content = _looked_up(method_id.partition("#")[0], lookup)
        document = with_method(document, content, method_id)
    return assertion_key(document, issuer=issuer, method_id=method_id, now=now)


def issuer_document(issuer: str, lookup: Lookup) -> dict[str, Any]:
    """What `issuer` publishes about its keys; UnresolvedError when it could not be had."""
    return own_document(issuer) or _looked_up(issuer, lookup)


def _looked_up(address: str, lookup: Lookup) -> dict[str, Any]:
    found = lookup.document(address)
    if not isinstance(found, Document):
        raise UnresolvedError(f"issuer.{found.why}")
    return found.content


def _worst(checks: list[Check]) -> Check:
    """A failure before anything; then a pass (an unsupported proof beside one that holds does no harm)."""
    for outcome in ("failed", "passed", "unknown", "skipped"):
        for check in checks:
            if check.outcome == outcome:
                return check
    raise AssertionError("no checks")
