"""A quiz in the browser, without a script: POST, redirect, GET with feedback; and the key never gets out early."""

import re

import pytest
from flask import Flask
from sqlalchemy import select

from courses.catalogue.models import Unit, UnitKind
from courses.practice.models import QuizAnswer
from courses.practice.quiz_rules import Hint, Verdict
from courses.progress.models import UnitProgress
from lms.db import Database
from lms.learn.quiz_page import feedback_on

from .conftest import Learner, visible

QUESTIONS = [
    {
        "slug": "led",
        "type": "choice",
        "prompt": {"nl": "Wat is er mis?"},
        "options": [
            {
                "slug": "keus-juist",
                "text": {"nl": "De led zit omgekeerd"},
                "right": True,
                "feedback": {"nl": "Juist. Zo is het."},
            },
            {
                "slug": "keus-mis",
                "text": {"nl": "De `pin` is stuk"},
                "right": False,
                "feedback": {"nl": "Kijk naar de poten."},
            },
        ],
    },
    {
        "slug": "volt",
        "type": "number",
        "prompt": {"nl": "Hoeveel volt?"},
        "answer": {"value": 4.75, "tolerance": 0.25, "unit": "V"},
        "feedback": {"right": {"nl": "Juist."}, "wrong": {"nl": "Meet tussen A0 en GND."}},
    },
    {
        "slug": "functie",
        "type": "short",
        "prompt": {"nl": "Welke functie?"},
        "accepts": ["pinMode"],
        "feedback": {"right": {"nl": "Juist."}, "wrong": {"nl": "Hij staat in setup()."}},
    },
    {
        "slug": "poorten",
        "type": "multiple",
        "prompt": {"nl": "Welke poorten?"},
        "options": [
            {"slug": "a0", "text": {"nl": "A0"}, "right": True, "feedback": {"nl": "A0 meet."}},
            {"slug": "a1", "text": {"nl": "A1"}, "right": True, "feedback": {"nl": "A1 ook."}},
            {"slug": "d2", "text": {"nl": "D2"}, "right": False, "feedback": {"nl": "D2 schakelt."}},
        ],
        "feedback": {"wrong": {"nl": "Kijk naar de letter."}},
    },
    {
        "slug": "volgorde",
        "type": "order",
        "prompt": {"nl": "Zet in volgorde."},
        "options": [
            {"slug": f"stap-{n}", "text": {"nl": text}} for n, text in enumerate(("Meten", "Vergelijken", "Klik"))
        ],
        "feedback": {"wrong": {"nl": "Begin bij de sensor."}},
    },
]
QUIZ = {
    "pass": {"at_least": 5},
    "advice": [{"below": 5, "text": {"nl": "Lees het nog eens."}}, {"from": 5, "text": {"nl": "Ga gerust door."}}],
    "questions": QUESTIONS,
}


@pytest.fixture
def quiz(learner: Learner, database: Database) -> Learner:
    with database.transaction() as session:
        unit = session.scalars(select(Unit).where(Unit.kind == UnitKind.QUIZ)).one()
        unit.settings = {"quiz": QUIZ}
        unit.body = {"nl": "Kijk rustig."}
    return learner


def ask(quiz: Learner, question: str) -> str:
    return quiz.get(quiz.unit("quiz", f"?vraag={question}"))


def token_of(html: str, text: str) -> str:
    """What the form sends for the option with this text."""
    found = re.search(rf'value="([0-9a-f]{{16}})"[^>]*><span>{re.escape(text)}', html)
    assert found, html
    return found[1]


def answer(quiz: Learner, question: str, **fields: str | list[str]) -> str:
    """Send an answer, follow the redirect, and read the page."""
    sent = quiz.post(quiz.unit("quiz", f"/vraag/{question}"), **fields)
    assert sent.status_code == 302, sent.text
    assert sent.headers["Location"] == quiz.unit("quiz", f"?vraag={question}#feedback")
    return ask(quiz, question)


def places(html: str) -> dict[str, str]:
    """Form names of an ordering question by the text of the step."""
    return {text: name for name, text in re.findall(r'<label for="(place-[0-9a-f]{16})">([^<]+)</label>', html)}


def test_the_introduction_comes_first_then_one_question_at_a_time(quiz: Learner) -> None:
    page = visible(quiz.get(quiz.unit("quiz")))
    assert "Kijk rustig." in page
    assert "Naar de eerste vraag" in page
    assert "Wat is er mis?" not in page
    assert "Vraag 1 van 5 Wat is er mis?" in visible(ask(quiz, "led"))


def test_feedback_comes_at_once_and_says_where_to_look(quiz: Learner) -> None:
    """GAM-02, DIF-04: instant feedback, retry, skip; nobody reads "wrong"."""
    form = ask(quiz, "led")
    html = answer(quiz, "led", answer=token_of(form, "De <code>pin</code> is stuk"))
    said = html.partition('id="feedback"')[2].partition("</form>")[0]
    assert "Nog niet." in visible(f"<main>{said}</main>")
    assert "Kijk naar de poten." in said
    assert "Probeer opnieuw" in said
    assert "Sla over, ik kom terug" in said
    assert "fout" not in visible(html).lower()
    html = answer(quiz, "led", answer=token_of(form, "De led zit omgekeerd"))
    said = html.partition('id="feedback"')[2].partition("</form>")[0]
    assert 'data-tone="ok"' in html
    assert "Juist." in said
    assert "Zo is het." in said
    assert "Volgende vraag" in said


def test_what_was_given_stays_in_the_form(quiz: Learner) -> None:
    html = answer(quiz, "volt", answer="9,9 V")
    assert 'value="9,9 V"' in html
    assert "Je getal is te hoog." in html
    assert "Meet tussen A0 en GND." in html


@pytest.mark.parametrize(
    ("question", "field", "sent", "told"),
    [
        ("led", "answer", "", "Deze vraag is veranderd"),
        ("volt", "answer", "veel", "Schrijf een getal, zoals 4,7."),
        ("functie", "answer", " ", "Vul eerst een antwoord in."),
        ("led", "other", "x", "Kies eerst een antwoord."),
    ],
)
def test_no_answer_is_said_and_counts_as_no_try(
    quiz: Learner, database: Database, question: str, field: str, sent: str, told: str
) -> None:
    reply = quiz.post(quiz.unit("quiz", f"/vraag/{question}"), **{field: sent})
    assert reply.status_code == 422
    assert told in visible(reply.text)
    with database.reading() as session:
        assert session.scalars(select(QuizAnswer)).all() == []


def test_an_order_is_given_by_places_and_half_an_order_is_asked_again(quiz: Learner) -> None:
    names = places(ask(quiz, "volgorde"))
    assert list(names) != ["Meten", "Vergelijken", "Klik"]
    half = {names["Meten"]: "1", names["Vergelijken"]: "1", names["Klik"]: ""}
    reply = quiz.post(quiz.unit("quiz", "/vraag/volgorde"), **half)
    assert reply.status_code == 422
    assert "Geef elke stap een eigen plaats." in visible(reply.text)
    html = answer(quiz, "volgorde", **{names["Meten"]: "1", names["Klik"]: "2", names["Vergelijken"]: "3"})
    assert "Bijna. De eerste stap klopt." in visible(html)
    html = answer(quiz, "volgorde", **{names["Meten"]: "1", names["Vergelijken"]: "2", names["Klik"]: "3"})
    assert 'data-tone="ok"' in html


def test_of_several_the_chosen_ones_are_spoken_of_and_the_others_not(quiz: Learner) -> None:
    form = ask(quiz, "poorten")
    html = answer(quiz, "poorten", answer=[token_of(form, "A0"), token_of(form, "D2")])
    said = visible(html)
    assert "Bijna. 1 van je keuzes klopt." in said
    assert "A0: A0 meet." in said
    assert "D2: D2 schakelt." in said
    assert "A1 ook." not in said


@pytest.mark.parametrize("question", ["led", "volt", "functie", "poorten", "volgorde"])
def test_no_page_holds_the_key_before_the_answer(quiz: Learner, question: str) -> None:
    """Nothing of what is right, of feedback, or of the author's names for options; also not after a wrong try."""
    keys = [
        "keus-juist",
        "keus-mis",
        "4.75",
        "4,75",
        "0.25",
        "pinMode",
        "stap-",
        '"a0"',
        '"d2"',
        "Zo is het",
        "Meet tussen",
    ]
    for html in (ask(quiz, question), quiz.get(quiz.unit("quiz"))):
        for key in keys:
            assert key not in html
    wrong = {"volt": "9", "functie": "digitalWrite"}.get(question)
    if wrong:
        html = answer(quiz, question, answer=wrong)
        assert not any(key in html for key in ("4.75", "4,75", "0.25", "pinMode"))


def test_enough_right_completes_the_unit_and_gives_the_advice(quiz: Learner, database: Database) -> None:
    quiz_end = quiz.unit("quiz", "?vraag=klaar")
    assert "Lees het nog eens." in visible(quiz.get(quiz_end))
    answer(quiz, "led", answer=token_of(ask(quiz, "led"), "De led zit omgekeerd"))
    answer(quiz, "volt", answer="4,8")
    answer(quiz, "functie", answer="PinMode")
    form = ask(quiz, "poorten")
    answer(quiz, "poorten", answer=[token_of(form, "A0"), token_of(form, "A1")])
    with database.reading() as session:
        assert session.scalars(select(UnitProgress.completed_at)).all() == [None]
    page = visible(quiz.get(quiz_end))
    assert "4 van 5 juist." in page
    assert "Je hebt er 5 nodig." in page
    names = places(ask(quiz, "volgorde"))
    answer(quiz, "volgorde", **{names["Meten"]: "1", names["Vergelijken"]: "2", names["Klik"]: "3"})
    page = visible(quiz.get(quiz_end))
    assert "Klaar. Dit ken je. 5 van 5 juist. Ga gerust door." in page
    with database.reading() as session:
        assert session.scalars(select(UnitProgress.completed_at)).one() is not None


def test_coming_back_goes_on_at_the_first_question_without_an_answer(quiz: Learner) -> None:
    answer(quiz, "led", answer=token_of(ask(quiz, "led"), "De led zit omgekeerd"))
    assert "Vraag 2 van 5" in visible(quiz.get(quiz.unit("quiz")))
    answer(quiz, "functie", answer="loop")
    assert "Vraag 3 van 5" in visible(quiz.get(quiz.unit("quiz"))), "a try that is not there yet is where one goes on"


def test_a_question_of_another_unit_or_none_is_not_found(quiz: Learner) -> None:
    assert quiz.post(quiz.unit("quiz", "/vraag/geen"), answer="x").status_code == 404
    assert quiz.post(quiz.unit("text", "/vraag/led"), answer="x").status_code == 404


def test_the_heading_is_always_a_verdict_in_words(app: Flask) -> None:
    with app.test_request_context(headers={"Accept-Language": "nl"}):
        said = feedback_on(Verdict(False, {"nl": "Mag niet. Een motor vraagt meer."}, hint=Hint.SOME_RIGHT, count=2))
        assert (said.title, *said.lines) == ("Bijna.", "2 van je keuzes kloppen.", "Mag niet. Een motor vraagt meer.")
        said = feedback_on(Verdict(False, {"nl": "Nog niet. Meet tussen A0 en GND."}))
        assert (said.title, *said.lines) == ("Nog niet.", "Meet tussen A0 en GND.")
        said = feedback_on(Verdict(True, {"nl": "Juist."}))
        assert (said.title, *said.lines) == ("Juist.",)
