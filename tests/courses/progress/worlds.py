"""Facts made by hand, and by chance: what the tests of progress decide from."""

from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from courses.catalogue.models import UnitKind
from courses.delivery.models import MeetingMode, Presence
from courses.practice.models import SubmissionState
from courses.progress.facts import AssignmentFacts, CriterionFacts, Facts, Meeting, QuizFacts, UnitFacts

NOW = datetime(2026, 11, 17, 9, tzinfo=UTC)
PLACE = ZoneInfo("Europe/Brussels")
CRITERIA = (
    CriterionFacts(id=1, title={"nl": "Doel en context"}, required_level=2),
    CriterionFacts(id=2, title={"nl": "Bewijs en reflectie"}, required_level=2),
)


def meeting(days: float, presence: Presence | None = None, public_id: str = "m") -> Meeting:
    """A session of three hours that starts so many days from now (negative: before)."""
    starts = (NOW + timedelta(days=days)).astimezone(PLACE)
    return Meeting(
        public_id=public_id,
        starts=starts,
        ends=starts + timedelta(hours=3),
        mode=MeetingMode.BOTH,
        place="Geel",
        presence=presence,
    )


def text(done: bool = False, number: int = 1, **more: Any) -> UnitFacts:
    return UnitFacts(
        id=number,
        slug=f"tekst-{number}",
        kind=UnitKind.TEXT,
        title={"nl": "Basis"},
        minutes=45,
        completed=done,
        **more,
    )


def quiz(done: bool = False, **standing: int) -> UnitFacts:
    return UnitFacts(
        id=20,
        slug="quiz",
        kind=UnitKind.QUIZ,
        title={"nl": "Fouten zoeken"},
        minutes=60,
        completed=done,
        quiz=QuizFacts(**standing),
    )


def gathering(kind: UnitKind, days: float, presence: Presence | None = None, **more: Any) -> UnitFacts:
    """A session or return moment of one part."""
    recorded = frozenset({presence}) if presence else frozenset()
    return UnitFacts(
        id=30 if kind is UnitKind.SESSION else 50,
        slug=kind.value.replace("_", "-"),
        kind=kind,
        title={"nl": "Werksessie"},
        minutes=180,
        meetings=(meeting(days, presence),),
        presences=(recorded,),
        **more,
    )


def work(
    state: SubmissionState | None = None,
    levels: dict[int, int] | None = None,
    due_days: float | None = 5,
    opens_days: float | None = None,
) -> UnitFacts:
    return UnitFacts(
        id=40,
        slug="praktijkopdracht",
        kind=UnitKind.ASSIGNMENT,
        title={"nl": "Praktijkopdracht"},
        minutes=360,
        assignment=AssignmentFacts(
            rubric="r-praktijkles",
            criteria=CRITERIA,
            levels=levels or {},
            state=state,
            handed_in_at=NOW - timedelta(days=1) if state not in (None, SubmissionState.DRAFT) else None,
            opens=NOW + timedelta(days=opens_days) if opens_days is not None else None,
            due=NOW + timedelta(days=due_days) if due_days is not None else None,
        ),
    )


def facts(*units: UnitFacts, enrolled: bool = True) -> Facts:
    return Facts(participation_id=1, units=units, enrolled=enrolled)
