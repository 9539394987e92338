"""Multibase text for keys, signatures and status lists: base58btc (`z`) and base64url (`u`), nothing else.

W3C Controlled Identifiers 1.0, section Multibase. Both decoders are strict: one text for one value of bytes.
"""

import base64
import binascii
import re

_ALPHABET = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
_VALUE = {letter: value for value, letter in enumerate(_ALPHABET)}
_BASE64URL = re.compile(r"[A-Za-z0-9_-]*", re.ASCII)
_MAX_BASE58 = 1024


def encode_base58btc(data: bytes) -> str:
    """`z` and base58btc of `data`."""
    number = int.from_bytes(data, "big")
    letters: list[str] = []
    while number:
        number, rest = divmod(number, 58)
        letters.append(_ALPHABET[rest])
    zeros = len(data) - len(data.lstrip(b"\0"))
    return "z" + "1" * zeros + "".join(reversed(letters))


def decode_base58btc(text: str) -> bytes:
    """The bytes of a `z...` text; ValueError when it is none. Length is bounded, since decoding is
    quadratic."""
    if not text.startswith("z") or len(text) > _MAX_BASE58:
        raise ValueError("not base58btc multibase text")
    digits = text[1:]
    number = 0
    for letter in digits:
        if letter not in _VALUE:
            raise ValueError("not base58btc multibase text")
        number = number * 58 + _VALUE[letter]
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
