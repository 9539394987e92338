"""The one next step, by table."""

from dataclasses import replace
from datetime import timedelta

import pytest

from courses.catalogue.models import UnitKind
from courses.delivery.models import Presence
from courses.practice.models import SubmissionState
from courses.progress.facts import Facts
from courses.progress.steps import HAND_IN_MINUTES, step_for
from courses.progress.values import StepKind

from .worlds import NOW, facts, gathering, quiz, text, work

SESSION, MOMENT = UnitKind.SESSION, UnitKind.RETURN_MOMENT
THERE = Presence.PRESENT


@pytest.mark.parametrize(
    ("here", "kind", "slug", "minutes"),
    [
        (facts(text(), quiz()), StepKind.READ, "tekst-1", 45),
        (facts(text(done=True), quiz(total=5, answered=2, right=2, needed=4)), StepKind.QUIZ, "quiz", 30),
        (facts(quiz(total=8, answered=6, right=1)), StepKind.QUIZ, "quiz", 15),
        # A session next week holds nobody up; tomorrow's comes first, and so does one that is under way.
        (facts(gathering(SESSION, 7), text()), StepKind.READ, "tekst-1", 45),
        (facts(gathering(SESSION, 1), text()), StepKind.SESSION, "session", 180),
        (facts(gathering(SESSION, -0.05), text()), StepKind.SESSION, "session", 180),
        (facts(gathering(SESSION, 7)), StepKind.SESSION, "session", 180),
        # A missed session: what can be done comes first, then one waits.
        (facts(gathering(SESSION, -7, Presence.ABSENT), text()), StepKind.READ, "tekst-1", 45),
        (facts(gathering(SESSION, -7)), StepKind.WAIT, "session", None),
        # Practice work: not open yet, open, begun, with the trainer, back.
        (facts(work(opens_days=3), text(number=2)), StepKind.READ, "tekst-2", 45),
        (facts(work()), StepKind.HAND_IN, "praktijkopdracht", 360),
        (facts(work(SubmissionState.DRAFT)), StepKind.HAND_IN, "praktijkopdracht", HAND_IN_MINUTES),
        (facts(work(SubmissionState.HANDED_IN), gathering(MOMENT, 8)), StepKind.ASK, "return-moment", 5),
        (facts(work(SubmissionState.RETURNED, {1: 2})), StepKind.IMPROVE, "praktijkopdracht", None),
        (facts(work(SubmissionState.HANDED_IN)), StepKind.WAIT, "praktijkopdracht", None),
        # The return moment: its question two weeks ahead, then the meeting itself.
        (facts(gathering(MOMENT, 8)), StepKind.ASK, "return-moment", 5),
        (facts(gathering(MOMENT, 30)), StepKind.RETURN_MOMENT, "return-moment", 180),
        (facts(gathering(MOMENT, 8, question_sent=True)), StepKind.RETURN_MOMENT, "return-moment", 180),
        (facts(gathering(MOMENT, 8), enrolled=False), StepKind.CHOOSE, "return-moment", None),
    ],
)
def test_the_next_step(here: Facts, kind: StepKind, slug: str, minutes: int | None) -> None:
    step = step_for(here, NOW)
    assert step is not None
    assert (step.kind, step.unit_slug, step.minutes) == (kind, slug, minutes)


def test_nothing_is_left_when_everything_required_is_done() -> None:
    """AAN-02: what is not required never stands in the way."""
    extra = replace(text(number=3), required=False)
    complete = facts(text(done=True), gathering(MOMENT, -2, THERE), extra)
    assert step_for(complete, NOW) is None


def test_of_two_things_to_wait_for_the_first_in_time_is_named() -> None:
    later, sooner = gathering(SESSION, 20), replace(gathering(MOMENT, 9, question_sent=True), id=51)
    step = step_for(facts(later, sooner), NOW)
    assert step is not None
    assert step.unit_id == 51
    assert step.when == sooner.meetings[0].starts
    assert step.when - NOW == timedelta(days=9)
