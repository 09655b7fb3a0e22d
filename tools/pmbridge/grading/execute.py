"""nbgrader's Autograde with our examiner in place of its own execution.

In ``nbgrader_config.py``::

    from pmbridge.grading.execute import examined

    c.Autograde.autograde_preprocessors = examined()
    c.Examine.course_key = "the cohort's key"

Everything else stays nbgrader's: what it overwrites before, and what it saves afterwards.
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Any

import nbformat
from nbgrader.converters import Autograde
from nbgrader.coursedir import CourseDirectory
from nbgrader.preprocessors import Execute, NbGraderPreprocessor
from traitlets import Bool, Float, Unicode

from pmbridge.content import Layout, content_root
from pmbridge.grading.grade import Assignment, Graded, Learner, Limits, grade_submission
from pmbridge.grading.handed_in import answers_in, read_regular
from pmbridge.problems import CourseError


class Examine(NbGraderPreprocessor):
    """Grade a submission in the examiner and put its outputs where ``SaveAutoGrades`` reads them."""

    course_key = Unicode(
        "",
        help="The cohort's key: it and a student's id decide whose data the checks use. Empty: everybody "
        "has the data of self-study.",
    ).tag(config=True)
    unsafe = Bool(False, help="Run learners' code without the sandbox.").tag(config=True)
    cell_seconds = Float(30.0, help="What a cell, or a check, may take.").tag(config=True)
    total_seconds = Float(180.0, help="What a submission may take.").tag(config=True)

    def preprocess(self, nb: Any, resources: Any) -> tuple[Any, Any]:
        """Replace the cells by those of the result."""
        about = resources["nbgrader"]
        course = CourseDirectory(parent=self)
        folder = Path(
            course.format_path(course.submitted_directory, about["student"], about["assignment"])
        )
        result = self._graded(folder, Path(course.root), about)
        cells = nbformat.from_dict(result.notebook).cells
        nb.cells = cells
        nb.metadata["pmbridge_graded"] = {
            "cut": result.cut,
            "unsafe": result.unsafe,
            "flags": [flag.sentence for flag in result.flags],
            "digest": result.digest,
        }
        if result.cut:
            self.log.warning("%s: %s", about["student"], result.cut)
        return nb, resources

    def _graded(self, folder: Path, root: Path, about: Any) -> Graded:
        notebook = folder / f"{about['notebook']}.ipynb"
        try:
            # What nbgrader has cleaned lacks the outputs that carry a board's answer.
            submitted = read_regular(notebook)
        except OSError as error:
            raise CourseError(
                f"The submission {notebook} can't be read: {error.strerror or error}.",
                "Look whether the file is there and yours to read.",
            ) from error
        learner = Learner(about["student"], self.course_key) if self.course_key else Learner()
        return grade_submission(
            submitted,
            answers_in(folder),
            _assignment(root, about["assignment"]),
            learner,
            limits=Limits(self.cell_seconds, self.total_seconds),
            unsafe=self.unsafe,
        )


def _assignment(root: Path, name: str) -> Assignment:
    """Return the course's assignment; a folder with checks of its own counts before the course."""
    layout = Layout.of(root) if (root / "_content" / f"{name}.json").is_file() else content_root()
    path = layout.content / f"{name}.json"
    return _loaded(layout, name, path.stat().st_mtime_ns if path.is_file() else 0)


@lru_cache(maxsize=32)
def _loaded(layout: Layout, name: str, _stamp: int) -> Assignment:
    return Assignment.load(layout, name)


def examined() -> list[type]:
    """Return nbgrader's own list of preprocessors with ours in place of the one that executes."""
    own = Autograde.autograde_preprocessors.default()
    return [Examine if step is Execute else step for step in own]
