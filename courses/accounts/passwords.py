"""The one door to argon2: hashing and checking passwords.

Costs are those of OWASP's password storage cheat sheet for argon2id (19 MiB, 2 passes, 1 lane); a hash with older
costs is renewed at the next sign-in.
"""

from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from courses.accounts.rules import normalise_password

_hasher = PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1)


def hash_password(password: str) -> str:
    """A fresh argon2id hash with its own salt."""
    return _hasher.hash(normalise_password(password))


@cache
def _nobody() -> str:
    return _hasher.hash("nobody has this password")


def matches(stored: str | None, password: str) -> bool:
    """Whether `password` belongs to `stored`. Without one the same work is done, and the answer is no."""
    try:
        found = _hasher.verify(stored or _nobody(), normalise_password(password))
    except (VerificationError, InvalidHashError):
        return False
    return found and stored is not None


def outdated(stored: str) -> bool:
    """Whether the hash was made with older costs."""
    return _hasher.check_needs_rehash(stored)
