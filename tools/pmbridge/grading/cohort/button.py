"""What nbgrader's own commands and buttons use in a cohort's folder: public traits, no change to nbgrader."""

import json
from pathlib import Path
from typing import Any

from traitlets.config import Config


def configure(c: Config, file: str) -> None:
    """Set nbgrader up for the cohort whose ``nbgrader_config.py`` is ``file``."""
    root = Path(file).resolve().parent
    c.CourseDirectory.root = str(root)
    c.CourseDirectory.course_id = json.loads((root / "cohort.json").read_text(encoding="utf-8"))["name"]
    # A starter is calm: the line above the solution says what to fill in, and nothing is raised.
    c.ClearSolutions.code_stub = {"python": ""}
