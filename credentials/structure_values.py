"""Whether one value is of the kind the table asks, in two steps: its JSON type, and then what it says.

The first step belongs to the shape of a document and the second to its values, so that documents of one shape need
only the second. Source: Open Badges 3.0, "Data Models" > "Derived Types" and "Primitive Types".
"""

import re
from collections.abc import Callable, Mapping
from typing import Any

from credentials.extension_rules import TRANSLATIONS
from credentials.identifiers import is_uri
from credentials.instants import parse_instant
from credentials.structure_enums import ENUMS, EXTENSIBLE

_DATE = re.compile(r"\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])", re.ASCII)
LANGUAGE_TAG = re.compile(r"[a-z]{2,4}(-[A-Z][a-z]{3})?(-([A-Z]{2}|[0-9]{3}))?")
COMPACT_JWS = re.compile(r"[a-zA-Z0-9_-]+\.[a-zA-Z0-9_-]*\.[a-zA-Z0-9_-]+")
_EXTENSION_TERM = re.compile(r"ext:[A-Za-z0-9._|][A-Za-z0-9._|-]*")
"""As the pattern of the published schema has it: the first character is no hyphen."""


def code_of(kind: str) -> str:
    """The reason code for a value that is not of `kind` (a word of `structure_rules.py`)."""
    return _CODES.get(kind, "structure.enum")


def has_json_type(kind: str, value: Any) -> bool:
    """Whether a value has the JSON type that `kind` needs."""
    if kind == "number":
        return isinstance(value, int | float) and not isinstance(value, bool)
    if kind == "boolean":
        return isinstance(value, bool)
    if kind == "object":
        return isinstance(value, Mapping)
    if kind == TRANSLATIONS:
        return isinstance(value, Mapping) and value != {} and all(_is_translation(*one) for one in value.items())
    return isinstance(value, str)


def says(kind: str) -> Callable[[str], bool] | None:
    """What a text of `kind` is tested with; None for kinds of which any value of the JSON type will do."""
    return _TESTS.get(kind)


def is_instant(text: str) -> bool:
    """Whether `text` is a DateTimeZ."""
    try:
        parse_instant(text)
    except ValueError:
        return False
    return True


def _is_translation(tag: str, text: Any) -> bool:
    """One text for a language; a list of texts, or value objects instead of the map, would be the same to a signature
    and another thing to a reader of the JSON."""
    return LANGUAGE_TAG.fullmatch(tag) is not None and isinstance(text, str)


def _is_datetime(text: str) -> bool:
    return is_instant(text) or is_instant(f"{text}Z")


def _matches(pattern: re.Pattern[str]) -> Callable[[str], bool]:
    return lambda text: pattern.fullmatch(text) is not None


def _is_word(name: str) -> Callable[[str], bool]:
    words = ENUMS[name]
    if name not in EXTENSIBLE:
        return lambda text: text in words
    return lambda text: text in words or _EXTENSION_TERM.fullmatch(text) is not None


_TESTS: Mapping[str, Callable[[str], bool]] = {
    "uri": is_uri,
    "instant": is_instant,
    "datetime": _is_datetime,
    "date": _matches(_DATE),
    "language": _matches(LANGUAGE_TAG),
    "token": _matches(COMPACT_JWS),
} | {f"enum:{name}": _is_word(name) for name in ENUMS}

_CODES: Mapping[str, str] = {
    "text": "structure.text",
    "typed": "structure.text",
    "uri": "structure.uri",
    "instant": "structure.instant",
    "datetime": "structure.instant",
    "date": "structure.date",
    "language": "structure.language",
    "token": "structure.token",
    "number": "structure.numeric",
    "boolean": "structure.boolean",
    "object": "structure.object",
    TRANSLATIONS: "structure.translations",
}
