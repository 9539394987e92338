"""What is known about one participation, as plain values: the input of every decision about progress.

One shape for rules and for reads, so a decision can be tried on any combination of facts without a database.
Not here: deciding anything (`rules`) and reading rows (`queries`).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from courses.base import Translations
from courses.catalogue.models import UnitKind
from courses.delivery.missed_models import SubstituteState
from courses.delivery.models import MeetingMode, Presence
from courses.practice.models import SubmissionState


@dataclass(frozen=True)
class Substitute:
    """How far the substitute task of a session is."""

    state: SubstituteState
    handed_in_at: datetime | None = None


@dataclass(frozen=True)
class Meeting:
    """One session of a unit in the group that somebody is in, or of the group where they come along instead.

    Times are aware, in the zone of the place.
    """

    public_id: str
    starts: datetime
    ends: datetime
    mode: MeetingMode
    place: str | None = None
    presence: Presence | None = None
    substitute: Substitute | None = None
    """Null: nothing was given and nothing handed in."""


@dataclass(frozen=True)
class CriterionFacts:
    id: int
    title: Translations
    required_level: int


@dataclass(frozen=True)
class AssignmentFacts:
    """A practice assignment: where the work is, and which level each criterion reached so far."""

    rubric: str
    criteria: tuple[CriterionFacts, ...]
    levels: Mapping[int, int] = field(default_factory=dict)
    """Highest level that stands, by criterion id."""
    state: SubmissionState | None = None
    """Null: nothing was written yet."""
    handed_in_at: datetime | None = None
    opens: datetime | None = None
    due: datetime | None = None
    seconded: bool = False
    """A second assessor stands behind the decision."""


@dataclass(frozen=True)
class QuizFacts:
    total: int = 0
    answered: int = 0
    right: int = 0
    needed: int | None = None
    """How many must be right; null: every question answered is enough."""


@dataclass(frozen=True)
class UnitFacts:
    id: int
    slug: str
    kind: UnitKind
    title: Translations = field(default_factory=dict)
    minutes: int = 0
    required: bool = True
    opened: bool = False
    completed: bool = False
    """The reader said so, or the quiz reached its rule; never taken back by more practice."""
    place: str | None = None
    quiz: QuizFacts | None = None
    meetings: tuple[Meeting, ...] = ()
    """Sessions of this unit in the current group, cancelled ones left out, in order of time."""
    presences: tuple[frozenset[Presence], ...] = ()
    """Per part (first session of the unit, second, ...) what was recorded in any group."""
    assignment: AssignmentFacts | None = None
    opens: datetime | None = None
    """Hidden until this moment, by the dates of the own group, in the zone of the place; null: open."""
    question_sent: bool = False
    """A question beforehand was written for the coming meeting."""


@dataclass(frozen=True)
class Facts:
    """One participation at one moment. `units` is in the order of the module."""

    participation_id: int
    units: tuple[UnitFacts, ...]
    enrolled: bool = True
    """Is in a group now."""


@dataclass(frozen=True)
class Conditions:
    """What a badge asks; all of it must hold."""

    units: frozenset[str] | None = None
    """Slugs; null: every required unit."""
    rubric: str | None = None
    return_moment: str | None = None
    """`attended`, `attended_or_substitute`, or null when it is asked only as a unit."""
    second_assessor: bool = False
    """Work that meets the rubric also needs the yes of a second assessor."""

    @property
    def empty(self) -> bool:
        """Nothing is asked, so nothing can be earned: such a badge is given by hand."""
        return self.units is not None and not self.units and not self.rubric and not self.return_moment

    @classmethod
    def from_package(cls, conditions: Mapping[str, object]) -> "Conditions":
        """From the package's `conditions`; `units` left out asks for no unit at all."""
        units = conditions.get("units")
        rubric, moment = conditions.get("rubric"), conditions.get("return_moment")
        return cls(
            units=None if units == "all" else frozenset(units if isinstance(units, list) else ()),
            rubric=str(rubric) if rubric else None,
            return_moment=str(moment) if moment else None,
            second_assessor=conditions.get("second_assessor") is True,
        )
