"""The pure decisions about practice work."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from courses.practice.models import SubmissionState
from courses.practice.rules import (
    Asked,
    GapKind,
    Work,
    changes,
    count_words,
    gaps,
    is_late,
    link_is_usable,
    met,
    outcome,
)
from tests.conftest import NOW


@pytest.mark.parametrize(
    ("text", "words"),
    [("", 0), ("  \n", 0), ("één les", 2), ("foto's van oud-leerlingen", 3), ("a, b; c.", 3), ("5 V", 2)],
)
def test_words_are_counted_as_people_count_them(text: str, words: int) -> None:
    assert count_words(text) == words


@pytest.mark.parametrize(
    ("link", "usable"),
    [
        ("https://video.example/x", True),
        ("http://school.example:8080/a?b=c", True),
        ("javascript:alert(1)", False),
        ("data:text/html,<script>", False),
        ("https://", False),
        ("https://user:pw@evil.example", False),
        ("https://a b.example", False),
        ("https://a.example/\n", False),
        ("ftp://a.example", False),
        ("https://a.example:99999", False),
        ("https://" + "a" * 2000, False),
    ],
)
def test_only_a_whole_web_address_is_a_link(link: str, usable: bool) -> None:
    assert link_is_usable(link) is usable


def kinds(work: Work, asked: Asked, previous: Work | None = None) -> list[GapKind]:
    return [gap.kind for gap in gaps(work, asked, previous)]


def test_nothing_is_said_to_be_nothing() -> None:
    assert kinds(Work(), Asked()) == [GapKind.NOTHING]
    assert kinds(Work(text=" \n"), Asked()) == [GapKind.NOTHING]


def test_any_one_piece_is_enough_when_no_words_are_asked() -> None:
    for work in (Work(text="a"), Work(link="https://a.example"), Work(files=frozenset({1}))):
        assert kinds(work, Asked()) == []


def test_too_few_words_are_counted_out() -> None:
    (gap,) = gaps(Work(text="een twee"), Asked(min_words=3))
    assert (gap.kind, dict(gap.values)) == (GapKind.WORDS, {"words": 2, "asked": 3})
    assert kinds(Work(text="een twee drie"), Asked(min_words=3)) == []


def test_several_things_are_said_at_once() -> None:
    work = Work(text="kort", link="geen link", files=frozenset(range(4)))
    assert kinds(work, Asked(min_words=2, max_files=3)) == [GapKind.WORDS, GapKind.LINK, GapKind.FILES]


def test_the_same_work_again_helps_nobody() -> None:
    work = Work(text="een", link="", files=frozenset({1}))
    assert kinds(work, Asked(), previous=Work(text=" een\n", files=frozenset({1}))) == [GapKind.UNCHANGED]
    assert kinds(work, Asked(), previous=Work(text="een", files=frozenset({2}))) == []


def test_late_is_after_the_moment_not_at_it() -> None:
    assert not is_late(NOW, None)
    assert not is_late(NOW, NOW)
    assert is_late(NOW.replace(microsecond=1), NOW)


def test_one_criterion_below_its_level_returns_the_work() -> None:
    required = {1: 2, 2: 1}
    assert outcome({1: 2, 2: 3}, required) is SubmissionState.ACCEPTED
    assert outcome({1: 1, 2: 3}, required) is SubmissionState.RETURNED
    assert outcome({1: 3}, required) is SubmissionState.RETURNED
    assert met({1: 1, 2: 1, 9: 3}, required) == {2: 1}


def test_within_a_sentence_that_changed_words_are_marked_new_and_gone() -> None:
    """AAN-05: a diff by words: what stood there stays readable, and what was said instead stands beside it."""
    pieces = changes("Ze bouwden de lamp in duo's. Klaar.", "Ze bouwden de lichtsluis in duo's. Klaar.")
    assert [(piece.text.strip(), piece.new, piece.gone) for piece in pieces] == [
        ("Ze bouwden de", False, False),
        ("lamp", False, True),
        ("lichtsluis", True, False),
        ("in duo's.", False, False),
        ("Klaar.", False, False),
    ]


def test_a_sentence_that_is_quite_another_is_marked_whole() -> None:
    pieces = changes("De les viel tegen.", "Ik liet ze eerst voorspellen.")
    assert [(piece.text, piece.new, piece.gone) for piece in pieces] == [
        ("De les viel tegen.", False, True),
        ("Ik liet ze eerst voorspellen.", True, False),
    ]


def test_what_is_new_in_a_text_is_marked_by_sentence() -> None:
    pieces = changes("Eerst dit. Dan dat.", "Eerst dit. Nieuw hier. Dan dat.")
    assert [(piece.text.strip(), piece.new) for piece in pieces] == [
        ("Eerst dit.", False),
        ("Nieuw hier.", True),
        ("Dan dat.", False),
    ]


@given(st.text(max_size=300), st.text(max_size=300))
def test_marking_never_changes_a_text(before: str, after: str) -> None:
    assert "".join(piece.text for piece in changes(before, after) if not piece.gone) == after


def test_a_text_made_to_be_slow_is_compared_as_a_whole() -> None:
    (piece,) = changes("a. " * 30_000, "a. " * 30_001)
    assert piece.new
