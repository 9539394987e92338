"""Keys are read strictly and written back the same, and each kind signs what the same kind verifies."""

import base64
import json
from typing import Any

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from credentials.errors import KeyFormatError
from credentials.keys import PublicKey, decode_jwk, decode_multikey, encode_multikey, rsa_key
from credentials.multibase import decode_base58btc, decode_base64url, encode_base58btc
from credentials.signers import EcdsaSigner, Ed25519Signer, RsaSigner, Signer

METHOD = "did:web:school.example#key-1"
ED25519_ORDER = 2**252 + 27742317777372353535851937790883648493
P256_ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551

W3C_PAIRS = {
    "P-256": ("zDnaepBuvsQ8cpsWrVKw8fbpGpvPeNSjVPTWoq6cRqaYzBKVP", "z42twTcNeSYcnqg1FLuSFs2bsGH3ZqbRHFmvS9XMsYhjxvHN"),
    "P-384": (
        "z82LkuBieyGShVBhvtE2zoiD6Kma4tJGFtkAhxR5pfkp5QPw4LutoYWhvQCnGjdVn14kujQ",
        "z2fanyY7zgwNpZGxX5fXXibvScNaUWNprHU9dKx7qpVj7mws9J8LLt4mDB5TyH2GLHWkUc",
    ),
}
"""The published test pairs of W3C Data Integrity ECDSA Cryptosuites 1.0, appendix A."""

RFC_8037 = {"kty": "OKP", "crv": "Ed25519", "x": "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}
RFC_7517_EC = {
    "kty": "EC",
    "crv": "P-256",
    "x": "MKBCTNIcKUSDii11ySs3526iDZ8AiTo7Tu6KPAqv7D4",
    "y": "4Etl6SRW2YiLUrN5vfvVHuhp7x8PxltmWWlbbM4IFyM",
}


@pytest.fixture(scope="module")
def rsa_signer() -> RsaSigner:
    return RsaSigner.generate(METHOD, 2048)


def _signers(rsa_signer: RsaSigner) -> list[Any]:
    return [
        Ed25519Signer.generate(METHOD),
        EcdsaSigner.generate(METHOD),
        EcdsaSigner.generate(METHOD, "P-384"),
        rsa_signer,
    ]


def test_each_kind_signs_what_it_verifies(rsa_signer: RsaSigner) -> None:
    signers = _signers(rsa_signer)
    signer: Signer
    for signer in signers:
        key = next(each.public_key for each in signers if each is signer)
        signature = signer.sign(b"badge")
        assert signer.kind == key.kind
        assert signer.verification_method == METHOD
        assert key.verifies(signature, b"badge")
        assert not key.verifies(signature, b"badges")
        assert not key.verifies(signature[:-1], b"badge")
        assert not key.verifies(b"\0" + signature, b"badge")
        assert not key.verifies(bytes(len(signature)), b"badge")
        assert not key.verifies(b"", b"badge")
        assert signer.sign(b"badge") == signature, "the same bytes every time, so that interrupted work can be redone"
        others = [each.public_key for each in signers if each is not signer]
        assert not any(other.verifies(signature, b"badge") for other in others)


def test_an_ed25519_signature_has_no_twin() -> None:
    """S and S + L give the same point; only the smaller is read (RFC 8032, section 5.1.7)."""
    signer = Ed25519Signer.generate(METHOD)
    signature = signer.sign(b"badge")
    s = int.from_bytes(signature[32:], "little") + ED25519_ORDER
    assert not signer.public_key.verifies(signature[:32] + s.to_bytes(32, "little"), b"badge")


def test_a_point_of_small_order_would_sign_anything() -> None:
    """The twin: a verifier that takes any 32 bytes for a key finds one signature good for many messages."""
    forged = SMALL_ORDER + bytes(32)
    key = Ed25519PublicKey.from_public_bytes(SMALL_ORDER)
    held = 0
    for number in range(64):
        try:
            key.verify(forged, b"%d" % number)
            held += 1
        except InvalidSignature:
            continue
    assert held > 2
    with pytest.raises(KeyFormatError):
        PublicKey("Ed25519", SMALL_ORDER)


def test_signature_sizes(rsa_signer: RsaSigner) -> None:
    assert [len(signer.sign(b"x")) for signer in _signers(rsa_signer)] == [64, 64, 96, 256]


def test_secrets_come_back_and_stay_out_of_sight(rsa_signer: RsaSigner) -> None:
    seed, short, long = (
        Ed25519Signer.generate(METHOD),
        EcdsaSigner.generate(METHOD),
        EcdsaSigner.generate(METHOD, "P-384"),
    )
    assert Ed25519Signer.from_seed(seed.seed, METHOD).public_key == seed.public_key
    assert EcdsaSigner.from_secret(short.secret, METHOD).public_key == short.public_key
    assert EcdsaSigner.from_secret(long.secret, METHOD, "P-384").public_key == long.public_key
    assert RsaSigner.from_pkcs8(rsa_signer.pkcs8, METHOD).public_key == rsa_signer.public_key
    for signer, secret in ((seed, seed.seed), (short, short.secret), (rsa_signer, rsa_signer.pkcs8)):
        assert secret.hex() not in repr(signer)
        assert METHOD in repr(signer)


@pytest.mark.parametrize("kind", ["P-256", "P-384"])
def test_published_pairs(kind: Any) -> None:
    public, private = W3C_PAIRS[kind]
    signer = EcdsaSigner.from_secret(decode_base58btc(private)[2:], METHOD, kind)
    assert signer.public_multikey == public
    assert encode_multikey(decode_multikey(public)) == public
    assert decode_multikey(public).kind == kind


@pytest.mark.parametrize("jwk", [RFC_8037, RFC_7517_EC])
def test_published_jwks(jwk: dict[str, str]) -> None:
    key = decode_jwk(jwk | {"kid": "1", "use": "sig", "key_ops": ["verify"]})
    assert key.jwk == jwk
    assert decode_multikey(key.multikey) == key


def test_every_kind_goes_to_a_jwk_and_back(rsa_signer: RsaSigner) -> None:
    for signer in _signers(rsa_signer):
        assert decode_jwk(signer.public_key.jwk) == signer.public_key
        assert not {"d", "p", "q"} & signer.public_key.jwk.keys()


def test_rsa_has_no_multikey(rsa_signer: RsaSigner) -> None:
    with pytest.raises(KeyFormatError, match="RSA Multikey"):
        encode_multikey(rsa_signer.public_key)


@pytest.mark.parametrize("text", ["", "z", "z6Mk", "u6Mk", "z0OIl", "z6Mk" + "1" * 2000, "zzzz"])
def test_malformed_multikeys(text: str) -> None:
    with pytest.raises(KeyFormatError) as caught:
        decode_multikey(text)
    assert caught.value.code == "key.malformed"


@pytest.mark.parametrize("prefix", ["eb01", "e701", "ec01", "8524"])
def test_other_kinds_are_named(prefix: str) -> None:
    with pytest.raises(KeyFormatError) as caught:
        decode_multikey(encode_base58btc(bytes.fromhex(prefix) + bytes(32)))
    assert caught.value.code == "key.kind"


def _off_curve() -> bytes:
    """A compressed P-256 point whose x has no y: about half of all numbers."""
    for x in range(1, 50):
        encoded = b"\x02" + x.to_bytes(32, "big")
        try:
            ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), encoded)
        except ValueError:
            return encoded
    raise AssertionError("every x has a y?")


SMALL_ORDER = bytes.fromhex("c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a")
"""A point of order 8 on the curve of Ed25519: one signature under it holds for many messages."""


@pytest.mark.parametrize(
    ("kind", "raw"),
    [
        ("Ed25519", bytes(31)),
        ("Ed25519", bytes(33)),
        ("Ed25519", b"\1" + bytes(31)),
        ("Ed25519", SMALL_ORDER),
        ("Ed25519", b"\xff" * 32),
        ("P-256", b""),
        ("P-256", b"\0"),
        ("P-256", b"\x02" + b"\xff" * 32),
        ("P-256", _off_curve()),
        ("P-256", bytes.fromhex("04") + bytes(64)),
        ("P-384", b"\x02" + bytes(32)),
        ("RSA", b"\x30\x00"),
    ],
)
def test_no_key_is_made_of_a_bad_point(kind: Any, raw: bytes) -> None:
    with pytest.raises(KeyFormatError) as caught:
        PublicKey(kind, raw)
    assert caught.value.code == "key.malformed"


def test_a_point_may_be_written_in_one_way() -> None:
    """The uncompressed form of a good point is not a Multikey."""
    good = EcdsaSigner.generate(METHOD)
    x, y = (decode_base64url(good.public_key.jwk[name]) for name in "xy")
    with pytest.raises(KeyFormatError):
        decode_multikey(encode_base58btc(b"\x80\x24\x04" + x + y))


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"d": "AAAA"}, "key.private"),
        ({"k": "AAAA"}, "key.private"),
        ({"kty": "oct"}, "key.kind"),
        ({"kty": "RSA"}, "key.kind"),
        ({"crv": "secp256k1"}, "key.kind"),
        ({"crv": "P-384"}, "key.malformed"),
        ({"crv": ["P-256"]}, "key.kind"),
        ({"x": RFC_7517_EC["x"] + "="}, "key.malformed"),
        ({"x": RFC_7517_EC["x"][:-1] + "5"}, "key.malformed"),
        ({"x": RFC_7517_EC["y"]}, "key.malformed"),
        ({"x": 5}, "key.malformed"),
        ({"y": None}, "key.malformed"),
        ({"use": "enc"}, "key.use"),
        ({"use": None}, "key.use"),
        ({"key_ops": ["deriveKey"]}, "key.use"),
        ({"key_ops": "verify"}, "key.use"),
        ({"alg": "ES384"}, "key.use"),
        ({"alg": "ECDH-ES"}, "key.use"),
        ({"alg": ["ES256"]}, "key.use"),
    ],
)
def test_jwks_that_are_refused(changes: dict[str, Any], code: str) -> None:
    with pytest.raises(KeyFormatError) as caught:
        decode_jwk(RFC_7517_EC | changes)
    assert caught.value.code == code


def _uint(number: int, zeros: int = 0) -> str:
    data = bytes(zeros) + number.to_bytes((number.bit_length() + 7) // 8, "big")
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def test_weak_rsa_keys_are_refused(rsa_signer: RsaSigner) -> None:
    good = decode_base64url(rsa_signer.public_key.jwk["n"])
    modulus = int.from_bytes(good, "big")
    short = rsa.generate_private_key(65537, 1024).public_key().public_numbers().n
    assert decode_jwk({"kty": "RSA", "n": _uint(modulus), "e": "AQAB"}) == rsa_key(modulus, 65537)
    for n, e in (
        (short, 65537),
        (modulus, 1),
        (modulus, 3),
        (modulus, 65536),
        (modulus, 2**32 + 1),
        (modulus - 1, 65537),
    ):
        with pytest.raises(KeyFormatError) as caught:
            decode_jwk({"kty": "RSA", "n": _uint(n), "e": _uint(e)})
        assert caught.value.code == "key.weak"
    with pytest.raises(KeyFormatError) as caught:
        decode_jwk({"kty": "RSA", "n": _uint(1 << 9000 | 1), "e": "AQAB"})
    assert caught.value.code == "key.weak"
    for n in (_uint(modulus, zeros=1), "", 7):
        with pytest.raises(KeyFormatError) as caught:
            decode_jwk({"kty": "RSA", "n": n, "e": "AQAB"})
        assert caught.value.code == "key.malformed"
    with pytest.raises(KeyFormatError):
        RsaSigner.generate(METHOD, 1024)


def test_a_private_jwk_is_refused_whole(rsa_signer: RsaSigner) -> None:
    for member in ("d", "p", "q", "dp", "dq", "qi", "oth"):
        with pytest.raises(KeyFormatError) as caught:
            decode_jwk(rsa_signer.public_key.jwk | {member: "AQAB"})
        assert caught.value.code == "key.private"


@pytest.mark.parametrize("secret", [bytes(32), P256_ORDER.to_bytes(32, "big"), b"\1" * 31, b"\1" * 33])
def test_no_signer_from_a_bad_secret(secret: bytes) -> None:
    with pytest.raises(KeyFormatError):
        EcdsaSigner.from_secret(secret, METHOD)


def test_no_signer_from_another_kind_of_key() -> None:
    with pytest.raises(KeyFormatError):
        Ed25519Signer.from_seed(bytes(31), METHOD)
    with pytest.raises(KeyFormatError):
        EcdsaSigner(ec.generate_private_key(ec.SECP521R1()), METHOD)
    for der in (b"", b"\x30\x00", json.dumps(RFC_8037).encode()):
        with pytest.raises(KeyFormatError):
            RsaSigner.from_pkcs8(der, METHOD)


def test_base64url_has_one_text_for_one_value() -> None:
    assert decode_base64url("YQ") == b"a"
    for text in ("YR", "YQ==", "Y", "Y Q"):
        with pytest.raises(ValueError, match="base64url"):
            decode_base64url(text)
