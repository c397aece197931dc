"""How the commands tell an error: one line on standard error that begins with the program's name."""

from __future__ import annotations

from penombre.sentences import reason, say


def problem(error: object) -> str:
    """What went wrong, for a person: of a file that the system refused, its name and why."""
    if isinstance(error, OSError) and error.filename:
        error = say("{file}: {reason}", file=error.filename, reason=reason(error))
    return say("penombre: {problem}", problem=error)
