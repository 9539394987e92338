"""Questions: what is right, what is said about it, and that the key stays here."""

import json
from decimal import Decimal
from typing import Any

import pytest

from courses.practice.quiz_errors import BadAnswer
from courses.practice.quiz_rules import Hint, Question, parse_number, quiz_of

SECRET = b"a secret of this installation"
PACKAGE: dict[str, Any] = {
    "quiz": {
        "pass": {"at_least": 4},
        "advice": [{"below": 3, "text": "Begin bij onderdeel 2."}, {"from": 3, "text": "Sla de basis over."}],
        "questions": [
            {
                "slug": "led",
                "type": "choice",
                "prompt": "Wat is er mis?",
                "options": [
                    {
                        "slug": "weerstand",
                        "text": "De weerstand",
                        "right": False,
                        "feedback": "Die is juist.",
                    },
                    {
                        "slug": "omgekeerd",
                        "text": "De led zit omgekeerd",
                        "right": True,
                        "feedback": "Goed gekeken.",
                    },
                ],
            },
            {
                "slug": "poorten",
                "type": "multiple",
                "prompt": "Welke poorten meten?",
                "options": [
                    {"slug": "a0", "text": "A0", "right": True, "feedback": "A0 meet."},
                    {"slug": "a1", "text": "A1", "right": True},
                    {"slug": "d2", "text": "D2", "feedback": "D2 schakelt."},
                ],
                "feedback": {"right": "Alle twee.", "wrong": "Kijk naar de letter."},
            },
            {
                "slug": "volt",
                "type": "number",
                "prompt": "?",
                "answer": {"value": 4.7, "tolerance": 0.3, "unit": "V"},
            },
            {"slug": "functie", "type": "short", "prompt": "?", "accepts": ["pinMode", "pinMode()"]},
            {
                "slug": "volgorde",
                "type": "order",
                "prompt": "Zet in volgorde.",
                "options": [{"slug": slug, "text": slug.upper()} for slug in ("meten", "vergelijken", "schakelen")],
            },
        ],
    }
}
QUIZ = quiz_of(PACKAGE)


def question(slug: str) -> Question:
    found = QUIZ.question(slug)
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("slug", "answer", "right", "hint"),
    [
        ("led", "omgekeerd", True, None),
        ("led", "weerstand", False, None),
        ("poorten", ["a0", "a1"], True, None),
        ("poorten", ["a0"], False, Hint.MISSED_ONE),
        ("poorten", ["a0", "d2"], False, Hint.SOME_RIGHT),
        ("poorten", ["d2"], False, None),
        ("poorten", ["a0", "a1", "d2"], False, Hint.SOME_RIGHT),
        ("volt", "4,7", True, None),
        ("volt", "4.4 V", True, None),
        ("volt", "5", True, None),
        ("volt", "5,01", False, Hint.TOO_HIGH),
        ("volt", "4,39", False, Hint.TOO_LOW),
        ("functie", " PINMODE ( )", True, None),
        ("functie", "digitalWrite", False, None),
        ("volgorde", ["meten", "vergelijken", "schakelen"], True, None),
        ("volgorde", ["meten", "schakelen", "vergelijken"], False, Hint.FIRST_RIGHT),
        ("volgorde", ["schakelen", "vergelijken", "meten"], False, None),
    ],
)
def test_an_answer_is_judged(slug: str, answer: Any, right: bool, hint: Hint | None) -> None:
    """GAM-02, DIF-04: at once, and saying what was good in it."""
    verdict = question(slug).judge(answer)
    assert (verdict.right, verdict.hint) == (right, hint)


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        ("4,7", "4.7"),
        ("4.7", "4.7"),
        (" -3 ", "-3"),
        ("+12", "12"),
        ("4,7 V", "4.7"),
        ("4,7v", "4.7"),
        ("−5", "-5"),
    ],
)
def test_a_number_is_read_as_people_type_it(typed: str, value: str) -> None:
    assert parse_number(typed, "V") == Decimal(value)


@pytest.mark.parametrize("typed", ["", "V", "1.000,5", "4,7,1", "1e9", "NaN", "inf", "vijf", "9" * 30, "٤"])
def test_what_is_not_a_number_is_said_so_instead_of_counted(typed: str) -> None:
    assert parse_number(typed, "V") is None
    with pytest.raises(BadAnswer):
        question("volt").read([typed], SECRET)


@pytest.mark.parametrize("slug", ["led", "poorten", "volgorde", "functie"])
def test_no_answer_is_not_a_try(slug: str) -> None:
    with pytest.raises(BadAnswer):
        question(slug).read([], SECRET)


def test_a_form_brings_back_what_was_shown() -> None:
    led = question("led")
    shown = led.shown(SECRET)
    assert led.read([shown.options[1].token], SECRET) == "omgekeerd"
    order = question("volgorde")
    tokens = [order.token(slug, SECRET) for slug in ("schakelen", "meten", "vergelijken")]
    assert order.read(tokens, SECRET) == ["schakelen", "meten", "vergelijken"]
    for wrong in (tokens[:2], [tokens[0]] * 3, ["omgekeerd"]):
        with pytest.raises(BadAnswer):
            order.read(wrong, SECRET)


@pytest.mark.parametrize("slug", ["led", "poorten", "volt", "functie", "volgorde"])
def test_what_the_browser_gets_before_an_answer_holds_no_key(slug: str) -> None:
    asked = question(slug)
    seen = json.dumps(asked.shown(SECRET), default=lambda value: value.__dict__)
    for hidden in ("right", "feedback", "4.7", "0.3", "pinMode", "omgekeerd", "weerstand", "vergelijken"):
        assert f'"{hidden}"' not in seen
    for option in asked.options:
        assert option.feedback is None or str(option.feedback) not in seen


def test_an_order_is_never_shown_in_the_right_order_and_cannot_be_computed_without_the_secret() -> None:
    order = question("volgorde")
    right = tuple(option.text for option in order.options)
    shown = {tuple(option.text for option in order.shown(f"secret {number}".encode()).options) for number in range(60)}
    assert right not in shown
    assert len(shown) > 1
    assert order.shown(SECRET) == order.shown(SECRET)


@pytest.mark.parametrize(("right", "advice"), [(0, "Begin bij onderdeel 2."), (3, "Sla de basis over.")])
def test_the_entry_check_advises_by_how_much_was_right(right: int, advice: str) -> None:
    assert QUIZ.advice_for(right) == advice


def test_without_tries_for_ever_only_when_the_package_says_so() -> None:
    assert QUIZ.retry is True
    assert quiz_of({"quiz": {"retry": False, "questions": []}}).retry is False
