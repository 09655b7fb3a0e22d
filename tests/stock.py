"""Stock nbgrader, run as an instructor runs it."""

import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

from nbformat import NotebookNode

from pmbridge.content import Layout
from submissions import submit

ROOT = Path(__file__).resolve().parents[1]


def nbgrader(layout: Layout, course: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run an nbgrader command in the folder of a course."""
    # nbgrader starts alembic by its bare name.
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    return subprocess.run(
        [sys.executable, "-m", "nbgrader", *arguments],
        cwd=course,
        env={**os.environ, "PATH": path, "PMBRIDGE_COURSE": str(layout.root)},
        capture_output=True,
        text=True,
        timeout=600,
        check=False,
    )


def graded(
    layout: Layout,
    module: str,
    submissions: Mapping[str, NotebookNode],
    folder: Path,
    settings: str = "",
) -> Path:
    """Make a course in ``folder``, release ``module``, hand in ``submissions`` and grade them.

    ``settings`` are lines that follow those of our own ``nbgrader_config.py``.
    """
    own = (ROOT / "nbgrader_config.py").read_text(encoding="utf-8")
    (folder / "nbgrader_config.py").write_text(f"{own}\n{settings}\n", encoding="utf-8")
    shutil.copytree(layout.solutions / module, folder / "solutions" / module)
    done = nbgrader(layout, folder, "generate_assignment", module)
    assert done.returncode == 0, done.stderr
    for student, notebook in submissions.items():
        submit(notebook, folder / "submitted" / student / module / f"{module}.ipynb")
    done = nbgrader(layout, folder, "autograde", module)
    assert done.returncode == 0, done.stderr
    return folder


def scores(course: Path, module: str, student: str) -> dict[str, float | None]:
    """Return the score that the gradebook has for each graded cell; None waits for a person."""
    from nbgrader.api import Gradebook

    with Gradebook(f"sqlite:///{course}/gradebook.db") as gradebook:
        submission = gradebook.find_submission(module, student)
        return {g.name: g.auto_score for n in submission.notebooks for g in n.grades}


def our_scores(report: dict[str, object]) -> dict[str, float]:
    """Return the same from a report of our own check."""
    rows = report["exercises"]
    assert isinstance(rows, list)
    return {
        f"{row['label']}-check-{check['part']}": float(check["earned"])
        for row in rows
        for check in row["checks"]
    }
