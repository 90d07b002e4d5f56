"""The guest's own page: opened by a signed link or a one-time code, without a password."""
