"""What an operator's machines ask: is it alive, and is it ready. Not here: anything for people."""

from flask import Blueprint

blueprint = Blueprint("ops", __name__)

from lms.ops import views  # noqa: E402, F401
