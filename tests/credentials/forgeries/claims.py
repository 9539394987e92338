"""Claims that say something else than the badge."""

from collections.abc import Callable
from typing import Any

import pytest

from credentials import jwt_authenticity, jwt_claims
from tests.credentials import tokens
from tests.credentials.badges import DID, World
from tests.credentials.forgeries.base import OTHER, Attack, in_world, together
from tests.credentials.tokens import forge, payload, signer


def _no_claims(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(jwt_authenticity, "departures", lambda *_: ())


def _claims(**changes: Any) -> Callable[[], tuple[World, Any]]:
    return in_world(lambda: forge(payload(**changes), signer()))


def _ended() -> str:
    return forge(payload(exp=1763700000), signer())


def _two_badges() -> str:
    """One badge in `vc` and another around it: each reader shows its own."""
    return forge(payload() | {"vc": tokens.small() | {"name": "Doctor"}}, signer())


def _wrapped(**changes: Any) -> str:
    claims = {name: value for name, value in payload(**changes).items() if name in jwt_claims.REGISTERED}
    return forge(claims | {"vc": tokens.small()}, signer())


CLAIMS = [
    *(
        Attack(f"{name}: {value!r}", _claims(**{name: value}), _no_claims)
        for name, value in (
            ("iss", OTHER),
            ("iss", f"{DID}/"),
            ("iss", DID.upper()),
            ("iss", [DID]),
            ("iss", {"id": DID}),
            ("iss", None),
            ("iss", ""),
            ("sub", "urn:uuid:1d6ab7b6-9d5c-4a39-8b46-3f4a2a6d0099"),
            ("sub", [tokens.SUBJECT]),
            ("sub", False),
            ("jti", "urn:uuid:1d6ab7b6-9d5c-4a39-8b46-3f4a2a6d0099"),
            ("jti", None),
            ("jti", 7),
            ("nbf", 1795176000),
            ("nbf", 0),
            ("nbf", 1795176001),
            ("nbf", "1795175999"),
            ("nbf", "2026-11-20T12:00:00Z"),
            ("nbf", True),
            ("nbf", None),
            ("nbf", [1795176000]),
            ("nbf", 9e15),
            ("exp", "2031-11-20T12:00:00Z"),
            ("exp", True),
            ("exp", 9e15),
            ("exp", -9e15),
        )
        if (name, value) != ("nbf", 1795176000)
    ),
    Attack(
        "exp has passed",
        in_world(_ended),
        lambda patch: patch.setattr(jwt_authenticity, "with_end", lambda document, _: document),
    ),
    Attack(
        "two badges in one token",
        in_world(_two_badges),
        together(_no_claims, lambda patch: patch.setattr(jwt_claims, "_CREDENTIAL", frozenset())),
    ),
    Attack("a wrapped badge of another issuer", in_world(lambda: _wrapped(iss=OTHER)), _no_claims),
]
