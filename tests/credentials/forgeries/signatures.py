"""No signature, a shared secret, or one algorithm for another."""

import hmac
import json
from collections.abc import Callable
from typing import Any

import pytest

from credentials import jwt
from tests.credentials import tokens
from tests.credentials.badges import DID
from tests.credentials.forgeries.base import EVIL, Attack, any_signature, in_world, together
from tests.credentials.tokens import b64, forge, payload, signer


def unsigned(alg: Any, signature: str = "") -> Callable[[], str]:
    return lambda: f"{b64({'alg': alg, 'typ': 'JWT', 'kid': f'{DID}#RSA'})}.{b64(payload())}.{signature}"


def trusts_none(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(jwt, "_require_algorithm", lambda name: None)
    patch.setattr(jwt, "_signature", lambda part: b"")
    patch.setattr(jwt.Token, "holds_with", lambda *_: True)


def _secrets() -> dict[str, bytes]:
    """What an attacker can take for the secret, when the verifier takes its public key for one."""
    from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat, load_der_public_key

    key = signer("RSA").public_key
    loaded = load_der_public_key(key.raw)
    point = signer("P-256").public_key
    return {
        "PEM": loaded.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo),
        "PKCS 1": loaded.public_bytes(Encoding.PEM, PublicFormat.PKCS1),
        "DER": key.raw,
        "JWK": json.dumps(key.jwk).encode(),
        "point": point.raw,
        "Ed25519": signer().public_key.raw,
        "nothing": b"",
    }


def _shared(alg: str, secret: str) -> Callable[[], str]:
    def make() -> str:
        signed = f"{b64({'alg': alg, 'typ': 'JWT', 'kid': f'{DID}#RSA'})}.{b64(payload())}"
        made = hmac.digest(_secrets()[secret], signed.encode(), _hash(alg))
        return f"{signed}.{b64(made)}"

    return make


def _hash(alg: str) -> str:
    return f"sha{alg[-3:]}"


def _trusts_secrets(patch: pytest.MonkeyPatch) -> None:
    def holds(token: jwt.Token, *_: Any) -> bool:
        made = [hmac.digest(secret, token.signed, _hash(token.header["alg"])) for secret in _secrets().values()]
        return token.signature in made

    patch.setattr(jwt, "_require_algorithm", lambda name: None)
    patch.setattr(jwt.Token, "holds_with", holds)


NONES = ["none", "None", "NONE", "nOnE", "none ", "", "HS256", "null"]
NO_SIGNATURE = [
    *(Attack(f"alg {alg!r}, no signature", in_world(unsigned(alg)), trusts_none) for alg in NONES),
    Attack("alg none, some signature", in_world(unsigned("none", b64(bytes(64)))), trusts_none),
    Attack("alg missing", in_world(lambda: f"{b64({'kid': f'{DID}#RSA'})}.{b64(payload())}."), trusts_none),
    *(
        Attack(f"{alg} with the public key ({secret}) as secret", in_world(_shared(alg, secret)), _trusts_secrets)
        for alg, secret in (
            ("HS256", "PEM"),
            ("HS256", "PKCS 1"),
            ("HS256", "DER"),
            ("HS256", "JWK"),
            ("HS256", "point"),
            ("HS256", "Ed25519"),
            ("HS256", "nothing"),
            ("HS384", "PEM"),
            ("HS512", "PEM"),
            ("hs256", "PEM"),
        )
    ),
]


def _any_kind(patch: pytest.MonkeyPatch) -> None:
    """A verifier that looks at the key only, so that the header says nothing that counts."""
    patch.setattr(jwt.Token, "holds_with", lambda token, key: key.verifies(token.signature, token.signed))


def _relabelled(alg: str, key: str) -> Callable[[], str]:
    return lambda: forge(payload(), signer(key), alg=alg)


def _zero(alg: str, size: int) -> Callable[[], str]:
    kind = {"ES256": "P-256", "ES384": "P-384", "EdDSA": "Ed25519", "RS256": "RSA"}[alg]
    return lambda: f"{forge(payload(), signer(kind)).rpartition('.')[0]}.{b64(bytes(size))}"


def _letter_changed() -> str:
    head, _, signature = forge(payload(), signer()).split(".")
    return f"{head}.{b64(payload(name='Doctor'))}.{signature}"


def _signature_of_another() -> str:
    return f"{forge(payload(), signer()).rpartition('.')[0]}.{forge(payload(tokens.small()), EVIL).rpartition('.')[2]}"


SWAPS = [
    Attack("RSA key called ES256", in_world(_relabelled("ES256", "RSA")), _any_kind),
    Attack("P-256 key called RS256", in_world(_relabelled("RS256", "P-256")), _any_kind),
    Attack("P-384 key called ES256", in_world(_relabelled("ES256", "P-384")), _any_kind),
    Attack("Ed25519 key called ES384", in_world(_relabelled("ES384", "Ed25519")), _any_kind),
    Attack(
        "RS512 that is RS256",
        in_world(_relabelled("RS512", "RSA")),
        together(_any_kind, lambda patch: patch.setattr(jwt, "_require_algorithm", lambda _: None)),
    ),
    Attack(
        "ES256K that is ES256",
        in_world(_relabelled("ES256K", "P-256")),
        together(_any_kind, lambda patch: patch.setattr(jwt, "_require_algorithm", lambda _: None)),
    ),
    *(
        Attack(f"a signature of zeros, {alg}", in_world(_zero(alg, size)), any_signature)
        for alg, size in (("ES256", 64), ("ES384", 96), ("EdDSA", 64), ("RS256", 256))
    ),
    Attack("payload changed", in_world(_letter_changed), any_signature),
    Attack("signature of another token", in_world(_signature_of_another), any_signature),
]
