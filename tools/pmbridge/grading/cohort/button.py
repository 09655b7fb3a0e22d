"""What nbgrader's own commands and buttons use in a cohort's folder: public traits, no change to nbgrader.

formgrader's *Autograde* runs these preprocessors in place of a kernel with the instructor's rights, and
*Generate feedback* writes our page instead of one that shows the hidden tests.
"""

import json
from pathlib import Path
from typing import Any

import nbformat
from nbconvert.exporters import Exporter
from nbgrader.preprocessors import (
    CheckCellMetadata,
    ClearOutput,
    DeduplicateIds,
    OverwriteCells,
    OverwriteKernelspec,
)
from nbgrader.preprocessors.base import NbGraderPreprocessor
from traitlets.config import Config

from pmbridge.grading.cohort import assignments, intake, marking, records, roster
from pmbridge.grading.cohort.folder import FILE, open_cohort
from pmbridge.grading.cohort.repair import repair
from pmbridge.grading.cohort.roster import Person
from pmbridge.grading.execute import Examine, examined
from pmbridge.grading.grade import Graded, Limits, grade_submission

SET_ASIDE = "set-aside"


def configure(c: Config, file: str) -> None:
    """Set nbgrader up for the cohort whose ``nbgrader_config.py`` is ``file``."""
    root = Path(file).resolve().parent
    about = json.loads((root / FILE).read_text(encoding="utf-8"))
    c.CourseDirectory.root = str(root)
    c.CourseDirectory.course_id = about["name"]
    # A starter is calm: the line above the solution says what to fill in, and nothing is raised.
    c.ClearSolutions.code_stub = {"python": ""}
    c.OverwriteCells.add_missing_cells = True
    c.Autograde.pre_convert_hook = set_aside
    c.Autograde.sanitize_preprocessors = [
        Repair,
        ClearOutput,
        DeduplicateIds,
        OverwriteKernelspec,
        OverwriteCells,
        CheckCellMetadata,
    ]
    c.Autograde.autograde_preprocessors = [
        ExamineInCohort if step is Examine else step for step in examined()
    ]
    c.GenerateFeedback.exporter_class = FeedbackPage
    c.GenerateFeedback.preprocessors = []


def set_aside(assignment: str, student: str, notebooks: list[str]) -> None:
    """Move what is no ordinary file, or far too large, out of a submission before nbgrader copies it.

    nbgrader follows links: a submission with one would carry any file of the instructor's along.
    """
    for folder in {Path(notebook).parent for notebook in notebooks}:
        for path in sorted(folder.rglob("*"), reverse=True):
            if path.is_dir() and not path.is_symlink():
                continue
            odd = path.is_symlink() or not path.is_file()
            if odd or path.stat().st_size > intake.MAX_FILE_BYTES:
                cohort = open_cohort(folder)
                target = cohort.originals / folder.parent.name / folder.name / SET_ASIDE / path.name
                target.parent.mkdir(parents=True, exist_ok=True)
                path.rename(target)
                record = records.read(cohort, folder.parent.name, folder.name)
                reason = "is no ordinary file" if odd else "is too large"
                record.aside = sorted({*record.aside, f"{path.name} {reason} and was set aside."})
                records.write(cohort, record)


class Repair(NbGraderPreprocessor):
    """Mends what happened to the notebook on its way, where collecting has not."""

    def preprocess(self, nb: Any, resources: dict[str, Any]) -> tuple[Any, dict[str, Any]]:
        """Return the notebook in order."""
        cohort = open_cohort(Path(str(self.config.CourseDirectory.root)))
        assignment = assignments.load(cohort, resources["nbgrader"]["assignment"])
        done = repair(json.dumps(nb).encode(), assignment)
        return nbformat.from_dict(done.notebook), resources


class ExamineInCohort(Examine):
    """The examiner, with the checks as this cohort has them and the learner as its roster has them."""

    def _graded(self, folder: Path, root: Path, about: Any) -> Graded:
        cohort, learner = open_cohort(root), about["student"]
        known = {person.learner: person for person in roster.load(cohort)}
        assignment = assignments.load(cohort, about["assignment"])
        submission = marking.load(cohort, known.get(learner, Person(learner)), assignment)
        graded = grade_submission(
            submission.notebook,
            submission.answers,
            assignment,
            submission.learner,
            limits=Limits(self.cell_seconds, self.total_seconds),
            unsafe=self.unsafe,
        )
        record = records.read(cohort, learner, assignment.module)
        marking.keep(record, submission, graded)
        records.write(cohort, record)
        return graded


class FeedbackPage(Exporter):
    """Turns a graded notebook into the page that the learner gets back."""

    file_extension = ".html"

    def from_notebook_node(
        self, nb: Any, resources: dict[str, Any] | None = None, **kw: Any
    ) -> tuple[str, dict[str, Any]]:
        """Return the page; of the notebook itself only its owner's name is used."""
        from pmbridge.grading.cohort.feedback import page
        from pmbridge.grading.cohort.gradebook import Book
        from pmbridge.grading.cohort.returning import feedback_of

        resources = dict(resources or {})
        about = resources["nbgrader"]
        cohort = open_cohort(Path(str(self.config.CourseDirectory.root)))
        with Book(cohort) as book:
            feedback = feedback_of(cohort, book, about["student"], about["assignment"])
        resources["output_extension"] = ".html"
        return page(feedback), resources
