"""One module per area with what its mail templates are filled with; `lms.mailing` imports them all."""
