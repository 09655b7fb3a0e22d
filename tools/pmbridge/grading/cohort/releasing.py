"""Makes assignments of modules: nbgrader's source, its release and its gradebook, and a pass for each learner."""

import json
import tempfile
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

from pmbridge.content import Layout
from pmbridge.grading.assignment import Assignment
from pmbridge.grading.cohort import assignments, roster
from pmbridge.grading.cohort.folder import Cohort
from pmbridge.grading.cohort.gradebook import Book, quiet, tools_on_path
from pmbridge.home import MARKER
from pmbridge.problems import CourseError
from pmbridge.workspace.files import write_atomically
from pmbridge.workspace.pack import pack


@dataclass(frozen=True)
class Released:
    """What came of releasing one module; ``own`` counts the instructor's own checks."""

    module: str
    changed: bool
    points: float
    own: int


def release(
    cohort: Cohort,
    layout: Layout,
    modules: Iterable[str],
    due: datetime | None = None,
    step: Callable[[str], None] = lambda module: None,
) -> list[Released]:
    """Release ``modules``; one that is out already and did not change is left as it is."""
    done = []
    with Book(cohort) as book:
        for module in modules:
            step(module)
            done.append(_release(cohort, layout, module, book))
            if due is not None:
                book.set_due(module, due)
    return done


def _release(cohort: Cohort, layout: Layout, module: str, book: Book) -> Released:
    source, content = assignments.source_of(layout, module, cohort)
    own = len(assignments.own_checks(cohort, module, content))
    text = json.dumps(source, ensure_ascii=False, indent=1, sort_keys=True) + "\n"
    path = cohort.source / module / f"{module}.ipynb"
    kept = cohort.assignments / f"{module}.json"
    made = cohort.release / module / f"{module}.ipynb"
    known = book.plan(module) is not None
    if known and kept.is_file() and made.is_file() and _same(path, text):
        assignment = assignments.find(cohort, module, layout)
        if assignment.content == content:
            return Released(module, False, assignment.points, own)
    before = {place: place.read_bytes() for place in (path, made) if place.is_file()}
    write_atomically(path, text)
    try:
        _generate(cohort, module, book)
    except CourseError:
        # The gradebook still has the old checks, so the folder keeps them; nbgrader has deleted the release.
        for place, data in before.items():
            place.parent.mkdir(parents=True, exist_ok=True)
            write_atomically(place, data)
        raise
    book.forget()
    released = json.loads(made.read_text(encoding="utf-8"))
    for cell in released["cells"]:
        cell["source"] = "".join(cell["source"])
    assignment = Assignment.of(module, source, released, content)
    assignments.save(cohort, assignment)
    cohort.log("released", assignment=module, points=assignment.points, own_checks=own)
    return Released(module, True, assignment.points, own)


def _same(path: Path, text: str) -> bool:
    try:
        return path.read_text(encoding="utf-8") == text
    except OSError:
        return False


def _generate(cohort: Cohort, module: str, book: Book) -> None:
    """Run nbgrader's own generate_assignment."""
    from nbgrader.converters import GenerateAssignment
    from nbgrader.coursedir import CourseDirectory
    from nbgrader.utils import capture_log

    with tools_on_path(), quiet():
        folder = CourseDirectory(config=book.config)
        folder.assignment_id = module
        converter = GenerateAssignment(coursedir=folder, config=book.config)
        converter.force = True
        outcome = capture_log(converter)
    if outcome["success"]:
        return
    log = str(outcome.get("log", "")) + str(outcome.get("error", ""))
    if "Cannot add or remove cells" in log:
        raise CourseError(
            f"{module} has been graded, and nbgrader can't take checks in or out of it any more.",
            f"Put own-checks/{module}.md back as it was, or away if it was not there. Changing the text of a "
            "check works; adding one does not.",
        )
    raise CourseError(
        f"nbgrader could not make the assignment {module}: {log.strip().splitlines()[-1][:200]}.",
        f"For its whole message, run in the cohort's folder: nbgrader generate_assignment {module} --force.",
    )


def write_passes(cohort: Cohort) -> int:
    """Write a pass for each learner on the roster; return how many are new.

    A pass is a pack with nothing in it but whose course folder it is. Dropped into the start notebook, it
    makes the folder theirs and leaves everything else in it.
    """
    if not cohort.own_data:
        return 0
    fresh = 0
    for person in roster.load(cohort):
        path = cohort.passes / f"{person.learner}.zip"
        data = _pass(cohort, person.learner)
        if not path.is_file() or path.read_bytes() != data:
            write_atomically(path, data)
            fresh += 1
    return fresh


def _pass(cohort: Cohort, learner: str) -> bytes:
    with tempfile.TemporaryDirectory() as scratch:
        home = Path(scratch) / "home"
        home.mkdir()
        text = json.dumps(asdict(cohort.identity(learner)), ensure_ascii=False, indent=1)
        (home / MARKER).write_text(text + "\n", encoding="utf-8")
        target = Path(scratch) / "pass.zip"
        pack(home, target)
        return target.read_bytes()
