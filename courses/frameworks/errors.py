"""The errors of frameworks.

Not here: codes in a package that no framework has, which are warnings of an import.
"""

from courses.errors import Conflict, DomainError


class FrameworkError(DomainError):
    """Something that cannot be done with a framework."""


class FrameworkFileInvalid(FrameworkError):
    """A framework file cannot be read; the message says where."""


class FrameworkChanged(FrameworkError, Conflict):
    """A file has the code and version of a framework that is loaded already, and says something else."""
