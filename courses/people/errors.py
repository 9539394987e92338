"""What can go wrong with people and their addresses."""

from courses.errors import Conflict, DomainError, Invalid, NotFound


class PeopleError(DomainError):
    """Root of this room."""


class NoSuchPerson(PeopleError, NotFound):
    """There is nobody with this number, or not any more."""


class NoSuchAddress(PeopleError, NotFound):
    """The person does not have this address."""


class LastAddress(PeopleError, Conflict):
    """Without this address the person could not sign in any more."""


class TooManyAddresses(PeopleError, Invalid):
    """The person has as many addresses as one may have."""
