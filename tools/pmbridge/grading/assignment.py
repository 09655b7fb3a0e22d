"""An assignment as the instructor built it: what is run and scored, whatever a submission holds."""

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pmbridge.content import Layout, module_content
from pmbridge.problems import CourseError

Cell = dict[str, Any]
NotebookDict = dict[str, Any]


@dataclass(frozen=True)
class Assignment:
    """One module's assignment, as plain data, so that it can be sent to another process or machine.

    Parameters
    ----------
    module : str
        Its name, which is nbgrader's assignment and notebook name too.
    source : dict
        The instructor's notebook with solutions and all checks, without outputs.
    release : dict
        The learner's notebook as handed out; its cells have the checksums that nbgrader compares.
    content : dict
        What the checks need at run time: ``_content/NN.json``.
    digest : str
        SHA-256 of all of it. Two results with the same digest were graded by the same checks.
    """

    module: str
    source: NotebookDict
    release: NotebookDict
    content: dict[str, Any]
    digest: str

    @classmethod
    def load(cls, layout: Layout, module: str) -> "Assignment":
        """Read the assignment of ``module`` from what the build made.

        Raises
        ------
        CourseError
            If the module was never built, or this installation has no solutions.
        """
        content = module_content(layout, module)
        source = _read(layout.solutions / module / f"{module}.ipynb", module)
        release = _read(layout.exercises / module / f"{module}.ipynb", module)
        return cls.of(module, source, release, content)

    @classmethod
    def of(
        cls, module: str, source: NotebookDict, release: NotebookDict, content: dict[str, Any]
    ) -> "Assignment":
        """Return the assignment that these notebooks and this content make."""
        text = json.dumps([module, source, release, content], sort_keys=True)
        digest = hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
        return cls(module, source, release, content, digest)

    @property
    def points(self) -> float:
        """The points that the checks give; what a person grades comes on top."""
        return sum(
            float(check["points"])
            for exercise in self.content["exercises"].values()
            for check in exercise["checks"]
        )


def _read(path: Path, module: str) -> NotebookDict:
    try:
        notebook: NotebookDict = json.loads(path.read_text(encoding="utf-8"))
        for cell in notebook["cells"]:
            if isinstance(cell["source"], list):
                cell["source"] = "".join(cell["source"])
            if cell["cell_type"] == "code":
                cell["outputs"], cell["execution_count"] = [], None
    except FileNotFoundError as error:
        raise CourseError(
            f"The assignment {module} is incomplete: there is no {path}.",
            f"Grade from a checkout of the course. There, run: pmbridge build {module}.",
        ) from error
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise CourseError(
            f"The assignment {module} can't be read: {path} is damaged.",
            f"In a checkout, run: pmbridge build {module}.",
        ) from error
    return notebook
