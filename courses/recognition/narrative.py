"""The signed text of what was asked for a badge: criteria, outcomes, study load, assessment.

Open Badges 3.0 has no members for study load, form of participation or supervision, which the European
elements of a microcredential ask for; so they stand in the criteria, in words, where the signature covers
them. Not here: the texts of our own pages.
"""

from courses.base import text_in
from courses.recognition.models import BadgeVersion

#: The badge carries these words, so they belong to the badge's language and not to the reader's.
_WORDS = {
    "nl": {
        "outcomes": "Leerresultaten",
        "hours": "Studietijd",
        "unit": "uur",
        "assessment": "Beoordeling",
        "participation": "Vorm",
        "supervision": "Toezicht",
    },
    "en": {
        "outcomes": "Learning outcomes",
        "hours": "Study load",
        "unit": "hours",
        "assessment": "Assessment",
        "participation": "Participation",
        "supervision": "Supervision",
    },
    "fr": {
        "outcomes": "Acquis d’apprentissage",
        "hours": "Charge de travail",
        "unit": "heures",
        "assessment": "Évaluation",
        "participation": "Forme",
        "supervision": "Surveillance",
    },
}


def criteria_text(version: BadgeVersion, language: str) -> str:
    """Markdown in `language`."""
    words = _WORDS.get(language.split("-")[0], _WORDS["en"])
    parts = [text_in(version.criteria, language).strip()]
    outcomes = [text_in(outcome, language) for outcome in version.outcomes]
    if outcomes:
        parts.append("\n".join([f"**{words['outcomes']}**", "", *(f"- {outcome}" for outcome in outcomes)]))
    facts = {
        words["hours"]: f"{version.study_load_hours.normalize():f} {words['unit']}" if version.study_load_hours else "",
        words["assessment"]: version.assessment_type or "",
        words["participation"]: version.participation_type or "",
        words["supervision"]: text_in(version.supervision, language),
    }
    known = [f"- {label}: {value}" for label, value in facts.items() if value]
    if known:
        parts.append("\n".join(known))
    return "\n\n".join(part for part in parts if part)
