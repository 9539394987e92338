"""Private keys never lie open: A25, with the twin that shows what the binding to key, issuer and purpose is for."""

import os
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from sqlalchemy import select

from courses.recognition.models import SigningKey
from credentials.signers import Ed25519Signer
from lms.keystore import Keystore, KeystoreError, open_keystore
from lms.wiring import Wiring
from tests.courses.recognition.world import make_signing_issuer

KEK = bytes(range(32))
ISSUER = "did:web:leerspoor.example:issuers:kempen"
KEY = f"{ISSUER}#key-1"


def test_a_wrapped_key_signs_as_the_key_that_was_made() -> None:
    keystore = Keystore(KEK)
    made = keystore.generate(key_id=KEY, issuer=ISSUER)
    signer = keystore.signer(key_id=KEY, issuer=ISSUER, wrapped=made.wrapped_private)
    assert isinstance(signer, Ed25519Signer)
    assert signer.public_multikey == made.public_multikey
    assert signer.verification_method == KEY


@pytest.mark.parametrize(
    ("key_id", "issuer"),
    [
        (f"{ISSUER}#key-2", ISSUER),
        (KEY, "did:web:leerspoor.example:issuers:ander"),
        (f"{ISSUER}#key-1x", ISSUER),
    ],
)
def test_a_ciphertext_moved_to_another_row_opens_nothing(key_id: str, issuer: str) -> None:
    keystore = Keystore(KEK)
    made = keystore.generate(key_id=KEY, issuer=ISSUER)
    with pytest.raises(KeystoreError, match="another key, issuer or purpose"):
        keystore.signer(key_id=key_id, issuer=issuer, wrapped=made.wrapped_private)


def test_a_key_wrapped_for_another_purpose_does_not_sign_badges() -> None:
    keystore = Keystore(KEK)
    wrapped = keystore.wrap(bytes(32), key_id=KEY, issuer=ISSUER, purpose="backup")
    with pytest.raises(KeystoreError):
        keystore.unwrap(wrapped, key_id=KEY, issuer=ISSUER)


def test_the_vulnerable_twin_without_binding_opens_for_anybody() -> None:
    """What the test above would miss if the ciphertext were not bound: the same bytes open in every row."""
    sealed = AESGCM(KEK).encrypt(bytes(12), b"seed", None)
    assert AESGCM(KEK).decrypt(bytes(12), sealed, None) == b"seed"


def test_another_key_encryption_key_opens_nothing_and_says_so() -> None:
    made = Keystore(KEK).generate(key_id=KEY, issuer=ISSUER)
    with pytest.raises(KeystoreError, match="under another key-encryption key"):
        Keystore(bytes(32)).signer(key_id=KEY, issuer=ISSUER, wrapped=made.wrapped_private)


@pytest.mark.parametrize("cut", [0, 1, 16, 17, -1])
def test_a_damaged_ciphertext_is_refused(cut: int) -> None:
    keystore = Keystore(KEK)
    wrapped = keystore.wrap(bytes(32), key_id=KEY, issuer=ISSUER)
    damaged = wrapped[:cut] if cut >= 0 else wrapped[:-1] + bytes([wrapped[-1] ^ 1])
    with pytest.raises(KeystoreError):
        keystore.unwrap(damaged, key_id=KEY, issuer=ISSUER)


def test_two_wrappings_of_one_key_differ() -> None:
    keystore = Keystore(KEK)
    assert keystore.wrap(bytes(32), key_id=KEY, issuer=ISSUER) != keystore.wrap(bytes(32), key_id=KEY, issuer=ISSUER)


def test_the_key_file_is_made_once_and_for_its_owner_only(tmp_path: Path) -> None:
    path = tmp_path / "keys" / "kek"
    open_keystore(path, create=True)
    first = path.read_bytes()
    open_keystore(path, create=True)
    assert path.read_bytes() == first
    assert len(first) == 32
    assert path.stat().st_mode & 0o777 == 0o400
    assert list(path.parent.iterdir()) == [path]


def test_a_missing_readable_or_short_key_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(KeystoreError, match="no key-encryption key"):
        open_keystore(tmp_path / "none", create=False)
    short = tmp_path / "short"
    short.write_bytes(bytes(31))
    short.chmod(0o400)
    with pytest.raises(KeystoreError, match="31 bytes"):
        open_keystore(short, create=False)
    if os.name == "posix":
        open_to_all = tmp_path / "open"
        open_to_all.write_bytes(KEK)
        open_to_all.chmod(0o444)
        with pytest.raises(KeystoreError, match="0400"):
            open_keystore(open_to_all, create=False)


def test_the_database_alone_holds_no_usable_key(wiring: Wiring, database: object) -> None:
    """A25: nothing in the whole file is the seed, in any form it could be written in; the KEK is not there either."""
    with wiring.database.transaction() as session:
        issuer = make_signing_issuer(session, keystore=wiring.keystore)
        key = session.scalars(select(SigningKey)).one()
        seed = wiring.keystore.unwrap(key.wrapped_private or b"", key_id=key.key_id, issuer=issuer.did)
    with wiring.database.engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    kek = (wiring.settings.instance_dir / "key-encryption-key").read_bytes()
    dump = b"".join(path.read_bytes() for path in wiring.settings.instance_dir.glob("*.sqlite3*"))
    assert key.key_id.encode() in dump
    for secret in (seed, kek):
        assert secret not in dump
        assert secret.hex().encode() not in dump.lower()
    assert "seed" not in repr(wiring.keystore)
