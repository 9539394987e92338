"""Whether a JSON object has the shape of an Open Badges 3.0 credential, with each fault named and placed.

`faults()` gives every fault: where (a JSON path), which rule, which section of the specification. Issuing
is stricter than reading: arrays for everything that may be many, no control characters, no text direction,
nothing left blank. The form of an embedded endorsement counts on issuing only; on reading it is told in its
own check (`endorsements.py`) and says nothing against the badge. What a signature covers is `canonical.py`;
whether it holds is `verifying.py`.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from credentials.contexts import CREDENTIALS_V2, OPEN_BADGES_EXTENSIONS
from credentials.extension_rules import EXTENSION_CLASSES, EXTENSIONS, TRANSLATIONS
from credentials.identifiers import is_uri
from credentials.instants import parse_instant
from credentials.reasons import sentence
from credentials.structure_rules import CLASSES, ENUMS, EXTENSIBLE, TYPED, Class, Rule

OPEN_BADGES_CONTEXT = re.compile(r"https://purl\.imsglobal\.org/spec/ob/v3p0/context(-3\.\d\.\d)*\.json")
SCHEMA_TYPE = "1EdTechJsonSchemaValidator2019"
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_DATE = re.compile(r"\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])")
_LANGUAGE = re.compile(r"[a-z]{2,4}(-[A-Z][a-z]{3})?(-([A-Z]{2}|[0-9]{3}))?")
_HASH = re.compile(r"sha256\$[0-9A-Fa-f]{64}|md5\$[0-9A-Fa-f]{32}")
_INDEX = re.compile(r"[0-9]{1,4000}")
"""An integer of any size by the standard; this many digits are outside every list and inside what Python reads."""
_EXTENSION_TERM = re.compile(r"ext:[A-Za-z0-9._|-]+")
_SINGLE_OR_MANY = {"type", "proof", "credentialSchema", "termsOfUse", "credentialStatus", "statusPurpose"}
"""May be compacted to a single value on issue too (Open Badges 3.0, "Serialization" > "JSON")."""


_HARMLESS = {"id", "type", "endorsementComment"}
"""What another object with the credential's own id may hold: an endorsement's subject or a refresh
service."""


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong: `path` such as `$.credentialSubject.achievement.name`, `code` and `params` as in
    reasons."""

    path: str
    code: str
    section: str
    params: Mapping[str, str] = field(default_factory=dict)

    @property
    def message(self) -> str:
        """The fault as an English sentence."""
        return sentence(self.code, {"path": self.path, **self.params})

    def to_dict(self) -> dict[str, str]:
        """For a program: path, rule, section of the specification, sentence."""
        return {"path": self.path, "rule": self.code, "section": self.section, "message": self.message}


def kind_of(document: Mapping[str, Any]) -> str | None:
    """Which credential class the document says it is, or None."""
    types = _list(document.get("type"))
    for name in ("EndorsementCredential", "BitstringStatusListCredential"):
        if name in types:
            return name
    return "OpenBadgeCredential" if {"OpenBadgeCredential", "AchievementCredential"} & _texts(types) else None


def faults(document: Mapping[str, Any], kind: str, *, issuing: bool = False) -> tuple[Fault, ...]:
    """Everything wrong with `document` as a credential of class `kind`; empty when it is well-formed."""
    check = _Check(issuing)
    found = [
        *check.everywhere("$", document),
        *check.credential("$", document, kind),
        *_stated_twice("$", document, document.get("id")),
    ]
    return tuple({(fault.path, fault.message): fault for fault in found}.values())


@dataclass(frozen=True, slots=True)
class _Check:
    issuing: bool

    def everywhere(self, path: str, value: Any) -> Iterator[Fault]:
        """Rules for any value anywhere (Open Badges 3.0, "Serialization" > "JSON")."""
        if value is None or value == []:
            yield Fault(path, "structure.empty", "Serialization")
        elif isinstance(value, Mapping):
            for name, item in value.items():
                yield from self._key(path, name)
                yield from self.everywhere(f"{path}.{name}", item)
        elif isinstance(value, list):
            for index, item in enumerate(value):
                yield from self.everywhere(f"{path}[{index}]", item)
        elif self.issuing and isinstance(value, str) and _CONTROL.search(value):
            yield Fault(path, "structure.control", "Serialization")

    def _key(self, path: str, name: str) -> Iterator[Fault]:
        if self.issuing and name == "@direction":
            yield Fault(f"{path}.{name}", "structure.direction", "Serialization")
        if self.issuing and _CONTROL.search(name):
            yield Fault(path, "structure.control", "Serialization")

    def credential(self, path: str, document: Mapping[str, Any], kind: str) -> Iterator[Fault]:
        yield from _context_faults(path, document, kind)
        yield from self.object(path, document, CLASSES[kind])
        yield from _period_faults(path, document)
        yield from _schema_faults(path, document)

    def _embedded(self, path: str, value: Mapping[str, Any], kind: str) -> Iterator[Fault]:
        """Its contexts give the words of this part of the badge, so they count for the badge; its form is its own."""
        if self.issuing:
            yield from self.credential(path, value, kind)
        else:
            yield from _context_faults(path, value, kind)

    def object(self, path: str, value: Mapping[str, Any], spec: Class) -> Iterator[Fault]:
        yield from _type_faults(path, value, spec)
        yield from self._members(path, value, spec)
        for name in sorted(_texts(_list(value.get("type"))) & EXTENSIONS.keys()):
            yield from self._members(path, value, EXTENSIONS[name])
        for name in value if spec.closed else ():
            if name not in spec.rules and name not in ("type", "@context"):
                yield Fault(f"{path}.{name}", "structure.extra", spec.section, {"name": name[:60]})
        extra = _EXTRA_RULES.get(spec.section)
        if extra is not None:
            yield from extra(path, value, self.issuing)

    def _members(self, path: str, value: Mapping[str, Any], spec: Class) -> Iterator[Fault]:
        for name, rule in spec.rules.items():
            if name in value:
                yield from self._property(f"{path}.{name}", name, value[name], rule, spec.section)
            elif rule.required:
                yield Fault(path, "structure.missing", spec.section, {"name": name})

    def _property(self, path: str, name: str, value: Any, rule: Rule, section: str) -> Iterator[Fault]:
        if not isinstance(value, list):
            if rule.many and self.issuing and name not in _SINGLE_OR_MANY:
                yield Fault(path, "structure.array", section)
            yield from self._value(path, value, rule, section)
        elif not rule.many and rule.kind != TYPED:
            yield Fault(path, "structure.single", section)
        else:
            for index, item in enumerate(value):
                yield from self._value(f"{path}[{index}]", item, rule, section)

    def _value(self, path: str, value: Any, rule: Rule, section: str) -> Iterator[Fault]:
        kind = rule.kind
        if rule.or_uri and isinstance(value, str):
            kind = "uri"
        if kind in CLASSES or kind in EXTENSION_CLASSES:
            if not isinstance(value, Mapping):
                yield Fault(path, "structure.object", section)
            elif kind == "EndorsementCredential":
                yield from self._embedded(path, value, kind)
            else:
                yield from self.object(path, value, CLASSES.get(kind) or EXTENSION_CLASSES[kind])
        elif not _is_kind(kind, value):
            yield Fault(path, _KIND_CODES.get(kind, "structure.enum"), section)
        elif self.issuing and rule.required and isinstance(value, str) and not value.strip():
            yield Fault(path, "structure.blank", section)


_KIND_CODES = {
    "text": "structure.text",
    "uri": "structure.uri",
    "instant": "structure.instant",
    "date": "structure.date",
    "language": "structure.language",
    "number": "structure.numeric",
    "boolean": "structure.boolean",
    "object": "structure.object",
    "typed": "structure.text",
    TRANSLATIONS: "structure.translations",
}


def _is_kind(kind: str, value: Any) -> bool:
    if kind in ("text", "typed"):
        return isinstance(value, str)
    if kind == "uri":
        return is_uri(value)
    if kind == "instant":
        return isinstance(value, str) and _parses(value)
    if kind == "date":
        return isinstance(value, str) and _DATE.fullmatch(value) is not None
    if kind == "language":
        return isinstance(value, str) and _LANGUAGE.fullmatch(value) is not None
    if kind == "number":
        return isinstance(value, int | float) and not isinstance(value, bool)
    if kind == "boolean":
        return isinstance(value, bool)
    if kind == "object":
        return isinstance(value, Mapping)
    if kind == TRANSLATIONS:
        return isinstance(value, Mapping) and value != {} and all(_is_translation(*one) for one in value.items())
    return isinstance(value, str) and _in_enum(kind.removeprefix("enum:"), value)


def _is_translation(tag: str, text: Any) -> bool:
    """One text for a language; a list of texts, or value objects instead of the map, would be the same to a signature
    and another thing to a reader of the JSON."""
    return _LANGUAGE.fullmatch(tag) is not None and isinstance(text, str)


def _in_enum(name: str, value: str) -> bool:
    return value in ENUMS[name] or (name in EXTENSIBLE and _EXTENSION_TERM.fullmatch(value) is not None)


def _parses(text: str) -> bool:
    try:
        parse_instant(text)
    except ValueError:
        return False
    return True


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _texts(values: list[Any]) -> set[str]:
    return {value for value in values if isinstance(value, str)}


def _type_faults(path: str, value: Mapping[str, Any], spec: Class) -> Iterator[Fault]:
    if not spec.types and "type" not in spec.rules:
        return
    types = value.get("type")
    if types is None or not all(isinstance(item, str) for item in _list(types)):
        yield Fault(path, "structure.missing", spec.section, {"name": "type"})
        return
    for name in spec.types:
        if name not in _list(types) or (spec.closed_type and types not in (name, [name])):
            yield Fault(f"{path}.type", "structure.class", spec.section, {"name": name})
    if spec.any_of and not set(spec.any_of) & set(_list(types)):
        yield Fault(f"{path}.type", "structure.class", spec.section, {"name": spec.any_of[0]})


def _context_faults(path: str, document: Mapping[str, Any], kind: str) -> Iterator[Fault]:
    """The first context, and for badges the second, are fixed (Open Badges 3.0, Context)."""
    contexts = _list(document.get("@context"))
    badge = kind != "BitstringStatusListCredential"
    first, second = (*contexts[:2], None, None)[:2]
    wrong_second = not isinstance(second, str) or not OPEN_BADGES_CONTEXT.fullmatch(second)
    if first != CREDENTIALS_V2 or (badge and wrong_second):
        yield Fault(f"{path}.@context", "structure.context", kind)


def _period_faults(path: str, document: Mapping[str, Any]) -> Iterator[Fault]:
    """W3C VC Data Model 2.0, section "Validity Period": validUntil is not before validFrom."""
    start, end = document.get("validFrom"), document.get("validUntil")
    readable = all(isinstance(moment, str) and _parses(moment) for moment in (start, end))
    if readable and parse_instant(str(end)) < parse_instant(str(start)):
        yield Fault(f"{path}.validUntil", "structure.period", "Validity Period")


def _schema_faults(path: str, document: Mapping[str, Any]) -> Iterator[Fault]:
    """The schema type is a word of the extensions context only, so that one must be listed too."""
    schemas = [item for item in _list(document.get("credentialSchema")) if isinstance(item, Mapping)]
    used = any(SCHEMA_TYPE in _list(item.get("type")) for item in schemas)
    if used and OPEN_BADGES_EXTENSIONS not in _list(document.get("@context")):
        yield Fault(f"{path}.credentialSchema", "structure.schema_context", "CredentialSchema")


def _stated_twice(path: str, value: Any, root_id: Any, *, top: bool = True) -> Iterator[Fault]:
    """No nested object may tell about the credential itself.

    JSON-LD merges objects with one `id`, so a signed `validUntil` or `credentialStatus` could be moved into
    an endorsement's subject without changing a quad: the signature would hold and no reader of JSON would
    see it. Proofs are graphs of their own and cannot.
    """
    if isinstance(value, list):
        for index, item in enumerate(value):
            yield from _stated_twice(f"{path}[{index}]", item, root_id, top=False)
    if not isinstance(value, Mapping):
        return
    if not top and root_id is not None and value.get("id") == root_id and not set(value) <= _HARMLESS:
        yield Fault(path, "structure.stated_twice", "Credential")
    for name, item in value.items():
        if name != "proof":
            yield from _stated_twice(f"{path}.{name}", item, root_id, top=False)


def _subject_rules(path: str, subject: Mapping[str, Any], issuing: bool) -> Iterator[Fault]:
    if "id" not in subject and "identifier" not in subject:
        yield Fault(path, "structure.recipient", "AchievementSubject")
    achievement = subject.get("achievement")
    if isinstance(achievement, Mapping):
        yield from _result_rules(path, subject, achievement, issuing)


def _result_rules(
    path: str, subject: Mapping[str, Any], achievement: Mapping[str, Any], issuing: bool
) -> Iterator[Fault]:
    """A result points at a description in the same achievement; a Status result says which status."""
    listed = [item for item in _list(achievement.get("resultDescription")) if isinstance(item, Mapping)]
    described = {str(item.get("id")): item.get("resultType") for item in listed}
    for index, result in enumerate(_list(subject.get("result", []))):
        if not isinstance(result, Mapping) or "resultDescription" not in result:
            continue
        place, target = f"{path}.result[{index}]", str(result["resultDescription"])
        if described.get(target) == "Status" and "status" not in result:
            yield Fault(place, "structure.missing", "Result", {"name": "status"})
        if issuing and target not in described:
            yield Fault(f"{place}.resultDescription", "structure.result", "Result")


def _identity_rules(path: str, identity: Mapping[str, Any], issuing: bool) -> Iterator[Fault]:
    digest = identity.get("identityHash")
    if identity.get("hashed") is True and isinstance(digest, str) and not _HASH.fullmatch(digest):
        yield Fault(f"{path}.identityHash", "structure.hash", "IdentityHash")
    if issuing and identity.get("hashed") is True and not str(digest).startswith("sha256$"):
        yield Fault(f"{path}.identityHash", "structure.hash", "IdentityHash")


def _criteria_rules(path: str, criteria: Mapping[str, Any], issuing: bool) -> Iterator[Fault]:
    if issuing and not {"id", "narrative"} & set(criteria):
        yield Fault(path, "structure.criteria", "Criteria")


def _status_rules(path: str, status: Mapping[str, Any], issuing: bool) -> Iterator[Fault]:
    """W3C Bitstring Status List 1.0, section 2.1; 1EdTech's own samples use a number for the index."""
    if "BitstringStatusListEntry" not in _list(status.get("type")):
        return
    for name in ("statusPurpose", "statusListIndex", "statusListCredential"):
        if name not in status:
            yield Fault(path, "structure.missing", "BitstringStatusListEntry", {"name": name})
    index = status.get("statusListIndex", "0")
    number = isinstance(index, int) and not isinstance(index, bool) and index >= 0 and not issuing
    if not number and not (isinstance(index, str) and _INDEX.fullmatch(index)):
        yield Fault(f"{path}.statusListIndex", "structure.index", "BitstringStatusListEntry")
    if not isinstance(status.get("statusPurpose", ""), str):
        yield Fault(f"{path}.statusPurpose", "structure.text", "BitstringStatusListEntry")
    if not is_uri(status.get("statusListCredential", "urn:x")):
        yield Fault(f"{path}.statusListCredential", "structure.uri", "BitstringStatusListEntry")


_EXTRA_RULES = {
    "AchievementSubject": _subject_rules,
    "IdentityObject": _identity_rules,
    "Criteria": _criteria_rules,
    "CredentialStatus": _status_rules,
}
