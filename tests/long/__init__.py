"""`make test-long SCALE=1`: what takes minutes, in numbers that a normal run cannot afford.

Three runs, each a module with a function `run(scale)` that gives a `Result`: generated credentials canonicalised here
and elsewhere, mutations and forgeries of valid badges, and malformed input for `verify`. Each ends with a twin that was
weakened on purpose and must be caught by the same comparison. `.ci/run` takes a twentieth of everything.
"""
