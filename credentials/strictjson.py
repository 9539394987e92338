"""JSON read so that nobody can read it another way: no duplicate keys, NaN, huge numbers, deep nesting or
surrogates.

RFC 8259 leaves these open, and two readers that differ on them can be shown two different badges under one
signature. Bounds are in `limits.py`.
"""

import json
import math
import re
from typing import Any, NoReturn

from credentials.errors import InputTooLargeError, StructureError
from credentials.limits import MAX_CREDENTIAL_BYTES, MAX_DEPTH, MAX_INTEGER, MAX_VALUES

_OUTSIDE_STRINGS = re.compile(r'"(?:[^"\\]|\\.)*"?|[^\[\]{}"]+', re.DOTALL)
_MAX_DIGITS = 400


class NotJsonError(ValueError):
    """The text is no JSON at all (so it may be something else)."""


def read_json(data: bytes | str, *, limit: int = MAX_CREDENTIAL_BYTES) -> Any:
    """The value of JSON `data`.

    NotJsonError when it is not JSON; InputTooLargeError beyond `limit` bytes, 32 levels or 20,000 values;
    StructureError for duplicate keys, NaN, infinities, unsafe integers and lone surrogates.
    """
    text = _decoded(data, limit)
    _check_depth(text)
    try:
        value = json.loads(
            text,
            object_pairs_hook=_unique,
            parse_constant=_no_constant,
            parse_int=_integer,
            parse_float=_float,
        )
    except json.JSONDecodeError as error:
        raise NotJsonError(str(error)) from None
    _check_values(value)
    return value


def read_value(value: Any, limit: int = MAX_CREDENTIAL_BYTES) -> Any:
    """A private copy of a value already in memory, under the same rules as text; NotJsonError when it is no
    JSON."""
    try:
        text = json.dumps(value, ensure_ascii=False)
    except (TypeError, ValueError, RecursionError):
        raise NotJsonError("not JSON") from None
    return read_json(text, limit=limit)


def _decoded(data: bytes | str, limit: int) -> str:
    if len(data) > limit:
        raise InputTooLargeError("structure.too_large", limit=limit // 1024)
    if isinstance(data, bytes):
        try:
            return data.decode("utf-8-sig")
        except UnicodeDecodeError:
            raise NotJsonError("not UTF-8") from None
    if len(data.encode("utf-8", "surrogatepass")) > limit:
        raise InputTooLargeError("structure.too_large", limit=limit // 1024)
    return data.removeprefix("\ufeff")


def _check_depth(text: str) -> None:
    depth = 0
    for bracket in _OUTSIDE_STRINGS.sub("", text):
        if bracket in "[{":
            depth += 1
            if depth > MAX_DEPTH:
                raise InputTooLargeError("structure.too_deep", limit=MAX_DEPTH)
        else:
            depth -= 1


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    members = dict(pairs)
    if len(members) != len(pairs):
        seen: set[str] = set()
        for key, _ in pairs:
            if key in seen:
                raise StructureError("structure.duplicate", key=_shown(key))
            seen.add(key)
    return members


def _shown(text: str) -> str:
    return text[:60].encode("utf-8", "replace").decode("utf-8")


def _no_constant(name: str) -> NoReturn:
    raise StructureError("structure.number", value=name)


def _integer(text: str) -> int:
    if len(text) > _MAX_DIGITS or abs(int(text)) > MAX_INTEGER:
        raise StructureError("structure.number", value=text[:20])
    return int(text)


def _float(text: str) -> float:
    number = float(text) if len(text) <= _MAX_DIGITS else math.inf
    if not math.isfinite(number):
        raise StructureError("structure.number", value=text[:20])
    return number


def _check_values(value: Any) -> None:
    """Bounds the number of values and refuses lone surrogates, which no UTF-8 text can hold."""
    stack, count = [value], 0
    while stack:
        item = stack.pop()
        count += 1
        if count > MAX_VALUES:
            raise InputTooLargeError("structure.too_many", limit=MAX_VALUES)
        if isinstance(item, dict):
            for key in item:
                _check_text(key)
            stack.extend(item.values())
        elif isinstance(item, list):
            stack.extend(item)
        elif isinstance(item, str):
            _check_text(item)


def _check_text(text: str) -> None:
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        raise StructureError("structure.surrogate") from None
