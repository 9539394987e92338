"""Reading practice work. One file per reader's question.

Not here: quiz answers (`courses.practice.quiz`), and the whole list of what is missing (`courses.progress`).
"""

from courses.practice.queries.levels import accepted_levels, accepted_levels_of, latest_levels, standing_marks
from courses.practice.queries.second import seconded_submissions

__all__ = ["accepted_levels", "accepted_levels_of", "latest_levels", "seconded_submissions", "standing_marks"]
