"""Work that people do and hand in: quiz answers, practice assignments, and assessment by rubric.

Not here: whether all of it together is enough for a badge (`progress`, `recognition`).
"""
