"""What can go wrong with practice work and its assessment.

Not here: faults of an upload's bytes (`courses.files.errors`) and faults of quiz answers.
"""

from collections.abc import Sequence
from datetime import datetime

from courses.errors import N_, Conflict, DomainError, Invalid, NotAllowed
from courses.practice.rules import Gap


class PracticeError(DomainError):
    """The root of this room's errors."""


class StaleDraft(PracticeError, Conflict):
    """The draft changed since it was read. Carries what is saved now, so that both texts can be shown."""

    def __init__(self, *, text: str, link: str, saved_at: datetime | None, version: int) -> None:
        super().__init__(N_("You changed this work somewhere else in the meantime. Nothing was overwritten."))
        self.text, self.link, self.saved_at, self.version = text, link, saved_at, version


class WorkIncomplete(PracticeError, Invalid):
    """Something that the assignment asks for is missing; `gaps` says what."""

    def __init__(self, gaps: Sequence[Gap]) -> None:
        super().__init__(N_("Something is still missing from your work."))
        self.gaps = tuple(gaps)


class WorkClosed(PracticeError, Conflict):
    """The work is with the trainer, or accepted: it cannot change now."""


class NotOpenYet(PracticeError, NotAllowed):
    """The assignment opens later; `opens_at` says when."""

    def __init__(self, opens_at: datetime) -> None:
        super().__init__(N_("You cannot hand in yet. Your draft stays as it is."))
        self.opens_at = opens_at


class AssessmentBegun(PracticeError, Conflict):
    """The trainer began, so the work can no longer be taken back."""

    def __init__(self, name: str) -> None:
        super().__init__(N_("%(name)s has begun to look at your work. You cannot take it back any more."), name=name)


class StaleAssessment(PracticeError, Conflict):
    """The same assessor saved this in another window since it was read."""

    def __init__(self) -> None:
        super().__init__(N_("You changed this assessment in another window. Both versions are below."))


class AlreadyAssessed(PracticeError, Conflict):
    """Somebody else decided first. A decision is made once."""

    def __init__(self) -> None:
        super().__init__(N_("A colleague decided about this work a moment before you. Your text is kept."))


class BeingAssessed(PracticeError, Conflict):
    """Somebody else has the work in hand. It may be taken over, but only on purpose."""

    def __init__(self, name: str) -> None:
        super().__init__(N_("%(name)s is assessing this work. Your text is kept. Take over to decide."), name=name)


class MarksAreIn(PracticeError, Conflict):
    """Where two assess: the own marks are in, so they do not change while the other cannot see them."""

    def __init__(self) -> None:
        super().__init__(N_("Your marks are in. Take them back first if you want to change them."))


class StaleAgreement(PracticeError, Conflict):
    """The other assessor said something about this criterion since it was read."""

    def __init__(self) -> None:
        super().__init__(N_("The other assessor answered a moment before you. Look again: nothing was overwritten."))


class NotToUndo(PracticeError, Conflict):
    """A decision that others built on."""


class WorkTakenBack(PracticeError, Conflict):
    """The maker took the work back, so there is nothing to assess."""

    def __init__(self) -> None:
        super().__init__(N_("This work was taken back by its maker. There is nothing to assess now."))


class AssessmentIncomplete(PracticeError, Invalid):
    """A criterion has no level yet, or is "not yet" without a word on how to go on."""

    def __init__(self, without_level: Sequence[int], without_comment: Sequence[int]) -> None:
        super().__init__(N_("Some criteria still need something before you can decide."))
        self.without_level, self.without_comment = tuple(without_level), tuple(without_comment)


class OwnWork(PracticeError, NotAllowed):
    """Nobody judges the own work."""

    def __init__(self) -> None:
        super().__init__(N_("This is your own work. A colleague assesses it."))


class StaleReflection(PracticeError, Conflict):
    """The answer changed since it was read. Carries what is saved now, so that both texts can be shown."""

    def __init__(self, text: str, version: int) -> None:
        super().__init__(N_("You changed this text somewhere else in the meantime. Nothing was overwritten."))
        self.text, self.version = text, version
