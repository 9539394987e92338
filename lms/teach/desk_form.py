"""Reading the rubric's form as a browser sent it. Not here: what the page shows (`desk_page`)."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from werkzeug.datastructures import MultiDict

from courses.practice.services import MarkInput
from lms.forms import number_in

MARK = re.compile(r"^(level|comment)-(\d{1,18})$")
PAIR = re.compile(r"^(\d{1,18}):(\d{1,18})$")
PLACE = re.compile(r"^(take|drop):(\d{1,4})$")
WINDOW = re.compile(r"^[a-z0-9]{1,40}$")


@dataclass(frozen=True)
class TypedMarks:
    """The rubric's form: levels and comments, over which version and in which window, and the button pressed."""

    marks: Mapping[int, MarkInput]
    comment: str
    version: int
    window: str
    act: str
    sentence: tuple[int, int] | None
    """A ready sentence that was asked for: criterion id and place in its bank."""
    adopt: tuple[int, int] | None
    """A colleague's level that was asked for: criterion id and assessment id."""
    keep: int
    """The criterion whose comment becomes an own ready sentence; 0: none."""
    forget: int
    """Row id of an own sentence to throw away; 0: none."""
    summary: str | None
    """What the spoken comment says; None where there is none."""
    aside: tuple[str, int] | None
    """`take` or `drop`, and the place among the pieces put aside."""

    @property
    def anchor(self) -> str:
        """Where the page should open again."""
        chosen = self.sentence or self.adopt
        criterion = chosen[0] if chosen else self.keep
        return f"c{criterion}" if criterion else "rubric"

    def with_sentence(self, sentences: Mapping[int, tuple[str, ...]]) -> Mapping[int, MarkInput]:
        """The marks, with the ready sentence put behind its comment; `sentences` by criterion id."""
        if self.sentence is None:
            return self.marks
        criterion, place = self.sentence
        bank = sentences.get(criterion, ())
        if place >= len(bank):
            return self.marks
        mark = self.marks.get(criterion, MarkInput())
        comment = f"{mark.comment.rstrip()} {bank[place]}".strip()
        return {**self.marks, criterion: MarkInput(mark.level, comment)}


def typed_marks(form: MultiDict[str, str]) -> TypedMarks:
    """Fields are `level-<criterion>`, `comment-<criterion>`, `comment`, `version` and buttons; the rest is left out."""
    levels: dict[int, int | None] = {}
    comments: dict[int, str] = {}
    for name, value in form.items():
        if found := MARK.match(name):
            criterion = int(found[2])
            if found[1] == "level":
                levels[criterion] = int(value) if value.isascii() and value.isdigit() and len(value) < 4 else None
            else:
                comments[criterion] = value.replace("\r\n", "\n")
    window = form.get("window", "")
    place = PLACE.match(form.get("aside", ""))
    return TypedMarks(
        marks={key: MarkInput(levels.get(key), comments.get(key, "")) for key in levels.keys() | comments.keys()},
        comment=form.get("comment", "").replace("\r\n", "\n"),
        version=number_in(form.get("version")),
        window=window if WINDOW.match(window) else "",
        act=form.get("do", ""),
        sentence=_pair(form.get("sentence")),
        adopt=_pair(form.get("adopt")),
        keep=number_in(form.get("keep")),
        forget=number_in(form.get("forget")),
        summary=form["summary"].replace("\r\n", "\n") if "summary" in form else None,
        aside=(place[1], int(place[2])) if place else None,
    )


def _pair(text: str | None) -> tuple[int, int] | None:
    found = PAIR.match(text or "")
    return (int(found[1]), int(found[2])) if found else None
