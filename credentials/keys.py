"""Signing keys behind one small protocol, and Multikey text for the public half.

A signer may be this Ed25519 key in memory, a key behind PKCS#11 or a service: issuing sees only the protocol.
How a private key is kept belongs to the application, not here.
Sources: W3C Controlled Identifiers 1.0 (Multikey), W3C Data Integrity EdDSA Cryptosuites 1.0.
"""

from dataclasses import dataclass
from typing import Protocol, Self

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat

from credentials.errors import KeyFormatError
from credentials.multibase import decode_base58btc, encode_base58btc

EDDSA_RDFC_2022 = "eddsa-rdfc-2022"
_ED25519_PREFIX = b"\xed\x01"
_OTHER_KINDS = {b"\x80\x24": "P-256", b"\x81\x24": "P-384", b"\xeb\x01": "BLS12-381"}
_KEY_BYTES = 32


class Signer(Protocol):
    """Something that signs under one published key."""

    @property
    def verification_method(self) -> str:
        """The DID URL or https URL of the public key, such as `did:web:host:issuers:slug#key-1`."""

    @property
    def cryptosuite(self) -> str:
        """The Data Integrity cryptosuite the signature is for."""

    def sign(self, data: bytes) -> bytes:
        """The raw signature over `data`."""


@dataclass(frozen=True, slots=True)
class PublicKey:
    """A public key as read from a Multikey: `kind` is `Ed25519` for the only kind that can be used here."""

    kind: str
    raw: bytes

    def verifies(self, signature: bytes, data: bytes) -> bool:
        """Whether `signature` over `data` holds; KeyFormatError for a kind that is not Ed25519."""
        if self.kind != "Ed25519":
            raise KeyFormatError("key.kind", kind=self.kind)
        try:
            Ed25519PublicKey.from_public_bytes(self.raw).verify(signature, data)
        except InvalidSignature:
            return False
        return True


def encode_multikey(public: bytes) -> str:
    """`z6Mk...` for 32 raw Ed25519 public key bytes."""
    if len(public) != _KEY_BYTES:
        raise KeyFormatError("key.malformed")
    return encode_base58btc(_ED25519_PREFIX + public)


def decode_multikey(text: str) -> PublicKey:
    """The key in a `publicKeyMultibase`; KeyFormatError when it is malformed. Other kinds are named, not
    refused."""
    try:
        data = decode_base58btc(text)
    except ValueError as error:
        raise KeyFormatError("key.malformed") from error
    if data[:2] == _ED25519_PREFIX and len(data) == 2 + _KEY_BYTES:
        return PublicKey("Ed25519", data[2:])
    kind = _OTHER_KINDS.get(data[:2])
    if kind is None:
        raise KeyFormatError("key.malformed")
    return PublicKey(kind, data[2:])


class Ed25519Signer:
    """An Ed25519 key in memory that signs for eddsa-rdfc-2022."""

    def __init__(self, private: Ed25519PrivateKey, verification_method: str) -> None:
        self._private = private
        self._verification_method = verification_method

    @classmethod
    def generate(cls, verification_method: str) -> Self:
        """A new key from the system's random source."""
        return cls(Ed25519PrivateKey.generate(), verification_method)

    @classmethod
    def from_seed(cls, seed: bytes, verification_method: str) -> Self:
        """The key of a 32-byte seed; KeyFormatError for another length."""
        if len(seed) != _KEY_BYTES:
            raise KeyFormatError("key.malformed")
        return cls(Ed25519PrivateKey.from_private_bytes(seed), verification_method)

    @property
    def verification_method(self) -> str:
        return self._verification_method

    @property
    def cryptosuite(self) -> str:
        return EDDSA_RDFC_2022

    @property
    def seed(self) -> bytes:
        """The 32 secret bytes, for the application's own safe-keeping."""
        return self._private.private_bytes(Encoding.Raw, PrivateFormat.Raw, NoEncryption())

    @property
    def public_multikey(self) -> str:
        return encode_multikey(self._private.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw))

    def sign(self, data: bytes) -> bytes:
        return self._private.sign(data)

    def __repr__(self) -> str:
        return f"Ed25519Signer({self._verification_method!r})"
