"""What a notebook of the course imports: checks, hints and boards, and the widgets of the start page."""

from pmbridge.boards.board import Boards, workbench
from pmbridge.check.everything import Everything
from pmbridge.check.session import Check, Exercises, Hint, explain_errors
from pmbridge.learner import reminder
from pmbridge.learner.widgets import (
    add_to_portfolio,
    bring_back_my_work,
    my_background,
    my_numbers,
    my_portfolio,
    my_progress,
    save_button,
    save_my_work,
)

__all__ = [
    "add_to_portfolio",
    "bring_back_my_work",
    "my_background",
    "my_numbers",
    "my_portfolio",
    "my_progress",
    "open_exercises",
    "open_lesson",
    "save_my_work",
    "workbench",
]


def open_exercises(module: str) -> tuple[Check, Hint, Boards, Everything]:
    """Return ``check``, ``hint``, ``board`` and ``check_everything`` for the notebook of ``module``."""
    exercises = Exercises(module)
    explain_errors()
    reminder.start()
    return (
        Check(exercises),
        Hint(exercises),
        Boards(exercises.content),
        Everything(module, save_button),
    )


def open_lesson() -> None:
    """Make Python explain its errors in the notebook of a lesson."""
    explain_errors()
    reminder.start()
