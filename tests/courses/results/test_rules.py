"""Results sheets: which column is what, whose names are refused, numbers with a comma, totals (BEW-02, T13)."""

from decimal import Decimal

import pytest

from courses.results.errors import NamesInSheet, SheetRefused
from courses.results.rules import (
    Columns,
    by_goal,
    columns_of,
    line_of,
    looks_like_a_name,
    number_of,
    pupils_of,
    refuse_names,
    scores_of,
)

LONG = (("code", "item", "score"), (("L01", "Wet van Ohm", "7,5"), ("L02", "Wet van Ohm", "5"), ("L01", "Meten", "8")))
WIDE = (("Code", "Vraag 1", "Vraag 2"), (("L01", "1", "0,5"), ("L02", "0", "1")))


def test_a_row_per_answer_and_a_row_per_pupil_are_both_read() -> None:
    assert columns_of(*LONG) == Columns(0, 1, 2)
    assert columns_of(*WIDE) == Columns(0, None, None, (1, 2))
    assert scores_of(*LONG, columns_of(*LONG)) == {
        "Wet van Ohm": [Decimal("7.5"), Decimal(5)],
        "Meten": [Decimal(8)],
    }
    assert scores_of(*WIDE, columns_of(*WIDE))["Vraag 2"] == [Decimal("0.5"), Decimal(1)]
    assert pupils_of(LONG[1], columns_of(*LONG)) == 2


@pytest.mark.parametrize(
    "heading",
    ["Naam", "Voornaam leerling", "Leerling", "E-mail", "Mailadres", "Geboortedatum", "First name", "Prénom", "GSM"],
)
def test_a_heading_that_promises_names_is_refused(heading: str) -> None:
    with pytest.raises(NamesInSheet) as caught:
        columns_of((heading, "item", "score"), (("x1", "a", "1"),))
    assert caught.value.values["column"] == heading


@pytest.mark.parametrize(
    "values",
    [
        ("Emma Peeters", "Liam De Smet"),
        ("Peeters, Emma", "De Smet, Liam"),
        ("Jan van den Broeck", "Fatima El Amrani"),
        ("Emma", "Noor", "Vince"),
        ("Zoë Ünal", "Renée D’Hondt"),
        ("L01", "emma.peeters@school.example"),
    ],
)
def test_values_that_look_like_names_are_refused_whatever_the_heading(values: tuple[str, ...]) -> None:
    with pytest.raises(NamesInSheet):
        refuse_names(("code", "punt"), [(value, "7") for value in values])


@pytest.mark.parametrize("values", [("L01", "L02"), ("1", "2"), ("5A-03", "5A-04"), ("AB", "CD"), ("x7f", "q9z")])
def test_codes_pass(values: tuple[str, ...]) -> None:
    refuse_names(("code", "punt"), [(value, "7") for value in values])


def test_titles_of_items_are_no_names() -> None:
    refuse_names(("code", "item"), [("L01", "Wet van Ohm"), ("L02", "Serie Schakeling")])
    assert looks_like_a_name("Emma Peeters")
    assert not looks_like_a_name("een les met stroom")


@pytest.mark.parametrize(
    ("text", "value"),
    [("7,5", "7.5"), ("7.5", "7.5"), ("85 %", "85"), ("8/10", "0.8"), ("-1", "-1"), ("acht", None), ("1/0", None),
     ("NaN", None), ("1e99", None), ("=1+1", None)],
)  # fmt: skip
def test_numbers_as_people_write_them(text: str, value: str | None) -> None:
    assert number_of(text) == (Decimal(value) if value else None)


def test_totals_per_item_and_goal() -> None:
    scores = {"a": [Decimal(1), Decimal(2)], "b": [Decimal(6)], "c": [Decimal(9)]}
    line = line_of("a", scores["a"])
    assert (line.count, line.mean, line.low, line.high) == (2, "1,5", "1", "2")
    assert by_goal(scores, {"a": "4.4", "b": "4.4"}) == {"4.4": [Decimal(1), Decimal(2), Decimal(6)]}


def test_a_sheet_without_scores_or_with_a_word_for_one_says_so() -> None:
    with pytest.raises(SheetRefused):
        columns_of(("code", "vraag"), (("L01", "ja"),))
    with pytest.raises(SheetRefused):
        scores_of(("code", "item", "score"), (("L01", "a", "goed"),), Columns(0, 1, 2))
