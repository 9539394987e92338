"""Pure rules of insight: what an answer may be, and how much of the answers may be seen. Not here: the database."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from courses.errors import N_

from .errors import BadFeedback

SCALES = ("access", "relevance", "usability")
LOWEST, HIGHEST = 1, 4
MIN_ANSWERS = 5
"""So many answers are shown at once, or none: among fewer, and in what one more changes, somebody is recognisable."""
MAX_REMARK = 1_000


@dataclass(frozen=True)
class Answer:
    """One answer to the form, checked."""

    access: int
    relevance: int
    usability: int
    remark: str = ""


def answer(scales: Mapping[str, int], remark: str) -> Answer:
    """Raises BadFeedback, which names the scale that has no answer, or says that the remark is too long."""
    for name in SCALES:
        if not LOWEST <= scales.get(name, 0) <= HIGHEST:
            raise BadFeedback(N_("Choose one of the four answers."), field=name)
    kept = remark.replace("\r\n", "\n").strip()
    if len(kept) > MAX_REMARK:
        raise BadFeedback(N_("Keep it short: at most %(limit)s characters."), field="remark", limit=MAX_REMARK)
    return Answer(scales["access"], scales["relevance"], scales["usability"], kept)


def countable(given: int) -> int:
    """How many of `given` answers may be seen: full fives only, so that no single new one can be told apart."""
    return given - given % MIN_ANSWERS


def spread(values: Sequence[int]) -> tuple[int, ...]:
    """How often each point of a scale was chosen, from the lowest on."""
    return tuple(sum(1 for one in values if one == point) for point in range(LOWEST, HIGHEST + 1))
