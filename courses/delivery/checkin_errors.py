"""What can be refused when a trainer decides about who checked in.

Not here: what is said to somebody whose code does not work; that is an answer, not an error
(`courses.flows.check_in`).
"""

from courses.errors import N_, NotFound

from .errors import DeliveryError


class NoSuchCheckIn(DeliveryError, NotFound):
    def __init__(self) -> None:
        super().__init__(N_("Nobody waits here (any more)."))
