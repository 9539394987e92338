"""Where our rules and the published JSON Schemas of Open Badges 3.0 part ways, in a written list.

`LACKING` has every rule of ours that the schemas do not have, with the section of the specification that asks it and
the values for which the schemas say nothing. `ASKING_MORE` has what the schemas refuse and we read. A difference that
is in neither is a defect of ours; `test_agreement.py` looks for one.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from credentials.structure import Fault, faults
from credentials.structure_rules import CLASSES

CARRIERS = ("endorsement",)
_TAG = re.compile(r"[a-z]{2}(-[A-Z]{2})?")
_LANGUAGE = re.compile(r"[a-z]{2,4}(-[A-Z][a-z]{3})?(-([A-Z]{2}|[0-9]{3}))?")
_TOKEN = re.compile(r"[a-zA-Z0-9_-]+\.[a-zA-Z0-9_-]*\.[a-zA-Z0-9_-]+")


@dataclass(frozen=True)
class Difference:
    """A rule that a schema lacks: its code, where the specification asks it, why the schema does not, and when."""

    code: str
    source: str
    why: str
    applies: Callable[[Fault, Any], bool] = lambda fault, value: True


def by_language(value: Any, pattern: re.Pattern[str] | None = None) -> bool:
    """A map of texts by language, which the schemas take wherever a text may stand."""
    return isinstance(value, dict) and all(
        _TAG.fullmatch(tag) and isinstance(text, str) and (pattern is None or pattern.fullmatch(text))
        for tag, text in value.items()
    )


def _text(fault: Fault, value: Any) -> bool:
    return isinstance(value, str)


def _map(fault: Fault, value: Any) -> bool:
    return by_language(value)


def _one_type(fault: Fault, value: Any) -> bool:
    """Closed classes (Image, IdentityObject ...) have their one name in the schema too."""
    return isinstance(value, str) and fault.params["name"] not in CLOSED


def _in_links(fault: Fault, value: Any) -> bool:
    status = fault.section == "Result" and fault.params.get("name") == "status"
    return status or fault.section == "BitstringStatusListEntry"


def _type_by_language(fault: Fault, value: Any) -> bool:
    """A map by language in the place of the type, or among several types of which the needed ones are there."""
    if fault.params.get("name") != "type" or not isinstance(value, dict):
        return False
    kind, spec = value.get("type"), CLASSES[fault.section]
    if isinstance(kind, dict) and spec.closed_type:
        return by_language(kind) and set(kind.values()) <= set(spec.types)
    if not isinstance(kind, list):
        return by_language(kind)
    named = set(spec.types) <= {item for item in kind if isinstance(item, str)} and not spec.closed_type
    one = not spec.any_of or any(name in kind for name in spec.any_of)
    return named and one and all(isinstance(item, str) or by_language(item) for item in kind)


def _issuer_by_language(fault: Fault, value: Any) -> bool:
    return fault.path.endswith("issuer") and by_language(value)


def _context(fault: Fault, value: Any) -> bool:
    return isinstance(value, str | dict)


CLOSED = {"Image", "IdentityObject", "IdentifierEntry", "GeoCoordinates"}
_MAPS = (
    "Derived Types (String, URI, IRI): the schema's JSON-LD adaptation takes a map by language, which no term allows"
)
_NO_FORMAT = "the schema has no format, or one that a validator need not look at"
_NOT_MODELLED = "the schema has no rule for it"

LACKING = (
    Difference("structure.empty", "Serialization > JSON (no nulls, no empty arrays)", _NOT_MODELLED),
    Difference("structure.text", _MAPS, "a map of texts by language passes", _map),
    Difference("structure.uri", "Derived Types > URI", _NO_FORMAT, lambda f, v: _text(f, v) or _map(f, v)),
    Difference("structure.instant", "Derived Types > DateTimeZ", _NO_FORMAT, _text),
    Difference("structure.date", "Primitive Types > Date", _NO_FORMAT, _text),
    Difference("structure.language", _MAPS, "a map passes", lambda f, v: by_language(v, _LANGUAGE)),
    Difference("structure.token", _MAPS, "a map passes", lambda f, v: by_language(v, _TOKEN)),
    Difference(
        "structure.enum",
        "Enumerations (extensible terms start with ext:)",
        "the pattern is not anchored",
        lambda f, v: isinstance(v, str) and re.search(r"ext:[A-Za-z0-9._|]", v) is not None,
    ),
    Difference("structure.class", "each class, type", "a single type may be any text", _one_type),
    Difference("structure.missing", "each class, type", "a type by language passes", _type_by_language),
    Difference("structure.missing", "ProfileRef", "an issuer by language passes", _issuer_by_language),
    Difference("structure.missing", "Result > status; Bitstring Status List, 2.1", _NOT_MODELLED, _in_links),
    Difference("structure.text", "Bitstring Status List, 2.1", _NOT_MODELLED, _in_links),
    Difference("structure.uri", "Bitstring Status List, 2.1", _NOT_MODELLED, _in_links),
    Difference("structure.index", "Bitstring Status List, 2.1", _NOT_MODELLED),
    Difference("structure.context", "@context (an ordered set)", "a single context may be any", _context),
    Difference("structure.recipient", "AchievementSubject > id, identifier", _NOT_MODELLED),
    Difference("structure.hash", "IdentityHash", _NO_FORMAT),
    Difference("structure.period", "VC Data Model 2.0, Validity Period", _NOT_MODELLED),
    Difference(
        "structure.schema_context", "CredentialSchema; VC Data Integrity, Securing Data Losslessly", _NOT_MODELLED
    ),
    Difference("structure.stated_twice", "JSON-LD 1.1, Node Objects (one id, one node)", _NOT_MODELLED),
    Difference("structure.class_name", "Data Models (names of properties)", "other members may have any name"),
)


def several_statuses(document: Any) -> bool:
    """VC Data Model 2.0, section Status, allows several; issuers use one for each purpose."""
    return any(isinstance(one.get("credentialStatus"), list) for one in [document, *endorsements(document)])


def closed_type_in_a_list(value: Any) -> bool:
    """JSON-LD 1.1 takes a list of one for the one itself, and 1EdTech's own guide writes it so ("Migrating")."""
    if isinstance(value, list):
        return any(map(closed_type_in_a_list, value))
    if not isinstance(value, dict):
        return False
    kind = value.get("type")
    return (isinstance(kind, list) and kind[:1] and kind[0] in CLOSED) or any(
        closed_type_in_a_list(item) for item in value.values()
    )


ASKING_MORE = (several_statuses, closed_type_in_a_list)
"""What the schemas refuse and we read from others; we issue neither."""


def whole_faults(document: Any, kind: str) -> list[tuple[Fault, Any]]:
    """Every fault of a credential and of the endorsements in it, each with the value at its place."""
    found = [(fault, value_at(document, fault.path)) for fault in faults(document, kind)]
    for inner in endorsements(document):
        found += [(fault, value_at(inner, fault.path)) for fault in faults(inner, "EndorsementCredential")]
    return found


def endorsements(value: Any) -> Iterator[dict[str, Any]]:
    """Every object that stands as an endorsement anywhere below."""
    if isinstance(value, list):
        for item in value:
            yield from endorsements(item)
    elif isinstance(value, dict):
        for name, item in value.items():
            if name in CARRIERS:
                yield from (one for one in (item if isinstance(item, list) else [item]) if isinstance(one, dict))
            yield from endorsements(item)


def known(fault: Fault, value: Any) -> Difference | None:
    """The difference in the list that explains why a schema does not name `fault`, or None."""
    return next((one for one in LACKING if one.code == fault.code and one.applies(fault, value)), None)


def value_at(document: Any, path: str) -> Any:
    """What stands at a JSON path of a fault; None where nothing does."""
    for name, index in re.findall(r"\.([^.\[]+)|\[(\d+)\]", path):
        try:
            document = document[int(index) if index else name]
        except (KeyError, IndexError, TypeError):
            return None
    return document
