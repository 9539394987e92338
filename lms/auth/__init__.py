"""Signing in and out, and one's own profile. Not here: what a role may do."""

from flask import Blueprint

blueprint = Blueprint("auth", __name__)

from lms.auth import agenda, own, profile, reminders, showing, views  # noqa: E402, F401
