"""What was done and what was not, since the start: by kind of query."""

from __future__ import annotations


class Counted:
    """Queries that were run and such whose answer was still good. `steps` are those of the interpreter.

    `definitions` are the top-level statements of a file, `entry_points` the functions and classes that are run alone,
    `tracks` such runs that were made before anybody asked; `answers` the facts that count for a definition, of which
    only those are counted that were looked for; `drawings` what is shown in a definition, by kind, where anybody had to
    look. `calls` of functions, and `statements` where a run went on with an earlier one, are only counted where they
    were not run.
    """

    def __init__(self) -> None:
        self.run = {"definitions": 0, "entry_points": 0, "tracks": 0, "answers": 0, "drawings": 0}
        self.reused = {"definitions": 0, "entry_points": 0, "drawings": 0, "calls": 0, "statements": 0}
        self.steps = 0
