"""What the grading page shows.

Not here: routes (`grading`, `agreeing`), its form (`desk_form`), who else is there (`presence`), and any decision
about work (`courses.practice`).
"""

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from flask import Response, after_this_request, render_template
from flask_babel import gettext as _

from courses.flows.undo_decision import undoable
from courses.people.services import audit
from courses.practice.errors import AssessmentIncomplete
from courses.practice.marking_models import OwnSentence
from courses.practice.models import SubmissionState
from courses.practice.queries.desk import Desk, desk
from courses.practice.queries.own_work import said
from courses.practice.queries.sentences import own_sentences
from courses.practice.queries.voices import voice_of, voices_of
from courses.practice.services import MarkInput
from lms import clock, wording
from lms.db import reading, transaction
from lms.guards import NO_SENSORS
from lms.markup import render
from lms.policy import Permission
from lms.signin import actor
from lms.spoken import SECONDS
from lms.teach.desk_form import TypedMarks
from lms.teach.presence import presence_lines
from lms.workscope import overseen

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

LETTERS = "abcdefghi"
"""Keys that put a ready sentence in; j and k walk, the rest is for other acts."""


@dataclass(frozen=True)
class Sentence:
    """One ready sentence; `own` is the row id of one's own, else 0."""

    text: str
    key: str
    own: int = 0


@dataclass(frozen=True)
class Aside:
    """What was typed in another window, for one criterion or (None) for the whole."""

    place: int
    criterion: int | None
    level: int | None
    comment: str
    at: datetime


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
    sentences: Mapping[int, tuple[Sentence, ...]]
    """The comment bank by criterion id: the package's, then one's own."""
    own: bool
    """The reader gives this run."""

    @property
    def texts(self) -> dict[int, tuple[str, ...]]:
        """The bank as text, by criterion id."""
        return {key: tuple(one.text for one in bank) for key, bank in self.sentences.items()}


def find_work(attempt: str) -> Work:
    """The attempt at this address, if the reader may see its run; anything else is NotFound."""
    reader = actor()
    organisations = frozenset(overseen(reader))
    with reading() as session:
        found = desk(session, public_id=attempt, person_id=reader.person_id, organisation_ids=organisations)
        mine = own_sentences(session, person_id=reader.person_id, rubric=found.submission.assignment.rubric)
        return Work(
            attempt=attempt,
            attempt_id=found.attempt.id,
            person_id=reader.person_id,
            organisations=organisations,
            organisation_id=found.run.organisation_id,
            name=_("The maker of work %(code)s", code=found.name) if found.hidden else found.name,
            next=found.next if found.next != attempt else None,
            sentences={
                p.criterion.id: _bank(p.criterion.comment_bank, mine.get(p.criterion.id, ())) for p in found.points
            },
            own=found.run.assessed_by(reader.person_id),
        )


def _bank(package: Sequence[str], own: Sequence[OwnSentence]) -> tuple[Sentence, ...]:
    every = [(text, 0) for text in package] + [(row.text, row.id) for row in own]
    keys = LETTERS.ljust(len(every))
    return tuple(Sentence(text, keys[at].strip(), row_id) for at, (text, row_id) in enumerate(every))


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
    """The page; what was typed is shown instead of what is saved, unless it was put aside (`stale`)."""
    after_this_request(_microphone)
    with reading() as session:
        found = the_desk(session, work)
        shown = None if stale else typed
        return render_template(
            "teach/grade.html",
            desk=found,
            work=work,
            typed=typed,
            fault=fault,
            stale=stale,
            without_level=incomplete.without_level if incomplete else (),
            without_comment=incomplete.without_comment if incomplete else (),
            now_marks=_now_marks(found, shown),
            comment=shown.comment if shown else (found.own.comment if found.own else ""),
            window=typed.window if typed and typed.window else secrets.token_hex(8),
            presence=presence_lines(found, clock.now()),
            **_around(session, work, found),
            w=wording,
        )


def _microphone(answer: Response) -> Response:
    """Of all pages only this one may ask for the microphone."""
    answer.headers["Permissions-Policy"] = NO_SENSORS.replace("microphone=()", "microphone=(self)")
    return answer


def _around(session: "Session", work: Work, found: Desk) -> dict[str, Any]:
    """The task, what was put aside, and which acts are open about a decision."""
    final, maker = found.final, found.submission.participation.person_id
    trainer = work.own and maker != work.person_id
    mine = final is not None and final.assessor_id == work.person_id
    accepted = found.submission.state is SubmissionState.ACCEPTED
    return {
        "task": render(wording.text(found.submission.assignment.unit.body), asset_url=_no_image),
        "asides": _asides(found),
        "said": said,
        "may_teach": actor().may(Permission.TEACH),
        "voice": voice_of(session, found.own),
        "voices": voices_of(session, found.submission.id).get(found.attempt.id, ()),
        "voice_seconds": SECONDS,
        "may_undo": final is not None and trainer and mine and undoable(session, final, clock.now()),
        "may_second": final is not None
        and trainer
        and accepted
        and not mine
        and not final.agreement
        and found.submission.assignment.four_eyes,
        "may_third": found.agreeing and trainer and not found.one_of_both,
    }


def _asides(found: Desk) -> list[Aside]:
    """What lies beside the own assessment, in the order in which it was put there."""
    pieces = found.own.aside if found.own else []
    return [
        Aside(at, piece["criterion"], piece["level"], piece["comment"], datetime.fromisoformat(piece["at"]))
        for at, piece in enumerate(pieces)
    ]


def _no_image(_name: str) -> str:
    """The task is shown without its pictures: a word stands for each."""
    return ""


def the_desk(session: "Session", work: Work) -> Desk:
    """The rows behind the page, with the same check."""
    return desk(session, public_id=work.attempt, person_id=work.person_id, organisation_ids=work.organisations)


def _now_marks(found: Desk, typed: TypedMarks | None) -> dict[int, MarkInput]:
    """Level and comment to show by criterion id."""
    saved = {point.criterion.id: MarkInput(point.level, point.comment) for point in found.points}
    return {**saved, **typed.marks} if typed else saved
