"""What is recognised: the achievement, its criteria, alignments and the kinds of result it can have.

Source: Open Badges 3.0, "Data Models": Achievement, Criteria, Alignment, ResultDescription, RubricCriterionLevel,
Related.
"""

# ruff: noqa: RUF009 - the field makers of base.py only ever return dataclasses.field()

from dataclasses import dataclass
from typing import TYPE_CHECKING

from credentials.model.base import Json, SpecObject, many, need, one, types
from credentials.model.profile import IdentifierEntry, Image, Profile

if TYPE_CHECKING:
    from credentials.model.credential import EndorsementCredential


@dataclass(frozen=True, kw_only=True)
class Criteria(SpecObject):
    """What had to be done: an address, a Markdown text, or both. It has no `type`."""

    id: str | None = one()
    narrative: str | None = one()


@dataclass(frozen=True, kw_only=True)
class Alignment(SpecObject):
    """A link to an item of a framework, such as a DigCompEdu competence."""

    type: tuple[str, ...] = types("Alignment")
    target_code: str | None = one()
    target_description: str | None = one()
    target_name: str = need()
    target_framework: str | None = one()
    target_type: str | None = one()
    target_url: str = need()


@dataclass(frozen=True, kw_only=True)
class RubricCriterionLevel(SpecObject):
    """One level of a rubric criterion. `points` is a text."""

    id: str = need()
    type: tuple[str, ...] = types("RubricCriterionLevel")
    alignment: tuple[Alignment, ...] = many("Alignment")
    description: str | None = one()
    level: str | None = one()
    name: str = need()
    points: str | None = one()


@dataclass(frozen=True, kw_only=True)
class ResultDescription(SpecObject):
    """A kind of result an Achievement can have. `value_min` and `value_max` are texts; `allowed_value` and
    `rubric_criterion_level` run from low to high."""

    id: str = need()
    type: tuple[str, ...] = types("ResultDescription")
    alignment: tuple[Alignment, ...] = many("Alignment")
    allowed_value: tuple[str, ...] = many()
    name: str = need()
    required_level: str | None = one()
    required_value: str | None = one()
    result_type: str = need()
    rubric_criterion_level: tuple[RubricCriterionLevel, ...] = many("RubricCriterionLevel")
    value_max: str | None = one()
    value_min: str | None = one()


@dataclass(frozen=True, kw_only=True)
class Related(SpecObject):
    """The same achievement in another language, or an earlier version of it."""

    id: str = need()
    type: tuple[str, ...] = types("Related")
    in_language: str | None = one()
    version: str | None = one()


@dataclass(frozen=True, kw_only=True)
class Achievement(SpecObject):
    """What is recognised. Its `id` is the frozen address of one version."""

    id: str = need()
    type: tuple[str, ...] = types("Achievement")
    alignment: tuple[Alignment, ...] = many("Alignment")
    achievement_type: str | None = one()
    creator: Profile | None = one("Profile")
    credits_available: float | None = one()
    criteria: Criteria = need("Criteria")
    description: str = need()
    endorsement: "tuple[EndorsementCredential | Json, ...]" = many("EndorsementCredential")
    endorsement_jwt: tuple[str, ...] = many()
    field_of_study: str | None = one()
    human_code: str | None = one()
    image: Image | None = one("Image")
    in_language: str | None = one()
    name: str = need()
    other_identifier: tuple[IdentifierEntry, ...] = many("IdentifierEntry")
    related: tuple[Related | Json, ...] = many("Related")
    result_description: tuple[ResultDescription, ...] = many("ResultDescription")
    specialization: str | None = one()
    tag: tuple[str, ...] = many()
    version: str | None = one()
