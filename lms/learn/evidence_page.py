"""One account of what was assessed, as values that a page, a PDF and a JSON file say alike (BEW-01).

Not here: routes (`evidence`), and what counts as assessed (`courses.progress.evidence`).
"""

from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

from flask_babel import gettext as _

from courses.practice.models import AttemptPiece, Pupils
from courses.practice.queries.own_work import Said, piece_name
from courses.progress.evidence import Assessed, JudgedWork, PassedQuiz
from lms import wording


@dataclass(frozen=True)
class Goal:
    """A goal with its framework; `in_force` is False when it or its framework expired."""

    code: str
    name: str
    framework: str
    in_force: bool


@dataclass(frozen=True)
class Point:
    """What was said about one criterion."""

    criterion: str
    level: str
    met: bool
    comment: str


@dataclass(frozen=True)
class Activity:
    """What, when, by whom judged, against which goals."""

    what: str
    kind: str
    """`practice` or `quiz`."""
    attempt: int
    handed_in_at: datetime | None
    judged_at: datetime
    judged_by: str
    outcome: str
    accepted: bool
    comment: str
    points: tuple[Point, ...]
    goals: tuple[Goal, ...]
    pieces: tuple[str, ...]
    pupils: str


@dataclass(frozen=True)
class Account:
    """The whole of one participation."""

    holder: str
    module: str
    version: str
    goals: tuple[Goal, ...]
    activities: tuple[Activity, ...]

    def to_dict(self) -> dict[str, Any]:
        """For JSON: moments as ISO 8601 in UTC."""
        plain: dict[str, Any] = asdict(self)
        for one in plain["activities"]:
            for name in ("handed_in_at", "judged_at"):
                one[name] = one[name].isoformat() if one[name] else None
        return {"format": "leerspoor-evidence/1", **plain}


def account_of(found: Assessed, *, holder: str, on_goals: date) -> Account:
    """In the reader's language. `on_goals` is the day on which the module's goals are asked whether they hold."""
    version = found.participation.module_version
    goals = [
        Goal(
            one.code,
            wording.text(one.item.name) if one.item else "",
            wording.text(one.item.framework.name) if one.item else one.framework,
            one.in_force(on_goals),
        )
        for one in found.goals
    ]
    activities = [*(_work(one) for one in found.work), *(_quiz(one) for one in found.quizzes)]
    return Account(holder, wording.text(version.title), version.label, tuple(goals), tuple(activities))


def _work(one: JudgedWork) -> Activity:
    attempt, decision = one.handed.attempt, one.handed.decision
    if decision is None or decision.decided_at is None:
        raise ValueError("nobody decided about this attempt")
    accepted = not one.handed.open_points
    return Activity(
        what=wording.text(one.unit.title),
        kind="practice",
        attempt=attempt.number,
        handed_in_at=attempt.handed_in_at,
        judged_at=decision.decided_at,
        judged_by=decision.assessor.display_name if decision.assessor else _("somebody who is no longer here"),
        outcome=_("every point met") if accepted else _("not yet"),
        accepted=accepted,
        comment=decision.comment,
        points=tuple(_point(said) for said in one.handed.said),
        goals=tuple(
            Goal(goal.item.code, wording.text(goal.item.name), wording.text(goal.item.framework.name), goal.in_force)
            for goal in one.goals
        ),
        pieces=tuple(_piece(piece) for piece in attempt.pieces),
        pupils=_pupils(attempt.pupils),
    )


def _point(said: Said) -> Point:
    level = wording.text(said.level.name) if said.level else ""
    return Point(wording.text(said.criterion.title), level, said.met, said.comment)


def _piece(piece: AttemptPiece) -> str:
    """A file by its name, a link by its address, a text by the word."""
    if piece.file is not None:
        return piece.file.original_name
    return (piece.body or "") if piece_name(piece) == "link" else str(_("a text"))


def _pupils(said: Pupils | None) -> str:
    if said is None:
        return ""
    if said is Pupils.NOBODY:
        return str(_("No pupil can be recognised in the photos and films."))
    return str(_("Pupils can be recognised, with consent in writing."))


def _quiz(one: PassedQuiz) -> Activity:
    return Activity(
        what=wording.text(one.unit.title),
        kind="quiz",
        attempt=1,
        handed_in_at=None,
        judged_at=one.passed_at,
        judged_by=_("Leerspoor itself"),
        outcome=_("%(right)s of %(asked)s right", right=one.right, asked=one.asked),
        accepted=True,
        comment="",
        points=(),
        goals=(),
        pieces=(),
        pupils="",
    )
