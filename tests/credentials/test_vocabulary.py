"""Table and model hold every class and property of the specification's own source, with its kind and how many.

That source (`common_credentials.lines`) is of document version 1.2; `CHANGED` lists what version 1.4.5 says otherwise.
What it takes from the Common Data Model is not written out there, and stands in `COMMON`.
"""

import re
from collections.abc import Iterator
from dataclasses import fields

import pytest

from credentials import model
from credentials.model.base import SpecObject, members
from credentials.structure_rules import CLASSES, Class, Rule
from tests.shared import shared_path

NAMES = {"AchievementCredential": "OpenBadgeCredential"}
"""The specification has two names for a badge."""
SAME = {"AchievementSubjectv1p1": "AchievementSubject", "Achievementv1p1": "Achievement", "Profilev1p1": "Profile"}
"""Classes of VC Data Model 1.1 that differ from those of 2.0 only in the class of the endorsements in them."""
NOT_OURS = {"Multikey", "JWK", "JWKS", "Map", "CredentialSubject", "VerifiableCredential", "VerifiableCredentialv1p1"}
NOT_OURS |= {"IdentifierTypeEnum"}
"""Keys (`keys.py`), an open map, what other classes extend, and a list of words."""
KINDS = {
    "URI": "uri",
    "URL": "uri",
    "String": "text",
    "Markdown": "text",
    "IdentityHash": "text",
    "CompactJws": "token",
    "LanguageCode": "language",
    "DateTime": "datetime",
    "DateTimeZ": "instant",
    "Date": "date",
    "Float": "number",
    "Boolean": "boolean",
    "ProfileRef": "Profile",
    "AchievementType": "enum:AchievementType",
    "AlignmentTargetType": "enum:AlignmentTargetType",
    "IdentifierTypeEnum": "enum:IdentifierType",
    "ResultType": "enum:ResultType",
    "ResultStatusType": "enum:ResultStatus",
}
CHANGED = {
    ("CredentialStatus", "id"): "0..1",
    ("EndorsementCredential", "evidence"): "0..*",
}
"""Since v1.4 and v1.3: see the change log of the specification, and its JSON Schema."""
COMMON = {
    "Profile": "phone email familyName givenName additionalName patronymicName honorificPrefix honorificSuffix "
    "familyNamePrefix",
    "Address": "addressCountry addressCountryCode addressRegion addressLocality streetAddress postOfficeBoxNumber "
    "postalCode geo",
    "GeoCoordinates": "latitude longitude",
    "IdentifierEntry": "identifier identifierType",
}
READ_ONLY = {"validFrom", "validUntil"}
"""Words of the 1.1 context that the specification gives no rule."""


def _classes() -> dict[str, dict[str, tuple[str, str]]]:
    """Property, kind and multiplicity by class, with what a class extends."""
    text = shared_path("standards/openbadges/vocab/common_credentials.lines").read_text()
    found: dict[str, dict[str, tuple[str, str]]] = {}
    extends: dict[str, str] = {}
    current = ""
    for line in text.partition("SharedApiDataModels")[0].splitlines():
        if match := re.match(r"\s+(?:Class|Include) (\S+)(?: Unordered \w+ \[(\w*)\])?", line):
            current = match[1]
            kind = line.split()[2] if len(line.split()) > 2 else ""
            if kind in ("EnumExt", "Enumeration", "EmbeddedSelection"):
                current = "-"
            found[current], extends[current] = {}, match[2] or ""
        elif match := re.match(r"\s+Property (\S+) (\S+) (\S+)", line):
            found[current][match[1]] = (match[2], match[3])
    return {name: found.get(extends[name], {}) | own for name, own in found.items() if name not in {"-", *NOT_OURS}}


def _rows() -> Iterator[tuple[str, str, str, str]]:
    for name, properties in _classes().items():
        for member, (kind, many) in properties.items():
            if member not in ("@context", "type"):
                yield name, member, kind, CHANGED.get((name, member), many)


def _ours(name: str) -> Class:
    return CLASSES[SAME.get(name, NAMES.get(name, name))]


def _expected(name: str, kind: str, many: str) -> Rule:
    kind = kind.removesuffix("v1p1") if kind != "Proof" else kind
    return Rule(
        KINDS.get(kind, kind),
        many="*" in many,
        required=many.startswith("1"),
        or_uri=kind == "ProfileRef",
        many_on_reading=kind == "CredentialStatus",
    )


def test_every_property_has_its_rule() -> None:
    rows = list(_rows())
    wrong = []
    for name, member, kind, many in rows:
        rule = _ours(name).rules.get(member)
        if rule != _expected(name, kind, many):
            wrong.append((name, member, kind, many, rule))
    assert wrong == []
    assert len(rows) > 150


def test_there_is_no_other_rule() -> None:
    """But for the status list of the W3C and the words of its own context."""
    told = _classes()
    for name, properties in told.items():
        extra = set(_ours(name).rules) - set(properties) - set(COMMON.get(SAME.get(name, name), "").split())
        expected = READ_ONLY if name.endswith("Credentialv1p1") else set()
        added = {member for owner, member in CHANGED if owner == name}
        assert extra - added == expected, name
    covered = {_ours(name).section for name in told}
    assert set(CLASSES) - covered == {"BitstringStatusListCredential", "BitstringStatusList"}


@pytest.mark.parametrize("name", COMMON)
def test_what_comes_from_the_common_data_model(name: str) -> None:
    assert set(COMMON[name].split()) <= set(CLASSES[name].rules)


def test_the_model_has_every_property_too() -> None:
    """The same names, and what must be there must be given; a status list is made as JSON (`status_list.py`)."""
    modelled = {"AchievementCredentialv1p1": "OpenBadgeCredentialv1p1"}
    for name, spec in CLASSES.items():
        if name.startswith("BitstringStatusList"):
            continue
        cls: type[SpecObject] = getattr(model, modelled.get(name, name))
        named = set(members(cls)) - {"@context", "type"}
        assert named == set(spec.rules) - {"type"} - (READ_ONLY if name.endswith("v1p1") else set()), name
        needed = {spec.name for spec in fields(cls) if spec.default is spec.default_factory}
        rules = {member for member, rule in spec.rules.items() if rule.required and member != "type"}
        assert needed == {field.name for member, field in members(cls).items() if member in rules}, name
