"""The microcredential extension as values: what a badge says beyond Open Badges 3.0, and putting it into one.

Members carry the names that edubadges uses where it has them. Concepts are addresses (`concepts.py`); texts are in the
badge's own language, with translations beside them, since Open Badges' own text is in one language.
Not here: what a microcredential must say (`microcredential.py`), and the form of each member (`extension_rules.py`).
"""

# ruff: noqa: RUF009 - the field makers of base.py only ever return dataclasses.field()

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from credentials.contexts import (
    MICROCREDENTIAL,
    MICROCREDENTIAL_SCHEMA,
    OPEN_BADGES_EXTENSIONS,
    PINNED_CONTEXTS,
)
from credentials.extension_rules import MICROCREDENTIAL_ACHIEVEMENT
from credentials.model import Achievement, CredentialSchema, OpenBadgeCredential
from credentials.model.base import Json, SpecObject, many, need, one

PUBLISHED_SCHEMA = "https://purl.imsglobal.org/spec/ob/v3p0/schema/json/ob_v3p0_achievementcredential_schema.json"


@dataclass(frozen=True, kw_only=True)
class LearningOutcome(SpecObject):
    """One thing that the holder knows, understands or can do. `related_skill`: addresses such as ESCO's."""

    statement: str = need()
    statement_translations: Json | None = one()
    related_skill: tuple[str, ...] = many()


@dataclass(frozen=True, kw_only=True)
class QualityAssurance(SpecObject):
    """How quality is assured. `reviewed_on` is a date (YYYY-MM-DD)."""

    name: str = need()
    url: str | None = one()
    description: str | None = one()
    reviewed_on: str | None = one()


@dataclass(frozen=True, kw_only=True)
class Extension(SpecObject):
    """The members that the class MicrocredentialAchievement adds to an Achievement.

    `study_load_hours` are hours of the learner. Translations are `{language: text}` without the badge's own language.
    """

    learning_outcome: tuple[LearningOutcome, ...] = many("LearningOutcome")
    study_load_hours: float | None = one()
    assessment_type: tuple[str, ...] = many()
    participation_type: str | None = one()
    supervision_type: str | None = one()
    identity_checked: bool | None = one()
    quality_assurance: QualityAssurance | None = one("QualityAssurance")
    integration_options: tuple[str, ...] = many()
    entry_requirement: str | None = one()
    entry_requirement_translations: Json | None = one()
    name_translations: Json | None = one()
    description_translations: Json | None = one()
    criteria_translations: Json | None = one()


def extended(achievement: Achievement, extension: Extension) -> Achievement:
    """`achievement` with the extension's class and members; without change when the extension says nothing."""
    said = extension.to_dict()
    if not said:
        return achievement
    kinds = tuple(name for name in achievement.type if name != MICROCREDENTIAL_ACHIEVEMENT)
    return replace(achievement, type=(*kinds, MICROCREDENTIAL_ACHIEVEMENT), extra=dict(achievement.extra) | said)


def is_extended(achievement: Achievement | Mapping[str, Any]) -> bool:
    """Whether the achievement says that it carries the extension."""
    kinds = achievement.type if isinstance(achievement, Achievement) else achievement.get("type", ())
    return MICROCREDENTIAL_ACHIEVEMENT in (kinds if isinstance(kinds, list | tuple) else (kinds,))


def extension_of(achievement: Achievement | Mapping[str, Any]) -> Extension | None:
    """What the extension says in an achievement of sound form; None when it carries none.

    StructureError when a member has not the form that `structure.py` asks.
    """
    if not is_extended(achievement):
        return None
    said = achievement.extra if isinstance(achievement, Achievement) else achievement
    known = Extension.from_dict(said)
    return replace(known, extra={})


def published() -> Mapping[str, bytes]:
    """The files of the extension by the last part of their address, for whoever serves them to readers."""
    context = PINNED_CONTEXTS.text(MICROCREDENTIAL).encode()
    schema = (Path(__file__).resolve().parent / "schemas" / "leerspoor-microcredential-v1.schema.json").read_bytes()
    return {
        url.rpartition("/")[2]: data for url, data in ((MICROCREDENTIAL, context), (MICROCREDENTIAL_SCHEMA, schema))
    }


def announced(credential: OpenBadgeCredential) -> OpenBadgeCredential:
    """`credential` with the contexts and schemas that its extension needs (Open Badges 3.0, "Extending and Profiling").

    The context of the schema's type comes before ours; a credential without the extension stays as it is.
    """
    if not is_extended(credential.credential_subject.achievement):
        return credential
    contexts = tuple(credential.context)
    for url in (OPEN_BADGES_EXTENSIONS, MICROCREDENTIAL):
        contexts = contexts if url in contexts else (*contexts, url)
    schemas = tuple(
        CredentialSchema(id=url, type=("1EdTechJsonSchemaValidator2019",))
        for url in (PUBLISHED_SCHEMA, MICROCREDENTIAL_SCHEMA)
    )
    return replace(credential, context=contexts, credential_schema=schemas)
