"""When a unit is complete and what is missing, by table; and the property that nothing else decides."""

import itertools
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from courses.catalogue.models import UnitKind
from courses.delivery.models import Presence
from courses.practice.models import SubmissionState
from courses.progress import rules
from courses.progress.facts import Conditions, Facts, UnitFacts
from courses.progress.values import Action, MissingKind, heading, sentence

from .worlds import NOW, facts, gathering, meeting, quiz, text, work

ALL = Conditions.from_package({"units": "all", "rubric": "r-praktijkles", "return_moment": "attended"})
SUBSTITUTE = replace(ALL, return_moment="attended_or_substitute")
MET = {1: 2, 2: 3}


def session_unit(days: float = -30, presence: Presence | None = None) -> UnitFacts:
    return gathering(UnitKind.SESSION, days, presence)


def moment(days: float = 8, presence: Presence | None = None) -> UnitFacts:
    return gathering(UnitKind.RETURN_MOMENT, days, presence)


@pytest.mark.parametrize(
    ("unit", "complete"),
    [
        (text(), False),
        (text(opened=True), False),
        (text(done=True), True),
        (
            quiz(total=5, answered=5, right=5),
            False,
        ),  # the service says when the rule is reached, once and for all
        (quiz(done=True, total=5, answered=5, right=2), True),
        (session_unit(), False),
        (session_unit(presence=Presence.ABSENT), False),
        (session_unit(presence=Presence.EXCUSED), False),
        (session_unit(presence=Presence.PRESENT), True),
        (session_unit(presence=Presence.SUBSTITUTE), True),
        (moment(presence=Presence.PRESENT), True),
        (moment(presence=Presence.SUBSTITUTE), True),
        (work(), False),
        (work(SubmissionState.HANDED_IN), False),
        (work(SubmissionState.RETURNED, {1: 2}), False),
        (work(SubmissionState.RETURNED, {1: 2, 2: 1}), False),
        (work(SubmissionState.ACCEPTED, MET), True),
    ],
)
def test_a_unit_is_complete_by_the_rule_of_its_kind(unit: UnitFacts, complete: bool) -> None:
    assert rules.is_complete(unit) is complete


@pytest.mark.parametrize(
    ("answered", "right", "needed", "passes"),
    [(8, 0, None, True), (7, 7, None, False), (4, 4, 4, True), (5, 3, 4, False), (5, 5, 9, True)],
)
def test_a_quiz_passes_by_its_own_rule(answered: int, right: int, needed: int | None, passes: bool) -> None:
    total = 8 if needed is None else 5
    assert rules.quiz_passes(total=total, answered=answered, right=right, needed=needed) is passes


def test_a_unit_of_two_parts_asks_both_and_counts_what_was_attended_elsewhere() -> None:
    """AAN-04, AAN-06: sessions spread in time, each recorded, and another group loses nothing."""
    two = replace(session_unit(), meetings=(meeting(-9), meeting(2)), presences=(frozenset(), frozenset()))
    first = replace(two, presences=(frozenset({Presence.PRESENT}), frozenset()))
    both = replace(two, presences=(frozenset({Presence.ABSENT, Presence.PRESENT}), frozenset({Presence.PRESENT})))
    assert [rules.is_complete(unit) for unit in (two, first, both)] == [False, False, True]
    assert rules.next_meeting(first) == first.meetings[1]


def test_what_is_missing_is_told_once_each_in_the_order_of_the_module() -> None:
    """OPL, AAN-03: the same two lines for teacher, trainer and coach."""
    here = facts(text(done=True), session_unit(presence=Presence.PRESENT), work(SubmissionState.DRAFT), moment())
    found = rules.missing_for(here, ALL, NOW)
    assert [one.kind for one in found] == [MissingKind.ASSIGNMENT, MissingKind.RETURN_MOMENT]
    assert [one.action for one in found] == [Action.HAND_IN, Action.ATTEND]
    assert heading(found[0]).msgid == "Hand in “%(title)s”"
    assert sentence(found[0]).msgid == "Please before %(when)s. Your draft is kept."
    assert found[1].when is not None
    assert found[1].when.strftime("%H.%M %Z") == "10.00 CET"


def test_after_assessment_only_the_criteria_that_are_not_yet_met_are_named() -> None:
    returned = facts(work(SubmissionState.RETURNED, {1: 3, 2: 1}))
    found = rules.missing_for(returned, Conditions.from_package({"units": [], "rubric": "r-praktijkles"}), NOW)
    assert [(one.kind, one.subject_id, one.action) for one in found] == [(MissingKind.CRITERION, 2, Action.IMPROVE)]


@pytest.mark.parametrize(
    ("unit", "words", "action"),
    [
        (session_unit(days=3), "%(when)s, %(place)s", Action.ATTEND),
        (session_unit(days=-3), "still has to record", None),
        (session_unit(days=-3, presence=Presence.ABSENT), "You were not there", Action.CATCH_UP),
        (session_unit(days=3, presence=Presence.EXCUSED), "You are excused", Action.CATCH_UP),
        (replace(session_unit(), meetings=()), "No date is planned yet", None),
    ],
)
def test_a_missing_session_says_what_is_the_matter(unit: UnitFacts, words: str, action: Action | None) -> None:
    (found,) = rules.missing_for(facts(unit), Conditions(), NOW)
    assert words in found.detail
    assert found.action is action


@pytest.mark.parametrize(
    ("unit", "words"),
    [
        (work(opens_days=2), "hand in from"),
        (work(), "Please before"),
        (work(due_days=-2), "You can still hand it in"),
        (work(due_days=None), "Not handed in yet"),
        (work(SubmissionState.HANDED_IN), "Your trainer looks at it"),
    ],
)
def test_missing_work_says_where_it_is(unit: UnitFacts, words: str) -> None:
    (found,) = rules.missing_for(facts(unit), Conditions(), NOW)
    assert words in found.detail


def test_whoever_is_in_no_group_is_asked_to_choose_one() -> None:
    (found,) = rules.missing_for(facts(moment(), enrolled=False), Conditions(), NOW)
    assert found.action is Action.CHOOSE


@pytest.mark.parametrize(
    "conditions",
    [
        {},
        {"units": []},
        {"units": ["no-such-unit"]},
        {"units": "all", "rubric": "r-else"},
    ],
)
def test_a_badge_that_asks_nothing_or_the_impossible_is_never_earned(conditions: dict[str, object]) -> None:
    complete = facts(text(done=True), work(SubmissionState.ACCEPTED, MET))
    assert rules.missing_for(complete, Conditions.from_package(conditions), NOW)


def test_a_badge_with_a_return_moment_is_not_earned_in_a_module_without_one() -> None:
    assert rules.missing_for(facts(text(done=True)), ALL, NOW)


def test_only_the_units_that_are_named_or_required_count() -> None:
    extra = replace(text(number=9), required=False)
    assert rules.missing_for(facts(text(done=True), extra), Conditions(), NOW) == []
    named = Conditions.from_package({"units": ["tekst-9"]})
    assert [one.unit_slug for one in rules.missing_for(facts(text(), extra), named, NOW)] == ["tekst-9"]


#: Each unit of the module in every way it can be, and whether that is enough for the badge.
TEXTS = [(text(), False), (text(opened=True), False), (text(done=True), True)]
QUIZZES = [(quiz(), False), (quiz(total=5, answered=3, right=2, needed=4), False), (quiz(done=True), True)]
SESSIONS = [
    (session_unit(days, presence), presence in rules.ATTENDED)
    for days, presence in itertools.product((-3, 3), [None, *Presence])
]
WORKS = [
    (work(), False),
    (work(SubmissionState.DRAFT), False),
    (work(SubmissionState.HANDED_IN), False),
    (work(SubmissionState.HANDED_IN, {1: 2}), False),
    (work(SubmissionState.RETURNED, {1: 2, 2: 1}), False),
    (work(SubmissionState.RETURNED, {2: 3}), False),
    (work(SubmissionState.ACCEPTED, MET), True),
]


@settings(max_examples=400, deadline=None)
@given(
    chosen=st.tuples(*(st.sampled_from(options) for options in (TEXTS, QUIZZES, SESSIONS, WORKS))),
    presence=st.sampled_from([None, *Presence]),
    strict=st.booleans(),
    order=st.permutations(range(5)),
)
def test_a_badge_is_earned_exactly_when_every_condition_holds(
    chosen: tuple[tuple[UnitFacts, bool], ...], presence: Presence | None, strict: bool, order: list[int]
) -> None:
    """In whatever order the facts stand: the answer depends on nothing but whether each condition holds."""
    accepted = {Presence.PRESENT} if strict else rules.ATTENDED
    parts = [*chosen, (moment(presence=presence), presence in accepted)]
    here = Facts(participation_id=1, units=tuple(parts[index][0] for index in order))
    found = rules.missing_for(here, ALL if strict else SUBSTITUTE, NOW)
    assert (found == []) is all(enough for _, enough in parts)
    assert {one.unit_id for one in found} == {unit.id for unit, enough in parts if not enough}


@settings(max_examples=200, deadline=None)
@given(data=st.data())
def test_a_fact_more_never_makes_more_missing(data: st.DataObject) -> None:
    """Facts come one by one in any order; the badge is earned at the last one and stays earned."""
    there = Presence.PRESENT
    done = [text(done=True), quiz(done=True), session_unit(presence=there), moment(presence=there)]
    done.append(work(SubmissionState.ACCEPTED, MET))
    todo = [text(), quiz(), session_unit(), moment(), work()]
    order = data.draw(st.permutations(range(5)))
    have: set[int] = set()
    lengths = []
    for step in order:
        have.add(step)
        units = tuple(done[index] if index in have else todo[index] for index in range(5))
        lengths.append(len(rules.missing_for(Facts(participation_id=1, units=units), ALL, NOW)))
    assert lengths == [4, 3, 2, 1, 0]
