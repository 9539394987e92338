"""What the published JSON Schemas of Open Badges 3.0 say of a document: our table, read as they read it.

They ask less than we do in some places (`tests/credentials/agreement.py` has the list) and more in two: one status at
most, and the form of embedded endorsements. A badge that says it follows a schema must follow it to the letter, and
no schema is fetched or run for that. The text at these addresses was replaced in place: since document version 1.3 it
is the "JSON-LD adaptation", in which a text may also be a map of texts by language and formats are not looked at.
Badges of the VC Data Model 1.1 are read by the classes for them, as the schema `any...` has it.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from credentials.structure_enums import ENUMS, EXTENSIBLE
from credentials.structure_fault import Path, json_path
from credentials.structure_outline import class_of
from credentials.structure_rules import CLASSES, Class, Rule
from credentials.structure_values import COMPACT_JWS, LANGUAGE_TAG

Test = Callable[[Any], bool]
_TAG = re.compile(r"[a-z]{2}(-[A-Z]{2})?")
_EXTENSION = re.compile(r"ext:[A-Za-z0-9._|]")
"""Searched for, not matched from end to end: so it stands in the schema."""


def departs_at(document: Mapping[str, Any], kind: str) -> str | None:
    """Where `document` first departs from the published schema of its class, as a JSON path; None when it does not.

    `kind` is OpenBadgeCredential or EndorsementCredential.
    """
    place = next(_credential((), document, kind), None)
    return None if place is None else json_path(place)


def _credential(path: Path, document: Any, kind: str) -> Iterator[Path]:
    if not isinstance(document, Mapping):
        yield path
        return
    spec = class_of(document, kind)
    if not _is_context(document.get("@context"), spec):
        yield (*path, "@context")
    yield from _object(path, document, spec)


def _object(path: Path, value: Any, spec: Class) -> Iterator[Path]:
    if not isinstance(value, Mapping):
        yield path
        return
    if spec.types and not _names(value.get("type"), spec):
        yield (*path, "type")
    for name, rule in spec.rules.items():
        if name in value:
            yield from _property((*path, name), value[name], rule)
        elif rule.required:
            yield (*path, name)
    if spec.closed:
        yield from ((*path, name) for name in value if name not in spec.rules and name != "type")


def _property(path: Path, value: Any, rule: Rule) -> Iterator[Path]:
    if rule.many and isinstance(value, list):
        for index, item in enumerate(value):
            yield from _value((*path, index), item, rule)
    else:
        yield from _value(path, value, rule)


def _value(path: Path, value: Any, rule: Rule) -> Iterator[Path]:
    if rule.or_uri and _by_language(_is_text)(value):
        return
    if rule.kind == "EndorsementCredential":
        yield from _credential(path, value, rule.kind)
    elif rule.kind in CLASSES:
        yield from _object(path, value, CLASSES[rule.kind])
    elif not _TESTS.get(rule.kind, _by_language(_is_text))(value):
        yield path


def _names(types: Any, spec: Class) -> bool:
    """A single `type` may be any text; a list must hold the names, and each item may be a text by language too."""
    text = _by_language(_is_text)
    if spec.closed_type:
        return _by_language(lambda value: value == spec.types[0])(types)
    if not isinstance(types, list):
        return text(types)
    named = all(name in types for name in spec.types)
    return named and all(map(text, types)) and (not spec.any_of or any(name in types for name in spec.any_of))


def _is_context(value: Any, spec: Class) -> bool:
    """A single `@context` may be any; a list must begin as the class says."""
    if not isinstance(value, list):
        return isinstance(value, str | Mapping)
    fixed = len(spec.contexts)
    begins = all(
        isinstance(item, str) and wanted.fullmatch(item) for item, wanted in zip(value, spec.contexts, strict=False)
    )
    return len(value) >= fixed and begins and all(isinstance(item, str | Mapping) for item in value[fixed:])


def _is_text(value: Any) -> bool:
    return isinstance(value, str)


def _by_language(test: Test) -> Test:
    """The value itself, or a map of such values by language."""

    def either(value: Any) -> bool:
        if not isinstance(value, Mapping):
            return test(value)
        return all(_TAG.fullmatch(tag) and test(item) for tag, item in value.items())

    return either


def _matches(pattern: re.Pattern[str]) -> Test:
    return lambda value: isinstance(value, str) and pattern.fullmatch(value) is not None


def _is_word(name: str) -> Test:
    return lambda value: (
        isinstance(value, str)
        and (value in ENUMS[name] or (name in EXTENSIBLE and _EXTENSION.search(value) is not None))
    )


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


_TESTS: Mapping[str, Test] = {
    "instant": _is_text,
    "datetime": _is_text,
    "date": _is_text,
    "number": _is_number,
    "boolean": lambda value: isinstance(value, bool),
    "language": _by_language(_matches(LANGUAGE_TAG)),
    "token": _by_language(_matches(COMPACT_JWS)),
} | {f"enum:{name}": _is_word(name) for name in ENUMS}
"""By kind; every other kind is a text."""
