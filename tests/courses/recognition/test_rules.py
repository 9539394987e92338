"""Decisions about awards, keys and addresses, as tables of what must come out."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest

from courses.recognition import rules
from courses.recognition.rules import AwardStatus
from tests.conftest import NOW


@pytest.mark.parametrize(
    ("base", "did"),
    [
        ("http://localhost:8000", "did:web:localhost%3A8000:issuers:kempen"),
        ("https://leerspoor.example", "did:web:leerspoor.example:issuers:kempen"),
        ("https://leerspoor.example/", "did:web:leerspoor.example:issuers:kempen"),
        ("https://LEERSPOOR.example", "did:web:leerspoor.example:issuers:kempen"),
    ],
)
def test_a_did_is_made_from_the_address_with_its_port_encoded(base: str, did: str) -> None:
    assert rules.did_web(base, "kempen") == did


@pytest.mark.parametrize("base", ["leerspoor.example", "ftp://leerspoor.example", "https://"])
def test_what_is_no_web_address_gives_no_did(base: str) -> None:
    with pytest.raises(ValueError, match="not a web address"):
        rules.did_web(base, "kempen")


@pytest.mark.parametrize(
    ("issued", "revoked", "days_left", "status"),
    [
        (False, False, None, AwardStatus.PLANNED),
        (True, False, None, AwardStatus.VALID),
        (True, False, 1, AwardStatus.VALID),
        (True, False, 0, AwardStatus.VALID),
        (True, False, -1, AwardStatus.EXPIRED),
        (True, True, -1, AwardStatus.REVOKED),
        (False, True, None, AwardStatus.REVOKED),
    ],
)
def test_status_of_an_award(issued: bool, revoked: bool, days_left: int | None, status: AwardStatus) -> None:
    end = None if days_left is None else NOW + timedelta(days=days_left)
    assert rules.award_status(issued=issued, revoked=revoked, valid_until=end, now=NOW) is status


def test_a_badge_of_a_leap_day_ends_on_the_last_of_february() -> None:
    assert rules.valid_until(datetime(2028, 2, 29, tzinfo=UTC), 1) == datetime(2029, 2, 28, tzinfo=UTC)
    assert rules.valid_until(NOW, 5) == NOW.replace(year=2031)
    assert rules.valid_until(NOW, None) is None


def test_an_edition_is_always_later_than_the_one_before() -> None:
    assert rules.next_valid_from(NOW, NOW) == NOW + timedelta(seconds=1)
    assert rules.next_valid_from(NOW, NOW - timedelta(hours=1)) == NOW + timedelta(seconds=1)
    later = NOW + timedelta(hours=1, microseconds=5)
    assert rules.next_valid_from(NOW, later) == NOW + timedelta(hours=1)


def test_a_free_index_is_never_a_taken_one_and_gives_up_in_the_end() -> None:
    taken = set(range(8)) - {5}
    assert rules.free_index(8, taken.__contains__) == 5
    assert rules.free_index(8, lambda _: True) is None


def test_indexes_are_spread_over_the_whole_list_and_say_nothing_about_order() -> None:
    """A27: chi-square of 16,000 draws over 16 equal parts (0.1 % point of 15 degrees of freedom: 37.7)."""
    parts = [0] * 16
    found = [rules.free_index(rules.LIST_LENGTH, lambda _: False) for _ in range(16_000)]
    for index in found:
        assert index is not None
        assert 0 <= index < rules.LIST_LENGTH
        parts[index * 16 // rules.LIST_LENGTH] += 1
    assert sum((count - 1000) ** 2 / 1000 for count in parts) < 50
    rising = sum(1 for first, second in pairwise(found) if (first or 0) < (second or 0))
    assert 7_600 < rising < 8_400


def test_a_list_is_left_at_half() -> None:
    assert not rules.half_full(rules.LIST_LENGTH // 2 - 1, rules.LIST_LENGTH)
    assert rules.half_full(rules.LIST_LENGTH // 2, rules.LIST_LENGTH)


def test_a_key_waits_a_day() -> None:
    assert not rules.may_activate(NOW, NOW + timedelta(hours=23, minutes=59))
    assert rules.may_activate(NOW, NOW + timedelta(hours=24))
