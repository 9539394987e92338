"""The domain: when a badge is earned, and everything a teacher, trainer or coach does on the way there.

One room per part of the work, stacked in floors; a room uses what lies below it and never calls up.
Not here: web requests, queues, HTTP, signing and canonicalisation. Those live in `lms` and `credentials`.
"""
