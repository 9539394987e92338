"""One module per area with the handlers of its outbox kinds; `lms.relay` imports them all."""
