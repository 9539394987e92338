"""Private keys, wrapped: the only cryptography outside `credentials`.

A signing key is stored encrypted (AES-256-GCM) under a key-encryption key that lives in a file of its own,
outside the database and its backups. The ciphertext is bound to one key id, one issuer and one purpose, so a
row copied to another issuer opens nothing. Whoever has the database alone can sign nothing; whoever loses the
file can still verify everything and sign nothing new.

Not here: which key signs what (`courses.recognition`), and the signature itself (`credentials.signers`).
"""

import hashlib
import os
import secrets
from dataclasses import dataclass
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from credentials.signers import Ed25519Signer, Signer

CRYPTOSUITE = "eddsa-rdfc-2022"
PURPOSE = "assertionMethod"
KEK_BYTES = 32
_VERSION = 1
_NONCE = 12
_MARK = 4


class KeystoreError(Exception):
    """A key cannot be opened, or the key-encryption key is missing or unsafe; the message says why."""


@dataclass(frozen=True, slots=True)
class NewKey:
    """A fresh key pair, ready to be stored; the private part is already wrapped."""

    key_id: str
    cryptosuite: str
    public_multikey: str
    wrapped_private: bytes


class Keystore:
    """Wraps and opens signing keys under one key-encryption key."""

    def __init__(self, kek: bytes) -> None:
        if len(kek) != KEK_BYTES:
            raise KeystoreError(f"the key-encryption key has {len(kek)} bytes; it must have {KEK_BYTES}")
        self._aead = AESGCM(kek)
        self._mark = hashlib.sha256(b"leerspoor kek " + kek).digest()[:_MARK]

    def __repr__(self) -> str:
        return f"<Keystore {self._mark.hex()}>"

    def generate(self, *, key_id: str, issuer: str) -> NewKey:
        """A new Ed25519 key pair for `issuer` (its DID) under the verification method `key_id`."""
        signer = Ed25519Signer.generate(key_id)
        return NewKey(key_id, CRYPTOSUITE, signer.public_multikey, self.wrap(signer.seed, key_id=key_id, issuer=issuer))

    def signer(self, *, key_id: str, issuer: str, wrapped: bytes | None) -> Signer:
        """Opens a stored key for signing. KeystoreError when it was destroyed, moved or wrapped elsewhere."""
        if wrapped is None:
            raise KeystoreError(f"{key_id}: its private part was destroyed")
        return Ed25519Signer.from_seed(self.unwrap(wrapped, key_id=key_id, issuer=issuer), key_id)

    def wrap(self, secret: bytes, *, key_id: str, issuer: str, purpose: str = PURPOSE) -> bytes:
        """version (1 byte), mark of the wrapping key (4), nonce (12), ciphertext with tag."""
        nonce = secrets.token_bytes(_NONCE)
        sealed = self._aead.encrypt(nonce, secret, _bound_to(key_id, issuer, purpose))
        return bytes([_VERSION]) + self._mark + nonce + sealed

    def unwrap(self, wrapped: bytes, *, key_id: str, issuer: str, purpose: str = PURPOSE) -> bytes:
        """The secret again; KeystoreError unless it was wrapped here, for exactly this key, issuer and
        purpose.
        """
        start = 1 + _MARK
        if len(wrapped) <= start + _NONCE or wrapped[0] != _VERSION:
            raise KeystoreError(f"{key_id}: this is no wrapped key")
        if wrapped[1:start] != self._mark:
            raise KeystoreError(f"{key_id}: wrapped under another key-encryption key than the one in use")
        nonce, sealed = wrapped[start : start + _NONCE], wrapped[start + _NONCE :]
        try:
            return self._aead.decrypt(nonce, sealed, _bound_to(key_id, issuer, purpose))
        except InvalidTag:
            raise KeystoreError(f"{key_id}: wrapped for another key, issuer or purpose, or damaged") from None


def _bound_to(key_id: str, issuer: str, purpose: str) -> bytes:
    return "|".join((key_id, issuer, purpose, str(_VERSION))).encode()


def open_keystore(path: Path, *, create: bool) -> Keystore:
    """The keystore under the key in `path`. With `create` (demo and tests) a missing file is made, mode 0400.

    KeystoreError when it is missing, has the wrong length, or others than its owner can read it.
    """
    if create and not path.exists():
        _create(path)
    try:
        mode = path.stat().st_mode
        kek = path.read_bytes()
    except FileNotFoundError:
        raise KeystoreError(f"{path}: no key-encryption key; make one with 32 random bytes, mode 0400") from None
    except OSError as error:
        raise KeystoreError(f"{path}: the key-encryption key cannot be read ({error.strerror})") from None
    if os.name == "posix" and mode & 0o077:
        raise KeystoreError(f"{path}: others can read the key-encryption key; its mode must be 0400")
    return Keystore(kek)


def _create(path: Path) -> None:
    """Whole or not at all: two processes that start together end up with the same key."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.{os.getpid()}.{secrets.token_hex(4)}")
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o400)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(secrets.token_bytes(KEK_BYTES))
            file.flush()
            os.fsync(file.fileno())
        os.link(draft, path)
    except FileExistsError:
        pass
    finally:
        draft.unlink()
