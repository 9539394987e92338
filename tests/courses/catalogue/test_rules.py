"""Filters, search and counts of the catalogue (AAN-11, INH-08, NIV-01, NIV-02, NIV-03)."""

import json
from decimal import Decimal
from importlib.resources import files

import pytest

from courses.catalogue.models import Form, ModuleVersion
from courses.catalogue.rules import (
    FINALITIES,
    GRADES,
    STUDY_FIELDS,
    THEMES,
    Entry,
    Facet,
    Wanted,
    counts,
    entry,
    fits,
    time_of,
    words_of,
)
from courses.frameworks.models import FrameworkItem
from courses.frameworks.queries import Aligned


def module(**said: object) -> ModuleVersion:
    base: dict[str, object] = {
        "title": {"nl": "Arduino in de les"},
        "summary": {"nl": "Je leerlingen meten en sturen."},
        "pupils": {"nl": "Ze creëren een schakeling."},
        "study_fields": ["auto"],
        "entry_level": "A2",
        "theme": "vak",
        "form": Form.BLENDED,
        "hours": Decimal(16),
    }
    return ModuleVersion(**{**base, **said})


GOAL = Aligned(
    "vl-et-2g-2021",
    "4.5-DU",
    None,
    FrameworkItem(code="4.5-DU", name={"nl": "een aangereikt algoritme aanpassen"}, description={"nl": "6.25 ook"}),
)
ARDUINO = entry(module(), [GOAL])
TESTS = entry(
    module(
        title={"nl": "Digitale toetsen"},
        study_fields=["alle"],
        theme="toets",
        form=Form.ONLINE,
        hours=Decimal(12),
        entry_level="B1",
    ),
    [],
)
SHORT = entry(module(title={"nl": "Kort"}, hours=Decimal("1.5"), study_fields=["hout"], entry_level=None), [])
ALL = (ARDUINO, TESTS, SHORT)


def found(wanted: Wanted) -> list[Entry]:
    return [one for one in ALL if fits(one, wanted)]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("arduino", [ARDUINO]),
        ("ARDUINO les", [ARDUINO]),
        ("creeren toetsen", [TESTS]),
        ("4.5", [ARDUINO]),
        ("6.25", [ARDUINO]),
        ("algoritme", [ARDUINO]),
        ("zeppelin", []),
        ("", list(ALL)),
    ],
)
def test_every_word_must_be_found_somewhere(query: str, expected: list[Entry]) -> None:
    assert found(Wanted(words=words_of(query))) == expected


def test_within_a_question_any_answer_will_do_and_every_question_counts() -> None:
    two = Wanted(chosen={Facet.THEME: frozenset({"vak", "toets"})})
    assert found(two) == list(ALL)
    both = Wanted(chosen={Facet.THEME: frozenset({"vak"}), Facet.LEVEL: frozenset({"beginner"})})
    assert found(both) == [ARDUINO]


def test_a_module_for_every_field_is_found_under_each() -> None:
    for field in STUDY_FIELDS:
        assert TESTS in found(Wanted(chosen={Facet.FIELD: frozenset({field})}))


def test_a_goal_is_found_exactly() -> None:
    """INH-08: from one goal to the modules that work on it."""
    assert found(Wanted(goal="vl-et-2g-2021:4.5-DU")) == [ARDUINO]
    assert found(Wanted(goal="vl-et-2g-2021:4.5")) == []


def test_counts_say_what_one_more_answer_would_give() -> None:
    wanted = Wanted(chosen={Facet.THEME: frozenset({"vak"})})
    counted = counts(ALL, wanted)
    assert counted[Facet.THEME] == {"vak": 2, "toets": 1, "denk": 0, "coach": 0, "stapel": 0}
    assert counted[Facet.FORM] == {"online": 0, "onsite": 0, "blended": 2}
    assert counted[Facet.TIME] == {"halve-dag": 1, "weken": 0, "langer": 1}


@pytest.mark.parametrize(
    ("hours", "answer"), [("1.5", "halve-dag"), ("4", "halve-dag"), ("4.5", "weken"), ("12", "weken"), ("13", "langer")]
)
def test_time_by_study_load(hours: str, answer: str) -> None:
    assert time_of(module(hours=Decimal(hours))) == answer


def test_a_module_without_level_is_in_no_level() -> None:
    assert SHORT.values[Facet.LEVEL] == frozenset()


def test_the_schema_has_the_same_lists() -> None:
    schema = json.loads(files("courses.catalogue").joinpath("package.schema.json").read_text())
    properties = schema["properties"]
    assert set(properties["study_fields"]["items"]["enum"]) == {*STUDY_FIELDS, "alle"}
    assert tuple(properties["theme"]["enum"]) == THEMES
    assert set(properties["grades"]["items"]["enum"]) == set(GRADES)
    assert set(properties["finality"]["items"]["enum"]) == set(FINALITIES)
