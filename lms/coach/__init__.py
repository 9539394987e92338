"""The digital coach's pages: what colleagues who said yes still miss. Not here: anything of who did not say so."""

from flask import Blueprint

blueprint = Blueprint("coach", __name__)

from lms.coach import colleagues  # noqa: E402, F401
