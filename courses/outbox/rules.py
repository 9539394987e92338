"""How long failed work waits, and when it is given up. Pure; no database."""

from datetime import timedelta

MAX_ATTEMPTS = 12
FIRST = timedelta(seconds=5)
LONGEST = timedelta(hours=6)


def delay(attempts: int) -> timedelta:
    """The wait after `attempts` tries: 5 s, then doubled each time, at most 6 hours (12 tries span about 6 hours)."""
    doubled: int = 2 ** min(max(attempts - 1, 0), 20)
    return min(FIRST * doubled, LONGEST)
