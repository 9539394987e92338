"""Reminders: a row for each thing that somebody may have to be reminded of, and how each person wants to hear.

A row is planned when the thing is planned and decided again when it is sent, so nobody hears of what is done,
off or past. Not here: which things there are to be reminded of (`courses.flows.remind`), and the mail (`lms`).
"""
