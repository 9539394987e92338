"""Controller documents: what an issuer publishes about its keys, and finding one key in what an issuer
published.

A key is an issuer's only when the issuer's own document says so. What a credential says about its key, in a
URL fragment or anywhere else, proves nothing. Sources: W3C Controlled Identifiers 1.0, sections
"Verification Methods" and "Retrieve Verification Method"; DID Core.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from credentials.contexts import DID_V1, MULTIKEY_V1
from credentials.errors import KeyFormatError, ProofError
from credentials.identifiers import did_key_public
from credentials.instants import format_instant, parse_instant
from credentials.keys import PublicKey, decode_jwk, decode_multikey


@dataclass(frozen=True, slots=True)
class PublishedKey:
    """A key in a controller document. `revoked` only for a compromised key: a retired one stays good for
    old badges."""

    id: str
    public_multikey: str
    revoked: datetime | None = None


def controller_document(*, did: str, also_known_as: Sequence[str], keys: Sequence[PublishedKey]) -> dict[str, Any]:
    """The did.json of an issuer. Keys that were compromised stay listed, as revoked, and no longer assert
    anything."""
    methods = [_method(did, key) for key in keys]
    document: dict[str, Any] = {"@context": [DID_V1, MULTIKEY_V1], "id": did}
    if also_known_as:
        document["alsoKnownAs"] = list(also_known_as)
    document["verificationMethod"] = methods
    document["assertionMethod"] = [key.id for key in keys if key.revoked is None]
    return document


def _method(did: str, key: PublishedKey) -> dict[str, Any]:
    decode_multikey(key.public_multikey)
    method = {"id": key.id, "type": "Multikey", "controller": did, "publicKeyMultibase": key.public_multikey}
    if key.revoked is not None:
        method["revoked"] = format_instant(key.revoked)
    return method


def assertion_key(document: Mapping[str, Any], *, issuer: str, method_id: str, now: datetime) -> PublicKey:
    """The key `method_id` that `issuer`'s own `document` lists for making assertions.

    ProofError says which link is missing: the document is another's, the key is not listed, is controlled by
    another, was revoked or has expired.
    """
    if document.get("id") != issuer:
        raise ProofError("issuer.document_mismatch", issuer=issuer)
    method = _find(document, issuer, method_id)
    if method.get("controller") != issuer:
        raise ProofError("issuer.key_controller", issuer=issuer)
    for member in ("revoked", "expires"):
        if member in method and _reached(method[member], now):
            raise ProofError(f"issuer.key_{member}", issuer=issuer, since=str(method[member])[:40])
    if method_id not in asserted_methods(document, issuer):
        raise ProofError("issuer.key_not_listed", issuer=issuer)
    try:
        return _public_key(method)
    except KeyFormatError:
        raise ProofError("issuer.key_malformed", issuer=issuer) from None


def asserted_methods(document: Mapping[str, Any], issuer: str) -> list[str]:
    """The ids of the keys that `document` lists for making assertions, in full."""
    ids = (_full_id(item, issuer) for item in _items(document, "assertionMethod"))
    return [method_id for method_id in ids if method_id is not None]


def did_key_assertion(issuer: str, method_id: str) -> PublicKey:
    """The key of a did:key issuer; ProofError unless the method is that very key (did:key specification)."""
    if method_id != f"{issuer}#{issuer.removeprefix('did:key:')}":
        raise ProofError("issuer.key_not_listed", issuer=issuer)
    try:
        return did_key_public(issuer)
    except KeyFormatError:
        raise ProofError("issuer.key_malformed", issuer=issuer) from None


def _find(document: Mapping[str, Any], issuer: str, method_id: str) -> Mapping[str, Any]:
    listed = [*_items(document, "verificationMethod"), *_items(document, "assertionMethod")]
    found = [item for item in listed if isinstance(item, Mapping) and _full_id(item, issuer) == method_id]
    if not found:
        raise ProofError("issuer.key_not_listed", issuer=issuer)
    if any(item != found[0] for item in found):
        raise ProofError("issuer.key_ambiguous", issuer=issuer)
    return found[0]


def _items(document: Mapping[str, Any], member: str) -> list[Any]:
    value = document.get(member, [])
    return value if isinstance(value, list) else [value]


def _full_id(item: Any, issuer: str) -> str | None:
    """The id of a method or of a reference to one; a relative DID URL (`#key-1`) is made whole (DID Core
    3.2.2)."""
    text = item.get("id") if isinstance(item, Mapping) else item
    if not isinstance(text, str):
        return None
    return issuer + text if text.startswith("#") else text


def _reached(moment: Any, now: datetime) -> bool:
    """Whether `moment` has come; what cannot be read counts as come, since it was meant to stop the key."""
    try:
        return parse_instant(moment) <= now
    except (TypeError, ValueError):
        return True


def _public_key(method: Mapping[str, Any]) -> PublicKey:
    text, jwk = method.get("publicKeyMultibase"), method.get("publicKeyJwk")
    if isinstance(text, str):
        return decode_multikey(text)
    if isinstance(jwk, Mapping):
        return decode_jwk(jwk)
    raise KeyFormatError("key.malformed")
