"""Holding a manifest against the JSON Schema, and saying in a sentence with a line what does not fit.

The schema itself is `courses/catalogue/package.schema.json`; its keyword `says` puts a pattern in words.
Not here: what the schema cannot say, such as that a named rubric exists (`crosschecks`).
"""

import difflib
import functools
import json
from collections.abc import Callable, Iterator
from importlib.resources import files
from typing import Any

from jsonschema import Draft202012Validator

from courses.catalogue.package.faults import Fault
from courses.catalogue.package.folder import MANIFEST
from courses.catalogue.package.strict_yaml import Document
from courses.errors import N_

#: A `jsonschema.exceptions.ValidationError`, whose members are typed too loosely to be of use.
Error = Any
Said = tuple[tuple[str | int, ...], str, dict[str, Any]]

TYPES = {
    "string": N_("text"),
    "integer": N_("a whole number"),
    "number": N_("a number"),
    "boolean": N_("true or false"),
    "object": N_("keys with values"),
    "array": N_("a list"),
    "null": N_("empty"),
}


#: What the schema says of its patterns; marked here because no tool looks for sentences in JSON.
SAYS = (
    N_('a code between quotes such as "4.10"'),
    N_("a currency such as EUR"),
    N_("a date such as 2026-09-01"),
    N_('a level between quotes such as "6"'),
    N_("an address that starts with https://"),
    N_("a language such as nl or nl-BE"),
    N_("an SPDX licence such as CC-BY-4.0"),
    N_('an amount between quotes such as "0.00"'),
    N_("an e-mail address"),
    N_("small letters, digits and single hyphens"),
    N_("some text"),
    N_("the number of a level"),
    N_("the path of a WebVTT file such as files/film.vtt"),
    N_("the path of a file such as units/01.md"),
    N_("the path of an image such as images/kring.png"),
)


@functools.cache
def schema() -> dict[str, Any]:
    """The JSON Schema of `module.yaml`."""
    text = files("courses.catalogue").joinpath("package.schema.json").read_text(encoding="utf-8")
    loaded: dict[str, Any] = json.loads(text)
    return loaded


@functools.cache
def track_schema() -> dict[str, Any]:
    """The JSON Schema of `track.yaml`: its own file, with the definitions of modules where both say the same.

    A stacked badge says what any badge says, but for its conditions: the badges that it is made of.
    """
    text = files("courses.catalogue").joinpath("track.schema.json").read_text(encoding="utf-8")
    loaded: dict[str, Any] = json.loads(text)
    shared = schema()["$defs"]
    badge = shared["badge"]
    badges = {"type": "array", "items": {"$ref": "#/$defs/slug"}, "minItems": 1, "maxItems": 30, "uniqueItems": True}
    badges["description"] = "Badges of the modules of the track; whoever has them all has this one."
    conditions = {"type": "object", "additionalProperties": False, "properties": {"badges": badges}}
    conditions |= {"required": ["badges"], "description": "What must hold."}
    stacked = {**badge, "properties": {**badge["properties"], "conditions": conditions}}
    return {**loaded, "$defs": {**shared, "track-badge": stacked}}


@functools.cache
def _validator(manifest: str) -> Draft202012Validator:
    return Draft202012Validator(schema() if manifest == MANIFEST else track_schema())


def check_schema(document: Document, manifest: str = MANIFEST) -> list[Fault]:
    """Every place where the manifest does not fit the schema, each said once."""
    found: dict[tuple[int, str], Fault] = {}
    for error in _validator(manifest).iter_errors(document.value):
        for path, message, values in _said(error):
            named = {key: manifest if value == MANIFEST else value for key, value in values.items()}
            fault = Fault(manifest, document.line(path), message, named)
            found.setdefault((fault.line, fault.sentence), fault)
    return list(found.values())


def _said(error: Error) -> Iterator[Said]:
    path = tuple(error.absolute_path)
    teller = TELLERS.get(str(error.validator))
    if teller is None:
        yield path, N_("This does not fit the format: %(reason)s."), {"reason": error.message[:200]}
    else:
        yield from teller(error, path)


def _name(path: tuple[str | int, ...]) -> str:
    """How the thing at `path` is called: its key, or its key and place in a list."""
    if not path:
        return "module.yaml"
    if isinstance(path[-1], int):
        return f"{_name(path[:-1])}[{path[-1] + 1}]"
    return str(path[-1])


def _missing(error: Error, path: tuple[str | int, ...]) -> Iterator[Said]:
    required = error.validator_value
    keys = required if error.validator == "required" else [k for v in required.values() for k in v]
    for key in keys:
        if error.message.startswith(f"{key!r} ") and key not in error.instance:
            yield path, N_("'%(key)s' is missing in %(place)s."), {"key": key, "place": _name(path)}


def _unknown(error: Error, path: tuple[str | int, ...]) -> Iterator[Said]:
    known = list(error.schema.get("properties", {}))
    for key in error.instance:
        if key in known:
            continue
        close = difflib.get_close_matches(key, known, n=1)
        shown = key if len(key) <= 60 else key[:60] + "..."
        if close:
            yield (
                (*path, key),
                N_("Unknown key '%(key)s'. Is it '%(close)s'?"),
                {"key": shown, "close": close[0]},
            )
        else:
            yield (*path, key), N_("Unknown key '%(key)s'."), {"key": shown}


def _type(error: Error, path: tuple[str | int, ...]) -> Iterator[Said]:
    wanted = error.validator_value
    if wanted == ["string", "object"]:
        kinds = N_("text, or texts by language")
    elif isinstance(wanted, list):
        kinds = TYPES[wanted[0]]
    else:
        kinds = TYPES[wanted]
    message = N_("'%(key)s' must be %(kind)s.")
    if "string" in wanted and isinstance(error.instance, int | float | bool):
        message = N_("'%(key)s' must be %(kind)s; put it between quotes.")
    yield path, message, {"key": _name(path), "kind": kinds}


def _one_of(error: Error, path: tuple[str | int, ...]) -> Iterator[Said]:
    allowed = error.validator_value if error.validator == "enum" else [error.validator_value]
    shown = ", ".join(str(value) for value in allowed if value is not None)
    yield path, N_("'%(key)s' must be one of: %(allowed)s."), {"key": _name(path), "allowed": shown}


def _pattern(error: Error, path: tuple[str | int, ...]) -> Iterator[Said]:
    says = error.schema.get("says", error.validator_value)
    if "propertyNames" in error.absolute_schema_path:
        key = str(error.instance)[:60]
        yield (*path, error.instance), N_("The key '%(key)s' must be %(says)s."), {"key": key, "says": says}
    else:
        yield path, N_("'%(key)s' must be %(says)s."), {"key": _name(path), "says": says}


def _misplaced(_error: Error, path: tuple[str | int, ...]) -> Iterator[Said]:
    yield path, N_("'%(key)s' does not belong to this kind."), {"key": path[-1]}


def _size(message: str) -> Callable[[Error, tuple[str | int, ...]], Iterator[Said]]:
    def tell(error: Error, path: tuple[str | int, ...]) -> Iterator[Said]:
        yield path, message, {"key": _name(path), "limit": error.validator_value}

    return tell


TELLERS: dict[str, Callable[[Error, tuple[str | int, ...]], Iterator[Said]]] = {
    "required": _missing,
    "dependentRequired": _missing,
    "additionalProperties": _unknown,
    "type": _type,
    "enum": _one_of,
    "const": _one_of,
    "pattern": _pattern,
    "not": _misplaced,
    "minLength": _size(N_("'%(key)s' is empty.")),
    "maxLength": _size(N_("'%(key)s' is longer than %(limit)s characters.")),
    "minItems": _size(N_("'%(key)s' needs at least %(limit)s entries.")),
    "maxItems": _size(N_("'%(key)s' has more than %(limit)s entries.")),
    "minProperties": _size(N_("'%(key)s' needs at least %(limit)s entries.")),
    "minimum": _size(N_("'%(key)s' must be at least %(limit)s.")),
    "exclusiveMinimum": _size(N_("'%(key)s' must be more than %(limit)s.")),
    "maximum": _size(N_("'%(key)s' must be at most %(limit)s.")),
    "uniqueItems": _size(N_("'%(key)s' names something twice.")),
}
