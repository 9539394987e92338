"""Names of keys that lead somewhere else."""

from collections.abc import Callable
from typing import Any

import pytest

from credentials import jwt_authenticity, jwt_keys, keys
from credentials.keys import decode_jwk
from tests.credentials import tokens
from tests.credentials.attacks import _without
from tests.credentials.badges import DID, PROFILE, World
from tests.credentials.forgeries.base import EVIL, OTHER, Attack
from tests.credentials.tokens import forge, payload, signer


def _kid_trusted(patch: pytest.MonkeyPatch) -> None:
    """What Open Badges 3.0 says, word for word: what `kid` leads to is the key."""

    def key(header: Any, issuer: str, lookup: Any, now: Any) -> Any:
        kid = header["kid"]
        if "#z" in kid:
            return keys.decode_multikey(kid.partition("#")[2])
        found = lookup.document(kid.partition("#")[0]).content
        first = found.get("keys", found.get("verificationMethod", [found]))[0]
        return decode_jwk(first.get("publicKeyJwk", first))

    patch.setattr(jwt_authenticity, "token_key", key)


def _kid(kid: str, document: Any = None, issuer: str = DID) -> Callable[[], tuple[World, Any]]:
    """The attacker's key at the address that `kid` names."""

    def build() -> tuple[World, Any]:
        found = tokens.world()
        found.documents[PROFILE] = tokens.keys(PROFILE)
        where = kid.partition("#")[0]
        if where not in found.documents:
            found.documents[where] = EVIL.public_key.jwk if document is None else document
        badge = tokens.small() | {"issuer": issuer}
        return found, forge(payload(badge), EVIL, kid=kid)

    return build


def _evil_method(**changes: Any) -> dict[str, Any]:
    return tokens.method(EVIL) | changes


def _listed_for_signing_in() -> tuple[World, Any]:
    found = tokens.world()
    found.documents[DID]["verificationMethod"].append(_evil_method(id=f"{DID}#login"))
    found.documents[DID]["authentication"] = [f"{DID}#login"]
    return found, forge(payload(), EVIL, kid=f"{DID}#login")


def _withdrawn(member: str, **header: Any) -> Callable[[], tuple[World, Any]]:
    def build() -> tuple[World, Any]:
        found = tokens.world()
        for item in found.documents[DID]["verificationMethod"]:
            item[member] = "2026-11-21T00:00:00Z"
        return found, forge(payload(), signer(), **header)

    return build


def _of_another_controller() -> tuple[World, Any]:
    found = tokens.world()
    found.documents[DID]["verificationMethod"].append(_evil_method(id=f"{DID}#theirs", controller=OTHER))
    found.documents[DID]["assertionMethod"].append(f"{DID}#theirs")
    return found, forge(payload(), EVIL, kid=f"{DID}#theirs")


def _served_for_another() -> tuple[World, Any]:
    """The issuer lists an address of its own, where somebody put a key that is not the issuer's."""
    kid = f"{PROFILE}/keys/1"
    found = tokens.world()
    found.documents[DID]["assertionMethod"].append(kid)
    found.documents[kid] = _evil_method(id=kid, controller=OTHER)
    return found, forge(payload(), EVIL, kid=kid)


def _listed_elsewhere() -> tuple[World, Any]:
    """The issuer lists an address that is not its own (a key service that was sold, say)."""
    found = tokens.world()
    found.documents[DID]["assertionMethod"].append("https://keys.example/linden/1")
    found.documents["https://keys.example/linden/1"] = EVIL.public_key.jwk
    return found, forge(payload(), EVIL, kid="https://keys.example/linden/1")


EVIL_DID = f"did:key:{EVIL.public_multikey}"
EVIL_SET = {"keys": [EVIL.public_key.jwk | {"kid": "1"}]}
NAMED = [
    Attack("kid with the key in it", _kid(f"{DID}#{EVIL.public_multikey}"), _kid_trusted),
    Attack("kid of the attacker's did:web", _kid(f"{OTHER}#1", tokens.keys(OTHER, EVIL)), _kid_trusted),
    Attack("kid of the attacker's did:key", _kid(f"{EVIL_DID}#{EVIL.public_multikey}"), _kid_trusted),
    Attack("kid at the attacker's address", _kid("https://evil.example/key"), _kid_trusted),
    Attack(
        "kid at an address like the issuer's",
        _kid("https://badges.example.evil.example/issuers/linden/key"),
        _kid_trusted,
    ),
    Attack("kid with the issuer as user", _kid("https://badges.example@evil.example/issuers/linden/key"), _kid_trusted),
    Attack(
        "kid with the issuer in the query",
        _kid("https://evil.example/?https://badges.example/issuers/linden/key"),
        _kid_trusted,
    ),
    Attack("kid with a backslash", _kid("https://evil.example\\@badges.example/issuers/linden/key"), None),
    Attack("kid at another port", _kid("https://badges.example:444/issuers/linden/key"), _kid_trusted),
    Attack("kid over plain http", _kid("http://badges.example/issuers/linden/key"), _kid_trusted),
    Attack("kid beside the issuer's place", _kid("https://badges.example/uploads/key"), _kid_trusted),
    Attack(
        "kid whose path begins like the issuer's", _kid("https://badges.example/issuers/linden-evil/key"), _kid_trusted
    ),
    Attack("kid that climbs out", _kid("https://badges.example/issuers/linden/../../uploads/key"), _kid_trusted),
    Attack(
        "kid that climbs out in escapes", _kid("https://badges.example/issuers/linden/%2e%2e/evil/key"), _kid_trusted
    ),
    Attack("kid under the issuer, not listed", _kid("https://badges.example/issuers/linden/uploads/key"), _kid_trusted),
    Attack(
        "kid under the issuer in a key set, not listed",
        _kid("https://badges.example/issuers/linden/keys#1", EVIL_SET),
        _kid_trusted,
    ),
    Attack(
        "kid under the issuer in a document, not listed",
        _kid("https://badges.example/issuers/linden/doc#1", tokens.keys(DID, EVIL)),
        _kid_trusted,
    ),
    Attack("kid under an https issuer, not listed", _kid(f"{PROFILE}/uploads/key", issuer=PROFILE), _kid_trusted),
    Attack("kid in a data URL", _kid("data:application/jwk+json,key"), _kid_trusted),
    Attack("kid in a file", _kid("file:///dev/null"), _kid_trusted),
    Attack(
        "kid listed for signing in only",
        _listed_for_signing_in,
        _without("method_id not in asserted_methods(document, issuer)", "False", jwt_keys.assertion_key),
    ),
    Attack(
        "kid of a key that was stolen",
        _withdrawn("revoked"),
        _without("_reached(method[member], now)", "False", jwt_keys.assertion_key),
    ),
    Attack(
        "kid of a key that expired",
        _withdrawn("expires"),
        _without("_reached(method[member], now)", "False", jwt_keys.assertion_key),
    ),
    Attack(
        "jwk of a key that was stolen",
        _withdrawn("revoked", kid=None, jwk=signer().public_key.jwk),
        _without("_reached(method[member], now)", "False", jwt_keys.assertion_key),
    ),
    Attack(
        "kid of another controller",
        _of_another_controller,
        _without('method.get("controller") != issuer', "False", jwt_keys.assertion_key),
    ),
    Attack(
        "kid at the issuer's address, of another controller",
        _served_for_another,
        _without('method.get("controller") != issuer', "False", jwt_keys.assertion_key),
    ),
    Attack(
        "kid listed by the issuer, kept elsewhere",
        _listed_elsewhere,
        lambda patch: patch.setattr(jwt_keys, "_lies_under", lambda *_: True),
    ),
]
