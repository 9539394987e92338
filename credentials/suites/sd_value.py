"""The proof values of ecdsa-sd-2023: CBOR behind three bytes that say base or derived, in multibase base64url.

Read strictly: exactly these shapes, in the one encoding that RFC 8949 calls deterministic, so that one value has one
text; no CBOR tag is ever interpreted. Source: W3C Data Integrity ECDSA Cryptosuites 1.0, section 3.5.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NoReturn

import cbor2

from credentials.errors import ProofError
from credentials.multibase import decode_base64url, encode_base64url

_BASE = bytes.fromhex("d95d00")
_DERIVED = bytes.fromhex("d95d01")
_SIGNATURE, _KEY, _LABEL, _HMAC_KEY = 64, 35, 32, 32
_MAX_TEXT = 512 * 1024
_MAX_ITEMS = 4096
_MAX_DEPTH = 3
_POINTER_CHARACTERS = 2048


def _refused(*_: Any) -> NoReturn:
    raise ValueError("a CBOR tag")


_NO_TAGS: Mapping[int, Any] = dict.fromkeys(
    (0, 1, 2, 3, 4, 5, 25, 28, 29, 30, 35, 36, 37, 52, 54, 100, 256, 258, 260, 261, 1004, 43000, 55799), _refused
)
"""Every tag that cbor2 would make something of (dates, patterns, references); others come out as a tag, which has no
place in these shapes either."""


@dataclass(frozen=True, slots=True)
class BaseValue:
    """What the holder gets: everything needed to show a part. The signatures are of the statements that may be left
    out, in canonical order."""

    signature: bytes
    public_key: bytes
    hmac_key: bytes
    signatures: tuple[bytes, ...]
    mandatory: tuple[str, ...]

    def encode(self) -> str:
        return _encoded(
            _BASE, [self.signature, self.public_key, self.hmac_key, list(self.signatures), list(self.mandatory)]
        )

    @classmethod
    def decode(cls, text: str) -> "BaseValue":
        """ValueError unless `text` is a base proof value."""
        parts = _parts(_data(text), _BASE)
        signature, public_key, hmac_key = (
            _bytes(parts[0], _SIGNATURE),
            _bytes(parts[1], _KEY),
            _bytes(parts[2], _HMAC_KEY),
        )
        signatures = tuple(_bytes(item, _SIGNATURE) for item in _list(parts[3]))
        return cls(signature, public_key, hmac_key, signatures, tuple(_pointer(item) for item in _list(parts[4])))


@dataclass(frozen=True, slots=True)
class DerivedValue:
    """What a reader gets: `labels` are HMAC labels by the number of the canonical one (`c14n0`), `mandatory` the places
    of the statements that could not be left out."""

    signature: bytes
    public_key: bytes
    signatures: tuple[bytes, ...]
    labels: Mapping[int, bytes]
    mandatory: tuple[int, ...]

    def encode(self) -> str:
        parts = [self.signature, self.public_key, list(self.signatures), dict(self.labels), list(self.mandatory)]
        return _encoded(_DERIVED, parts)

    @classmethod
    def decode(cls, text: str) -> "DerivedValue":
        """ValueError unless `text` is a derived proof value; ProofError `proof.base` when it is a base one."""
        return cls.from_bytes(_data(text))

    @classmethod
    def from_bytes(cls, data: bytes) -> "DerivedValue":
        """The same from the bytes behind the text."""
        if data.startswith(_BASE):
            raise ProofError("proof.base")
        parts = _parts(data, _DERIVED)
        signatures = tuple(_bytes(item, _SIGNATURE) for item in _list(parts[2]))
        mandatory = tuple(_number(item) for item in _list(parts[4]))
        if list(mandatory) != sorted(set(mandatory)):
            raise ValueError("places out of order")
        labels = _labels(parts[3])
        return cls(_bytes(parts[0], _SIGNATURE), _bytes(parts[1], _KEY), signatures, labels, mandatory)


def _encoded(header: bytes, parts: list[Any]) -> str:
    return encode_base64url(header + cbor2.dumps(parts, canonical=True))


def _data(text: str) -> bytes:
    if not text.startswith("u") or len(text) > _MAX_TEXT:
        raise ValueError("not base64url multibase text")
    return decode_base64url(text[1:])


def _parts(data: bytes, header: bytes) -> list[Any]:
    if not data.startswith(header):
        raise ValueError("not this kind of proof value")
    payload = data[len(header) :]
    try:
        parts = cbor2.loads(
            payload,
            semantic_decoders=_NO_TAGS,
            max_depth=_MAX_DEPTH,
            allow_indefinite=False,
            allow_duplicate_keys=False,
        )
        again = cbor2.dumps(parts, canonical=True)
    except (cbor2.CBORError, RecursionError, TypeError, OverflowError, MemoryError) as error:
        raise ValueError("not CBOR") from error
    if again != payload or not isinstance(parts, list) or len(parts) != 5:
        raise ValueError("not the five parts of a proof value")
    return parts


def _bytes(value: Any, size: int) -> bytes:
    if not isinstance(value, bytes) or len(value) != size:
        raise ValueError("not so many bytes")
    return value


def _list(value: Any) -> list[Any]:
    if not isinstance(value, list) or len(value) > _MAX_ITEMS:
        raise ValueError("not a short list")
    return value


def _number(value: Any) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value < _MAX_ITEMS:
        raise ValueError("not a small number")
    return value


def _pointer(value: Any) -> str:
    if not isinstance(value, str) or len(value) > _POINTER_CHARACTERS:
        raise ValueError("not a pointer")
    return value


def _labels(value: Any) -> dict[int, bytes]:
    if not isinstance(value, dict) or len(value) > _MAX_ITEMS:
        raise ValueError("not a short map")
    labels = {_number(key): _bytes(item, _LABEL) for key, item in value.items()}
    if len(set(labels.values())) != len(labels):
        raise ValueError("two blank nodes under one label")
    return labels
