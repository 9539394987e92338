"""What can go wrong with signing in and accounts."""

from courses.errors import Conflict, DomainError, Invalid


class AccountError(DomainError):
    """Root of this room."""


class PasswordRefused(AccountError, Invalid):
    """The new password is too weak."""


class SignInFailed(AccountError, Invalid):
    """Address and password do not belong together; never says which of the two, or whether there is an account."""


class LinkUsed(AccountError, Conflict):
    """The link was used, is too old, or never was one: the three are not told apart."""
