"""Why a file is not accepted, each with a sentence that says what to do instead."""

from courses.errors import DomainError, Invalid


class FileError(DomainError):
    """The root of this room's errors."""


class FileRefused(FileError, Invalid):
    """The file cannot be accepted; the sentence says why and what would be."""
