"""Numbers that a form sends: whatever stands in the field, a number comes out."""

import pytest

from lms.forms import number_in


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("7", 7),
        ("0012", 12),
        ("999999999", 999_999_999),
        ("1000000000", 0),
        ("-1", 0),
        (" 7", 0),
        ("७", 0),
        ("²", 0),
        ("zeven", 0),
        ("", 0),
        (None, 0),
    ],
)
def test_a_field_is_a_number_or_nothing(text: str | None, number: int) -> None:
    assert number_in(text) == number
