"""A package may only call a badge a microcredential when every element of it is there; what lacks is named."""

from pathlib import Path

import pytest

from courses.catalogue.package import Package, check_package
from courses.catalogue.package.faults import Severity
from lms.markup import parse
from tests.packages import line_of, replaced, write_package

QUALITY = "quality: {reviewed_by: Tom Peeters, reviewed_on: 2026-09-01, statement: Goed."
TYPE = "achievement_type: Competency"


def microcredential(*changes: tuple[str, str]) -> str:
    """The package with a badge that says every element, changed as given."""
    manifest = replaced(QUALITY, f"{QUALITY[:-1]}., system: Kwaliteitskader, url: https://voorbeeld.example/kwaliteit")
    manifest = replaced(TYPE, "achievement_type: MicroCredential", manifest)
    manifest = replaced(
        "    supervision: Niemand.\n",
        "    supervision: Niemand.\n    supervised: true\n    identity_checked: true\n    stackable: true\n"
        "    entry_requirement: {nl: Je geeft les., en: You teach.}\n    credits: 3\n",
        manifest,
    )
    for old, new in changes:
        manifest = replaced(old, new, manifest)
    return manifest


def checked(folder: Path, manifest: str) -> tuple[Package | None, list[tuple[int, str]]]:
    package, faults = check_package(write_package(folder / "pakket", manifest), parse=parse)
    return package, [(fault.line, fault.sentence) for fault in faults if fault.severity is Severity.FAULT]


def test_a_complete_microcredential_comes_in(tmp_path: Path) -> None:
    package, faults = checked(tmp_path, microcredential())
    assert faults == []
    assert package is not None
    assert package.badges[0].elements == {
        "credits": 3,
        "supervised": True,
        "identity_checked": True,
        "stackable": True,
        "entry_requirement": {"nl": "Je geeft les.", "en": "You teach."},
        "quality": {
            "name": {"nl": "Kwaliteitskader"},
            "url": "https://voorbeeld.example/kwaliteit",
            "description": {"nl": "Goed."},
            "reviewed_on": "2026-09-01",
        },
    }


@pytest.mark.parametrize(
    ("old", "new", "at", "sentence"),
    [
        (
            "    outcomes: [geeft een les]\n",
            "",
            "- slug: kleine-badge",
            "A microcredential must name its learning outcomes.",
        ),
        (
            "assessment_type: project work",
            "assessment_type: een gesprek",
            "assessment_type",
            "A microcredential must say how learning was assessed, in words of the European list.",
        ),
        (
            "    participation: Blended\n",
            "",
            "- slug: kleine-badge",
            "A microcredential must say in which form one took part.",
        ),
        ("system: Kwaliteitskader, ", "", "quality:", "A microcredential must say how its quality is assured."),
    ],
)
def test_each_element_that_lacks_is_named(tmp_path: Path, old: str, new: str, at: str, sentence: str) -> None:
    manifest = microcredential((old, new))
    package, faults = checked(tmp_path, manifest)
    assert package is None
    assert faults == [(line_of(at, manifest), sentence)]


def test_hours_or_credits(tmp_path: Path) -> None:
    without = microcredential(("    credits: 3\n", ""))
    assert checked(tmp_path, without)[1] == []
    neither = replaced("    hours: 4.5\n    assessment", "    assessment", without)
    assert [said for _line, said in checked(tmp_path, neither)[1]] == [
        "A microcredential must say how much work it takes, in ECTS credits or in hours."
    ]


def test_other_badges_are_asked_nothing_of_this(tmp_path: Path) -> None:
    manifest = microcredential(("achievement_type: MicroCredential", TYPE), ("    outcomes: [geeft een les]\n", ""))
    assert checked(tmp_path, manifest)[1] == []


def test_a_national_policy_asks_its_size_and_level(tmp_path: Path) -> None:
    """The institution is asked on import, when the issuer is known."""
    manifest = microcredential(
        ("achievement_type: MicroCredential", "achievement_type: MicroCredential\n    policy: vl-afsprakenkader"),
        ("credits: 3", "credits: 2.5"),
    )
    assert checked(tmp_path, manifest)[1] == [
        (
            line_of("- slug: kleine-badge", manifest),
            "Under vl-afsprakenkader a microcredential must state its level (VKS).",
        ),
        (
            line_of("credits: 2.5", manifest),
            "Under vl-afsprakenkader a microcredential counts from 3 to 20 ECTS credits, in halves.",
        ),
    ]
    level = '{scheme: VKS, code: "6", set_by: AHOVOKS, set_on: 2026-09-01}'
    whole = replaced("credits: 2.5", f"credits: 3\n    levels: [{level}]", manifest)
    assert checked(tmp_path, whole)[1] == []


@pytest.mark.parametrize(
    ("level", "sentence"),
    [
        ('{scheme: EQF, code: "4+", set_by: A, set_on: 2026-09-01}', "There is no level 4+ in EQF."),
        ('{scheme: VKS, code: "6", set_by: A, set_on: 2026-02-30}', "This day does not exist."),
        ('{scheme: VKS, code: "6", set_on: 2026-09-01}', "'set_by' is missing in levels[1]."),
        ("{scheme: VKS, code: 6, set_by: A, set_on: 2026-09-01}", "'code' must be text; put it between quotes."),
    ],
)
def test_a_level_says_who_set_it(tmp_path: Path, level: str, sentence: str) -> None:
    manifest = microcredential(("credits: 3", f"credits: 3\n    levels: [{level}]"))
    assert [said for _line, said in checked(tmp_path, manifest)[1]] == [sentence]


def test_credits_are_halves_and_never_hours(tmp_path: Path) -> None:
    assert len(checked(tmp_path, microcredential(("credits: 3", "credits: 3.3")))[1]) == 1
