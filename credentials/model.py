"""The objects of Open Badges 3.0 as frozen values that go to and from JSON without losing a member.

Names are the specification's in snake case (`Achievement.achievement_type` is `achievementType`); what is not
modelled stays in `extra` and comes back out. Nothing here judges: see `structure.py`. Moments are texts
(DateTimeZ, see `instants.py`), since a signed text must keep its literal form.
Source: Open Badges 3.0, "Data Models" > "Credential Data Models".
"""

# ruff: noqa: RUF009 - the small field makers below only ever return dataclasses.field()

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar, Self

from credentials.contexts import CREDENTIALS_V2, OPEN_BADGES
from credentials.errors import StructureError
from credentials.identity import hash_identity

Json = Mapping[str, Any]


@dataclass(frozen=True, kw_only=True)
class SpecObject:
    """Base: `to_dict` and `from_dict` by the fields of the class, in their order."""

    extra: Json = field(default_factory=dict)
    """Members this class does not name."""

    single_type: ClassVar[bool] = False

    def to_dict(self) -> dict[str, Any]:
        """The JSON object; absent and empty members are left out."""
        result: dict[str, Any] = {}
        for name, spec in _members(type(self)).items():
            value = getattr(self, spec.name)
            if value is None or value == ():
                continue
            if name == "type" and self.single_type:
                value = value[0]
            result[name] = _plain(value)
        return result | {name: _plain(value) for name, value in self.extra.items()}

    @classmethod
    def from_dict(cls, data: Json) -> Self:
        """The object of JSON `data`; StructureError when a member that must be an object is none."""
        if not isinstance(data, Mapping):
            raise StructureError("structure.not_object", path=cls.__name__)
        members = _members(cls)
        known = {spec.name: _parsed(spec, data[name]) for name, spec in members.items() if name in data}
        return cls(**known, extra={name: value for name, value in data.items() if name not in members})


def _camel(name: str) -> str:
    head, *rest = name.split("_")
    return head + "".join(word.capitalize() for word in rest)


def _members(cls: type[SpecObject]) -> Mapping[str, dataclasses.Field[Any]]:
    """The fields of a class by JSON name."""
    fields = [spec for spec in dataclasses.fields(cls) if spec.name != "extra"]
    return {spec.metadata.get("json") or _camel(spec.name): spec for spec in fields}


def _plain(value: Any) -> Any:
    if isinstance(value, SpecObject):
        return value.to_dict()
    if isinstance(value, Mapping):
        return {name: _plain(item) for name, item in value.items()}
    return [_plain(item) for item in value] if isinstance(value, tuple | list) else value


def _parsed(spec: dataclasses.Field[Any], value: Any) -> Any:
    kind: type[SpecObject] | None = spec.metadata.get("kind")
    if spec.metadata.get("many"):
        items = value if isinstance(value, list | tuple) else [value]
        return tuple(kind.from_dict(item) if kind else item for item in items)
    if kind is None or (spec.metadata.get("or_text") and isinstance(value, str)):
        return value
    return kind.from_dict(value)


def _one(kind: type[SpecObject] | None = None, *, json: str = "", or_text: bool = False) -> Any:
    return field(default=None, metadata={"kind": kind, "json": json, "or_text": or_text})


def _need(kind: type[SpecObject] | None = None, *, or_text: bool = False) -> Any:
    return field(metadata={"kind": kind, "or_text": or_text})


def _many(kind: type[SpecObject] | None = None, *default: str, json: str = "") -> Any:
    return field(default=default, metadata={"kind": kind, "many": True, "json": json})


@dataclass(frozen=True, kw_only=True)
class Image(SpecObject):
    """A picture by address (https or data URI)."""

    single_type = True
    id: str
    type: tuple[str, ...] = _many(None, "Image")
    caption: str | None = None


@dataclass(frozen=True, kw_only=True)
class Address(SpecObject):
    """A postal address of a Profile."""

    type: tuple[str, ...] = _many(None, "Address")
    address_country: str | None = None
    address_country_code: str | None = None
    address_region: str | None = None
    address_locality: str | None = None
    street_address: str | None = None
    post_office_box_number: str | None = None
    postal_code: str | None = None
    geo: Json | None = None


@dataclass(frozen=True, kw_only=True)
class IdentifierEntry(SpecObject):
    """Another identifier of a Profile or Achievement, with its kind."""

    single_type = True
    type: tuple[str, ...] = _many(None, "IdentifierEntry")
    identifier: str
    identifier_type: str


@dataclass(frozen=True, kw_only=True)
class Profile(SpecObject):
    """Who issues, creates or endorses. `id` is the frozen DID or https address."""

    id: str
    type: tuple[str, ...] = _many(None, "Profile")
    name: str | None = None
    url: str | None = None
    phone: str | None = None
    description: str | None = None
    image: Image | None = _one(Image)
    email: str | None = None
    address: Address | None = _one(Address)
    other_identifier: tuple[IdentifierEntry, ...] = _many(IdentifierEntry)
    official: str | None = None
    parent_org: Json | None = None


@dataclass(frozen=True, kw_only=True)
class Criteria(SpecObject):
    """What had to be done: an address, a Markdown text, or both. It has no `type`."""

    id: str | None = None
    narrative: str | None = None


@dataclass(frozen=True, kw_only=True)
class Alignment(SpecObject):
    """A link to an item of a framework, such as a DigCompEdu competence."""

    type: tuple[str, ...] = _many(None, "Alignment")
    target_code: str | None = None
    target_description: str | None = None
    target_name: str
    target_framework: str | None = None
    target_type: str | None = None
    target_url: str


@dataclass(frozen=True, kw_only=True)
class RubricCriterionLevel(SpecObject):
    """One level of a rubric criterion. `points` is a text."""

    id: str
    type: tuple[str, ...] = _many(None, "RubricCriterionLevel")
    alignment: tuple[Alignment, ...] = _many(Alignment)
    description: str | None = None
    level: str | None = None
    name: str
    points: str | None = None


@dataclass(frozen=True, kw_only=True)
class ResultDescription(SpecObject):
    """A kind of result an Achievement can have. `value_min` and `value_max` are texts."""

    id: str
    type: tuple[str, ...] = _many(None, "ResultDescription")
    alignment: tuple[Alignment, ...] = _many(Alignment)
    allowed_value: tuple[str, ...] = _many()
    name: str
    required_level: str | None = None
    required_value: str | None = None
    result_type: str
    rubric_criterion_level: tuple[RubricCriterionLevel, ...] = _many(RubricCriterionLevel)
    value_max: str | None = None
    value_min: str | None = None


@dataclass(frozen=True, kw_only=True)
class Result(SpecObject):
    """A result of one person, pointing at a ResultDescription and a level by id."""

    type: tuple[str, ...] = _many(None, "Result")
    achieved_level: str | None = None
    alignment: tuple[Alignment, ...] = _many(Alignment)
    result_description: str | None = None
    status: str | None = None
    value: str | None = None


@dataclass(frozen=True, kw_only=True)
class Evidence(SpecObject):
    """What the person made or did."""

    id: str | None = None
    type: tuple[str, ...] = _many(None, "Evidence")
    narrative: str | None = None
    name: str | None = None
    description: str | None = None
    genre: str | None = None
    audience: str | None = None


@dataclass(frozen=True, kw_only=True)
class Achievement(SpecObject):
    """What is recognised. Its `id` is the frozen address of one version."""

    id: str
    type: tuple[str, ...] = _many(None, "Achievement")
    alignment: tuple[Alignment, ...] = _many(Alignment)
    achievement_type: str | None = None
    creator: Profile | None = _one(Profile)
    credits_available: float | None = None
    criteria: Criteria = _need(Criteria)
    description: str
    field_of_study: str | None = None
    human_code: str | None = None
    image: Image | None = _one(Image)
    in_language: str | None = None
    name: str
    other_identifier: tuple[IdentifierEntry, ...] = _many(IdentifierEntry)
    related: tuple[Json, ...] = _many()
    result_description: tuple[ResultDescription, ...] = _many(ResultDescription)
    specialization: str | None = None
    tag: tuple[str, ...] = _many()
    version: str | None = None


@dataclass(frozen=True, kw_only=True)
class IdentityObject(SpecObject):
    """The recipient by an identifier, plain or hashed."""

    single_type = True
    type: tuple[str, ...] = _many(None, "IdentityObject")
    hashed: bool
    identity_hash: str
    identity_type: str
    salt: str | None = None

    @classmethod
    def hashed_email(cls, email: str, salt: str) -> Self:
        """An e-mail address as salted SHA-256, trimmed and lower-cased first."""
        digest = hash_identity(email, salt)
        return cls(hashed=True, identity_hash=digest, identity_type="emailAddress", salt=salt)


@dataclass(frozen=True, kw_only=True)
class AchievementSubject(SpecObject):
    """The person and what they achieved; `id` or at least one `identifier` must be there."""

    id: str | None = None
    type: tuple[str, ...] = _many(None, "AchievementSubject")
    activity_end_date: str | None = None
    activity_start_date: str | None = None
    credits_earned: float | None = None
    achievement: Achievement = _need(Achievement)
    identifier: tuple[IdentityObject, ...] = _many(IdentityObject)
    image: Image | None = _one(Image)
    license_number: str | None = None
    narrative: str | None = None
    result: tuple[Result, ...] = _many(Result)
    role: str | None = None
    source: Profile | None = _one(Profile)
    term: str | None = None


@dataclass(frozen=True, kw_only=True)
class BitstringStatusListEntry(SpecObject):
    """Where the credential's status bit is; the index is a base-10 text (W3C Bitstring Status List 1.0)."""

    single_type = True
    id: str | None = None
    type: tuple[str, ...] = _many(None, "BitstringStatusListEntry")
    status_purpose: str
    status_list_index: str
    status_list_credential: str


@dataclass(frozen=True, kw_only=True)
class OpenBadgeCredential(SpecObject):
    """One badge of one person, before or after signing (the proof of a signed one is in `proof`)."""

    context: tuple[str, ...] = _many(None, CREDENTIALS_V2, OPEN_BADGES, json="@context")
    id: str
    type: tuple[str, ...] = _many(None, "VerifiableCredential", "OpenBadgeCredential")
    name: str | None = None
    description: str | None = None
    image: Image | None = _one(Image)
    awarded_date: str | None = None
    credential_subject: AchievementSubject = _need(AchievementSubject)
    endorsement: tuple[Json, ...] = _many()
    evidence: tuple[Evidence, ...] = _many(Evidence)
    issuer: Profile | str = _need(Profile, or_text=True)
    valid_from: str
    valid_until: str | None = None
    credential_schema: tuple[Json, ...] = _many()
    credential_status: BitstringStatusListEntry | None = _one(BitstringStatusListEntry)
    proof: tuple[Json, ...] = _many()
