"""Work that must happen after a commit: the row is the record, a queue message is only a hint to look.

Not here: doing the work (`lms.relay`), and knowing what a kind of work means.
"""
