"""Frameworks are loaded once, keep their dates, and are found by the newest version that has a goal."""

import json
from datetime import UTC, date, datetime
from importlib.resources import files
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from courses.frameworks.errors import FrameworkChanged, FrameworkFileInvalid
from courses.frameworks.models import Framework, FrameworkItem
from courses.frameworks.queries import align, frameworks
from courses.frameworks.rules import in_force, parse_csv, parse_json
from courses.frameworks.services import SHIPPED, import_framework, import_shipped
from tests.shared import shared_path

NOW = datetime(2026, 11, 22, 9, tzinfo=UTC)
HEAD = {"code": "eigen", "version": "1", "name": {"nl": "Eigen doelen"}}
CSV = (
    "code,parent,name_nl,name_en,description_nl,url,valid_from,valid_until\n"
    "1,,Meten,Measuring,,https://doelen.example/1,,\n"
    '1.1,1,"Aflezen, en verklaren",,Met een marge.,,2026-09-01,2030-08-31\n'
)


def shipped(name: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(files("courses.frameworks").joinpath("data", name).read_text("utf-8"))
    return found


def test_the_shipped_files_can_be_read() -> None:
    for name in SHIPPED:
        spec = parse_json(json.dumps(shipped(name)))
        assert spec.code == name.removesuffix(".json")


def test_digcompedu_is_the_reference_file() -> None:
    reference = json.loads(shared_path("frameworks/digcompedu.json").read_text("utf-8"))
    ours = parse_json(json.dumps(shipped("digcompedu.json")))
    assert [(item.code, item.name["en"], item.name["nl"]) for item in ours.items] == [
        (item["code"], item["name_en"], item["name_nl"]) for item in reference["items"]
    ]
    assert ours.levels == ("A1", "A2", "B1", "B2", "C1", "C2")
    assert sum("." in item.code for item in ours.items) == 22


def test_the_flemish_goals_are_the_reference_file_and_over() -> None:
    reference = json.loads(shared_path("frameworks/eindtermen.json").read_text("utf-8"))
    ours = parse_json(json.dumps(shipped("vl-et-2g-2021.json")))
    texts = {item.code: item.name["nl"] for item in ours.items}
    for item in reference["items"]:
        assert texts[item["code"]] == item["text_nl"]
    assert ours.valid_until == date.fromisoformat(reference["framework"]["valid_until"])
    assert not in_force(ours.valid_from, ours.valid_until, NOW.date())


def test_loading_twice_changes_nothing(session: Session) -> None:
    import_shipped(session, now=NOW)
    before = session.scalar(select(func.count()).select_from(FrameworkItem))
    import_shipped(session, now=NOW)
    assert session.scalar(select(func.count()).select_from(FrameworkItem)) == before
    assert [one.code for one in frameworks(session)] == ["digcomp3", "digcompedu", "vl-et-2g-2021"]


def test_csv_with_dates_and_parents(session: Session) -> None:
    """S10: the programme loads a new framework with validity dates."""
    spec = parse_csv(CSV, head=HEAD)
    framework, new = import_framework(session, spec=spec, now=NOW)
    parent, child = framework.items
    assert new
    assert child.parent_id == parent.id
    assert child.name == {"nl": "Aflezen, en verklaren"}
    assert (child.valid_from, child.valid_until) == (date(2026, 9, 1), date(2030, 8, 31))
    assert parent.name == {"nl": "Meten", "en": "Measuring"}


def test_other_goals_under_the_same_version_are_refused(session: Session) -> None:
    """Old badges point at what was loaded; a change is a new version beside it."""
    import_framework(session, spec=parse_csv(CSV, head=HEAD), now=NOW)
    changed = CSV.replace("Aflezen, en verklaren", "Alleen aflezen")
    with pytest.raises(FrameworkChanged):
        import_framework(session, spec=parse_csv(changed, head=HEAD), now=NOW)
    newer, new = import_framework(session, spec=parse_csv(changed, head={**HEAD, "version": "2"}), now=NOW)
    assert new
    assert session.scalar(select(func.count()).select_from(Framework)) == 2
    (found,) = align(session, [("eigen", "1.1", None)])
    assert found.item is not None
    assert found.item.framework_id == newer.id


def test_alignment_keeps_order_and_says_what_is_unknown(session: Session) -> None:
    import_shipped(session, now=NOW)
    goals = [("vl-et-2g-2021", "4.4", None), ("geen", "1", "B1"), ("digcompedu", "3.1", "B1")]
    flemish, unknown, digital = align(session, goals)
    assert flemish.item is not None
    assert not flemish.in_force(NOW.date())
    assert flemish.in_force(date(2024, 1, 1))
    assert unknown.item is None
    assert unknown.in_force(NOW.date())
    assert digital.frozen("nl") == {
        "framework": "digcompedu",
        "framework_name": "Europees referentiekader voor de digitale competenties van leraren (DigCompEdu)",
        "code": "3.1",
        "name": "Lesgeven",
        "url": "https://joint-research-centre.ec.europa.eu/digcompedu/digcompedu-framework_en",
        "level": "B1",
    }


def test_a_code_of_another_framework_is_not_found(session: Session) -> None:
    import_shipped(session, now=NOW)
    assert align(session, [("digcompedu", "4.4", None)])[0].item is None


BROKEN_JSON = [
    ("[" * 100_000, "This is not JSON that can be read."),
    ("{}", "This is not a file of the format leerspoor-framework/1."),
    ('{"format": "leerspoor-framework/1"}', "'framework, items' is missing."),
]
BROKEN_CSV = [
    (CSV.replace("code,parent", "kode,parent"), "Unknown column 'kode'."),
    (CSV.replace("1.1,1,", "1.1,9,"), "The goal '1.1' stands before its parent."),
    (CSV.replace("1.1,1,", "1,,"), "The goal '1' stands here twice."),
    (CSV.replace("2026-09-01", "1 september"), "'valid_from' must be a date such as 2026-09-01."),
    (CSV.replace("https://doelen", "javascript://doelen"), "'javascript://doelen.example/1' is not an address."),
    (CSV + "2,\n", "Line 4 does not have as many cells as the first."),
    (CSV.splitlines()[0] + "\n", "A framework has 1 to 5000 goals."),
    (CSV.replace("1,,Meten", "<b>,,Meten"), "'<b>' is not a code."),
]


@pytest.mark.parametrize(("text", "sentence"), BROKEN_JSON, ids=[case[1][:30] for case in BROKEN_JSON])
def test_broken_json_is_refused(text: str, sentence: str) -> None:
    with pytest.raises(FrameworkFileInvalid) as caught:
        parse_json(text)
    assert str(caught.value) == sentence


@pytest.mark.parametrize(("text", "sentence"), BROKEN_CSV, ids=[case[1][:30] for case in BROKEN_CSV])
def test_broken_csv_is_refused(text: str, sentence: str) -> None:
    with pytest.raises(FrameworkFileInvalid) as caught:
        parse_csv(text, head=HEAD)
    assert str(caught.value) == sentence
