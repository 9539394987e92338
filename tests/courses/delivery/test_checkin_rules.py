"""The code on the screen: letters, half minutes, one session, its time."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from courses.delivery.checkin_rules import (
    ALPHABET,
    LENGTH,
    STEP,
    Door,
    Worth,
    code_at,
    kept_code_right,
    key_of,
    match,
    start_of,
    step_of,
    typed,
    worth,
)

SECRET = b"a secret of this installation"
OPENS = datetime(2026, 11, 30, 13, 0, tzinfo=UTC)
DOOR = Door(1, "eerste", OPENS, OPENS + timedelta(hours=3))
OTHER = Door(2, "tweede", OPENS, OPENS + timedelta(hours=3))
NOW = OPENS + timedelta(minutes=40, seconds=7)
SECOND = timedelta(seconds=1)
#: Sets of signs that look alike from the back row, or are said alike.
ALIKE = ("0OQD", "1IL", "2Z", "5S", "8B", "6G", "UVY", "MN", "CG", "EF", "PR", "PB", "AH")


def shown(at: datetime, door: Door = DOOR) -> str:
    return code_at(key_of(SECRET, door.public_id), step_of(at))


def test_no_two_letters_look_alike_and_no_code_is_a_word() -> None:
    assert len(ALPHABET) == len(set(ALPHABET)) == 16
    for alike in ALIKE:
        assert len(set(alike) & set(ALPHABET)) <= 1, alike
    assert not set(ALPHABET) & set("AEIOU")


def test_typing_is_forgiven_what_does_not_matter() -> None:
    assert typed(" kt7-p4m ") == typed("KT7P4M") == "KT7P4M"
    assert typed("0oq1iNuv") == "DDDLLMYY"
    assert len(typed("X" * 500)) <= 2 * LENGTH


@given(st.integers(0, 3 * 3600 - 61))
def test_a_code_is_right_for_its_half_minute_and_the_one_after(second: int) -> None:
    at = OPENS + second * SECOND
    code, next_step = shown(at), start_of(step_of(at) + 1)
    for moment in (at, next_step - SECOND, next_step + (STEP - 1) * SECOND):
        assert worth(code, DOOR, secret=SECRET, now=moment)[0] is Worth.RIGHT
    gone = next_step + STEP * SECOND
    assert worth(code, DOOR, secret=SECRET, now=gone) == (Worth.EXPIRED, start_of(step_of(at)))


def test_a_code_is_of_one_session_and_of_one_installation() -> None:
    assert worth(shown(NOW), OTHER, secret=SECRET, now=NOW)[0] is Worth.WRONG
    assert worth(shown(NOW), DOOR, secret=b"another", now=NOW)[0] is Worth.WRONG
    assert key_of(SECRET, "eerste") != key_of(SECRET, "tweede")


def test_outside_its_time_a_right_code_is_early_or_late() -> None:
    before, after = OPENS - SECOND, DOOR.closes
    assert worth(shown(before), DOOR, secret=SECRET, now=before)[0] is Worth.EARLY
    assert worth(shown(after), DOOR, secret=SECRET, now=after)[0] is Worth.LATE
    assert worth(shown(NOW), DOOR, secret=SECRET, now=after)[0] is Worth.LATE, "kept until it was over"


def test_of_several_sessions_the_one_that_it_opens_is_found() -> None:
    found = match(shown(NOW, OTHER), [DOOR, OTHER], secret=SECRET, now=NOW)
    assert found is not None
    assert (found.door, found.worth) == (OTHER, Worth.RIGHT)
    assert match("CCCCCC", [DOOR, OTHER], secret=SECRET, now=NOW) is None
    old = shown(NOW - timedelta(minutes=5))
    assert match(old, [DOOR], secret=SECRET, now=NOW, back=False) is None


def test_a_kept_code_must_fit_the_time_at_which_it_was_typed() -> None:
    """A telephone's clock may be a minute wrong, not ten; and no clock reaches outside the session."""
    code = shown(NOW)
    for wrong in (-60, 0, 60):
        assert kept_code_right(code, DOOR, secret=SECRET, seen_at=NOW + wrong * SECOND)
    assert not kept_code_right(code, DOOR, secret=SECRET, seen_at=NOW + timedelta(minutes=10))
    assert not kept_code_right(code, OTHER, secret=SECRET, seen_at=NOW)
    early = OPENS - timedelta(minutes=5)
    assert not kept_code_right(shown(early), DOOR, secret=SECRET, seen_at=early)


@given(st.text(max_size=60))
def test_nonsense_is_never_right(text: str) -> None:
    code = typed(text)
    right = {shown(NOW), shown(NOW - timedelta(seconds=STEP))}
    assert (worth(code, DOOR, secret=SECRET, now=NOW)[0] is Worth.RIGHT) is (code in right)
