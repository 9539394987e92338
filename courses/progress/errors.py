"""What can go wrong with progress. Not here: errors of groups and sessions (`delivery`)."""

from datetime import datetime

from courses.errors import N_, DomainError, NotAllowed, NotFound


class ProgressError(DomainError):
    """Anything of this room that cannot be done."""


class NoSuchUnit(ProgressError, NotFound):
    def __init__(self) -> None:
        super().__init__(N_("This part does not exist in this module."))


class NotOpen(ProgressError, NotAllowed):
    """It opens some days before a session."""

    def __init__(self, when: datetime) -> None:
        super().__init__(N_("This part is not open yet."))
        self.when = when


class NotByHand(ProgressError, NotAllowed):
    """A quiz, a session or an assignment is not complete because the reader says so."""

    def __init__(self) -> None:
        super().__init__(N_("This part is complete by what you do in it, not by saying so."))
