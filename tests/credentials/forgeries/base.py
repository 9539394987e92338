"""What every forgery is made of: a world, a token, and a way to take out the defence that should stop it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest

from credentials import jwt
from credentials.signers import EcdsaSigner, Ed25519Signer
from tests.credentials import tokens
from tests.credentials.badges import DID, World

EVIL = Ed25519Signer.from_seed(b"evil" * 8, f"{DID}#Ed25519")
EVIL_EC = EcdsaSigner.from_secret(b"evil" * 8, f"{DID}#P-256")
OTHER = "did:web:evil.example"
Weaken = Callable[[pytest.MonkeyPatch], None]


@dataclass(frozen=True)
class Attack:
    """`build` gives the world and the forged token. Without a `weaken` no single defence stops it but the signature
    itself, or the reader that cannot read it."""

    name: str
    build: Callable[[], tuple[World, Any]]
    weaken: Weaken | None


def in_world(make: Callable[[], Any]) -> Callable[[], tuple[World, Any]]:
    return lambda: (tokens.world(), make())


def together(*parts: Weaken) -> Weaken:
    def weaken(patch: pytest.MonkeyPatch) -> None:
        for part in parts:
            part(patch)

    return weaken


def any_signature(patch: pytest.MonkeyPatch) -> None:
    """A verifier that does not look at the signature at all."""
    patch.setattr(jwt.Token, "holds_with", lambda *_: True)
