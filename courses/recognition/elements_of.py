"""The European elements of one version of a badge, from its row to the words that are signed.

Open Badges has members for some of them and our extension has the rest (`credentials.extension`); what stands in the
criteria for people to read stays there too. Not here: what a microcredential must say (`credentials.microcredential`),
and the rest of a badge (`credentials_of`).
"""

import re
from collections.abc import Mapping
from typing import Any

from courses.base import Translations, text_in
from courses.catalogue.package.elements import MODE_OF
from courses.recognition.models import BadgeVersion
from credentials.concepts import ASSESSMENT_TYPES, LEVELS, STACKABLE, STAND_ALONE, SUPERVISION
from credentials.extension import Extension, LearningOutcome, QualityAssurance
from credentials.microcredential import ACHIEVEMENT_TYPE, EQF_LEVEL, NATIONAL_LEVEL
from credentials.model import Alignment

_TAG = re.compile(r"[a-z]{2,3}(-[A-Z]{2})?")


def extension_of(version: BadgeVersion) -> Extension:
    """What the extension says for `version`; nothing unless it is called a microcredential.

    A verifier that holds other contexts than ours refuses a badge with words it does not know, so only a badge that
    needs the extension carries it; any other says the same in its criteria.
    """
    said = version.elements
    if said is None or version.achievement_type != ACHIEVEMENT_TYPE:
        return Extension()
    own = version.language
    quality = said.get("quality")
    return Extension(
        learning_outcome=tuple(
            LearningOutcome(statement=text_in(outcome, own), statement_translations=others(outcome, own))
            for outcome in version.outcomes
        ),
        study_load_hours=_hours(version),
        assessment_type=_known(ASSESSMENT_TYPES, version.assessment_type),
        participation_type=MODE_OF.get(version.participation_type or ""),
        supervision_type=_supervision(said),
        identity_checked=said.get("identity_checked"),
        quality_assurance=_quality(quality, own) if quality else None,
        integration_options=_integration(said.get("stackable")),
        entry_requirement=text_in(said.get("entry_requirement"), own) or None,
        entry_requirement_translations=others(said.get("entry_requirement"), own),
        name_translations=others(version.name, own),
        description_translations=others(version.description, own),
        criteria_translations=others(version.criteria, own),
    )


def credits_of(version: BadgeVersion) -> float | None:
    """ECTS credits."""
    return (version.elements or {}).get("credits")


def policy_of(version: BadgeVersion) -> str | None:
    """Whose rules the issuer chose for a microcredential."""
    return (version.elements or {}).get("policy")


def level_alignments(version: BadgeVersion) -> tuple[Alignment, ...]:
    """The levels that somebody set; a level that nobody set is not signed."""
    return tuple(_level(item) for item in (version.elements or {}).get("levels", ()))


def others(texts: Translations | None, own: str) -> dict[str, str] | None:
    """The texts in other languages than the badge's own, as a language map; None when there are none."""
    found = {tag: text for tag, text in (texts or {}).items() if tag != own and text and _TAG.fullmatch(tag)}
    return found or None


def _hours(version: BadgeVersion) -> float | None:
    hours = version.study_load_hours
    if hours is None:
        return None
    return int(hours) if hours == int(hours) else float(hours)


def _known(names: Mapping[str, str], name: str | None) -> tuple[str, ...]:
    return (names[name],) if name is not None and name in names else ()


def _supervision(said: Mapping[str, Any]) -> str | None:
    """Both must be known: the vocabulary has one word for the two together."""
    supervised, checked = said.get("supervised"), said.get("identity_checked")
    return None if supervised is None or checked is None else SUPERVISION[supervised, checked]


def _integration(stackable: bool | None) -> tuple[str, ...]:
    return () if stackable is None else (STACKABLE if stackable else STAND_ALONE,)


def _quality(said: Mapping[str, Any], language: str) -> QualityAssurance:
    return QualityAssurance(
        name=text_in(said["name"], language),
        url=said.get("url"),
        description=text_in(said.get("description"), language) or None,
        reviewed_on=said.get("reviewed_on"),
    )


def _level(item: Mapping[str, str]) -> Alignment:
    scheme, code = item["scheme"], item["code"]
    return Alignment(
        target_code=code,
        target_name=f"{scheme} {code}",
        target_framework=scheme,
        target_type=EQF_LEVEL if scheme == "EQF" else NATIONAL_LEVEL,
        target_url=LEVELS[scheme][code],
    )
