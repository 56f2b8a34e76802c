"""How a command ends."""

CLEAN, PROBLEMS, USAGE = 0, 1, 2
"""The exit statuses."""


class Complaint(Exception):
    """Something that the person at the terminal has to change; the message says what."""
