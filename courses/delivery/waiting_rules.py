"""Pure decisions about a waiting list: whether who is first gets a free seat, is asked first, or is too late.

Not here: rows, and anything that reads a clock.
"""

import enum
from datetime import datetime, timedelta

NEAR = timedelta(days=3)
"""From so close to the first session nobody is given a seat unasked: they may have other plans by now."""
ANSWER = timedelta(hours=24)
"""How long a seat is kept for who is asked."""
TRAVEL = timedelta(hours=1)
"""An answer comes at least this long before the first session."""
SHORTEST = timedelta(hours=1)
"""Nobody is asked to answer faster than this."""
REASON_MAX = 500


class Turn(enum.Enum):
    """What a free seat means for who is first in line."""

    SEAT = "seat"
    OFFER = "offer"
    TOO_LATE = "too_late"


def turn(*, starts: datetime | None, now: datetime) -> Turn:
    """`starts` is the first session; None when there are no sessions, so nothing to be late for."""
    if starts is None or starts - now > NEAR:
        return Turn.SEAT
    return Turn.OFFER if starts - now >= TRAVEL + SHORTEST else Turn.TOO_LATE


def answer_by(*, starts: datetime, now: datetime) -> datetime:
    """Until when a seat is kept for who is asked at `now`."""
    return min(now + ANSWER, starts - TRAVEL)
