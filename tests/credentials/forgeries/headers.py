"""Keys that came along with the token, and headers that change what it means."""

from collections.abc import Callable
from typing import Any

import pytest

from credentials import jwt, jwt_authenticity, jwt_keys, keys
from credentials.keys import decode_jwk
from tests.credentials import tokens
from tests.credentials.attacks import _without
from tests.credentials.badges import DID, World
from tests.credentials.forgeries.base import EVIL, EVIL_EC, OTHER, Attack, Weaken, any_signature, in_world, together
from tests.credentials.tokens import b64, forge, payload, signer


def _jwk_trusted(patch: pytest.MonkeyPatch) -> None:
    """What Open Badges 3.0 says, word for word: a key in the header is the key."""
    own = jwt_keys.token_key
    patch.setattr(
        jwt_authenticity,
        "token_key",
        lambda header, *more: decode_jwk(header["jwk"]) if "jwk" in header else own(header, *more),
    )


def _with_jwk(key: Any, **header: Any) -> Callable[[], str]:
    return lambda: forge(payload(), key, **({"jwk": key.public_key.jwk} | header))


def _secret_published() -> tuple[World, Any]:
    """The issuer's own key, with the secret part in the open: anybody signs with it."""
    key = signer()
    jwk = key.public_key.jwk | {"d": b64(key.seed)}
    return tokens.world(), forge(payload(), key, jwk=jwk, kid=None)


def _for_encryption() -> tuple[World, Any]:
    key = signer()
    return tokens.world(), forge(payload(), key, jwk=key.public_key.jwk | {"use": "enc"}, kid=None)


def _place_trusted(name: str) -> Weaken:
    """A header parameter that says where the key is, or brings it."""

    def weaken(patch: pytest.MonkeyPatch) -> None:
        patch.setattr(jwt, "_HEADER", jwt._HEADER | {name})
        patch.setattr(jwt_authenticity, "token_key", lambda header, *_: EVIL.public_key if name in header else None)

    return weaken


def _allowed(name: str) -> Weaken:
    return lambda patch: patch.setattr(jwt, "_HEADER", jwt._HEADER | {name, "crit"})


def _header(**header: Any) -> Callable[[], tuple[World, Any]]:
    """A token that the issuer's own key signed, with a header that changes what it means."""
    return in_world(lambda: forge(payload(), signer(), **header))


CARRIED = [
    Attack("jwk of the attacker", in_world(_with_jwk(EVIL, kid=None)), _jwk_trusted),
    Attack("jwk of the attacker beside the issuer's kid", in_world(_with_jwk(EVIL)), _jwk_trusted),
    Attack("jwk of the attacker, ES256", in_world(_with_jwk(EVIL_EC, kid=None)), _jwk_trusted),
    Attack("jwk of the attacker, RS256", in_world(_with_jwk(signer("RSA", OTHER), kid=None)), _jwk_trusted),
    Attack(
        "jwk of the attacker under the issuer's name",
        in_world(lambda: forge(payload(), EVIL, kid=None, jwk=EVIL.public_key.jwk | {"kid": f"{DID}#Ed25519"})),
        _jwk_trusted,
    ),
    Attack(
        "jwk that is public, signed by another",
        in_world(lambda: forge(payload(), EVIL, kid=None, jwk=signer().public_key.jwk)),
        any_signature,
    ),
    Attack(
        "jwk with its secret part",
        _secret_published,
        lambda patch: patch.setattr(keys, "_PRIVATE_MEMBERS", frozenset()),
    ),
    Attack("jwk for encryption", _for_encryption, _without('"use" in jwk and', "False and", keys.decode_jwk)),
    *(
        Attack(
            f"{name} of the attacker",
            in_world(lambda name=name, value=value: forge(payload(), EVIL, **{name: value})),
            _place_trusted(name),
        )
        for name, value in (
            ("jku", "https://evil.example/keys.json"),
            ("jku", "https://badges.example@evil.example/keys.json"),
            ("x5u", "https://evil.example/chain.pem"),
            ("x5c", ["MIIB"]),
            ("x5t", "AAAA"),
        )
    ),
    Attack("crit that nobody knows", _header(crit=["exp"], exp=0), together(_allowed("exp"))),
    Attack("crit of b64", _header(crit=["b64"], b64=False), _allowed("b64")),
    Attack("b64 without crit", _header(b64=False), _allowed("b64")),
    Attack("crit that is empty", _header(crit=[]), _allowed("crit")),
    Attack("a packed payload", _header(zip="DEF"), _allowed("zip")),
    Attack("a token in a token", _header(cty="JWT"), _allowed("cty")),
    Attack("any other header", _header(**{"https://evil.example/": True}), _allowed("https://evil.example/")),
    *(
        Attack(
            f"made for another purpose: {typ}",
            _header(typ=typ),
            _without("kind.lower() not in _OTHER_TYPES", "False", jwt._require_header),
        )
        for typ in ("at+jwt", "kb+jwt", "dpop+jwt", "secevent+jwt", "dc+sd-jwt")
    ),
]
