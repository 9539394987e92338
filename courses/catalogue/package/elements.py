"""What a package says of the European elements of a badge: as a value to keep, and what a microcredential still lacks.

Not here: which badges may be called microcredentials (`credentials.microcredential`), and how the elements get into a
signed badge (`courses.recognition`).
"""

from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

from courses.base import Translations
from credentials.concepts import ASSESSMENT_TYPES, LEVELS, MODES
from credentials.microcredential import ACHIEVEMENT_TYPE, Elements, Level, Policy, missing
from credentials.structure import Fault

Manifest = dict[str, Any]
#: How a package says the form of participation, and the mode that the European Learning Model calls it.
MODE_OF = {"Online": MODES["Online"], "Onsite": MODES["Presential"], "Blended": MODES["Blended"]}
_PLAIN = ("policy", "credits", "levels", "supervised", "identity_checked", "stackable")
_KEYS = {
    "M6": "outcomes",
    "M7": "hours",
    "M8": "levels",
    "M9": "assessment_type",
    "M10": "participation",
    "M11": "quality",
}


def elements_of(badge: Manifest, quality: Manifest | None, text: Callable[[Any], Translations]) -> dict[str, Any]:
    """What `BadgeVersion.elements` keeps; `text` makes `{language: text}` of a text of the manifest.

    The quality review of the module is the badge's own when it names the framework it was held against.
    """
    found = {key: badge[key] for key in _PLAIN if key in badge}
    if "entry_requirement" in badge:
        found["entry_requirement"] = text(badge["entry_requirement"])
    if quality is not None and "system" in quality:
        found["quality"] = {"name": text(quality["system"]), "reviewed_on": quality["reviewed_on"]}
        if "url" in quality:
            found["quality"]["url"] = quality["url"]
        if "statement" in quality:
            found["quality"]["description"] = text(quality["statement"])
    return found


def lacking(badge: Manifest, quality: Manifest | None) -> Iterator[tuple[str, Fault]]:
    """What a badge that is called a microcredential still lacks, with the key of the package that would say it.

    Only what a package decides: who the holder and the issuer are is asked on import and on signing.
    """
    if badge["achievement_type"] != ACHIEVEMENT_TYPE:
        return
    policy = Policy(badge.get("policy", Policy.EU))
    for fault in missing(_elements(badge, quality), policy):
        element = fault.params["element"]
        if element in _KEYS:
            yield ("credits" if fault.code == "microcredential.size" else _KEYS[element]), fault


def unknown_levels(badge: Manifest) -> Iterator[tuple[int, Manifest]]:
    """Levels that their scheme does not have, by place."""
    for at, level in enumerate(badge.get("levels", [])):
        if level["code"] not in LEVELS[level["scheme"]]:
            yield at, level


def is_day(text: str) -> bool:
    """Whether a date that looks like one exists."""
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


def _elements(badge: Manifest, quality: Manifest | None) -> Elements:
    """As `credentials.microcredential.elements`, from the manifest; the rest counts as said."""
    assessment = ASSESSMENT_TYPES.get(badge.get("assessment_type", ""))
    return Elements(
        learner="-",
        title="-",
        country="-",
        awarding_bodies=("-",),
        issued="-",
        outcomes=tuple(map(str, badge.get("outcomes", []))),
        credits=badge.get("credits"),
        hours=badge.get("hours"),
        levels=tuple(Level(item["scheme"], item["code"], "-") for item in badge.get("levels", [])),
        assessment=(assessment,) if assessment else (),
        participation=badge.get("participation"),
        quality={"name": "-"} if quality and "system" in quality else {},
    )
