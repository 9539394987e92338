"""The shape of a document against the table: what is wrong with it, and which of its values are still to be read.

An outline depends on nothing but the names of members, the JSON types of values, the lengths of lists, and the texts
of `type` and `@context`: two documents alike in these have the same outline, whatever else they say. So whoever
judges many badges of one shape needs only one outline (`structure.value_faults` does the rest). On reading, the form
of an embedded endorsement is left to its own check (`endorsements.py`), but its contexts count: they give words of
this document. Source: Open Badges 3.0, "Serialization" > "JSON" and "Data Models".
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from credentials.extension_rules import EXTENSION_CLASSES, EXTENSIONS
from credentials.structure_fault import Fault, Path, fault, listed, texts
from credentials.structure_links import LINKS
from credentials.structure_rules import CLASSES, DATETIME, INSTANT, VCDM_1, Class, Rule
from credentials.structure_values import code_of, has_json_type, says

CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_HARMLESS = {"id", "type", "endorsementComment"}
"""What another object with the credential's own id may hold: an endorsement's subject or a refresh service."""
_SINGLE_OR_MANY = {"type", "proof", "credentialSchema", "termsOfUse", "statusPurpose"}
"""May be compacted to a single value on issue too (Open Badges 3.0, "Serialization" > "JSON")."""
_SAME_AS: Mapping[str, str] = MappingProxyType(
    {
        "Achievement": "achievement",
        "Address": "address",
        "Criteria": "criteria",
        "GeoCoordinates": "geo",
        "Image": "image",
        "Profile": "creator",
    }
)
"""Classes whose name means the same as a property in a pinned context (tests/credentials/test_contexts.py): a member
of that name would be signed, and no reader of the JSON would look for it."""
_EVERY_CLASS = CLASSES.keys() | EXTENSION_CLASSES.keys()


@dataclass(frozen=True, slots=True)
class Leaf:
    """A value of the right JSON type that is still to be read: `kind` as in `structure_rules.py`, `solid` if it may
    not be blank."""

    path: Path
    kind: str
    section: str
    solid: bool


@dataclass(frozen=True, slots=True)
class Outline:
    """What the shape of a document says.

    `faults` of the shape; `leaves`; `linked`: objects with rules over several members, by class (a name in
    `structure_links.LINKS`); `named`: objects other than the document that have an id and say something of it;
    `credentials`: the document and, when issuing, the endorsements in it.
    """

    faults: tuple[Fault, ...]
    leaves: tuple[Leaf, ...]
    linked: tuple[tuple[Path, str], ...]
    named: tuple[Path, ...]
    credentials: tuple[Path, ...]


def outline(document: Mapping[str, Any], kind: str, *, issuing: bool = False) -> Outline:
    """The outline of `document` as a credential of class `kind`."""
    walk = _Walk(issuing)
    walk.everywhere((), document)
    walk.credential((), document, kind)
    return Outline(
        tuple(walk.faults), tuple(walk.leaves), tuple(walk.linked), tuple(walk.named), tuple(walk.credentials)
    )


def class_of(document: Mapping[str, Any], kind: str, *, issuing: bool = False) -> Class:
    """The class that counts for a credential called `kind`: another one for the VC Data Model 1.1, on reading only."""
    legacy = CLASSES.get(VCDM_1.get(kind, ""))
    first = listed(document.get("@context"))[:1]
    if legacy is not None and not issuing and [text for text in texts(first) if legacy.contexts[0].fullmatch(text)]:
        return legacy
    return CLASSES[kind]


class _Walk:
    """One pass over a document; each method adds what it finds."""

    def __init__(self, issuing: bool) -> None:
        self.issuing = issuing
        self.faults: list[Fault] = []
        self.leaves: list[Leaf] = []
        self.linked: list[tuple[Path, str]] = []
        self.named: list[Path] = []
        self.credentials: list[Path] = []

    def everywhere(self, path: Path, value: Any, *, in_proof: bool = False) -> None:
        """Rules for any value anywhere. A proof is a graph of its own: what it names is not this credential."""
        if value is None or value == []:
            self._fault(path, "structure.empty", "Serialization")
        elif isinstance(value, list):
            for index, item in enumerate(value):
                self.everywhere((*path, index), item, in_proof=in_proof)
        elif isinstance(value, Mapping):
            if path and not in_proof and "id" in value and not set(value) <= _HARMLESS:
                self.named.append(path)
            for name, item in value.items():
                self._name((*path, name), name)
                self.everywhere((*path, name), item, in_proof=in_proof or name == "proof")

    def _name(self, path: Path, name: str) -> None:
        if name in _SAME_AS:
            self._fault(path, "structure.class_name", "Data Models", name=_SAME_AS[name])
        if self.issuing and name == "@direction":
            self._fault(path, "structure.direction", "Serialization")
        if self.issuing and CONTROL.search(name):
            self._fault(path[:-1], "structure.control", "Serialization")

    def credential(self, path: Path, document: Mapping[str, Any], kind: str) -> None:
        spec = class_of(document, kind, issuing=self.issuing)
        self.credentials.append(path)
        self._contexts(path, document, spec)
        self._object(path, document, spec)

    def _contexts(self, path: Path, document: Mapping[str, Any], spec: Class) -> None:
        """The first context, and for badges the second, are fixed (Open Badges 3.0, Context)."""
        found = listed(document.get("@context"))
        begins = len(found) >= len(spec.contexts) and all(
            isinstance(item, str) and wanted.fullmatch(item) for item, wanted in zip(found, spec.contexts, strict=False)
        )
        if not begins:
            self._fault((*path, "@context"), "structure.context", spec.section)
        for index, item in enumerate(found):
            if not isinstance(item, str | Mapping):
                self._fault((*path, "@context", index), "structure.uri", "Context")

    def _object(self, path: Path, value: Mapping[str, Any], spec: Class) -> None:
        self._types(path, value, spec)
        self._members(path, value, spec)
        for name in sorted(set(texts(listed(value.get("type")))) & EXTENSIONS.keys()):
            self._members(path, value, EXTENSIONS[name])
        for name in value if spec.closed else ():
            if name not in spec.rules and name not in ("type", "@context"):
                self._fault((*path, name), "structure.extra", spec.section, name=name)
        if spec.section in LINKS:
            self.linked.append((path, spec.section))

    def _types(self, path: Path, value: Mapping[str, Any], spec: Class) -> None:
        """The classes that an object must name; an open class has a rule for its one `type` instead."""
        if not spec.types:
            return
        types = value.get("type")
        if types is None or not all(isinstance(item, str) for item in listed(types)):
            self._fault(path, "structure.missing", spec.section, name="type")
            return
        for name in spec.types:
            if name not in listed(types) or (spec.closed_type and types not in (name, [name])):
                self._fault((*path, "type"), "structure.class", spec.section, name=name)
        if spec.closed_type and self.issuing and isinstance(types, list):
            self._fault((*path, "type"), "structure.single", spec.section)
        if spec.any_of and not set(spec.any_of) & set(listed(types)):
            self._fault((*path, "type"), "structure.class", spec.section, name=spec.any_of[0])

    def _members(self, path: Path, value: Mapping[str, Any], spec: Class) -> None:
        for name, rule in spec.rules.items():
            if name in value:
                self._property((*path, name), name, value[name], rule, spec.section)
            elif rule.required:
                self._fault(path, "structure.missing", spec.section, name=name)

    def _property(self, path: Path, name: str, value: Any, rule: Rule, section: str) -> None:
        many = rule.many or (rule.many_on_reading and not self.issuing)
        if not isinstance(value, list):
            if rule.many and self.issuing and name not in _SINGLE_OR_MANY:
                self._fault(path, "structure.array", section)
            self._value(path, value, rule, section)
        elif not many:
            self._fault(path, "structure.single", section)
        else:
            for index, item in enumerate(value):
                self._value((*path, index), item, rule, section)

    def _value(self, path: Path, value: Any, rule: Rule, section: str) -> None:
        kind = "uri" if rule.or_uri and isinstance(value, str) else rule.kind
        if kind in _EVERY_CLASS:
            self._instance(path, value, kind, section)
        elif not has_json_type(kind, value):
            self._fault(path, code_of(kind), section)
        else:
            kind = INSTANT if kind == DATETIME and self.issuing else kind
            solid = self.issuing and rule.required and isinstance(value, str)
            if solid or says(kind) is not None:
                self.leaves.append(Leaf(path, kind, section, solid))

    def _instance(self, path: Path, value: Any, kind: str, section: str) -> None:
        if not isinstance(value, Mapping):
            self._fault(path, "structure.object", section)
        elif kind != "EndorsementCredential":
            self._object(path, value, CLASSES.get(kind) or EXTENSION_CLASSES[kind])
        elif self.issuing:
            self.credential(path, value, kind)
        else:
            self._contexts(path, value, class_of(value, kind))

    def _fault(self, path: Path, code: str, section: str, **params: str) -> None:
        self.faults.append(fault(path, code, section, **params))
