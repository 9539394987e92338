"""Quizzes, purely: what a question asks, what a given answer is worth, and what to say about it.

The key stays in here: `Question.shown()` is all that may reach a browser before an answer, and its tokens say
nothing about which option is right or, in an ordering question, what the right order is.
Not here: rows (`quiz_services`), and how a page shows a question.
"""

import hashlib
import hmac
import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from typing import Any

from courses.base import Translations
from courses.errors import N_

from .quiz_errors import BadAnswer

NUMBER = re.compile(r"[+-]?([0-9]{1,12})([.,][0-9]{1,9})?")
SHORT_MAX = 200
Answer = str | list[str]
"""As stored: an option's slug, slugs (chosen, or in the given order), or the text as typed."""
Text = Translations | str


class QuestionType(StrEnum):
    CHOICE = "choice"
    MULTIPLE = "multiple"
    NUMBER = "number"
    SHORT = "short"
    ORDER = "order"


@dataclass(frozen=True)
class Option:
    slug: str
    text: Text
    right: bool = False
    feedback: Text | None = None


@dataclass(frozen=True)
class ShownOption:
    """An option as the browser gets it: `token` stands for it in the form and tells nothing."""

    token: str
    text: Text


@dataclass(frozen=True)
class ShownQuestion:
    """A question as the browser gets it before an answer."""

    slug: str
    type: QuestionType
    prompt: Text
    options: tuple[ShownOption, ...]
    unit: str | None
    image: str | None
    image_alt: Text | None


class Hint(StrEnum):
    """What more can be said of a wrong answer without giving the right one away."""

    TOO_HIGH = "too_high"
    TOO_LOW = "too_low"
    SOME_RIGHT = "some_right"
    MISSED_ONE = "missed_one"
    FIRST_RIGHT = "first_right"


@dataclass(frozen=True)
class Verdict:
    """What an answer is worth. `remarks` are about the options that were chosen, in their order."""

    right: bool
    feedback: Text | None
    remarks: tuple[tuple[Text, Text], ...] = ()
    hint: Hint | None = None
    count: int = 0
    """How many of the chosen are right, or how many first steps."""


@dataclass(frozen=True)
class Question:
    """One question with its key; never handed to a template."""

    slug: str
    type: QuestionType
    prompt: Text
    options: tuple[Option, ...] = ()
    value: Decimal | None = None
    tolerance: Decimal = Decimal(0)
    unit: str | None = None
    accepts: tuple[str, ...] = ()
    right_feedback: Text | None = None
    wrong_feedback: Text | None = None
    image: str | None = None
    image_alt: Text | None = None

    def token(self, slug: str, secret: bytes) -> str:
        """Stands for an option in the form. Without the installation's secret nobody can tell whose it is."""
        message = f"quiz-option\x00{self.slug}\x00{slug}".encode()
        return hmac.new(secret, message, hashlib.sha256).hexdigest()[:16]

    def shown(self, secret: bytes) -> ShownQuestion:
        """What the browser may know before an answer. An ordering question is shuffled, always alike."""
        options = [ShownOption(self.token(option.slug, secret), option.text) for option in self.options]
        if self.type is QuestionType.ORDER:
            shuffled = sorted(options, key=lambda option: option.token)
            options = shuffled if shuffled != options else shuffled[1:] + shuffled[:1]
        return ShownQuestion(
            slug=self.slug,
            type=self.type,
            prompt=self.prompt,
            options=tuple(options),
            unit=self.unit,
            image=self.image,
            image_alt=self.image_alt,
        )

    def read(self, given: Sequence[str], secret: bytes) -> Answer:
        """The answer as stored, from what a form sent: tokens, or text as typed; else `BadAnswer`.

        For an ordering question `given` holds the tokens in the order that the reader chose.
        """
        if self.type in (QuestionType.NUMBER, QuestionType.SHORT):
            return self._read_text(given[0].strip() if given else "")
        slugs = {self.token(option.slug, secret): option.slug for option in self.options}
        if any(token not in slugs for token in given):
            raise BadAnswer(N_("This question changed since you opened it. Answer it once more."))
        chosen = [slugs[token] for token in given]
        if self.type is QuestionType.ORDER:
            if sorted(chosen) != sorted(slugs.values()):
                raise BadAnswer(N_("Give every step its own place."))
            return chosen
        if not chosen:
            raise BadAnswer(N_("Choose an answer first. Not sure? A guess is fine."))
        return chosen[0] if self.type is QuestionType.CHOICE else sorted(set(chosen))

    def _read_text(self, text: str) -> str:
        if not text:
            raise BadAnswer(N_("Fill in an answer first. Not sure? A guess is fine."))
        if len(text) > SHORT_MAX:
            raise BadAnswer(N_("Keep it short: at most %(limit)s characters."), limit=SHORT_MAX)
        if self.type is QuestionType.NUMBER and parse_number(text, self.unit) is None:
            raise BadAnswer(N_("Write a number, such as 4,7."))
        return text

    def judge(self, answer: Answer) -> Verdict:
        """What a stored answer is worth, and what to say about it."""
        judges = {
            QuestionType.CHOICE: self._judge_choice,
            QuestionType.MULTIPLE: self._judge_multiple,
            QuestionType.NUMBER: self._judge_number,
            QuestionType.SHORT: self._judge_short,
            QuestionType.ORDER: self._judge_order,
        }
        return judges[self.type](answer)

    def _verdict(self, right: bool, hint: Hint | None = None, count: int = 0, remarks: Any = ()) -> Verdict:
        feedback = self.right_feedback if right else self.wrong_feedback
        return Verdict(right, feedback, tuple(remarks), None if right else hint, count)

    def _judge_choice(self, answer: Answer) -> Verdict:
        chosen = next((option for option in self.options if option.slug == answer), None)
        right = chosen is not None and chosen.right
        own = chosen.feedback if chosen else None
        fallback = self.right_feedback if right else self.wrong_feedback
        return Verdict(right, own or fallback)

    def _judge_multiple(self, answer: Answer) -> Verdict:
        chosen = [option for option in self.options if option.slug in answer]
        wanted = {option.slug for option in self.options if option.right}
        good = sum(1 for option in chosen if option.right)
        right = {option.slug for option in chosen} == wanted
        hint = Hint.MISSED_ONE if good == len(chosen) else Hint.SOME_RIGHT if good else None
        remarks = [(option.text, option.feedback) for option in chosen if option.feedback]
        return self._verdict(right, hint, good, remarks)

    def _judge_number(self, answer: Answer) -> Verdict:
        given = parse_number(str(answer), self.unit)
        if given is None or self.value is None:
            return self._verdict(False)
        off = given - self.value
        return self._verdict(abs(off) <= self.tolerance, Hint.TOO_HIGH if off > 0 else Hint.TOO_LOW)

    def _judge_short(self, answer: Answer) -> Verdict:
        return self._verdict(plain(str(answer)) in {plain(text) for text in self.accepts})

    def _judge_order(self, answer: Answer) -> Verdict:
        wanted = [option.slug for option in self.options]
        first = next((i for i, (a, b) in enumerate(zip(answer, wanted, strict=False)) if a != b), len(wanted))
        right = list(answer) == wanted
        return self._verdict(right, Hint.FIRST_RIGHT if first else None, first)


@dataclass(frozen=True)
class Quiz:
    questions: tuple[Question, ...]
    retry: bool = True
    at_least: int | None = None
    advice: tuple[tuple[int | None, int | None, Text], ...] = ()
    """(from, below, text) by number right; either bound may be open."""

    def question(self, slug: str) -> Question | None:
        return next((question for question in self.questions if question.slug == slug), None)

    def advice_for(self, right: int) -> Text | None:
        """The first advice whose bounds hold this number of right answers."""
        for start, below, text in self.advice:
            if (start is None or right >= start) and (below is None or right < below):
                return text
        return None


def parse_number(text: str, unit: str | None = None) -> Decimal | None:
    """A number as people type it: comma or point for decimals, its unit behind it or not; else None."""
    cleaned = unicodedata.normalize("NFKC", text).replace(" ", "").replace("\u2212", "-")
    if unit:
        ending = unicodedata.normalize("NFKC", unit).replace(" ", "")
        cleaned = cleaned[: -len(ending)] if cleaned.casefold().endswith(ending.casefold()) else cleaned
    if not NUMBER.fullmatch(cleaned):
        return None
    try:
        return Decimal(cleaned.replace(",", "."))
    except InvalidOperation:
        return None


def plain(text: str) -> str:
    """For comparing short answers: no case, no spaces."""
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", text)).casefold()


def quiz_of(settings: Mapping[str, Any]) -> Quiz:
    """The quiz of a unit, from its `settings` as they came in the package."""
    quiz = settings.get("quiz", {})
    return Quiz(
        questions=tuple(_question(raw) for raw in quiz.get("questions", [])),
        retry=bool(quiz.get("retry", True)),
        at_least=(quiz.get("pass") or {}).get("at_least"),
        advice=tuple((raw.get("from"), raw.get("below"), raw["text"]) for raw in quiz.get("advice") or []),
    )


def _question(raw: Mapping[str, Any]) -> Question:
    answer, feedback = raw.get("answer") or {}, raw.get("feedback") or {}
    return Question(
        slug=raw["slug"],
        type=QuestionType(raw["type"]),
        prompt=raw["prompt"],
        options=tuple(
            Option(one["slug"], one["text"], bool(one.get("right", False)), one.get("feedback"))
            for one in raw.get("options") or []
        ),
        value=Decimal(str(answer["value"])) if "value" in answer else None,
        tolerance=Decimal(str(answer.get("tolerance", 0))),
        unit=answer.get("unit"),
        accepts=tuple(str(text) for text in raw.get("accepts") or []),
        right_feedback=feedback.get("right"),
        wrong_feedback=feedback.get("wrong"),
        image=raw.get("image"),
        image_alt=raw.get("image_alt"),
    )
