"""The only writers of practice work: drafts, attempts, assessments. One file per noun.

Not here: quiz answers (`courses.practice.quiz`), and acts that reach other rooms (`courses.flows`).
"""

from courses.practice.services.addition import add_to_decision
from courses.practice.services.agreeing import reopen_marks
from courses.practice.services.asides import drop_aside, put_aside, take_aside
from courses.practice.services.assessments import (
    MarkInput,
    adopt_mark,
    begin_assessment,
    decide,
    save_assessment,
)
from courses.practice.services.attempts import make_attempt, withdraw_attempt
from courses.practice.services.drafts import attach_file, detach_file, save_draft
from courses.practice.services.holding import arrive, hold
from courses.practice.services.sentences import forget_sentence, keep_sentence

__all__ = [
    "MarkInput",
    "add_to_decision",
    "adopt_mark",
    "arrive",
    "attach_file",
    "begin_assessment",
    "decide",
    "detach_file",
    "drop_aside",
    "forget_sentence",
    "hold",
    "keep_sentence",
    "make_attempt",
    "put_aside",
    "reopen_marks",
    "save_assessment",
    "save_draft",
    "take_aside",
    "withdraw_attempt",
]
