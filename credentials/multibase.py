"""Multibase text for keys, signatures and status lists: base58btc (`z`) and base64url (`u`), nothing else.

W3C Controlled Identifiers 1.0, section Multibase. Both decoders are strict: one text for one value of bytes.
"""

import base64
import binascii
import re

_ALPHABET = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
_NO_LETTER = 255
_VALUES = bytes(_ALPHABET.find(chr(letter)) & 0xFF for letter in range(256))
"""The value of each byte of ASCII text; 255 for what is no letter of base58."""
_PAIRS = [first + second for first in _ALPHABET for second in _ALPHABET]
_TWO_LETTERS, _FOUR_LETTERS = 58**2, 58**4
"""Dividing the long number is what costs, so it is done once for four letters, which are then written two by two."""
_BASE64URL = re.compile(r"[A-Za-z0-9_-]*", re.ASCII)
_MAX_BASE58 = 1024


def encode_base58btc(data: bytes) -> str:
    """`z` and base58btc of `data`."""
    number = int.from_bytes(data, "big")
    pairs: list[str] = []
    while number:
        number, four = divmod(number, _FOUR_LETTERS)
        pairs.append(_PAIRS[four % _TWO_LETTERS])
        pairs.append(_PAIRS[four // _TWO_LETTERS])
    zeros = len(data) - len(data.lstrip(b"\0"))
    return "z" + "1" * zeros + "".join(reversed(pairs)).lstrip("1")


def decode_base58btc(text: str) -> bytes:
    """The bytes of a `z...` text; ValueError when it is none. Length is bounded, since decoding is
    quadratic."""
    if not text.startswith("z") or len(text) > _MAX_BASE58:
        raise ValueError("not base58btc multibase text")
    digits = text[1:]
    values = digits.encode("ascii", "replace").translate(_VALUES)
    if _NO_LETTER in values:
        raise ValueError("not base58btc multibase text")
    values = bytes(-len(values) % 4) + values
    number = 0
    for i in range(0, len(values), 4):
        four = ((values[i] * 58 + values[i + 1]) * 58 + values[i + 2]) * 58 + values[i + 3]
        number = number * _FOUR_LETTERS + four
    zeros = len(digits) - len(digits.lstrip("1"))
    return b"\0" * zeros + number.to_bytes((number.bit_length() + 7) // 8, "big")


def encode_base64url(data: bytes) -> str:
    """`u` and unpadded base64url of `data`."""
    return "u" + base64.urlsafe_b64encode(data).rstrip(b"=").decode("ascii")


def decode_base64url(text: str) -> bytes:
    """The bytes of unpadded base64url (without a multibase letter); ValueError when it is none."""
    if not _BASE64URL.fullmatch(text):
        raise ValueError("not base64url text")
    try:
        data = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
    except binascii.Error as error:
        raise ValueError("not base64url text") from error
    if encode_base64url(data)[1:] != text:
        raise ValueError("bits that say nothing are set at the end of the base64url text")
    return data
