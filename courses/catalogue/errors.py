"""The errors of the catalogue.

Not here: faults in a package, which are values (`courses.catalogue.package.faults`).
"""

from courses.errors import Conflict, DomainError, NotFound


class CatalogueError(DomainError):
    """Something that the catalogue cannot do."""


class ModuleNotFound(CatalogueError, NotFound):
    """No such module, or it is not published."""


class ModuleOfAnother(CatalogueError, Conflict):
    """The name of a module is taken by another provider."""
