"""A microcredential with every element of the European recommendation, for tests."""

from dataclasses import replace
from typing import Any

from credentials.concepts import ASSESSMENT_TYPES, LEVELS, MODES, STACKABLE, SUPERVISION
from credentials.extension import Extension, LearningOutcome, QualityAssurance, announced, extended
from credentials.model import Address, Alignment, OpenBadgeCredential, Profile
from tests.credentials import badges

ACHIEVEMENT = ("credentialSubject", "achievement")
LEVEL = Alignment(
    target_name="EQF-niveau 6",
    target_url=LEVELS["EQF"]["6"],
    target_code="6",
    target_framework="EQF",
    target_type="ext:EQFLevel",
)


def extension() -> Extension:
    return Extension(
        learning_outcome=(
            LearningOutcome(
                statement="integreert digitale middelen in een praktijkles",
                statement_translations={"fr": "intègre des moyens numériques dans un cours pratique"},
                related_skill=("http://data.europa.eu/esco/skill/5fd5c985-eaaa-47aa-8314-62359c54505a",),
            ),
            LearningOutcome(statement="onderbouwt keuzes en deelt ze met de vakgroep"),
        ),
        study_load_hours=52,
        assessment_type=(ASSESSMENT_TYPES["oral examination"], ASSESSMENT_TYPES["portfolio"]),
        participation_type=MODES["Blended"],
        supervision_type=SUPERVISION[True, True],
        identity_checked=True,
        quality_assurance=QualityAssurance(
            name="Kwaliteitskader RTC",
            url="https://badges.example/kwaliteit",
            description="Getoetst aan 15 criteria.",
            reviewed_on="2026-09-02",
        ),
        integration_options=(STACKABLE,),
        entry_requirement="Je geeft les in een praktijkvak.",
        entry_requirement_translations={"fr": "Vous enseignez un cours pratique."},
        name_translations={"fr": "Didactique numérique", "nl-BE": "Digitale didactiek (BE)"},
        description_translations={"en": "Digital didactics in the practical subject."},
        criteria_translations={"en": "Three badges and a final talk."},
    )


def full() -> OpenBadgeCredential:
    """Every element, a level and ECTS credits too."""
    badge = badges.rich()
    achievement = replace(
        badge.credential_subject.achievement,
        achievement_type="MicroCredential",
        credits_available=2,
        alignment=(*badge.credential_subject.achievement.alignment, LEVEL),
    )
    issuer = Profile(
        id=badges.DID,
        name="Academie De Linden",
        url="https://badges.example/",
        email="post@badges.example",
        address=Address(address_country_code="BE", address_region="Vlaams Gewest"),
    )
    subject = replace(badge.credential_subject, achievement=extended(achievement, extension()))
    return announced(replace(badge, issuer=issuer, credential_subject=subject))


def document() -> dict[str, Any]:
    return full().to_dict()
