"""From a credential value to the exact bytes that are stored, shown and checked for ever.

The same credential, signer and moment always give the same bytes, so work that was interrupted can be done
again; only ecdsa-sd-2023 makes fresh keys for each badge. Nothing here chooses ids, dates or salts. Source: Open
Badges 3.0, "Proofs (Signatures)".
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import InitVar, dataclass, replace
from datetime import datetime
from functools import cached_property
from typing import Any

from credentials.errors import ProofError, StructureError
from credentials.limits import MAX_CREDENTIAL_BYTES, MAX_STATUS_LIST_BYTES
from credentials.lint import errors, value_errors
from credentials.microcredential import Policy
from credentials.model import EndorsementCredential, OpenBadgeCredential
from credentials.plan import PLANS
from credentials.plan.forms import FORMS, Form
from credentials.plan.lanes import Apart
from credentials.plan.laying import lay
from credentials.proof import create_proof
from credentials.signers import Signer
from credentials.strictjson import NotJsonError, read_parts, written
from credentials.structure import kind_of
from credentials.suites.base import Cryptosuite


@dataclass(frozen=True)
class SignedCredential:
    """A signed credential: `data` are the bytes to store and serve, `document` their JSON (of a token, the credential
    in it), `digest` their SHA-256 in hexadecimal. What is not asked for is not worked out."""

    data: bytes
    known: InitVar[dict[str, Any] | None] = None

    def __post_init__(self, known: dict[str, Any] | None) -> None:
        if known is not None:
            self.__dict__["document"] = known

    @cached_property
    def document(self) -> dict[str, Any]:
        document: dict[str, Any] = json.loads(self.data)
        return document

    @cached_property
    def digest(self) -> str:
        return hashlib.sha256(self.data).hexdigest()


def issue(
    credential: OpenBadgeCredential | EndorsementCredential | Mapping[str, Any],
    signer: Signer,
    *,
    created: datetime,
    suite: Cryptosuite | str | None = None,
    policy: Policy = Policy.EU,
) -> SignedCredential:
    """Checks, canonicalises in safe mode and signs a badge, endorsement or status list credential.

    `created` is the moment of signing (aware). `suite` is a cryptosuite or its name; by default eddsa-rdfc-2022 with
    an Ed25519 key and ecdsa-rdfc-2019 with a P-256 or P-384 key. `policy`: whose rules a badge meets that calls itself
    a microcredential.

    StructureError lists every fault in `.faults`; ContextError and CanonicalisationError name what no signature could
    cover; ProofError when the signer's key is not the issuer's, or does not go with the suite.
    """
    draft = _draft(credential, signer, policy)
    document, parts = draft.document, draft.parts
    proof = create_proof(document, signer, created=created, suite=suite, sound=True, parts=parts)
    FORMS.keep(document, parts, draft.kind, issuing=True)
    lay(document, parts, document, parts, draft.form, PLANS)
    data = f'{draft.text[:-1]},"proof":{written(proof)}}}'.encode()
    return SignedCredential(data, document | {"proof": proof})


def checked(
    credential: OpenBadgeCredential | EndorsementCredential | Mapping[str, Any],
    signer: Signer,
    *,
    policy: Policy = Policy.EU,
) -> dict[str, Any]:
    """The credential as a JSON object of its own, after the checks that come before every signature, of whatever
    kind; the errors are those of `issue`."""
    return _draft(credential, signer, policy).document


@dataclass(frozen=True, slots=True)
class _Draft:
    """A credential without its proof: `document`, its compact `text`, the parts of that, and the form that it was found
    to have where that is known."""

    kind: str
    document: dict[str, Any]
    text: str
    parts: Apart | None
    form: Form | None = None


def _draft(
    credential: OpenBadgeCredential | EndorsementCredential | Mapping[str, Any], signer: Signer, policy: Policy
) -> _Draft:
    draft = _unsigned(credential)
    document, kind = draft.document, draft.kind
    if not kind:
        raise StructureError("structure.class", path="$.type", name="OpenBadgeCredential")
    form = FORMS.holding(document, draft.parts, kind, issuing=True)
    found = (errors if form is None else value_errors)(document, kind, policy=policy)
    if found:
        raise StructureError("structure.faults", faults=found, count=len(found), first=found[0].message)
    _require_own_key(document, signer)
    return replace(draft, form=form)


def as_json(credential: OpenBadgeCredential | EndorsementCredential | Mapping[str, Any]) -> dict[str, Any]:
    """A credential as a JSON object, not yet looked at."""
    return dict(credential) if isinstance(credential, Mapping) else credential.to_dict()


def _unsigned(credential: OpenBadgeCredential | EndorsementCredential | Mapping[str, Any]) -> _Draft:
    """A private copy as strict JSON, so that what cannot be written or read back is refused before
    signing."""
    source = as_json(credential)
    kind = kind_of(source)
    try:
        text = written(source)
        is_list = kind == "BitstringStatusListCredential"
        document, parts = read_parts(text, limit=MAX_STATUS_LIST_BYTES if is_list else MAX_CREDENTIAL_BYTES)
    except NotJsonError:
        raise StructureError("structure.not_object", path="$") from None
    if "proof" in document:
        raise ProofError("proof.malformed", detail="proof")
    return _Draft(kind or "", document, text, parts)


def _require_own_key(document: Mapping[str, Any], signer: Signer) -> None:
    issuer = document["issuer"]
    issuer_id = issuer["id"] if isinstance(issuer, Mapping) else issuer
    if signer.verification_method.partition("#")[0] != issuer_id:
        raise ProofError("issuer.method_mismatch", method=signer.verification_method, issuer=issuer_id)
