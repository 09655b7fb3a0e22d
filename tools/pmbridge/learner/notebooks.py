"""Which notebooks a learner means."""

from pathlib import Path

from pmbridge.content import Layout, find_module, module_names
from pmbridge.home import find_home
from pmbridge.problems import CourseError


def exercise_notebook(layout: Layout, module: str, folder: Path) -> Path:
    """Return where the exercise notebook of ``module`` is or should be, seen from ``folder``.

    A learner's folder holds ``NN-name/NN-name.ipynb``; a checkout holds it below ``exercises/``.
    """
    name = f"{module}.ipynb"
    home = find_home(folder)
    places = [folder / name, folder / module / name]
    if home is not None:
        places.append(home / module / name)
    if layout.exercises.parent in (folder, *folder.parents):
        places.append(layout.exercises / module / name)
    return next((place for place in places if place.is_file()), places[-1])


def notebooks_to_check(layout: Layout, target: str | None, folder: Path) -> list[Path]:
    """Return the notebooks that ``target`` names: a file, a module, or all modules if it is None.

    Raises
    ------
    CourseError
        If there is nothing to check.
    """
    if target is not None:
        path = Path(target)
        if path.suffix == ".ipynb" or path.is_file():
            return [path]
        return [exercise_notebook(layout, find_module(layout, target), folder)]
    found = [exercise_notebook(layout, module, folder) for module in module_names(layout)]
    found = [path for path in found if path.is_file()]
    if not found:
        raise CourseError(
            f"There is no exercise notebook in {folder}.",
            "Go to your course folder, or name a notebook: pmbridge check 01-role.ipynb.",
        )
    return found
