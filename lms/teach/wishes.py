"""What a group wants to know before a session, summed up for the trainer. Not here: how it is gathered
(`courses.delivery.wish_rules`)."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from courses.delivery.models import Wish
from courses.delivery.queries import wishes
from courses.delivery.wish_rules import gather

if TYPE_CHECKING:
    from sqlalchemy.orm import Session


@dataclass(frozen=True)
class Theme:
    """Questions that share a word; `word` is "" for those that share none."""

    word: str
    asked: Sequence[Wish]


@dataclass(frozen=True)
class Summary:
    """`themes`: what most people ask first, what stands alone last."""

    count: int
    themes: Sequence[Theme]

    @property
    def words(self) -> Sequence[str]:
        return [f"{theme.word} ({len(theme.asked)})" for theme in self.themes if theme.word]


def summary_of(session: "Session", *, run_session_id: int) -> Summary:
    """All questions for a session; each stands there once, in full."""
    asked = wishes(session, run_session_id=run_session_id)
    found = gather([one.body for one in asked])
    themes = [Theme(theme.word, [asked[number] for number in theme.numbers]) for theme in found.themes]
    rest = [Theme("", [asked[number] for number in found.rest])] if found.rest else []
    return Summary(len(asked), themes + rest)
