"""One module per area with what its mail templates are filled with; importing this registers them all."""

from lms.mail_contexts import accounts, badges, exchange, groups, joining, learning, missed, practice

__all__ = ["accounts", "badges", "exchange", "groups", "joining", "learning", "missed", "practice"]
