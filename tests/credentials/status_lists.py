"""Badges that point at a list, and lists of every kind, for tests: signed or not as the standard asks."""

from datetime import timedelta
from typing import Any

from credentials.contexts import CREDENTIALS_V1, ED25519_2020_V1, OPEN_BADGES_EXTENSIONS
from credentials.multibase import encode_base58btc
from credentials.proof import create_proof
from credentials.resolution import Found
from credentials.status_list import BitstringStatusList
from credentials.suites.base import Secured, hash_data
from tests.credentials import badges
from tests.credentials.badges import CREATED, DID, World
from tests.credentials.tokens import forge, payload, signer

INDEX = 94567
OLD_LIST = "https://badges.example/status/linden/2021"
OLD_CONTEXT = "https://w3id.org/vc/status-list/2021/v1"
REVOCATIONS = "https://badges.example/revocations/linden"


def bits(*indexes: int, length: int = 131_072) -> BitstringStatusList:
    """A list in which the bits at `indexes` are set; the badge's own when none is given."""
    made = BitstringStatusList(length)
    for index in indexes or (INDEX,):
        made.set(index, True)
    return made


def resigned(document: dict[str, Any]) -> dict[str, Any]:
    """`document` with a proof of the issuer, whatever it says: others sign what we would not."""
    unsigned = {name: value for name, value in document.items() if name != "proof"}
    return unsigned | {"proof": create_proof(unsigned, badges.signer(), created=CREATED)}


def badge(*entries: dict[str, Any], context: str | None = None) -> dict[str, Any]:
    """A signed badge with these status entries (the usual one by default)."""
    made = badges.rich().to_dict()
    if entries:
        made["credentialStatus"] = entries[0] if len(entries) == 1 else list(entries)
    if context is not None:
        made["@context"] = [*made["@context"], context]
    return resigned(made)


def entry(**changes: Any) -> dict[str, Any]:
    """The usual entry, changed; None takes a member away."""
    usual = badges.rich().to_dict()["credentialStatus"]
    return {name: value for name, value in (usual | changes).items() if value is not None}


def old_entry(**changes: Any) -> dict[str, Any]:
    return entry(type="StatusList2021Entry", statusListCredential=OLD_LIST, id=f"{OLD_LIST}#1") | changes


def old_badge(**changes: Any) -> dict[str, Any]:
    return badge(old_entry(**changes), context=OLD_CONTEXT)


def old_list(listed: BitstringStatusList, **changes: Any) -> dict[str, Any]:
    """A StatusList2021Credential of VC Data Model 1.1, as they are found in the wild: base64url without a letter."""
    document = {
        "@context": [CREDENTIALS_V1, OLD_CONTEXT, ED25519_2020_V1],
        "id": OLD_LIST,
        "type": ["VerifiableCredential", "StatusList2021Credential"],
        "issuer": DID,
        "issuanceDate": "2026-11-20T12:00:00Z",
        "credentialSubject": {
            "id": f"{OLD_LIST}#list",
            "type": "StatusList2021",
            "statusPurpose": "revocation",
            "encodedList": listed.encode()[1:],
        },
    }
    return _signed_as_of_old(document | changes)


def _signed_as_of_old(document: dict[str, Any]) -> dict[str, Any]:
    """With an Ed25519Signature2020, which this library reads and does not make."""
    proof = {
        "type": "Ed25519Signature2020",
        "created": "2026-11-20T12:00:00Z",
        "verificationMethod": f"{DID}#key-1",
        "proofPurpose": "assertionMethod",
    }
    signature = badges.signer().sign(hash_data(Secured(document), proof))
    return document | {"proof": proof | {"proofValue": encode_base58btc(signature)}}


def token_list(listed: BitstringStatusList, **header: Any) -> str:
    """The issuer's list as a web token."""
    document = badges.status_list(listed).document
    unsigned = {name: value for name, value in document.items() if name != "proof"}
    return forge(payload(unsigned), signer(), **header)


def revocation_entry(**changes: Any) -> dict[str, Any]:
    return {"id": REVOCATIONS, "type": "1EdTechRevocationList"} | changes


def revocable(**changes: Any) -> dict[str, Any]:
    """A badge whose issuer serves a plain list of revoked ids."""
    return badge(revocation_entry(**changes), context=OPEN_BADGES_EXTENSIONS)


def revocations(*revoked: Any, **changes: Any) -> dict[str, Any]:
    """That list."""
    return {"id": REVOCATIONS, "issuer": DID, "revokedCredential": list(revoked)} | changes


def world(listed: BitstringStatusList | None = None, **documents: Any) -> World:
    """The issuer's world with its list (in which the badge is not withdrawn) and other documents."""
    found = badges.world(listed)
    found.documents |= documents
    return found


def kept(document: Any, seconds: float) -> Found:
    """What a cache answers that has kept a document for so many seconds."""
    return Found(document, received=badges.NOW - timedelta(seconds=seconds))


def list_of(encoded: str, **subject: Any) -> dict[str, Any]:
    """The issuer's list with these packed bits, signed without a check."""
    made = badges.status_list().document
    return resigned(made | {"credentialSubject": made["credentialSubject"] | {"encodedList": encoded} | subject})
