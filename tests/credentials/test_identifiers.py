"""DIDs, addresses and recipient hashes, with the known answers of their specifications."""

from datetime import UTC, datetime

import pytest

from credentials.controller import PublishedKey, controller_document
from credentials.errors import KeyFormatError
from credentials.identifiers import did_key, did_key_public, did_web, did_web_to_url, is_uri
from credentials.identity import hash_identity, matches_hash
from credentials.model import IdentityObject
from credentials.multibase import decode_base58btc, encode_base58btc
from tests.credentials import badges

KNOWN = "sha256$b5809d8a92f8858436d7e6b87c12ebc0ae1eac4baecc2c0b913aee2c922ef399"


def test_known_hash() -> None:
    """Open Badges 3.0, IdentityHash: `a@example.com` with salt `Kosher`."""
    assert hash_identity("a@example.com", "Kosher") == KNOWN
    assert hash_identity(" A@Example.com", "Kosher") == KNOWN
    assert hash_identity("A@Example.com", "Kosher", fold=False) != KNOWN
    assert matches_hash("A@EXAMPLE.com", "Kosher", KNOWN.upper().replace("SHA256", "sha256"))
    assert not matches_hash("a@example.com", "kosher", KNOWN)
    assert matches_hash("a@example.com", "Kosher", "md5$" + "5e3a5a7e0f7f6c5d" * 2) is False
    assert not matches_hash("a@example.com", "Kosher", KNOWN.removeprefix("sha256$"))
    assert IdentityObject.hashed_email("A@example.com", "Kosher").identity_hash == KNOWN


def test_md5_is_read() -> None:
    import hashlib

    digest = hashlib.md5(b"a@example.comsalt", usedforsecurity=False).hexdigest()
    assert matches_hash("a@example.com", "salt", f"md5${digest}")


@pytest.mark.parametrize(
    ("did", "url"),
    [
        ("did:web:example.org", "https://example.org/.well-known/did.json"),
        ("did:web:example.org:issuers:x", "https://example.org/issuers/x/did.json"),
        ("did:web:example.org%3A8443:issuers:x", "https://example.org:8443/issuers/x/did.json"),
        ("did:web:localhost%3A8000:issuers:x", "http://localhost:8000/issuers/x/did.json"),
        ("did:web:127.0.0.1%3A8000", "http://127.0.0.1:8000/.well-known/did.json"),
        ("did:web:example.org:api:v1:issuers:4d2f", "https://example.org/api/v1/issuers/4d2f/did.json"),
    ],
)
def test_did_web(did: str, url: str) -> None:
    assert did_web_to_url(did) == url


@pytest.mark.parametrize(
    "did",
    [
        "did:web:",
        "did:key:z6Mk",
        "web:example.org",
        "xdid:web:example.org",
        "did:web:example.org:..:admin",
        "did:web:example.org:%2e%2e:admin",
        "did:web:example.org:a%2Fb",
        "did:web:example.org::x",
        "did:web:example.org:",
        "did:web:user@example.org",
        "did:web:example.org%3A",
        "did:web:example.org%3A99999999",
        "did:web:example.org%2Fevil",
        "did:web:example.org%3A80%40evil.example",
        "did:web:exa mple.org",
        "did:web:[::1]",
        "did:web:localhost.evil.example@x",
        "did:web:example.org?x",
        "did:web:example.org#key",
        "did:web:.example.org",
        "did:web:éxample.org",
    ],
)
def test_not_a_did_web(did: str) -> None:
    with pytest.raises(ValueError, match="did:web"):
        did_web_to_url(did)


def test_loopback_look_alikes_are_not_plain_http() -> None:
    for host in ("localhost.example", "xlocalhost", "127.0.0.1.example", "127.example"):
        assert did_web_to_url(f"did:web:{host}").startswith("https://")


def test_making_dids() -> None:
    assert did_web("localhost:8000", "issuers", "linden") == "did:web:localhost%3A8000:issuers:linden"
    assert did_key_public(did_key(badges.signer().public_multikey)).kind == "Ed25519"
    with pytest.raises(KeyFormatError):
        did_key_public("did:web:example.org")
    with pytest.raises(ValueError, match="did:web"):
        did_web("localhost:8000", "..")


@pytest.mark.parametrize("text", ["", "x", "x:", "/x", "1a:b", "a:b c", "a:<b", "a:b\n", "a:b>", None, 7, " a:b"])
def test_not_a_uri(text: object) -> None:
    assert not is_uri(text)


def test_controller_document() -> None:
    revoked = datetime(2026, 11, 21, tzinfo=UTC)
    key = badges.published(2)[0]
    document = controller_document(
        did=badges.DID,
        also_known_as=[badges.PROFILE],
        keys=[PublishedKey(f"{badges.DID}#key-1", badges.signer().public_multikey, revoked=revoked), key],
    )
    assert document["alsoKnownAs"] == [badges.PROFILE]
    assert document["verificationMethod"][0]["revoked"] == "2026-11-21T00:00:00Z"
    assert document["assertionMethod"] == [f"{badges.DID}#key-2"]
    with pytest.raises(KeyFormatError):
        controller_document(did=badges.DID, also_known_as=[], keys=[PublishedKey("x", "zzz")])


def test_base58_is_one_to_one() -> None:
    numbers = [58**power + more for power in (1, 2, 3, 4, 5, 8, 20) for more in (-1, 0, 1)]
    whole = [number.to_bytes(16, "big") for number in numbers]
    for data in (b"", b"\0", b"\0\0\1", bytes(range(64)), b"\xff" * 40, *whole):
        assert decode_base58btc(encode_base58btc(data)) == data
    for text in ("", "x", "z0", "zI", "zl", "zO", "z é", "zé", "z1\xff", "z\ud800", "z\0"):
        with pytest.raises(ValueError, match="base58"):
            decode_base58btc(text)
