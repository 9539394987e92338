"""Controller documents: what an issuer publishes about its keys, and finding one key in what an issuer
published.

A key is an issuer's only when the issuer's own document says so. What a credential says about its key, in a
URL fragment or anywhere else, proves nothing. Sources: W3C Controlled Identifiers 1.0, sections
"Verification Methods" and "Retrieve Verification Method"; DID Core; the did:key and did:jwk methods.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

from credentials.contexts import DID_V1, MULTIKEY_V1
from credentials.errors import KeyFormatError, ProofError
from credentials.identifiers import did_jwk_public, did_key_public
from credentials.instants import format_instant, parse_instant
from credentials.keys import KeyKind, PublicKey, decode_jwk, decode_multikey

_ANY: frozenset[KeyKind] = frozenset({"Ed25519", "P-256", "P-384", "RSA"})
_TYPES: Mapping[str, tuple[frozenset[str], frozenset[KeyKind]]] = {
    "Multikey": (frozenset({"publicKeyMultibase"}), _ANY),
    "JsonWebKey": (frozenset({"publicKeyJwk"}), _ANY),
    "JsonWebKey2020": (frozenset({"publicKeyJwk"}), _ANY),
    "Ed25519VerificationKey2020": (frozenset({"publicKeyMultibase"}), frozenset({"Ed25519"})),
    "EcdsaSecp256r1VerificationKey2019": (
        frozenset({"publicKeyMultibase", "publicKeyJwk"}),
        frozenset({"P-256"}),
    ),
    "P256Key2021": (frozenset({"publicKeyMultibase", "publicKeyJwk"}), frozenset({"P-256"})),
    "P384Key2021": (frozenset({"publicKeyMultibase", "publicKeyJwk"}), frozenset({"P-384"})),
}
"""What each type of verification method holds its key in, and the kinds it may be."""

_REMEMBERED = 256
_EVER = datetime.max.replace(tzinfo=UTC)
_SECRET_MEMBERS = frozenset({"privateKeyMultibase", "secretKeyMultibase", "privateKeyJwk", "secretKeyJwk"})


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
    return _public_key(method, issuer)


def asserted_methods(document: Mapping[str, Any], issuer: str) -> list[str]:
    """The ids of the keys that `document` lists for making assertions, in full."""
    ids = (_full_id(item, issuer) for item in _items(document, "assertionMethod"))
    return [method_id for method_id in ids if method_id is not None]


def refers_elsewhere(document: Mapping[str, Any], issuer: str, method_id: str) -> bool:
    """Whether `document` lists `method_id` by its address only, so that the method itself is to be found there."""
    defined = [_full_id(item, issuer) for item in _methods(document)]
    return method_id in asserted_methods(document, issuer) and method_id not in defined


def with_method(document: Mapping[str, Any], content: Mapping[str, Any], method_id: str) -> dict[str, Any]:
    """`document` with the method that was found at the address it gave: `content` is the method, or is the document
    of that address and has it."""
    where = method_id.partition("#")[0]
    listed = _methods(content) if content.get("id") == where else []
    found = [item for item in (content, *listed) if _full_id(item, where) == method_id]
    return {**document, "verificationMethod": [{**item, "id": method_id} for item in found]}


def own_document(did: str) -> dict[str, Any] | None:
    """The controller document that a did:key or did:jwk is by itself; None for any other identifier.

    ProofError `issuer.key_malformed` (or `issuer.key_private`) when there is no such key in it.
    """
    if did.startswith("did:key:"):
        method_id, read = f"{did}#{did.removeprefix('did:key:')}", did_key_public
    elif did.startswith("did:jwk:"):
        method_id, read = f"{did}#0", did_jwk_public
    else:
        return None
    try:
        jwk = read(did).jwk
    except KeyFormatError as error:
        raise _not_usable(error, did) from None
    method = {"id": method_id, "type": "JsonWebKey", "controller": did, "publicKeyJwk": jwk}
    return {"id": did, "verificationMethod": [method], "assertionMethod": [method_id]}


@lru_cache(maxsize=_REMEMBERED)
def own_key(did: str, method_id: str) -> PublicKey | None:
    """`assertion_key` of the document that a did:key or did:jwk is by itself; None for any other identifier. Nothing in
    such a document ends, so the moment does not matter."""
    document = own_document(did)
    return None if document is None else assertion_key(document, issuer=did, method_id=method_id, now=_EVER)


def _find(document: Mapping[str, Any], issuer: str, method_id: str) -> Mapping[str, Any]:
    found = [item for item in _methods(document) if _full_id(item, issuer) == method_id]
    if not found:
        raise ProofError("issuer.key_not_listed", issuer=issuer)
    if any(item != found[0] for item in found):
        raise ProofError("issuer.key_ambiguous", issuer=issuer)
    return found[0]


def _methods(document: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """The methods that stand in `document`, on their own or inside the list of those for making assertions."""
    listed = [*_items(document, "verificationMethod"), *_items(document, "assertionMethod")]
    return [item for item in listed if isinstance(item, Mapping)]


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


def _public_key(method: Mapping[str, Any], issuer: str) -> PublicKey:
    """The key of a method. Where it is written twice both must be the same key; a type that is not known, or says
    another kind than the key is, makes it no key at all."""
    if _SECRET_MEMBERS & method.keys():
        raise ProofError("issuer.key_private", issuer=issuer)
    members, kinds = _TYPES.get(str(method["type"]), (_NONE, _ANY)) if "type" in method else (_MEMBERS, _ANY)
    try:
        found = {_READERS[member](method[member]) for member in _MEMBERS & method.keys()}
    except KeyFormatError as error:
        raise _not_usable(error, issuer) from None
    if not members & method.keys() or len(found) != 1 or not kinds >= {key.kind for key in found}:
        raise ProofError("issuer.key_malformed", issuer=issuer)
    return found.pop()


def _not_usable(error: KeyFormatError, issuer: str) -> ProofError:
    return ProofError("issuer.key_private" if error.code == "key.private" else "issuer.key_malformed", issuer=issuer)


def _from_multibase(value: Any) -> PublicKey:
    if not isinstance(value, str):
        raise KeyFormatError("key.malformed")
    return decode_multikey(value)


def _from_jwk(value: Any) -> PublicKey:
    if not isinstance(value, Mapping):
        raise KeyFormatError("key.malformed")
    return decode_jwk(value)


_READERS: Mapping[str, Callable[[Any], PublicKey]] = {
    "publicKeyMultibase": _from_multibase,
    "publicKeyJwk": _from_jwk,
}
_MEMBERS = frozenset(_READERS)
_NONE: frozenset[str] = frozenset()
