"""Rules that hold over the whole house; a new room is under them from its first line."""
