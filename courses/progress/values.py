"""What decisions about progress answer: one missing thing, and the one next step.

The sentence is a msgid with values; only `lms` knows the reader's language, so teacher, trainer and coach
read the same words from the same function. Not here: how it is decided (`rules`).
"""

import enum
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from courses.base import Translations
from courses.catalogue.models import UnitKind
from courses.errors import N_


class MissingKind(enum.StrEnum):
    UNIT = "unit"
    SESSION = "session"
    ASSIGNMENT = "assignment"
    CRITERION = "criterion"
    RETURN_MOMENT = "return_moment"
    SUBSTITUTE = "substitute"
    """A session was missed, and there is a task to do instead."""
    SECOND_ASSESSOR = "second_assessor"
    """The work is met, and a second assessor has not said yes yet."""


class Action(enum.StrEnum):
    """What solves it, if anything does now; null where a person can only wait."""

    START = "start"
    CONTINUE = "continue"
    ATTEND = "attend"
    ASK = "ask"
    """Send a question ahead of the return moment."""
    CHOOSE = "choose"
    """Pick a group."""
    HAND_IN = "hand_in"
    IMPROVE = "improve"
    """Add what one criterion still asks."""
    CATCH_UP = "catch_up"
    """A session was missed: come along elsewhere, or do the substitute task."""


@dataclass(frozen=True)
class Missing:
    """One thing that still stands between somebody and a badge."""

    kind: MissingKind
    unit_id: int
    unit_slug: str
    title: Translations
    """Of the unit, or of the criterion."""
    detail: str
    """msgid; `values` fills it. An aware time in `values` carries the zone of the place."""
    values: Mapping[str, object] = field(default_factory=dict)
    action: Action | None = None
    when: datetime | None = None
    """Aware, in the zone of the place: when it happens, opens, is due, or was handed in."""
    subject_id: int | None = None
    """Row id of the criterion, for kind `criterion`."""
    session_public_id: str | None = None


@dataclass(frozen=True)
class Sentence:
    """A line to read: `msgid` with `values`, where a `Translations` value is text in several languages."""

    msgid: str
    values: Mapping[str, object]


HEADINGS = {
    MissingKind.UNIT: N_("Finish “%(title)s”"),
    MissingKind.SESSION: N_("Come to “%(title)s”"),
    MissingKind.ASSIGNMENT: N_("Hand in “%(title)s”"),
    MissingKind.CRITERION: N_("Add to “%(title)s”"),
    MissingKind.RETURN_MOMENT: N_("Come to the return moment"),
    MissingKind.SUBSTITUTE: N_("Do the substitute task of “%(title)s”"),
    MissingKind.SECOND_ASSESSOR: N_("“%(title)s” waits for a second assessor"),
}
WAITING = {
    MissingKind.ASSIGNMENT: N_("“%(title)s” is being looked at"),
    MissingKind.SESSION: N_("“%(title)s”: not recorded yet"),
    MissingKind.RETURN_MOMENT: N_("The return moment: not recorded yet"),
    MissingKind.SUBSTITUTE: N_("The substitute task of “%(title)s” is being looked at"),
}


def heading(missing: Missing) -> Sentence:
    """What to do, in a few words; where one can only wait, what one waits for."""
    waits = missing.action is None and missing.when is not None and missing.kind in WAITING
    table = WAITING if waits else HEADINGS
    return Sentence(table[missing.kind], {"title": missing.title})


def sentence(missing: Missing) -> Sentence:
    """What is the matter with it: the detail, with its values."""
    return Sentence(missing.detail, missing.values)


class StepKind(enum.StrEnum):
    READ = "read"
    WATCH = "watch"
    QUIZ = "quiz"
    SESSION = "session"
    HAND_IN = "hand_in"
    IMPROVE = "improve"
    ASK = "ask"
    RETURN_MOMENT = "return_moment"
    CHOOSE = "choose"
    CATCH_UP = "catch_up"
    """Make up for a session that was missed."""
    WAIT = "wait"
    """Nothing to do now: work is being looked at, or a session lies ahead."""


@dataclass(frozen=True)
class NextStep:
    """The one thing to do next. `minutes` is what it costs, null where that cannot be said."""

    kind: StepKind
    unit_id: int
    unit_slug: str
    unit_kind: UnitKind
    title: Translations
    minutes: int | None
    started: bool = False
    """It was begun before: "go on where you were"."""
    when: datetime | None = None
    """Aware, in the zone of the place: when it happens or is due."""
    place: str | None = None
    session_public_id: str | None = None
