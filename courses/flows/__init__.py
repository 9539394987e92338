"""Acts that cross rooms, one module each: what a view or a task calls.

Not here: decisions of one room (its `rules`) and reads (its `queries`).
"""
