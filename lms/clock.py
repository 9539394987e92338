"""The only place in `lms` that reads the clock; below it, time is always a parameter."""

from datetime import UTC, datetime


def now() -> datetime:
    """This instant, aware, in UTC."""
    return datetime.now(UTC)
