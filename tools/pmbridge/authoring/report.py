"""Problems in an author's files: where, what is wrong, and what to write instead."""

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, order=True)
class Problem:
    """One thing for the author to mend."""

    path: Path
    line: int
    what: str
    instead: str

    def text(self, root: Path) -> str:
        """Return the problem on two lines, with the path relative to ``root``."""
        path = self.path.relative_to(root) if self.path.is_relative_to(root) else self.path
        return f"{path}:{self.line}: {self.what}\n    {self.instead}"


class BuildRefused(Exception):
    """A module has problems, so nothing of it was written."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__(f"{len(problems)} problem(s)")
        self.problems = sorted(problems)
