"""Whether two credentials are the same one, and which of them is the newer.

Source: Open Badges 3.0, "Equality and Comparison". Nothing is verified here: who may say that one credential takes the
place of another is asked in `refresh.py`.
"""

from collections.abc import Mapping
from typing import Any
from urllib.parse import unquote_to_bytes

from credentials.authenticity import issuer_id
from credentials.instants import parse_instant
from credentials.vcdm1 import period


def same_id(one: object, other: object) -> bool:
    """Whether two ids are equal once trimmed and percent-decoded; what is no text is no id."""
    return isinstance(one, str) and isinstance(other, str) and _plain(one) == _plain(other)


def same_credential(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    """Whether both have the same id and an issuer with the same id: copies, or versions, of one credential."""
    return same_id(one.get("id"), other.get("id")) and same_id(issuer_id(one), issuer_id(other))


def newer(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    """Whether `one`, the same well-formed credential as `other`, is a later version: its validity starts later."""
    mine, theirs = period(one).start, period(other).start
    return mine is not None and theirs is not None and parse_instant(mine) > parse_instant(theirs)


def _plain(text: str) -> bytes:
    """Bytes, since two that are no text would else be decoded to the same mark."""
    return unquote_to_bytes(text.strip())
