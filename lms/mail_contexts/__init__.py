"""One module per area with what its mail templates are filled with; importing this registers them all."""

from lms.mail_contexts import accounts, badges, groups, learning, practice

__all__ = ["accounts", "badges", "groups", "learning", "practice"]
