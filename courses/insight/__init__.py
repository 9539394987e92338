"""What a group's trainer sees at a glance: who is where, which questions go wrong, what participants say of the module.

Not here: what is missing for a badge (`courses.progress`), and what waits to be assessed (`courses.practice`).
"""
