"""A module as it is given: runs and their sessions, who takes part, who was there, and the return moment.

A return moment ("terugkommoment") is a meeting some weeks after a run's last session, where participants
come back with what they tried in their own class. It opens and closes the practice assignment, collects
questions beforehand, and can be a condition of the badge.

Not here: hand-ins and grading (`practice`), what is still missing (`progress`).
"""
