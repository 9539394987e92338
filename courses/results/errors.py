"""Why a results sheet is not taken, each with a sentence that says what to do instead."""

from courses.errors import DomainError, Invalid


class ResultsError(DomainError):
    """The root of this room's errors."""


class SheetRefused(ResultsError, Invalid):
    """The sheet cannot be read, or holds what must not come in."""


class NamesInSheet(SheetRefused):
    """A column looks like names or addresses of pupils."""
