"""Signing keys behind one small protocol, and signers whose key is in memory.

A signer may be a key behind PKCS #11 or a service just as well: issuing sees only the protocol. How a private key is
kept belongs to the application. For what a signature is made (which cryptosuite, a JWT) belongs to the call, not to
the key.
"""

from typing import Literal, Protocol, Self

from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, load_der_private_key
from nacl.bindings import crypto_sign, crypto_sign_BYTES, crypto_sign_seed_keypair
from nacl.utils import random

from credentials.errors import KeyFormatError
from credentials.keys import COORDINATE_BYTES, CURVES, DIGESTS, KeyKind, PublicKey, elliptic_key, rsa_key

_SEED_BYTES = 32
_RSA_BITS = 3072
_RSA_EXPONENT = 65537


class Signer(Protocol):
    """Something that signs under one published key."""

    @property
    def kind(self) -> KeyKind:
        """What kind of key it is: `Ed25519`, `P-256`, `P-384` or `RSA`."""

    @property
    def verification_method(self) -> str:
        """The DID URL or https URL of the public key, such as `did:web:host:issuers:slug#key-1`."""

    def sign(self, data: bytes) -> bytes:
        """The raw signature over `data`, in the form that `PublicKey.verifies` of this kind reads."""


class _InMemory:
    """What signers in memory share: a published name and the public half."""

    def __init__(self, public_key: PublicKey, verification_method: str) -> None:
        self._public_key = public_key
        self._verification_method = verification_method

    @property
    def kind(self) -> KeyKind:
        """What kind of key it is."""
        return self._public_key.kind

    @property
    def verification_method(self) -> str:
        """The DID URL or https URL of the public key."""
        return self._verification_method

    @property
    def public_key(self) -> PublicKey:
        """The other half, which may be shown to anybody."""
        return self._public_key

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.kind}, {self._verification_method!r})"


class Ed25519Signer(_InMemory):
    """An Ed25519 key in memory (RFC 8032)."""

    def __init__(self, seed: bytes, verification_method: str) -> None:
        if len(seed) != _SEED_BYTES:
            raise KeyFormatError("key.malformed")
        public, self._secret = crypto_sign_seed_keypair(seed)
        super().__init__(PublicKey("Ed25519", public), verification_method)

    @classmethod
    def generate(cls, verification_method: str) -> Self:
        """A new key from the system's random source."""
        return cls(random(_SEED_BYTES), verification_method)

    @classmethod
    def from_seed(cls, seed: bytes, verification_method: str) -> Self:
        """The key of a 32-byte seed; KeyFormatError for another length."""
        return cls(seed, verification_method)

    @property
    def seed(self) -> bytes:
        """The 32 secret bytes, for the application's own safe-keeping."""
        return self._secret[:_SEED_BYTES]

    @property
    def public_multikey(self) -> str:
        """The public key as Multikey, `z6Mk...`: what a controller document and a did:key hold."""
        return self._public_key.multikey

    def sign(self, data: bytes) -> bytes:
        """The 64 bytes of the signature."""
        return crypto_sign(data, self._secret)[:crypto_sign_BYTES]


class EcdsaSigner(_InMemory):
    """A P-256 or P-384 key in memory. Nonces are derived from key and data (RFC 6979), so one document always gets
    the same signature and a weak random source cannot give the key away."""

    def __init__(self, private: ec.EllipticCurvePrivateKey, verification_method: str) -> None:
        self._private = private
        super().__init__(elliptic_key(private.public_key()), verification_method)
        self._algorithm = ec.ECDSA(DIGESTS[self.kind], deterministic_signing=True)

    @classmethod
    def generate(cls, verification_method: str, kind: Literal["P-256", "P-384"] = "P-256") -> Self:
        """A new key from the system's random source."""
        return cls(ec.generate_private_key(CURVES[kind]), verification_method)

    @classmethod
    def from_secret(cls, secret: bytes, verification_method: str, kind: Literal["P-256", "P-384"] = "P-256") -> Self:
        """The key of a secret number: 32 bytes for P-256, 48 for P-384; KeyFormatError for anything else."""
        if len(secret) != COORDINATE_BYTES[kind]:
            raise KeyFormatError("key.malformed")
        try:
            private = ec.derive_private_key(int.from_bytes(secret, "big"), CURVES[kind])
        except ValueError:
            raise KeyFormatError("key.malformed") from None
        return cls(private, verification_method)

    @property
    def secret(self) -> bytes:
        """The secret number, for the application's own safe-keeping."""
        return self._private.private_numbers().private_value.to_bytes(COORDINATE_BYTES[self.kind], "big")

    @property
    def public_multikey(self) -> str:
        """The public key as Multikey, `zDn...` (P-256) or `z82L...` (P-384)."""
        return self._public_key.multikey

    def sign(self, data: bytes) -> bytes:
        """r and s side by side: 64 bytes over SHA-256 for P-256, 96 over SHA-384 for P-384."""
        size = COORDINATE_BYTES[self.kind]
        return b"".join(
            part.to_bytes(size, "big") for part in decode_dss_signature(self._private.sign(data, self._algorithm))
        )


class RsaSigner(_InMemory):
    """An RSA key in memory, for JWTs only: no Data Integrity cryptosuite takes one."""

    def __init__(self, private: rsa.RSAPrivateKey, verification_method: str) -> None:
        self._private = private
        numbers = private.public_key().public_numbers()
        super().__init__(rsa_key(numbers.n, numbers.e), verification_method)

    @classmethod
    def generate(cls, verification_method: str, bits: int = _RSA_BITS) -> Self:
        """A new key from the system's random source; KeyFormatError for a size that is not safe."""
        try:
            private = rsa.generate_private_key(_RSA_EXPONENT, bits)
        except ValueError:
            raise KeyFormatError("key.weak") from None
        return cls(private, verification_method)

    @classmethod
    def from_pkcs8(cls, der: bytes, verification_method: str) -> Self:
        """The key in unencrypted PKCS #8 (DER); KeyFormatError when it is none, or not a safe one."""
        try:
            private = load_der_private_key(der, password=None)
        except (ValueError, TypeError):
            raise KeyFormatError("key.malformed") from None
        if not isinstance(private, rsa.RSAPrivateKey):
            raise KeyFormatError("key.malformed")
        return cls(private, verification_method)

    @property
    def pkcs8(self) -> bytes:
        """The secret key as PKCS #8 (DER), for the application's own safe-keeping."""
        return self._private.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())

    def sign(self, data: bytes) -> bytes:
        """PKCS #1 v1.5 with SHA-256, as many bytes as the modulus has (RFC 7518, section 3.3)."""
        return self._private.sign(data, padding.PKCS1v15(), DIGESTS["RSA"])
