"""Bytes that can be read in two ways, and wrappings."""

import base64
import json
import re
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from credentials import jwt, jwt_authenticity, reading, strictjson
from tests.credentials import badges, tokens
from tests.credentials.attacks import _without
from tests.credentials.badges import DID, World
from tests.credentials.forgeries.base import EVIL, OTHER, Attack, in_world
from tests.credentials.forgeries.signatures import trusts_none, unsigned
from tests.credentials.tokens import b64, forge, payload, signer


def _loosely(text: str) -> bytes:
    clean = re.sub(r"[^A-Za-z0-9_-]", "", text.replace("+", "-").replace("/", "_"))
    return base64.urlsafe_b64decode(clean[: len(clean) - (len(clean) % 4 == 1)] + "==")


def _loose_base64(patch: pytest.MonkeyPatch) -> None:
    """A reader that skips what it does not know, as many base64 decoders do."""
    patch.setattr(reading, "_TOKEN", re.compile(r"[^.{]+(?:\.[^.]*){2}", re.DOTALL))
    patch.setattr(reading, "decode_base64url", _loosely)
    patch.setattr(jwt, "decode_base64url", _loosely)


def _dict_hook(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(strictjson, "_unique", dict)


def _respelled(change: Callable[[str], str]) -> Callable[[], tuple[World, Any]]:
    """A genuine token with the same signature spelled otherwise."""

    def make() -> str:
        signed, _, signature = forge(payload(), signer()).rpartition(".")
        return f"{signed}.{change(signature)}"

    return in_world(make)


def _spare_bits(signature: str) -> str:
    letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    return signature[:-1] + letters[letters.index(signature[-1]) + 1]


def _text_header(text: str) -> Callable[[], tuple[World, Any]]:
    return in_world(lambda: tokens.sign(b64(text.encode()), b64(payload()), signer()))


def _text_payload(change: Callable[[str], str]) -> Callable[[], tuple[World, Any]]:
    return in_world(lambda: forge(change(json.dumps(payload())).encode(), signer()))


def _huge_header() -> tuple[World, Any]:
    jwk = signer().public_key.jwk | {"x-room": "x" * 9000}
    return tokens.world(), forge(payload(), signer(), jwk=jwk)


HONEST = f'"alg":"EdDSA","kid":"{DID}#Ed25519"'
SPELLED = [
    Attack("signature with padding", _respelled(lambda text: text + "=="), _loose_base64),
    Attack("signature with a line end in it", _respelled(lambda text: f"{text[:40]}\n{text[40:]}"), _loose_base64),
    Attack("signature with a blank in it", _respelled(lambda text: f"{text[:40]} {text[40:]}"), _loose_base64),
    Attack("signature with letters of no meaning", _respelled(lambda text: f"{text[:40]}!{text[40:]}"), _loose_base64),
    Attack("signature with spare bits", _respelled(_spare_bits), _loose_base64),
    Attack("signature with one letter more", _respelled(lambda text: text[:-2] + text[-2:] + "="), _loose_base64),
    Attack("signature with bytes behind it", _respelled(lambda text: text + "AAAA"), None),
    Attack("a fourth part", _respelled(lambda text: f"{text}.{text}"), None),
    Attack("header with alg twice", _text_header(f'{{"alg":"none",{HONEST}}}'), _dict_hook),
    Attack("header with kid twice", _text_header(f'{{"kid":"{OTHER}#1",{HONEST}}}'), _dict_hook),
    Attack(
        "payload with sub twice", _text_payload(lambda text: text.replace('"sub":', '"sub":"x","sub":')), _dict_hook
    ),
    Attack(
        "payload with type twice",
        _text_payload(lambda text: text.replace('"type":', '"type":"x","type":', 1)),
        _dict_hook,
    ),
    Attack("payload and more", _text_payload(lambda text: text + "{}"), None),
    Attack(
        "payload with a byte order mark",
        _text_payload(lambda text: "\ufeff" + text),
        _without('data.startswith(b"\\xef\\xbb\\xbf")', "False", jwt.read_object_parts),
    ),
    Attack("header of 12 KB", _huge_header, lambda patch: patch.setattr(jwt, "MAX_TOKEN_HEADER_BYTES", 10**6)),
]


def _envelope(token: str, **more: Any) -> dict[str, Any]:
    return {
        "@context": "https://www.w3.org/ns/credentials/v2",
        "type": "EnvelopedVerifiableCredential",
        "id": f"data:application/vc+jwt,{token}",
    } | more


def _something_beside() -> tuple[World, Any]:
    return tokens.world(), _envelope(forge(payload(), signer()), name="Doctor in de wiskunde")


def _unsigned_in_envelope() -> tuple[World, Any]:
    return tokens.world(), _envelope(unsigned("none")())


def _envelope_in_a_token() -> tuple[World, Any]:
    inner = _envelope(forge(payload(), EVIL))
    return tokens.world(), forge(inner | {"iss": DID, "jti": inner["id"], "nbf": 0}, signer())


def _as_json() -> tuple[World, Any]:
    header, content, signature = forge(payload(), signer()).split(".")
    return tokens.world(), {"protected": header, "payload": content, "signature": signature, "header": {"alg": "none"}}


def _encrypted() -> tuple[World, Any]:
    return (
        tokens.world(),
        f"{b64({'alg': 'dir', 'enc': 'A256GCM'})}..{b64(bytes(12))}.{b64(payload())}.{b64(bytes(16))}",
    )


def _broken_inside() -> tuple[World, Any]:
    """A genuine envelope around a badge whose own signature was made for something else."""
    inner = badges.signed(tokens.small()).document | {"name": "Doctor"}
    return tokens.world(), forge(payload(inner), signer())


def _proof_of_another_inside() -> tuple[World, Any]:
    inner = badges.signed(tokens.small()).document
    inner["proof"] = inner["proof"] | {"verificationMethod": f"{OTHER}#1"}
    return tokens.world(), forge(payload(inner), signer())


def _only_outside(patch: pytest.MonkeyPatch) -> None:
    """A verifier that is content with the token around it."""
    found = jwt_authenticity.passed("context", "context.passed")
    patch.setattr(jwt_authenticity, "authenticate", lambda *_, **__: None)
    patch.setattr(jwt_authenticity, "together", lambda each: replace(each[0], context=found))


WRAPPED = [
    Attack(
        "something beside the token",
        _something_beside,
        _without('document.keys() - {"@context", "id", "type"}', "False", reading.enveloped_token),
    ),
    Attack("an unsigned token in an envelope", _unsigned_in_envelope, trusts_none),
    Attack("an envelope in a token", _envelope_in_a_token, None),
    Attack("a token as JSON", _as_json, None),
    Attack("an encrypted token", _encrypted, None),
    Attack("a broken signature inside", _broken_inside, _only_outside),
    Attack("a signature of another inside", _proof_of_another_inside, _only_outside),
]
