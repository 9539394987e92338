"""What can be wrong with an answer to a question. A wrong answer is no error: it is learning."""

from courses.errors import N_, Conflict, DomainError, Invalid, NotFound


class QuizError(DomainError):
    """Anything about a quiz that cannot be done."""


class BadAnswer(QuizError, Invalid):
    """Nothing was chosen, or it cannot be read; no try is counted."""


class NoSuchQuestion(QuizError, NotFound):
    def __init__(self) -> None:
        super().__init__(N_("This question does not exist (any more)."))


class OneTryOnly(QuizError, Conflict):
    """The quiz takes one answer to each question, and it was given."""

    def __init__(self) -> None:
        super().__init__(N_("You answered this question already. Here one try counts."))
