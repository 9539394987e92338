"""Multibase text for keys, signatures and status lists: base58btc (`z`) and base64url (`u`), nothing else.

W3C Controlled Identifiers 1.0, section Multibase. Both decoders are strict: one text for one value of bytes.
"""

import binascii
from functools import cache

_ALPHABET = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
_NO_LETTER = 255
_VALUES = bytes(_ALPHABET.find(chr(letter)) & 0xFF for letter in range(256))
"""The value of each byte of ASCII text; 255 for what is no letter of base58."""
_PAIRS = [first + second for first in _ALPHABET for second in _ALPHABET]
_TWO_LETTERS, _FOUR_LETTERS = 58**2, 58**4
"""Dividing the long number is what costs, so it is done once for four letters, which are then written two by two."""
_TO_URL = bytes.maketrans(b"+/", b"-_")
_FROM_URL = bytes.maketrans(b"-_+/=", b"+/***")
"""What is no letter of base64url becomes a byte that no kind of base64 has."""
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
    number = int.from_bytes(values, "big")
    for bits, mask, power in _halvings(len(values).bit_length()):
        number = (number & mask) + (number >> bits & mask) * power
    zeros = len(digits) - len(digits.lstrip("1"))
    return b"\0" * zeros + number.to_bytes((number.bit_length() + 7) // 8, "big")


@cache
def _halvings(times: int) -> tuple[tuple[int, int, int], ...]:
    """How to make one number of a byte per letter: each time all neighbours are added up at once, the higher times
    `power`. A sum of two is less than `power` squared, so it fits the twice as many bits that are there for it."""
    bits = [8 << step for step in range(times)]
    mask = [sum(((1 << each) - 1) << at for at in range(0, 8 << times, 2 * each)) for each in bits]
    return tuple((each, mask[step], 58 ** (1 << step)) for step, each in enumerate(bits))


def encode_base64url(data: bytes) -> str:
    """`u` and unpadded base64url of `data`."""
    return "u" + base64url(data)


def base64url(data: bytes) -> str:
    """The same without the letter, as in tokens and JWKs (RFC 7515, section 2)."""
    return binascii.b2a_base64(data, newline=False).rstrip(b"=").translate(_TO_URL).decode("ascii")


def decode_base64url(text: str) -> bytes:
    """The bytes of unpadded base64url (without a multibase letter); ValueError when it is none."""
    over = len(text) % 4
    try:
        plain = text.encode("ascii").translate(_FROM_URL) + b"=" * (-over % 4)
        data = binascii.a2b_base64(plain, strict_mode=True)
    except (UnicodeEncodeError, binascii.Error) as error:
        raise ValueError("not base64url text") from error
    if over and base64url(data[1 - over :]) != text[-over:]:
        raise ValueError("bits that say nothing are set at the end of the base64url text")
    return data
