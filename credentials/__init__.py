"""Open Badges 3.0 as a pure library: describe, sign, bake, read and verify badges.

Nothing here knows the web, a database, a queue, the network, the environment or the clock: documents and the
moment are given by the caller. It can be used without the rest of the project; see README.md in this folder.
"""
