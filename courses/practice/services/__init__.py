"""The only writers of practice work: drafts, attempts, assessments. One file per noun.

Not here: quiz answers (`courses.practice.quiz`), and acts that reach other rooms (`courses.flows`).
"""

from courses.practice.services.assessments import (
    MarkInput,
    adopt_mark,
    begin_assessment,
    decide,
    save_assessment,
)
from courses.practice.services.attempts import make_attempt, withdraw_attempt
from courses.practice.services.drafts import attach_file, detach_file, save_draft

__all__ = [
    "MarkInput",
    "adopt_mark",
    "attach_file",
    "begin_assessment",
    "decide",
    "detach_file",
    "make_attempt",
    "save_assessment",
    "save_draft",
    "withdraw_attempt",
]
