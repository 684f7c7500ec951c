"""The error that is the user's to solve; every command prints it as one line."""


class CannotRun(ValueError):
    """What was asked cannot be done; the message says why, and what the user can do."""
