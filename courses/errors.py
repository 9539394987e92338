"""The root of the domain's errors, and the mark for sentences that a person may read.

Each room subclasses `DomainError`; `lms.errors` alone decides which status and page an error becomes.
Not here: errors of one room (its own `errors.py`) and anything about HTTP.
"""


def N_(message: str) -> str:
    """Mark `message` for translation and return it unchanged; the reader's language is only known in `lms`."""
    return message


class DomainError(Exception):
    """Something a person asked for that cannot be done, with a sentence that says why.

    `message` is a msgid (English, `%(name)s` placeholders) and `values` fills it.
    """

    def __init__(self, message: str, **values: object) -> None:
        super().__init__(message % values if values else message)
        self.message = message
        self.values = values


class NotFound(DomainError):
    """There is no such thing, or not for this person: the two are never told apart."""


class Gone(DomainError):
    """It was there, for this person too, and was taken away for good."""


class NotAllowed(DomainError):
    """The person may see this, but may not do that with it."""


class Conflict(DomainError):
    """Somebody else was first, or the row changed since it was read; nothing was overwritten."""


class Invalid(DomainError):
    """The input cannot be accepted; `field` names the form field where that is known."""

    def __init__(self, message: str, *, field: str | None = None, **values: object) -> None:
        super().__init__(message, **values)
        self.field = field
