"""From a credential value to a compact token: the other way to sign, for whoever reads tokens only.

The checks are those of `issuing.py`, and the same credential, key and moment give the same token here too. Source:
Open Badges 3.0, "JSON Web Token Proof Format".
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from credentials.errors import InputTooLargeError, ProofError
from credentials.issuing import SignedCredential, checked
from credentials.jwt import create_token, read_token
from credentials.jwt_claims import claims_of
from credentials.keys import PublicKey
from credentials.limits import MAX_CREDENTIAL_BYTES, MAX_STATUS_LIST_BYTES
from credentials.microcredential import Policy
from credentials.model import EndorsementCredential, OpenBadgeCredential
from credentials.signers import Signer
from credentials.structure import kind_of
from credentials.suites.base import Secured


def issue_jwt(
    credential: OpenBadgeCredential | EndorsementCredential | SignedCredential | Mapping[str, Any],
    signer: Signer,
    *,
    created: datetime,
    key: PublicKey | None = None,
    policy: Policy = Policy.EU,
) -> SignedCredential:
    """Checks a credential and signs it as a token: `data` is the compact text, `document` the credential in it.

    RS256, ES256, ES384 or EdDSA, as the kind of the signer's key goes. A credential that `issue` signed keeps that
    proof inside. `created` (aware) is told as `iat`. With `key`, the signer's public key, the token carries it too,
    for readers that cannot look up a DID. `policy` as in `issue`.

    Errors as of `issue`, and StructureError when the subject has no id: `sub` must be one. InputTooLargeError when
    the claims make it larger than what is read; ProofError `proof.jwt_other_key` when `key` is not the signer's.
    """
    document = _whole(credential, signer, policy)
    token = create_token(
        {**document, **claims_of(document, issued=created)}, signer, jwk=None if key is None else key.jwk
    )
    _require_readable(document, token)
    if key is not None and not read_token(token, limit=MAX_STATUS_LIST_BYTES).holds_with(key):
        raise ProofError("proof.jwt_other_key")
    data = token.encode("ascii")
    return SignedCredential(data, document)


def _whole(
    credential: OpenBadgeCredential | EndorsementCredential | SignedCredential | Mapping[str, Any],
    signer: Signer,
    policy: Policy,
) -> dict[str, Any]:
    """The credential as it will stand in the token: checked, every word defined, with its embedded proof if any."""
    if not isinstance(credential, SignedCredential):
        document = checked(credential, signer, policy=policy)
        secured = Secured(document)
        secured.canonical()
        secured.keep()
        return document
    unsigned = {name: value for name, value in credential.document.items() if name != "proof"}
    return checked(unsigned, signer, policy=policy) | {"proof": credential.document["proof"]}


def _require_readable(document: Mapping[str, Any], token: str) -> None:
    """The payload, claims and all, may be no larger than what a verifier reads."""
    is_list = kind_of(document) == "BitstringStatusListCredential"
    limit = MAX_STATUS_LIST_BYTES if is_list else MAX_CREDENTIAL_BYTES
    if len(token.split(".")[1]) * 3 // 4 > limit:
        raise InputTooLargeError("structure.too_large", limit=limit // 1024)
