"""What the grading page shows, and reading the rubric's form.

Not here: routes (`grading`), and any decision about work (`courses.practice`).
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from flask import render_template
from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict

from courses.people.services import audit
from courses.practice.errors import AssessmentIncomplete
from courses.practice.queries.desk import Desk, desk
from courses.practice.services import MarkInput
from lms import clock, wording
from lms.dates import format_time
from lms.db import reading, transaction
from lms.forms import number_in
from lms.markup import render
from lms.signin import actor
from lms.workscope import overseen

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

MARK = re.compile(r"^(level|comment)-(\d{1,18})$")
PAIR = re.compile(r"^(\d{1,18}):(\d{1,18})$")


@dataclass(frozen=True)
class Work:
    """Which attempt, for which reader, and what comes after it: values only."""

    attempt: str
    attempt_id: int
    person_id: int
    organisations: frozenset[int]
    organisation_id: int
    name: str
    next: str | None
    sentences: Mapping[int, tuple[str, ...]]
    """The comment bank by criterion id."""
    own: bool
    """The reader gives this run."""


@dataclass(frozen=True)
class TypedMarks:
    """The rubric's form as a browser sent it."""

    marks: Mapping[int, MarkInput]
    comment: str
    version: int
    act: str
    sentence: tuple[int, int] | None
    """A ready sentence that was asked for: criterion id and place in its bank."""
    adopt: tuple[int, int] | None
    """A colleague's level that was asked for: criterion id and assessment id."""

    @property
    def anchor(self) -> str:
        """Where the page should open again."""
        chosen = self.sentence or self.adopt
        return f"c{chosen[0]}" if chosen else "rubric"

    def with_sentence(self, work: Work) -> Mapping[int, MarkInput]:
        """The marks, with the ready sentence put behind its comment."""
        if self.sentence is None:
            return self.marks
        criterion, place = self.sentence
        bank = work.sentences.get(criterion, ())
        if place >= len(bank):
            return self.marks
        mark = self.marks.get(criterion, MarkInput())
        comment = f"{mark.comment.rstrip()} {bank[place]}".strip()
        return {**self.marks, criterion: MarkInput(mark.level, comment)}


def typed_marks(form: MultiDict[str, str]) -> TypedMarks:
    """Fields are `level-<criterion>`, `comment-<criterion>`, `comment` and `version`; anything else is left out."""
    levels: dict[int, int | None] = {}
    comments: dict[int, str] = {}
    for name, value in form.items():
        if found := MARK.match(name):
            criterion = int(found[2])
            if found[1] == "level":
                levels[criterion] = int(value) if value.isascii() and value.isdigit() and len(value) < 4 else None
            else:
                comments[criterion] = value.replace("\r\n", "\n")
    return TypedMarks(
        marks={key: MarkInput(levels.get(key), comments.get(key, "")) for key in levels.keys() | comments.keys()},
        comment=form.get("comment", "").replace("\r\n", "\n"),
        version=number_in(form.get("version")),
        act=form.get("do", ""),
        sentence=_pair(form.get("sentence")),
        adopt=_pair(form.get("adopt")),
    )


def _pair(text: str | None) -> tuple[int, int] | None:
    found = PAIR.match(text or "")
    return (int(found[1]), int(found[2])) if found else None


def find_work(attempt: str) -> Work:
    """The attempt at this address, if the reader may see its run; anything else is NotFound."""
    reader = actor()
    organisations = frozenset(overseen(reader))
    with reading() as session:
        found = desk(session, public_id=attempt, person_id=reader.person_id, organisation_ids=organisations)
        return Work(
            attempt=attempt,
            attempt_id=found.attempt.id,
            person_id=reader.person_id,
            organisations=organisations,
            organisation_id=found.run.organisation_id,
            name=found.name,
            next=found.next if found.next != attempt else None,
            sentences={p.criterion.id: tuple(p.criterion.comment_bank) for p in found.points},
            own=any(trainer.person_id == reader.person_id for trainer in found.run.trainers),
        )


def note_reading(work: Work) -> None:
    """Somebody opened a participant's work: that is written down."""
    with transaction() as session:
        audit(
            session,
            action="work_read",
            subject_kind="attempt",
            subject_id=work.attempt_id,
            actor_id=work.person_id,
            organisation_id=work.organisation_id,
            now=clock.now(),
        )


def desk_view(
    work: Work,
    *,
    typed: TypedMarks | None = None,
    fault: str = "",
    stale: bool = False,
    incomplete: AssessmentIncomplete | None = None,
) -> str:
    """The page; what was typed is shown instead of what is saved, and beside it where the two differ."""
    with reading() as session:
        found = _desk(session, work)
        body = found.submission.assignment.unit.body
        return render_template(
            "teach/grade.html",
            desk=found,
            work=work,
            typed=typed,
            fault=fault,
            stale=stale,
            without_level=incomplete.without_level if incomplete else (),
            without_comment=incomplete.without_comment if incomplete else (),
            task=render(wording.text(body), asset_url=_no_image),
            now_marks=_now_marks(found, typed),
            comment=typed.comment if typed else (found.own.comment if found.own else ""),
            w=wording,
        )


def _no_image(_name: str) -> str:
    """The task is shown without its pictures: a word stands for each."""
    return ""


def _desk(session: "Session", work: Work) -> Desk:
    return desk(session, public_id=work.attempt, person_id=work.person_id, organisation_ids=work.organisations)


def _now_marks(found: Desk, typed: TypedMarks | None) -> dict[int, MarkInput]:
    """Level and comment to show by criterion id."""
    saved = {point.criterion.id: MarkInput(point.level, point.comment) for point in found.points}
    return {**saved, **typed.marks} if typed else saved


def presence(session: "Session", work: Work) -> dict[str, Any]:
    """Who else is looking, and when the own text was saved, in words."""
    found = _desk(session, work)
    zone = found.run.zone
    saved = found.own.saved_at if found.own and found.own.version else None
    return {
        "version": found.own.version if found.own else 0,
        "saved": _("Saved at %(time)s", time=format_time(saved, zone)) if saved else "",
        "others": [
            _(
                "%(name)s is looking at this work too, since %(time)s",
                name=other.assessor.display_name,
                time=format_time(other.started_at, zone),
            )
            for other in found.others
            if other.assessor is not None
        ],
        "decided": found.final is not None and found.final.assessor_id != work.person_id,
    }
