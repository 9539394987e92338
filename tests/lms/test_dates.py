"""Days and times in Dutch, French and English; wall times stay, instants move."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from flask import Flask
from flask_babel import Babel, force_locale

from courses.catalogue.models import UnitKind
from courses.progress import rules
from courses.progress.facts import Conditions
from lms import dates
from lms.missing_text import missing_detail, missing_title
from tests.courses.progress.worlds import NOW, facts, gathering, work

WALL = datetime.fromisoformat("2026-11-25 14:00")
INSTANT = datetime(2026, 11, 25, 13, tzinfo=UTC)
TODAY = date(2026, 11, 17)


@pytest.fixture(autouse=True)
def page() -> Iterator[None]:
    app = Flask("lms")
    Babel(app, default_locale="nl")
    with app.test_request_context():
        yield


def test_dutch_days_and_times_as_look_writes_them() -> None:
    assert dates.format_moment(WALL) == "wo 25 november, 14.00"
    assert dates.format_when(WALL) == "wo 25 november om 14.00"
    assert dates.format_span(WALL, WALL + timedelta(minutes=90)) == "wo 25 november, 14.00–15.30"
    assert dates.format_long_day(WALL) == "woensdag 25 november"
    assert dates.format_date(WALL) == "25 november 2026"
    assert dates.format_month(WALL) == "november 2026"
    assert dates.format_days(WALL.date(), WALL.date()) == "wo 25 november"
    assert dates.format_span(WALL, WALL + timedelta(days=1)) == "wo 25 november, 14.00 – do 26 november, 14.00"


def test_the_year_is_said_only_when_it_is_another_one() -> None:
    assert dates.format_day(date(2027, 2, 3), today=TODAY) == "wo 3 februari 2027"
    assert dates.format_day(date(2026, 2, 3), today=TODAY) == "di 3 februari"


@pytest.mark.parametrize(
    ("value", "zone", "shown"),
    [
        (WALL, "America/New_York", "wo 25 november, 14.00"),
        (INSTANT, "Europe/Brussels", "wo 25 november, 14.00"),
        (INSTANT, "America/New_York", "wo 25 november, 08.00"),
        (datetime(2026, 7, 1, 23, 30, tzinfo=UTC), "Europe/Brussels", "do 2 juli, 01.30"),
        (
            datetime(2026, 11, 25, 14, tzinfo=ZoneInfo("Europe/Lisbon")),
            "Europe/Brussels",
            "wo 25 november, 14.00",
        ),
    ],
)
def test_wall_times_stay_and_instants_follow_the_reader(value: datetime, zone: str, shown: str) -> None:
    assert dates.format_moment(value, zone=zone) == shown
    assert dates.format_when(value, zone) == shown.replace(", ", " om ")


def test_other_languages_have_their_own_clock() -> None:
    with force_locale("fr"):
        assert dates.format_moment(WALL) == "mer. 25 novembre, 14:00"
    with force_locale("en"):
        assert dates.format_moment(WALL) == "Wed 25 November, 14:00"


@pytest.mark.parametrize(
    ("ago", "shown"),
    [
        (timedelta(hours=1), "vandaag om 12.00"),
        (timedelta(days=1), "gisteren"),
        (timedelta(days=9), "ma 16 november"),
    ],
)
def test_how_long_ago(ago: timedelta, shown: str) -> None:
    assert dates.format_since(INSTANT - ago, INSTANT - timedelta(0)).replace("13.00", "12.00") == shown


@pytest.mark.parametrize(
    ("minutes", "shown"),
    [(10, "10 min"), (60, "1 uur"), (90, "1,5 uur"), (140, "2 uur 20 min"), (360, "6 uur")],
)
def test_how_long_it_takes(minutes: int, shown: str) -> None:
    assert dates.format_minutes(minutes) == shown


def test_what_is_missing_reads_the_same_for_everybody() -> None:
    """The sentence that teacher, trainer and coach read comes from one function."""
    here = facts(work(), gathering(UnitKind.RETURN_MOMENT, 8))
    found = rules.missing_for(here, Conditions.from_package({"units": "all"}), NOW)
    assert [missing_title(one) for one in found] == [
        "Lever “Praktijkopdracht” in",
        "Kom naar het terugkommoment",
    ]
    assert [missing_detail(one) for one in found] == [
        "Graag vóór zo 22 november, 10.00.",
        "wo 25 november, 10.00, Geel",
    ]
