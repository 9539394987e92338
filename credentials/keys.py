"""Public keys of the four kinds that badges are signed with, read strictly and written as Multikey and as JWK.

A `PublicKey` that exists is a good one: its point lies on its curve, its modulus is long enough. Whose key it is
belongs to `controller.py`, and the private half to `signers.py`. Sources: W3C Controlled Identifiers 1.0 (Multikey,
JsonWebKey); RFC 7517, 7518 and 8037 (JWK); SEC 1 (points); FIPS 186-5 (sizes and exponents).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Literal, TypeAlias

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat, load_der_public_key
from nacl.bindings import crypto_core_ed25519_is_valid_point, crypto_sign_open
from nacl.exceptions import BadSignatureError

from credentials.errors import KeyFormatError
from credentials.multibase import base64url, decode_base58btc, decode_base64url, encode_base58btc

KeyKind: TypeAlias = Literal["Ed25519", "P-256", "P-384", "RSA"]

CURVES: Mapping[str, ec.EllipticCurve] = {"P-256": ec.SECP256R1(), "P-384": ec.SECP384R1()}
DIGESTS: Mapping[str, hashes.HashAlgorithm] = {
    "P-256": hashes.SHA256(),
    "P-384": hashes.SHA384(),
    "RSA": hashes.SHA256(),
}
"""The hash that goes with a kind, in a JWS (RFC 7518, section 3.1) as in a Data Integrity proof; Ed25519 has its own
inside."""

COORDINATE_BYTES: Mapping[str, int] = {"P-256": 32, "P-384": 48}
_PREFIXES: Mapping[KeyKind, bytes] = {"Ed25519": b"\xed\x01", "P-256": b"\x80\x24", "P-384": b"\x81\x24"}
_OTHER_KINDS = {b"\xeb\x01": "BLS12-381", b"\xe7\x01": "secp256k1", b"\xec\x01": "X25519", b"\x85\x24": "RSA Multikey"}
_ED25519_BYTES = 32
_SIGNATURE_BYTES = {"Ed25519": 64, "P-256": 64, "P-384": 96}
_RSA_BITS = range(2048, 8192 + 1)
_RSA_EXPONENTS = range(2**16 + 1, 2**32, 2)
_PRIVATE_MEMBERS = frozenset({"d", "p", "q", "dp", "dq", "qi", "oth", "k"})
_JWK_ALGORITHMS = {"Ed25519": ("EdDSA", "Ed25519"), "P-256": ("ES256",), "P-384": ("ES384",), "RSA": ("RS256",)}
_CACHED = 256


@dataclass(frozen=True, slots=True)
class PublicKey:
    """A public key. `raw` is 32 bytes for Ed25519, the compressed point for P-256 and P-384 (33 and 49 bytes), and
    DER (SubjectPublicKeyInfo) for RSA. KeyFormatError when `raw` is no such key."""

    kind: KeyKind
    raw: bytes

    def __post_init__(self) -> None:
        _loaded(self.kind, self.raw)

    def verifies(self, signature: bytes, data: bytes) -> bool:
        """Whether `signature` over `data` holds: r and s side by side for ECDSA (SHA-256 with P-256, SHA-384 with
        P-384), PKCS #1 v1.5 with SHA-256 for RSA."""
        if len(signature) != _SIGNATURE_BYTES.get(self.kind, len(signature)):
            return False
        try:
            _verify(_loaded(self.kind, self.raw), self.kind, signature, data)
        except (InvalidSignature, BadSignatureError):
            return False
        return True

    @property
    def multikey(self) -> str:
        """`z...`; KeyFormatError for RSA, for which Controlled Identifiers has no Multikey."""
        if self.kind == "RSA":
            raise KeyFormatError("key.kind", kind="RSA Multikey")
        return encode_base58btc(_PREFIXES[self.kind] + self.raw)

    @property
    def jwk(self) -> dict[str, str]:
        """The members that make the key, without `alg`, `use` or `kid`: what an RFC 7638 thumbprint is over."""
        key = _loaded(self.kind, self.raw)
        if isinstance(key, bytes):
            return {"crv": "Ed25519", "kty": "OKP", "x": base64url(key)}
        if isinstance(key, rsa.RSAPublicKey):
            numbers = key.public_numbers()
            return {"e": base64url(_minimal(numbers.e)), "kty": "RSA", "n": base64url(_minimal(numbers.n))}
        point, size = key.public_numbers(), COORDINATE_BYTES[self.kind]
        x, y = (base64url(value.to_bytes(size, "big")) for value in (point.x, point.y))
        return {"crv": self.kind, "kty": "EC", "x": x, "y": y}


def encode_multikey(key: PublicKey) -> str:
    """The `publicKeyMultibase` text of a key: `z6Mk...` (Ed25519), `zDn...` (P-256) or `z82L...` (P-384)."""
    return key.multikey


@lru_cache(maxsize=_CACHED)
def decode_multikey(text: str) -> PublicKey:
    """The key in a `publicKeyMultibase`; KeyFormatError `key.malformed`, or `key.kind` for a kind not read here."""
    try:
        data = decode_base58btc(text)
    except ValueError as error:
        raise KeyFormatError("key.malformed") from error
    for kind, prefix in _PREFIXES.items():
        if data.startswith(prefix):
            return PublicKey(kind, data[len(prefix) :])
    if data[:2] in _OTHER_KINDS:
        raise KeyFormatError("key.kind", kind=_OTHER_KINDS[data[:2]])
    raise KeyFormatError("key.malformed")


def decode_jwk(jwk: Mapping[str, Any]) -> PublicKey:
    """The key in a public JWK.

    KeyFormatError `key.private` when it holds a private member (who publishes one has lost the key), `key.use` when
    it says that it is for something else than verifying signatures, `key.kind` for a kind not read here, else
    `key.malformed`. Numbers must be written in their one way (RFC 7518, sections 2 and 6.2.1.2).
    """
    if _PRIVATE_MEMBERS & jwk.keys():
        raise KeyFormatError("key.private")
    key = _jwk_key(jwk)
    if "use" in jwk and jwk["use"] != "sig":
        raise KeyFormatError("key.use")
    if "key_ops" in jwk and not (isinstance(jwk["key_ops"], list) and "verify" in jwk["key_ops"]):
        raise KeyFormatError("key.use")
    if "alg" in jwk and jwk["alg"] not in _JWK_ALGORITHMS[key.kind]:
        raise KeyFormatError("key.use")
    return key


def _jwk_key(jwk: Mapping[str, Any]) -> PublicKey:
    match jwk.get("kty"), jwk.get("crv"):
        case "OKP", "Ed25519":
            return PublicKey("Ed25519", _bytes(jwk, "x"))
        case "EC", ("P-256" | "P-384") as kind:
            x, y = _bytes(jwk, "x"), _bytes(jwk, "y")
            if len(x) != COORDINATE_BYTES[kind] or len(y) != COORDINATE_BYTES[kind]:
                raise KeyFormatError("key.malformed")
            return elliptic_key(_point(kind, b"\x04" + x + y))
        case "RSA", None:
            return rsa_key(_number(jwk, "n"), _number(jwk, "e"))
    raise KeyFormatError("key.kind", kind="/".join(str(jwk.get(name))[:20] for name in ("kty", "crv")))


def elliptic_key(key: ec.EllipticCurvePublicKey) -> PublicKey:
    """A key of the cryptography package as ours; KeyFormatError for another curve than P-256 and P-384."""
    raw = key.public_bytes(Encoding.X962, PublicFormat.CompressedPoint)
    if isinstance(key.curve, ec.SECP256R1):
        return PublicKey("P-256", raw)
    if isinstance(key.curve, ec.SECP384R1):
        return PublicKey("P-384", raw)
    raise KeyFormatError("key.kind", kind=key.curve.name)


def rsa_key(modulus: int, exponent: int) -> PublicKey:
    """The RSA key of two numbers; KeyFormatError for a size or an exponent that is not safe."""
    _require_safe(modulus, exponent)
    key = rsa.RSAPublicNumbers(exponent, modulus).public_key()
    return PublicKey("RSA", key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo))


def _require_safe(modulus: int, exponent: int) -> None:
    """2,048 to 8,192 bits (FIPS 186-5; the upper bound caps the work), and an odd exponent above 2^16 that fits 32
    bits."""
    if modulus.bit_length() not in _RSA_BITS or modulus % 2 == 0 or exponent not in _RSA_EXPONENTS:
        raise KeyFormatError("key.weak")


_Loaded: TypeAlias = bytes | ec.EllipticCurvePublicKey | rsa.RSAPublicKey


@lru_cache(maxsize=_CACHED)
def _loaded(kind: str, raw: bytes) -> _Loaded:
    """The key ready for use, checked. Kept for a while, since one issuer's key checks many badges and checking a
    point costs as much as a signature."""
    if kind == "Ed25519":
        if len(raw) != _ED25519_BYTES or not crypto_core_ed25519_is_valid_point(raw):
            raise KeyFormatError("key.malformed")
        return raw
    if kind in CURVES:
        if len(raw) != 1 + COORDINATE_BYTES[kind]:
            raise KeyFormatError("key.malformed")
        return _point(kind, raw)
    if kind == "RSA":
        return _loaded_rsa(raw)
    raise KeyFormatError("key.kind", kind=kind)


def _loaded_rsa(raw: bytes) -> rsa.RSAPublicKey:
    try:
        key = load_der_public_key(raw)
    except ValueError:
        raise KeyFormatError("key.malformed") from None
    if not isinstance(key, rsa.RSAPublicKey):
        raise KeyFormatError("key.malformed")
    numbers = key.public_numbers()
    _require_safe(numbers.n, numbers.e)
    return key


def _point(kind: str, encoded: bytes) -> ec.EllipticCurvePublicKey:
    """The point, which must be on the curve and not the one at infinity (SEC 1, section 3.2.2.1)."""
    try:
        return ec.EllipticCurvePublicKey.from_encoded_point(CURVES[kind], encoded)
    except ValueError:
        raise KeyFormatError("key.malformed") from None


def _verify(key: _Loaded, kind: str, signature: bytes, data: bytes) -> None:
    if isinstance(key, bytes):
        crypto_sign_open(signature + data, key)
    elif isinstance(key, rsa.RSAPublicKey):
        key.verify(signature, data, padding.PKCS1v15(), DIGESTS[kind])
    else:
        half = len(signature) // 2
        r, s = (int.from_bytes(part, "big") for part in (signature[:half], signature[half:]))
        key.verify(encode_dss_signature(r, s), data, ec.ECDSA(DIGESTS[kind]))


def _bytes(jwk: Mapping[str, Any], member: str) -> bytes:
    text = jwk.get(member)
    try:
        return decode_base64url(text if isinstance(text, str) else "=")
    except ValueError:
        raise KeyFormatError("key.malformed") from None


def _number(jwk: Mapping[str, Any], member: str) -> int:
    """A Base64urlUInt: no leading zero octet (RFC 7518, section 2)."""
    data = _bytes(jwk, member)
    if not data or data[0] == 0:
        raise KeyFormatError("key.malformed")
    return int.from_bytes(data, "big")


def _minimal(number: int) -> bytes:
    return number.to_bytes((number.bit_length() + 7) // 8, "big")
