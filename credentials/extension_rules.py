"""What the microcredential extension asks of its members, as a table like `structure_rules.py`.

It counts for an object whose `type` names the extension's class, so the same words in somebody else's extension are
none of our business. The published JSON Schema (`schemas/`) says the same; tests/credentials/test_extension.py
compares the two. Source: docs/microcredentials.md.
"""

from collections.abc import Mapping
from types import MappingProxyType

from credentials.structure_rules import BOOLEAN, DATE, NUMBER, TEXT, URI, Class, Rule

TRANSLATIONS = "translations"
"""A language map: `{"fr": "..."}`, one text for each language other than the badge's own."""

MICROCREDENTIAL_ACHIEVEMENT = "MicrocredentialAchievement"

EXTENSIONS: Mapping[str, Class] = MappingProxyType(
    {
        MICROCREDENTIAL_ACHIEVEMENT: Class(
            MICROCREDENTIAL_ACHIEVEMENT,
            {
                "assessmentType": Rule(URI, many=True),
                "criteriaTranslations": Rule(TRANSLATIONS),
                "descriptionTranslations": Rule(TRANSLATIONS),
                "entryRequirement": Rule(TEXT),
                "entryRequirementTranslations": Rule(TRANSLATIONS),
                "identityChecked": Rule(BOOLEAN),
                "integrationOptions": Rule(URI, many=True),
                "learningOutcome": Rule("LearningOutcome", many=True),
                "nameTranslations": Rule(TRANSLATIONS),
                "participationType": Rule(URI),
                "qualityAssurance": Rule("QualityAssurance"),
                "studyLoadHours": Rule(NUMBER),
                "supervisionType": Rule(URI),
            },
        ),
    }
)
"""By the class that an object's `type` adds."""

EXTENSION_CLASSES: Mapping[str, Class] = MappingProxyType(
    {
        "LearningOutcome": Class(
            "LearningOutcome",
            {
                "statement": Rule(TEXT, required=True),
                "statementTranslations": Rule(TRANSLATIONS),
                "relatedSkill": Rule(URI, many=True),
            },
        ),
        "QualityAssurance": Class(
            "QualityAssurance",
            {
                "name": Rule(TEXT, required=True),
                "url": Rule(URI),
                "description": Rule(TEXT),
                "reviewedOn": Rule(DATE),
            },
        ),
    }
)
"""What the members above hold. These objects carry no `type`."""
