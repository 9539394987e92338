"""Tokens for tests: an issuer with a key of every kind, its badge as a token, and tokens put together by hand."""

import base64
import json
from functools import cache
from typing import Any

from credentials.jwt import ALGORITHM_OF
from credentials.jwt_claims import claims_of
from credentials.signers import EcdsaSigner, Ed25519Signer, RsaSigner, Signer
from tests.credentials import badges
from tests.credentials.badges import CREATED, DID, World

SUBJECT = "urn:uuid:1d6ab7b6-9d5c-4a39-8b46-3f4a2a6d0002"
AnySigner = Ed25519Signer | EcdsaSigner | RsaSigner


def signer(kind: str = "Ed25519", owner: str = DID, secret: int = 5) -> AnySigner:
    """A key of `owner` of each kind; another `secret` gives another key (an RSA key is new in each run)."""
    return _signer(kind, owner, secret)


@cache
def _signer(kind: str, owner: str, secret: int) -> AnySigner:
    method = f"{owner}#{kind}"
    if kind == "Ed25519":
        return Ed25519Signer.from_seed(bytes([secret]) * 32, method)
    if kind == "RSA":
        return RsaSigner.generate(method, 2048)
    if kind == "P-384":
        return EcdsaSigner.from_secret(bytes([secret]) * 48, method, "P-384")
    return EcdsaSigner.from_secret(bytes([secret]) * 32, method, "P-256")


KINDS = ("Ed25519", "P-256", "P-384", "RSA")


def keys(owner: str = DID, *signers: AnySigner, **changes: Any) -> dict[str, Any]:
    """What `owner` publishes: `signers`, or one key of every kind, as JWKs for making assertions."""
    listed = signers or tuple(signer(kind, owner) for kind in KINDS)
    methods = [method(key, owner) for key in listed]
    return {"id": owner, "verificationMethod": methods, "assertionMethod": [item["id"] for item in methods]} | changes


def method(key: AnySigner, owner: str = DID) -> dict[str, Any]:
    """A verification method for `key`."""
    return {
        "id": key.verification_method,
        "type": "JsonWebKey",
        "controller": owner,
        "publicKeyJwk": key.public_key.jwk,
    }


def world() -> World:
    """A world in which the issuer publishes a key of every kind, and its status list."""
    found = badges.world()
    own = keys()
    found.documents[DID]["verificationMethod"] += own["verificationMethod"]
    found.documents[DID]["assertionMethod"] += own["assertionMethod"]
    return found


def payload(document: dict[str, Any] | None = None, **changes: Any) -> dict[str, Any]:
    """The claims and members of a badge (the small one, with an id for its subject); None takes one away."""
    badge = document or small()
    whole = {**badge, **claims_of(badge, issued=CREATED)} | changes
    return {name: value for name, value in whole.items() if value is not None}


def small() -> dict[str, Any]:
    badge = badges.small()
    badge["credentialSubject"] = {"id": SUBJECT, **badge["credentialSubject"]}
    return badge


def forge(content: Any, key: Signer, **header: Any) -> str:
    """A token signed by `key` without any check; `header` changes the usual one, None takes a parameter away.

    `content` is a payload, or bytes that stand for one.
    """
    usual = {"alg": ALGORITHM_OF[key.kind], "typ": "JWT", "kid": key.verification_method} | header
    return sign(b64({name: value for name, value in usual.items() if value is not None}), b64(content), key)


def sign(header: str, content: str, key: Signer) -> str:
    """A token of two parts of text, whatever they are."""
    return f"{header}.{content}.{b64(key.sign(f'{header}.{content}'.encode()))}"


def b64(value: Any) -> str:
    """Base64url of JSON, or of bytes as they are."""
    data = value if isinstance(value, bytes) else json.dumps(value, separators=(",", ":")).encode()
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()
