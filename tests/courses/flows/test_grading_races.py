"""A small share of the races of `tests.long.grading`: one winner each, the loser told, not a word lost."""

from lms.db import Database
from tests.long.grading import races

RACES = 24


def test_one_wins_the_other_is_told_and_both_texts_are_kept(anywhere: Database) -> None:
    faults, losses = races(anywhere, RACES)
    assert faults == []
    assert losses > 0, "the twin without versions must be seen to lose text"
