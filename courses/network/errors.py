"""What can go wrong around questions, in sentences for the person who asked."""

from courses.errors import N_, Invalid, NotFound


class NoSuchQuestion(NotFound):
    def __init__(self) -> None:
        super().__init__(N_("There is no such question, or it is not of your group."))


class NoSuchMaterial(NotFound):
    def __init__(self) -> None:
        super().__init__(N_("There is no such material, or it is not of your module."))


class BadWords(Invalid):
    """Words that are missing, too long, or not what is asked."""
