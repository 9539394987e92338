"""Compact JSON Web Signatures, read so strictly that nobody can read one another way, and made.

What the payload says, and whose key it is, is not asked here: see `jwt_claims.py` and `jwt_authenticity.py`.
Sources: RFC 7515 (JWS), RFC 7518 and 8037 (algorithms), RFC 8725 (best current practices); Open Badges 3.0, "JSON
Web Token Proof Format", which allows four header parameters and no others.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType
from typing import Any

from credentials.errors import InputTooLargeError, ProofError
from credentials.identifiers import is_uri
from credentials.keys import KeyKind, PublicKey
from credentials.limits import MAX_CREDENTIAL_BYTES, MAX_TOKEN_HEADER_BYTES
from credentials.multibase import base64url, decode_base64url
from credentials.plan.lanes import Apart
from credentials.plan.tokens import compact
from credentials.signers import Signer
from credentials.strictjson import NotJsonError, read_parts

ALGORITHMS: Mapping[str, KeyKind] = MappingProxyType(
    {"RS256": "RSA", "ES256": "P-256", "ES384": "P-384", "EdDSA": "Ed25519", "Ed25519": "Ed25519"}
)
"""The one kind of key that goes with each algorithm: a header can never pick another (RFC 8725, section 3.1)."""

ALGORITHM_OF: Mapping[KeyKind, str] = MappingProxyType(
    {"RSA": "RS256", "P-256": "ES256", "P-384": "ES384", "Ed25519": "EdDSA"}
)
_NOT_READ = frozenset({"RS384", "RS512", "PS256", "PS384", "PS512", "ES512", "ES256K", "Ed448", "ML-DSA-44"})
_NOT_READ |= {"ML-DSA-65", "ML-DSA-87"}
"""Real signatures that this library does not check. Any other name is none, or a shared secret, or made up."""

_HEADER = frozenset({"alg", "typ", "kid", "jwk"})
_OTHER_TYPES = frozenset({"jwt", "vc+jwt", "vc+ld+jwt", "application/vc+jwt", "application/vc+ld+jwt"})
"""What others write for `JWT`: another case, and the names of W3C VC-JOSE-COSE."""

_SMALL_HEADER = 1024
"""Bytes of a header that is remembered: room for an address and a public key of 4,096 bits."""

_MAX_SIGNATURE_TEXT = 1366
"""1,024 bytes as base64url: RSA of 8,192 bits, the longest that is read."""


@dataclass(frozen=True, slots=True)
class Token:
    """A compact JWS whose form was found right: what is claimed, not yet whether it holds.

    `departures` are where it goes its own way without harm: a strict reader refuses them, a lenient one names them.
    """

    header: Mapping[str, Any]
    payload: bytes
    signed: bytes
    signature: bytes
    departures: tuple[ProofError, ...] = ()

    @property
    def kind(self) -> KeyKind:
        """The kind of key that its algorithm asks for."""
        return ALGORITHMS[self.header["alg"]]

    def holds_with(self, key: PublicKey) -> bool:
        """Whether `key`, which must be of the algorithm's kind, made the signature."""
        return key.kind == self.kind and key.verifies(self.signature, self.signed)


def read_token(text: str, *, limit: int = MAX_CREDENTIAL_BYTES) -> Token:
    """The parts of a compact JWS whose payload is at most `limit` bytes.

    ProofError: `proof.jwt_unsafe` (no signature, a shared secret), `proof.jwt_unsupported`, `proof.jwt_header` (a
    parameter that may not be there), `proof.jwt_type`, `proof.jwt_malformed`. StructureError when the header can be
    read in two ways; InputTooLargeError beyond what a badge may be.
    """
    if len(text) > token_size(limit):
        raise InputTooLargeError("structure.too_large", limit=limit // 1024)
    jws, disclosed, _ = text.partition("~")
    parts = jws.split(".")
    if len(parts) != 3:
        raise ProofError("proof.jwt_malformed", detail="parts")
    header = read_header(parts[0])
    _require_algorithm(header.get("alg"))
    if disclosed:
        raise ProofError("proof.jwt_unsupported", alg="SD-JWT")
    departures = _require_header(header)
    payload, signature = _decoded(parts[1], "payload"), _signature(parts[2])
    return Token(header, payload, f"{parts[0]}.{parts[1]}".encode("ascii"), signature, departures)


def token_size(limit: int) -> int:
    """The length of the longest token whose payload is `limit` bytes."""
    return limit * 4 // 3 + 2 * MAX_TOKEN_HEADER_BYTES


def read_header(part: str) -> dict[str, Any]:
    """The header object in the first part of a token, whatever it says."""
    if len(part) > MAX_TOKEN_HEADER_BYTES:
        raise InputTooLargeError("structure.too_large", limit=MAX_TOKEN_HEADER_BYTES // 1024)
    return header_of(_decoded(part, "header"))


def header_of(data: bytes) -> dict[str, Any]:
    """The header object in these bytes. Those of small headers are remembered: all tokens of an issuer begin alike."""
    return dict(_small_header(data) if len(data) <= _SMALL_HEADER else read_object(data, "header"))


@lru_cache(maxsize=256)
def _small_header(data: bytes) -> dict[str, Any]:
    return read_object(data, "header")


def read_object(data: bytes, what: str, *, limit: int = MAX_CREDENTIAL_BYTES) -> dict[str, Any]:
    """The JSON object that a part of a token is; ProofError `proof.jwt_malformed` naming `what` when it is none."""
    return read_object_parts(data, what, limit=limit)[0]


def read_object_parts(
    data: bytes, what: str, *, limit: int = MAX_CREDENTIAL_BYTES
) -> tuple[dict[str, Any], Apart | None]:
    """The same, and its text taken apart."""
    try:
        value, parts = (None, None) if data.startswith(b"\xef\xbb\xbf") else read_parts(data, limit=limit)
    except NotJsonError:
        value = parts = None
    if not isinstance(value, dict):
        raise ProofError("proof.jwt_malformed", detail=what)
    return value, parts


def create_token(payload: Mapping[str, Any], signer: Signer, *, jwk: Mapping[str, str] | None = None) -> str:
    """`payload` signed by `signer`, whose published key is named as `kid`; `jwk` is put beside it for readers that
    look nothing up. Without blank or escape, so that one payload always gives one text."""
    header = {"alg": ALGORITHM_OF[signer.kind], "typ": "JWT", "kid": signer.verification_method}
    signed = f"{_encoded(header | ({'jwk': dict(jwk)} if jwk else {}))}.{_encoded(payload)}"
    return f"{signed}.{base64url(signer.sign(signed.encode('ascii')))}"


def _require_algorithm(name: Any) -> None:
    """The algorithm is judged before anything else, and by a list of names that may be (RFC 8725, section 3.1)."""
    if isinstance(name, str) and name in _NOT_READ:
        raise ProofError("proof.jwt_unsupported", alg=name)
    if not isinstance(name, str) or name not in ALGORITHMS:
        raise ProofError("proof.jwt_unsafe", alg=name[:20] if isinstance(name, str) else "?")


def _require_header(header: Mapping[str, Any]) -> tuple[ProofError, ...]:
    """Open Badges 3.0, "Create the JOSE Header": these four and no others, so nothing that names a place to fetch a
    key from, brings certificates, or changes what is signed."""
    for name in header:
        if name not in _HEADER:
            raise ProofError("proof.jwt_header", name=name[:40])
    kid, jwk, kind = header.get("kid"), header.get("jwk"), header.get("typ", "JWT")
    if "kid" in header and not (isinstance(kid, str) and is_uri(kid)):
        raise ProofError("proof.jwt_malformed", detail="kid")
    if "jwk" in header and not isinstance(jwk, dict):
        raise ProofError("proof.jwt_malformed", detail="jwk")
    if kind == "JWT":
        return ()
    error = ProofError("proof.jwt_type", typ=kind[:40] if isinstance(kind, str) else "?")
    if not isinstance(kind, str) or kind.lower() not in _OTHER_TYPES:
        raise error
    return (error,)


def _signature(part: str) -> bytes:
    if not part or len(part) > _MAX_SIGNATURE_TEXT:
        raise ProofError("proof.jwt_malformed", detail="signature")
    return _decoded(part, "signature")


def _decoded(part: str, what: str) -> bytes:
    """Base64url in its one way: no padding, no blank, no bit that says nothing (RFC 7515, section 2)."""
    try:
        return decode_base64url(part)
    except ValueError:
        raise ProofError("proof.jwt_malformed", detail=what) from None


def _encoded(part: Mapping[str, Any]) -> str:
    return base64url(compact(dict(part)).encode("utf-8"))
