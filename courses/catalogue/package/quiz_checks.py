"""Whether a quiz can be answered: right answers exist, advice covers every score.

Not here: marking answers, which is `courses.practice`'s work.
"""

from collections.abc import Iterable
from typing import Any, Protocol

from courses.catalogue.package.faults import Severity
from courses.catalogue.package.strict_yaml import Path
from courses.errors import N_

Manifest = dict[str, Any]


class Tell(Protocol):
    def __call__(self, path: Path, message: str, severity: Severity = Severity.FAULT, **values: object) -> None: ...


def check_quiz(tell: Tell, path: Path, quiz: Manifest) -> None:
    """Tell every fault of one quiz at `path`."""
    questions = quiz["questions"]
    _unique(tell, (*path, "questions"), (question["slug"] for question in questions))
    for at, question in enumerate(questions):
        _question(tell, (*path, "questions", at), question)
    if quiz.get("pass", {}).get("at_least", 0) > len(questions):
        tell((*path, "pass", "at_least"), N_("There are only %(count)s questions."), count=len(questions))
    if "advice" in quiz:
        _advice(tell, path, quiz["advice"], len(questions))


def _unique(tell: Tell, path: Path, names: Iterable[str]) -> None:
    seen: set[str] = set()
    for at, name in enumerate(names):
        if name in seen:
            tell((*path, at, "slug"), N_("The name '%(name)s' is used twice."), name=name)
        seen.add(name)


def _question(tell: Tell, path: Path, question: Manifest) -> None:
    kind = question["type"]
    options = question.get("options", [])
    _unique(tell, (*path, "options"), (option["slug"] for option in options))
    right = sum(1 for option in options if option.get("right"))
    if kind in ("choice", "multiple") and not right:
        tell((*path, "options"), N_("No answer is marked right."))
    elif kind == "order" and any("right" in option for option in options):
        tell((*path, "options"), N_("For order the options stand in the right order; leave out 'right'."))
    answers_speak = bool(options) and all("feedback" in option for option in options)
    if not answers_speak and not {"right", "wrong"} <= set(question.get("feedback", {})):
        tell(path, N_("This question does not say why an answer is right or wrong."), Severity.WARNING)


def _advice(tell: Tell, path: Path, advice: list[Manifest], count: int) -> None:
    for at, part in enumerate(advice):
        if part.get("from", 0) >= part.get("below", count + 1):
            tell((*path, "advice", at), N_("No score gets this advice."))
    for score in range(count + 1):
        if not any(part.get("from", 0) <= score < part.get("below", count + 1) for part in advice):
            tell((*path, "advice"), N_("There is no advice for %(score)s right answers."), score=score)
            return
