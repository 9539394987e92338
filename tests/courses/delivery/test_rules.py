"""Local time, seats and dates of a run: tables of what must come out."""

from datetime import UTC, date, datetime, timedelta

import pytest

from courses.delivery import rules
from courses.delivery.errors import BadPlan, RunClosed

BRUSSELS = "Europe/Brussels"


def local(wall: str) -> datetime:
    """A time on the clock of the place, without a zone."""
    return datetime.fromisoformat(wall)


@pytest.mark.parametrize(
    ("starts", "utc"),
    [
        # Winter time, summer time, and both sides of the night in which the clocks change.
        (local("2026-11-25 14:00"), datetime(2026, 11, 24, 16, tzinfo=UTC)),
        (local("2026-07-01 09:00"), datetime(2026, 6, 30, 15, tzinfo=UTC)),
        (local("2026-10-25 14:00"), datetime(2026, 10, 24, 15, tzinfo=UTC)),
        (local("2026-10-26 14:00"), datetime(2026, 10, 25, 16, tzinfo=UTC)),
        (local("2027-03-28 14:00"), datetime(2027, 3, 27, 16, tzinfo=UTC)),
        (local("2027-03-29 14:00"), datetime(2027, 3, 28, 15, tzinfo=UTC)),
    ],
)
def test_a_session_is_announced_the_day_before_at_five_on_the_clock_of_the_place(
    starts: datetime, utc: datetime
) -> None:
    assert rules.session_reminder_at(starts, BRUSSELS) == utc


def test_due_work_is_announced_three_days_before_across_the_change_of_the_clocks() -> None:
    assert rules.due_reminder_at(local("2026-10-27 23:59"), BRUSSELS) == datetime(2026, 10, 24, 15, tzinfo=UTC)
    assert rules.due_reminder_at(local("2026-10-29 23:59"), BRUSSELS) == datetime(2026, 10, 26, 16, tzinfo=UTC)


def test_five_weeks_later_is_the_same_time_on_the_clock() -> None:
    """AAN-03: a return moment weeks after the last session; 14.00 stays 14.00 when the clocks change."""
    back = local("2026-10-14 14:00") + timedelta(weeks=5)
    assert back == local("2026-11-18 14:00")
    assert rules.instant(local("2026-10-14 14:00"), BRUSSELS).astimezone(UTC).hour == 12
    assert rules.instant(back, BRUSSELS).astimezone(UTC).hour == 13


def test_an_hour_that_is_skipped_or_doubled_still_is_one_moment() -> None:
    assert rules.instant(local("2027-03-28 02:30"), BRUSSELS).astimezone(UTC) == datetime(
        2027, 3, 28, 1, 30, tzinfo=UTC
    )
    assert rules.instant(local("2026-10-25 02:30"), BRUSSELS).astimezone(UTC) == datetime(
        2026, 10, 25, 0, 30, tzinfo=UTC
    )


def test_work_is_due_three_days_before_the_return_moment_at_the_end_of_the_day() -> None:
    assert rules.default_due(local("2026-11-25 14:00")) == local("2026-11-22 23:59")


def test_an_unknown_zone_is_refused() -> None:
    with pytest.raises(BadPlan):
        rules.zone_of("Europe/Geel")


@pytest.mark.parametrize(
    ("today", "until", "cancelled", "word"),
    [
        (date(2026, 11, 10), None, False, None),
        (date(2026, 11, 25), None, False, None),
        (date(2026, 11, 26), None, False, "over"),
        (date(2026, 11, 10), date(2026, 11, 10), False, None),
        (date(2026, 11, 11), date(2026, 11, 10), False, "no longer join"),
        (date(2026, 11, 10), None, True, "cancelled"),
    ],
)
def test_who_may_still_join(today: date, until: date | None, cancelled: bool, word: str | None) -> None:
    def check() -> None:
        rules.check_joinable(today=today, ends_on=date(2026, 11, 25), enrol_until=until, cancelled=cancelled)

    if word is None:
        check()
        return
    with pytest.raises(RunClosed, match=word):
        check()


@pytest.mark.parametrize(("seats", "taken", "left"), [(12, 3, 9), (12, 12, 0), (12, 13, 0), (None, 99, None)])
def test_seats_left(seats: int | None, taken: int, left: int | None) -> None:
    assert rules.seats_left(seats, taken) == left


def test_a_return_moment_follows_the_sessions_and_its_due_time_lies_between() -> None:
    last, back = local("2026-10-14 17:00"), local("2026-11-25 14:00")
    rules.check_return(last_session_ends=last, starts_local=back, opens=last, due=local("2026-11-22 23:59"))
    for wrong in (
        {"starts_local": local("2026-10-14 16:00"), "opens": None, "due": None},
        {"starts_local": back, "opens": last, "due": last},
        {"starts_local": back, "opens": last, "due": local("2026-11-25 15:00")},
    ):
        with pytest.raises(BadPlan):
            rules.check_return(last_session_ends=last, **wrong)
