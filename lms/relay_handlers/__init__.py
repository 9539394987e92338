"""One module per area with the handlers of its outbox kinds; importing this registers them all."""

from lms import mail_contexts
from lms.relay_handlers import accounts, digest, files, housekeeping, joining, mail, recognition

__all__ = ["accounts", "digest", "files", "housekeeping", "joining", "mail", "mail_contexts", "recognition"]
