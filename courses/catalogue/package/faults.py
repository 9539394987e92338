"""What can be wrong with a package, said with file, line and a sentence.

Not here: how a fault is found or printed.
"""

import enum
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from courses.catalogue.errors import CatalogueError
from courses.errors import N_


class Severity(enum.StrEnum):
    FAULT = "fault"
    """The package is refused whole."""
    WARNING = "warning"
    """The package may come in; the author should look."""


@dataclass(frozen=True)
class Fault:
    """One thing to mend: `message` is a msgid (English, `%(name)s` placeholders) that `values` fills."""

    path: str
    """Relative to the package, with `/`; `.` is the folder itself."""
    line: int
    """From 1; 1 as well when the file is the fault."""
    message: str
    values: dict[str, Any] = field(default_factory=dict)
    severity: Severity = Severity.FAULT

    @property
    def sentence(self) -> str:
        """The message filled in, in English."""
        return self.message % self.values if self.values else self.message

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.sentence}"


class PackageRefused(CatalogueError):
    """A package has at least one fault; all that were found are in `faults`, in file and line order."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = tuple(sorted(faults, key=lambda fault: (fault.path, fault.line, fault.sentence)))
        super().__init__(N_("The package has %(count)s faults and was not imported."), count=len(self.faults))
