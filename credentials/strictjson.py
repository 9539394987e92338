"""JSON read so that nobody can read it another way: no duplicate keys, NaN, huge numbers, deep nesting or
surrogates.

RFC 8259 leaves these open, and two readers that differ on them can be shown two different badges under one
signature. Bounds are in `limits.py`.
"""

import json
import math
import re
from collections.abc import Mapping
from typing import Any, NoReturn

import orjson

from credentials.errors import InputTooLargeError, StructureError
from credentials.limits import MAX_CREDENTIAL_BYTES, MAX_DEPTH, MAX_INTEGER, MAX_VALUES
from credentials.plan.lanes import LANES, Apart
from credentials.plan.store import Store
from credentials.plan.tokens import Parts, compact, parts_of, split

_OUTSIDE_STRINGS = re.compile(r'"(?:[^"\\]|\\.)*"?|[^\[\]{}"]+', re.DOTALL)
_BRACKETS = re.compile(r"[\[\]{}]")
_MAX_DIGITS = 400
_CONTROLS = bytes(range(0x20))
_MARK = b"\xef\xbb\xbf"
"""The byte order mark that some editors put before UTF-8."""
SHAPES: Store[Any] = Store()
"""Shapes of texts that were read here: what is outside strings, and the names of members, were found right, so that the
quickest reader reads the next one as the strict one would. What else is known is up to `plan.forms`, which fills it."""


class NotJsonError(ValueError):
    """The text is no JSON at all (so it may be something else)."""


def read_json(data: bytes | str, *, limit: int = MAX_CREDENTIAL_BYTES) -> Any:
    """The value of JSON `data`.

    NotJsonError when it is not JSON; InputTooLargeError beyond `limit` bytes, 32 levels or 20,000 values;
    StructureError for duplicate keys, NaN, infinities, unsafe integers and lone surrogates.
    """
    return read_parts(data, limit=limit)[0]


def read_parts(data: bytes | str, *, limit: int = MAX_CREDENTIAL_BYTES) -> tuple[Any, Apart | None]:
    """The value of JSON `data` as `read_json` gives it, and the parts of its text, or None where they do not tell all
    there is to it (see `plan.tokens`); of a text with a lane, the values in that."""
    text = _decoded(data, limit)
    values = LANES.cast(text)
    if values is not None:
        try:
            return orjson.loads(text), values
        except orjson.JSONDecodeError:  # half a character, which only a `str` can hold
            pass
    parts = _parts(data, text)
    if parts is not None:
        parts.known = SHAPES.find(parts)
        if parts.known is not None:
            return orjson.loads(text), parts
    return _read(text, parts), parts


def parts_of_read(document: Mapping[str, Any]) -> Parts | None:
    """The parts of the text of a document that was made of what was read here, and what is known of its shape."""
    parts = parts_of(document)
    if parts is not None:
        parts.known = SHAPES.find(parts)
    return parts


def read_value(value: Any, limit: int = MAX_CREDENTIAL_BYTES) -> Any:
    """A private copy of a value already in memory, under the same rules as text; NotJsonError when it is no
    JSON."""
    return read_json(written(value), limit=limit)


def written(value: Any) -> str:
    """The compact JSON text of a value in memory; NotJsonError when it is no JSON."""
    try:
        return compact(value)
    except (TypeError, ValueError, RecursionError):
        raise NotJsonError("not JSON") from None


def _parts(data: bytes | str, text: str) -> Parts | None:
    """The parts of `text`, unless it holds characters that may end a string for one reader and not for another."""
    try:
        raw = data if isinstance(data, bytes) else data.encode("utf-8")
    except UnicodeEncodeError:
        return None
    return split(text) if len(raw.translate(None, _CONTROLS)) == len(raw) else None


def _read(text: str, parts: Parts | None) -> Any:
    """The value of `text`. From what stands outside its strings can be seen how deep it is and how many values it may
    have at most; and text that has parts has no escape for a surrogate."""
    outside = _OUTSIDE_STRINGS.sub("", text) if parts is None else parts.outside
    _check_depth(outside)
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
    if parts is None or sum(map(outside.count, "[{,")) >= MAX_VALUES:
        _check_values(value)
    return value


def _decoded(data: bytes | str, limit: int) -> str:
    if len(data) > limit:
        raise InputTooLargeError("structure.too_large", limit=limit // 1024)
    if isinstance(data, bytes):
        try:
            return data.removeprefix(_MARK).decode("utf-8")
        except UnicodeDecodeError:
            raise NotJsonError("not UTF-8") from None
    if len(data.encode("utf-8", "surrogatepass")) > limit:
        raise InputTooLargeError("structure.too_large", limit=limit // 1024)
    return data.removeprefix("\ufeff")


def _check_depth(outside: str) -> None:
    depth = 0
    for bracket in _BRACKETS.findall(outside):
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
