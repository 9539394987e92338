"""What can go wrong around feedback, in sentences for the person who gave it."""

from courses.errors import N_, Conflict, Invalid


class FeedbackClosed(Conflict):
    def __init__(self) -> None:
        super().__init__(N_("You can say what you think of it once you are done, or once your group has ended."))


class AlreadyGiven(Conflict):
    def __init__(self) -> None:
        super().__init__(N_("You sent this before. Because it has no name on it, it cannot be changed."))


class BadFeedback(Invalid):
    """A scale without an answer, or a remark that is too long."""
