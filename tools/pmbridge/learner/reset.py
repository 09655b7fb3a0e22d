"""Starting an exercise or a module again, with a copy of what was there."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from pmbridge.content import Layout, find_module, module_content, module_names
from pmbridge.learner.start import LESSON, learners_copy
from pmbridge.problems import CourseError
from pmbridge.workspace.answers import FOLDER
from pmbridge.workspace.files import write_atomically
from pmbridge.workspace.notebooks import grade_id, read_notebook, write_notebook
from pmbridge.workspace.pack import keeping_folder


@dataclass(frozen=True)
class Reset:
    """What was put back to its start, and the folder that has the copy."""

    what: str
    kept: Path


def reset(layout: Layout, home: Path, target: str, now: datetime | None = None) -> Reset:
    """Put the exercise or module that ``target`` names back to its start.

    Raises
    ------
    CourseError
        If there is neither an exercise nor a module of that name.
    """
    labels = {
        label: module
        for module in module_names(layout)
        if (layout.content / f"{module}.json").is_file()
        for label in module_content(layout, module)["exercises"]
    }
    when = now or datetime.now()
    if target in labels:
        return _reset_exercise(layout, home, labels[target], target, when)
    try:
        module = find_module(layout, target)
    except CourseError as error:
        raise CourseError(
            f"There is no exercise and no module called {target!r}.",
            f"The exercise's name stands in quotes in its check. {error.next_step}",
        ) from error
    return _reset_module(layout, home, module, when)


def _reset_module(layout: Layout, home: Path, module: str, when: datetime) -> Reset:
    names = {
        f"{module}/{module}.ipynb": layout.exercises / module / f"{module}.ipynb",
        f"{module}/{LESSON}": layout.course / module / f"{module}.ipynb",
    }
    answers = [
        home / FOLDER / f"{label}.json" for label in module_content(layout, module)["exercises"]
    ]
    kept = _keep(home, [*(home / name for name in names), *answers], when)
    for name, source in names.items():
        write_atomically(home / name, learners_copy(source.read_text(encoding="utf-8"), layout))
    for path in answers:
        path.unlink(missing_ok=True)
    return Reset(f"The module {module}", kept)


def _reset_exercise(layout: Layout, home: Path, module: str, label: str, when: datetime) -> Reset:
    path = home / module / f"{module}.ipynb"
    notebook = read_notebook(path)
    starter = module_content(layout, module)["exercises"][label]["starter"]
    cells = [cell for cell in notebook["cells"] if grade_id(cell) == label]
    if not cells:
        raise CourseError(
            f"The cell of {label!r} is not in {path.name} any more.",
            f"Start the whole module again: pmbridge reset {module}. A copy is kept.",
        )
    answer = home / FOLDER / f"{label}.json"
    kept = _keep(home, [path, answer], when)
    for cell in cells:
        cell.update(source=starter, outputs=[], execution_count=None)
    write_notebook(path, notebook)
    answer.unlink(missing_ok=True)
    return Reset(f"The exercise {label}", kept)


def _keep(home: Path, paths: list[Path], when: datetime) -> Path:
    folder = keeping_folder(home, when)
    for path in paths:
        if path.is_file():
            write_atomically(folder / path.relative_to(home), path.read_bytes())
    return folder
