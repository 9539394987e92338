"""What can be refused when somebody plans, joins or leaves a run, with the sentence that a person reads.

Not here: errors of work that is handed in (`practice`) and how an error becomes a page (`lms.errors`).
"""

from courses.errors import N_, Conflict, DomainError, Invalid, NotAllowed, NotFound


class DeliveryError(DomainError):
    """Anything of this room that cannot be done."""


class NoSuchRun(DeliveryError, NotFound):
    def __init__(self) -> None:
        super().__init__(N_("This group does not exist (any more)."))


class NoSuchSession(DeliveryError, NotFound):
    def __init__(self) -> None:
        super().__init__(N_("This session does not exist (any more)."))


class NoSuchParticipation(DeliveryError, NotFound):
    def __init__(self) -> None:
        super().__init__(N_("You do not take part in this module."))


class RunFull(DeliveryError, Conflict):
    """No seat is left; `next_run` (public id) is the first other group with room, if there is one."""

    def __init__(self, *, seats: int, next_run: str | None = None, next_name: str | None = None) -> None:
        if next_run and next_name:
            super().__init__(
                N_("This group is full: all %(seats)s seats are taken. There is room in “%(next_name)s”."),
                seats=seats,
                next_name=next_name,
            )
        else:
            super().__init__(
                N_("This group is full: all %(seats)s seats are taken. No other group has room right now."),
                seats=seats,
            )
        self.next_run = next_run


class RunClosed(DeliveryError, NotAllowed):
    """Cancelled, over, or past the last day to join."""


class NotEnrolled(DeliveryError, NotFound):
    def __init__(self) -> None:
        super().__init__(N_("You are not in this group."))


class AttendanceChanged(DeliveryError, Conflict):
    """Somebody else recorded this attendance since it was read; nothing was overwritten."""

    def __init__(self) -> None:
        super().__init__(N_("Somebody else changed this attendance meanwhile. Look again before you save."))


class PlanChanged(DeliveryError, Conflict):
    """Somebody else changed this group's plan since it was read; nothing was overwritten."""

    def __init__(self) -> None:
        super().__init__(N_("Somebody else changed this group meanwhile. Look at what it is now before you save."))


class BadPlan(DeliveryError, Invalid):
    """A run that cannot be planned this way; `field` names the part."""


class BadApology(DeliveryError, Invalid):
    """Too late to say that one does not come, or to take it back; `field` names what was typed wrong."""


class NotMissed(DeliveryError, Conflict):
    def __init__(self) -> None:
        super().__init__(N_("This session was not missed, as far as we know. Look again: the list may have changed."))


class NoRoom(DeliveryError, Conflict):
    def __init__(self) -> None:
        super().__init__(N_("There is no room at that moment (any more). Choose another one."))


class BadSubstitute(DeliveryError, Invalid):
    """A substitute task, or an answer to one, that cannot be kept this way; `field` names the part."""


class SubstituteChanged(DeliveryError, Conflict):
    def __init__(self) -> None:
        super().__init__(N_("This substitute task changed meanwhile. Read it again before you decide."))


class OwnSubstitute(DeliveryError, NotAllowed):
    def __init__(self) -> None:
        super().__init__(N_("A colleague reads your own substitute task."))


class BadQuestion(DeliveryError, Invalid):
    """A question beforehand that is too long, or comes too late."""


class NotWaiting(DeliveryError, NotFound):
    def __init__(self) -> None:
        super().__init__(N_("This name is not on the waiting list (any more)."))


class BadMove(DeliveryError, Invalid):
    """A change of the waiting list that cannot be made this way; `field` names the part."""
