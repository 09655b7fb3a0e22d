"""What the first cell of an exercise notebook imports: checks, hints and boards in one call."""

from pmbridge.boards.board import Boards
from pmbridge.check.everything import Everything
from pmbridge.check.session import Check, Exercises, Hint, explain_errors


def open_exercises(module: str) -> tuple[Check, Hint, Boards, Everything]:
    """Return ``check``, ``hint``, ``board`` and ``check_everything`` for the notebook of ``module``."""
    exercises = Exercises(module)
    explain_errors()
    return Check(exercises), Hint(exercises), Boards(exercises.content), Everything(module)


def open_lesson() -> None:
    """Make Python explain its errors in the notebook of a lesson."""
    explain_errors()
