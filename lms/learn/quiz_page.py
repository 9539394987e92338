"""What a quiz shows: one question at a time, feedback on the newest try, advice at the end.

Only `shown()` questions get here, so the key cannot reach the browser. Not here: judging (`quiz_rules`).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from markupsafe import Markup
from werkzeug.datastructures import MultiDict

from courses.catalogue.models import Unit
from courses.delivery.models import Participation
from courses.practice.models import QuizAnswer
from courses.practice.quiz_queries import newest
from courses.practice.quiz_rules import Hint, Question, QuestionType, Quiz, Verdict, quiz_of
from lms.learn.shared import file_url, prose, words
from lms.learn.tracks import Item, unit_url
from lms.wiring import wiring

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

INTRO, END = "intro", "klaar"


@dataclass(frozen=True)
class Feedback:
    tone: str
    title: str
    lines: Sequence[str]
    remarks: Sequence[tuple[str, str]]
    """(option, what is said of it), of the options that were chosen."""
    right: bool


@dataclass(frozen=True)
class Asked:
    """One question on the page. `options` hold token, text and whether it was given last."""

    slug: str
    type: str
    number: int
    prompt: Markup
    options: Sequence[Item]
    places: Sequence[int]
    value: str
    unit: str
    image: str
    image_alt: str
    action: str
    error: str
    feedback: Feedback | None
    again: bool
    """Another try is possible."""


@dataclass(frozen=True)
class QuizPage:
    step: str
    """intro, question or end"""
    total: int
    answered: int
    right: int
    needed: int | None
    question: Asked | None
    dots: Sequence[Item]
    back: str
    on: str
    """Where the button after an answer, and "skip", lead."""
    on_text: str
    start: str
    advice: str
    has_intro: bool


def given_in(form: MultiDict[str, str]) -> list[str]:
    """What a question's form sent: the chosen tokens or the typed text; an order as tokens by their place.

    Two steps at one place, or a step without one, come back as they are and are refused by the question.
    """
    placed = [(place, name.removeprefix("place-")) for name, place in form.items() if name.startswith("place-")]
    if not placed:
        return form.getlist("answer")
    numbers = [place for place, _token in placed]
    if sorted(numbers) != sorted(str(number) for number in range(1, len(placed) + 1)):
        return []
    return [token for _place, token in sorted(placed, key=lambda pair: int(pair[0]))]


def quiz_page(
    session: "Session", mine: Participation, unit: Unit, *, place: str, asked: str, error: str, given: Sequence[str]
) -> QuizPage:
    quiz = quiz_of(unit.settings)
    answers = newest(session, participation_id=mine.id, unit_id=unit.id)
    slugs = [question.slug for question in quiz.questions]
    right = sum(1 for slug in slugs if slug in answers and answers[slug].right)
    has_intro = bool(unit.body)
    step = _where(slugs, answers, asked=asked, place=place, has_intro=has_intro)
    question = quiz.question(step)
    number = slugs.index(step) + 1 if question else 0
    on = _after(slugs, answers, step)
    return QuizPage(
        step="question" if question else step,
        total=len(slugs),
        answered=sum(1 for slug in slugs if slug in answers),
        right=right,
        needed=quiz.at_least,
        question=_asked(mine, unit, quiz, question, number, answers.get(step), error, given) if question else None,
        dots=_dots(mine, unit, slugs, answers, step),
        back=unit_url(mine, unit.slug, vraag=slugs[number - 2]) if number > 1 else "",
        on=unit_url(mine, unit.slug, vraag=on),
        on_text=str(_("See how it went") if on == END else _("Next question")),
        start=unit_url(mine, unit.slug, vraag=slugs[0]) if slugs else "",
        advice=words(quiz.advice_for(right)),
        has_intro=has_intro,
    )


def _where(slugs: Sequence[str], answers: Mapping[str, QuizAnswer], *, asked: str, place: str, has_intro: bool) -> str:
    """The question to show: the one asked for, else where one was, else the start."""
    if asked in slugs or asked == END or (asked == INTRO and has_intro):
        return asked
    if not answers:
        return INTRO if has_intro else slugs[0]
    if place in slugs and not (place in answers and answers[place].right):
        return place
    return _after(slugs, answers, place) if place in slugs else _after(slugs, answers, "")


def _after(slugs: Sequence[str], answers: Mapping[str, QuizAnswer], slug: str) -> str:
    """The next question without an answer, first those behind this one; the end when all have one."""
    start = slugs.index(slug) + 1 if slug in slugs else 0
    order = [*slugs[start:], *slugs[:start]]
    return next((one for one in order if one not in answers and one != slug), END)


def _asked(
    mine: Participation,
    unit: Unit,
    quiz: Quiz,
    question: Question,
    number: int,
    last: QuizAnswer | None,
    error: str,
    given: Sequence[str],
) -> Asked:
    secret = wiring().secret
    shown = question.shown(secret)
    tokens = list(given) if error else [question.token(slug, secret) for slug in _slugs(question, last)]
    typed = (given[0] if given else "") if error else str(last.answer) if last and not tokens else ""
    version = mine.module_version
    return Asked(
        slug=question.slug,
        type=question.type.value,
        number=number,
        prompt=prose(version, shown.prompt),
        options=[
            {
                "token": option.token,
                "text": words(option.text),
                "given": option.token in tokens,
                "place": tokens.index(option.token) + 1 if option.token in tokens else 0,
            }
            for option in shown.options
        ],
        places=range(1, len(shown.options) + 1),
        value=typed,
        unit=shown.unit or "",
        image=file_url(version, shown.image) if shown.image else "",
        image_alt=words(shown.image_alt),
        action=url_for("learn.answer", participation=mine.public_id, unit_slug=unit.slug, question=question.slug),
        error=error,
        feedback=feedback_on(question.judge(last.answer)) if last is not None and not error else None,
        again=quiz.retry or last is None,
    )


def _slugs(question: Question, last: QuizAnswer | None) -> list[str]:
    """The options given last, in their order; none for a number or a word."""
    if last is None or question.type in (QuestionType.NUMBER, QuestionType.SHORT):
        return []
    return [last.answer] if isinstance(last.answer, str) else list(last.answer)


def feedback_on(verdict: Verdict) -> Feedback:
    """In our voice: what was good, why, where to look. Never "wrong"."""
    almost = verdict.hint in (Hint.SOME_RIGHT, Hint.MISSED_ONE, Hint.FIRST_RIGHT)
    opening = _("Right.") if verdict.right else _("Almost.") if almost else _("Not yet.")
    title, rest = _opener(words(verdict.feedback), str(opening))
    lines = [_hint(verdict), rest]
    return Feedback(
        tone="ok" if verdict.right else "wait",
        title=title,
        lines=[line for line in lines if line],
        remarks=[(words(option), words(text)) for option, text in verdict.remarks],
        right=verdict.right,
    )


def _opener(text: str, opening: str) -> tuple[str, str]:
    """The heading is always a verdict in words: the author's own ("Juist.") where the text opens with one."""
    known = {str(one) for one in (_("Right."), _("Almost."), _("Not yet."), _("Not all the way yet."))}
    first, _dot, rest = text.partition(".")
    return (f"{first}.", rest.strip()) if f"{first}." in known else (opening, text)


def _hint(verdict: Verdict) -> str:
    """What can be said of a wrong answer without giving the right one away."""
    if verdict.hint is Hint.SOME_RIGHT:
        told = ngettext("%(num)s of your choices is right.", "%(num)s of your choices are right.", verdict.count)
        return str(told)
    if verdict.hint is Hint.FIRST_RIGHT:
        return str(ngettext("The first step is right.", "The first %(num)s steps are right.", verdict.count))
    told = {
        Hint.MISSED_ONE: _("What you chose is right. Something is still missing."),
        Hint.TOO_HIGH: _("Your number is too high."),
        Hint.TOO_LOW: _("Your number is too low."),
    }
    return str(told[verdict.hint]) if verdict.hint else ""


def _dots(
    mine: Participation, unit: Unit, slugs: Sequence[str], answers: Mapping[str, QuizAnswer], step: str
) -> list[Item]:
    """One small station per question."""
    items: list[Item] = []
    for number, slug in enumerate(slugs, start=1):
        answer = answers.get(slug)
        state = "todo" if answer is None else "right" if answer.right else "tried"
        told = {"todo": _("open"), "right": _("right"), "tried": _("not yet")}[state]
        items.append(
            {
                "number": number,
                "state": state,
                "told": str(told),
                "here": slug == step,
                "href": unit_url(mine, unit.slug, vraag=slug),
            }
        )
    return items
