"""The demo: an installation full of invented people, made by the same flows as the real thing.

Nothing here writes a row of its own: what the demo shows has happened, only on earlier days.
Not here: any rule. A production installation never loads this package.
"""

from flask import Blueprint

blueprint = Blueprint("demo", __name__)

from lms.demo import entrance  # noqa: E402

__all__ = ["blueprint", "entrance"]
