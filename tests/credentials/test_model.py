"""The objects of the specification go to JSON and come back without losing a member."""

import json
from dataclasses import FrozenInstanceError, fields, is_dataclass
from typing import Any

import pytest

from credentials import model
from credentials.errors import StructureError
from credentials.issuing import issue
from credentials.model import (
    Achievement,
    AchievementSubject,
    BitstringStatusListEntry,
    CredentialStatus,
    Criteria,
    EndorsementCredential,
    EndorsementCredentialv1p1,
    EndorsementSubject,
    Image,
    OpenBadgeCredential,
    OpenBadgeCredentialv1p1,
    Profile,
    SpecObject,
    TermsOfUse,
)
from credentials.model.base import members
from tests.credentials import badges, examples
from tests.credentials.mutations import dropped, nodes, replaced
from tests.shared import shared_path

CLASSES: list[type[SpecObject]] = [getattr(model, name) for name in model.__all__ if name not in ("Json", "SpecObject")]


def _objects(value: Any) -> list[SpecObject]:
    """Every object in `value`, itself included."""
    if isinstance(value, tuple | list):
        return [found for item in value for found in _objects(item)]
    if not isinstance(value, SpecObject):
        return []
    return [value, *_objects([getattr(value, spec.name) for spec in fields(value)])]


def test_every_property_is_a_field() -> None:
    """The full example has every class and property; none of it is unknown to the model."""
    read = OpenBadgeCredential.from_dict(examples.full())
    assert [found.extra for found in _objects(read) if found.extra] == []
    legacy = {OpenBadgeCredentialv1p1, EndorsementCredentialv1p1}
    assert {type(found) for found in _objects(read)} == set(CLASSES) - legacy - {CredentialStatus}
    used = {(type(found), spec.name) for found in _objects(read) for spec in fields(found) if _there(found, spec.name)}
    missing = {(cls, name) for cls in {type(found) for found in _objects(read)} for name in _names(cls)} - used
    assert missing == {
        (BitstringStatusListEntry, "status_size"),
        (BitstringStatusListEntry, "status_message"),
        (BitstringStatusListEntry, "status_reference"),
    }


def _names(cls: type[SpecObject]) -> set[str]:
    return {spec.name for spec in members(cls).values()}


def _there(found: SpecObject, name: str) -> bool:
    return getattr(found, name) not in (None, ())


@pytest.mark.parametrize("kind", ["full", "full_v1p1", "rich", "small", "endorsed"])
def test_round_trip(kind: str) -> None:
    made = getattr(examples if kind.startswith("full") else badges, kind)()
    document = made if isinstance(made, dict) else made.to_dict()
    cls = OpenBadgeCredentialv1p1 if kind == "full_v1p1" else OpenBadgeCredential
    read = cls.from_dict(document)
    assert read.to_dict() == document
    assert cls.from_dict(read.to_dict()) == read
    assert json.loads(json.dumps(read.to_dict())) == document


EXAMPLES = [
    "achievementAlignmentCase-01",
    "achievementAlignmentCe-01",
    "basicOpenBadgeCredential-01",
    "docformat-01",
    "endorsement-01",
    "equality-and-comparison-01",
    "equality-and-comparison-03",
    "fullOpenBadge-01",
    "getting-started-03",
    "linked-data-proof-ob-01",
    "linked-data-proof-ob-02",
    "migrating-03",
    "recommended-practices-01",
    "recommended-practices-02",
    "skillAssertionCase-01",
    "skillAssertionCtdl-01",
]


@pytest.mark.parametrize("name", EXAMPLES)
def test_published_examples_come_back_whole(name: str) -> None:
    document = json.loads(shared_path(f"standards/openbadges/examples/{name}.json").read_text())
    cls = EndorsementCredential if "EndorsementCredential" in document["type"] else OpenBadgeCredential
    assert cls.from_dict(document).to_dict() == document


def test_unknown_members_are_kept_anywhere() -> None:
    made = examples.full()
    for path, value in list(nodes(made)):
        if isinstance(value, dict):
            told = replaced(made, path, value | {"zzz": {"a": [1, None, {}]}})
            assert OpenBadgeCredential.from_dict(told).to_dict() == told


def test_what_may_be_many_comes_back_as_it_stood() -> None:
    """A list of one and the one alone are two JSON texts, and a signed text must not change."""
    made = examples.full()
    for path, value in list(nodes(made)):
        if isinstance(value, list) and len(value) == 1 and path != ("@context",):
            told = replaced(made, path, value[0])
            assert OpenBadgeCredential.from_dict(told).to_dict() == told
    for empty in (None, []):
        told = replaced(made, ("credentialSubject", "achievement", "tag"), empty)
        assert OpenBadgeCredential.from_dict(told).to_dict() == told


def test_type_as_text() -> None:
    image = Image(id="https://x.example/i.png")
    assert image.to_dict()["type"] == "Image"
    assert Image.from_dict({"id": "urn:x", "type": ["Image"]}).to_dict() == {"id": "urn:x", "type": ["Image"]}
    assert Profile.from_dict({"id": "urn:x", "type": "Profile"}).to_dict() == {"id": "urn:x", "type": "Profile"}
    assert Profile.from_dict({"id": "urn:x"}).to_dict() == {"id": "urn:x", "type": ["Profile"]}
    assert Image.from_dict({"id": "urn:x"}) == Image(id="urn:x")


def test_unknown_kinds_of_status_and_terms() -> None:
    made = examples.full()
    listed = [made["credentialStatus"], {"type": "1EdTechRevocationList", "id": "https://x.example/list"}]
    made["credentialStatus"] = listed
    made["termsOfUse"] = {"type": "X", "obligation": []}
    read = OpenBadgeCredential.from_dict(made)
    assert isinstance(read.credential_status, tuple)
    assert [type(status) for status in read.credential_status] == [BitstringStatusListEntry, CredentialStatus]
    assert read.terms_of_use == (TermsOfUse(type=("X",), extra={"obligation": []}),)
    assert read.to_dict() == made
    partly = dropped(made, ("credentialStatus", 0, "statusPurpose"))
    assert OpenBadgeCredential.from_dict(partly).to_dict() == partly


@pytest.mark.parametrize(
    ("path", "value", "place"),
    [
        (("credentialSubject",), "urn:x", "$.credentialSubject"),
        (("credentialSubject", "achievement", "criteria"), 7, "$.credentialSubject.achievement.criteria"),
        (("evidence", 0), "https://x.example/", "$.evidence[0]"),
        (("image",), [{"id": "urn:x", "type": "Image"}], "$.image"),
        (("endorsement",), "urn:x", "$.endorsement"),
    ],
)
def test_what_is_no_object_is_named(path: tuple[str | int, ...], value: Any, place: str) -> None:
    with pytest.raises(StructureError, match="must be an object") as caught:
        OpenBadgeCredential.from_dict(replaced(examples.full(), path, value))
    assert (caught.value.code, caught.value.params["path"]) == ("structure.not_object", place)


@pytest.mark.parametrize("name", ["id", "issuer", "validFrom", "credentialSubject"])
def test_what_is_missing_is_named(name: str) -> None:
    for broken in (dropped(examples.full(), (name,)), examples.full() | {name: None}):
        with pytest.raises(StructureError) as caught:
            OpenBadgeCredential.from_dict(broken)
        assert caught.value.params == {"path": "$", "name": name}


def test_values_are_frozen() -> None:
    assert all(is_dataclass(cls) for cls in CLASSES)
    with pytest.raises(FrozenInstanceError):
        badges.rich().name = "x"  # type: ignore[misc]


def test_made_by_hand() -> None:
    """The least of an endorsement and of a badge, in code."""
    endorsement = EndorsementCredential(
        id="urn:uuid:0",
        name="Goed",
        issuer="did:web:raad.example",
        valid_from="2026-11-01T00:00:00Z",
        credential_subject=EndorsementSubject(id="urn:uuid:1", endorsement_comment="Sterk."),
    )
    badge = OpenBadgeCredential(
        id="urn:uuid:1",
        issuer=Profile(id="did:web:x.example", endorsement_jwt=(examples.TOKEN,)),
        valid_from="2026-11-20T12:00:00Z",
        endorsement=(endorsement,),
        credential_subject=AchievementSubject(
            id="urn:uuid:2",
            achievement=Achievement(id="urn:uuid:3", name="A", description="B", criteria=Criteria(narrative="C")),
        ),
    )
    told = badge.to_dict()
    assert told["endorsement"] == [endorsement.to_dict()]
    assert OpenBadgeCredential.from_dict(told) == badge


def test_an_endorsement_object_can_be_issued() -> None:
    read = EndorsementCredential.from_dict(dropped(badges.endorsement("urn:uuid:1").document, ("proof",)))
    again = issue(read, badges.signer(7, badges.ENDORSER), created=badges.CREATED)
    assert again.document == badges.endorsement("urn:uuid:1").document
