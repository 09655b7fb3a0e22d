"""Where the course's files are: in a checkout if there is one, else inside the installed package."""

import json
import os
import tomllib
from dataclasses import dataclass, replace
from difflib import get_close_matches
from functools import lru_cache
from pathlib import Path
from typing import Any

from pmbridge.problems import CourseError

PACKAGE = Path(__file__).resolve().parent


@dataclass(frozen=True)
class Layout:
    """The folders of one course.

    ``exercises`` is what nbgrader calls the release, ``solutions`` its source. ``content`` holds one
    JSON file a module with hints, explanations and checks.
    """

    root: Path
    course: Path
    exercises: Path
    solutions: Path
    content: Path

    @classmethod
    def of(cls, root: Path) -> "Layout":
        """Return the layout of the course below ``root``: a checkout, or a folder of the same shape."""
        package = root / "tools" / "pmbridge"
        return cls(
            root=root,
            course=root / "course",
            exercises=root / "exercises",
            solutions=root / "solutions",
            content=(package if package.is_dir() else root) / "_content",
        )


def content_root() -> Layout:
    """Return where the course lives: ``PMBRIDGE_COURSE`` if set, else the checkout, else the package."""
    chosen = os.environ.get("PMBRIDGE_COURSE")
    if chosen:
        return Layout.of(Path(chosen).resolve())
    checkout = PACKAGE.parents[1]
    if (checkout / "course").is_dir() and (checkout / "pyproject.toml").is_file():
        return Layout.of(checkout)
    shipped = Layout.of(PACKAGE / "_course")
    return replace(shipped, content=PACKAGE / "_content")


def curriculum(layout: Layout) -> dict[str, Any]:
    """Return ``course/curriculum.toml``: the modules in order and the points the course must cover."""
    path = layout.course / "curriculum.toml"
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise CourseError(
            f"There is no course in {layout.root}: {path} is missing.",
            "Run the command inside a checkout of the course, or install pmbridge again.",
        ) from error
    except tomllib.TOMLDecodeError as error:
        raise CourseError(
            f"{path} is not valid TOML: {error}.",
            "Mend that line; the other tables in the file show the form.",
        ) from error


def module_names(layout: Layout) -> list[str]:
    """Return the names of the modules, in the order of the course."""
    return [module["name"] for module in curriculum(layout)["modules"]]


def find_module(layout: Layout, wanted: str) -> str:
    """Return the full name of the module that ``wanted`` names: ``03-fundamentals``, ``03`` or ``3``.

    Raises
    ------
    CourseError
        If there is no such module; the message lists those that exist.
    """
    names = module_names(layout)
    for name in names:
        number, _, words = name.partition("-")
        if wanted in (name, number, words) or (wanted.isdigit() and int(wanted) == int(number)):
            return name
    close = get_close_matches(wanted, names, n=1)
    meant = f"Did you mean {close[0]}? " if close else ""
    raise CourseError(
        f"There is no module called {wanted!r}.", f"{meant}The modules are: {', '.join(names)}."
    )


@lru_cache(maxsize=32)
def _read_content(path: Path, _stamp: int) -> dict[str, Any]:
    return json.loads(path.read_text(encoding="utf-8"))


def module_content(layout: Layout, module: str) -> dict[str, Any]:
    """Return what the checks of ``module`` need: exercises, hints, explanations, hidden checks.

    Raises
    ------
    CourseError
        If the module was never built.
    """
    path = layout.content / f"{module}.json"
    try:
        return _read_content(path, path.stat().st_mtime_ns)
    except FileNotFoundError as error:
        raise CourseError(
            f"The checks of {module} are missing: there is no {path}.",
            f"In a checkout, run: pmbridge build {module}. Otherwise install pmbridge again.",
        ) from error
    except ValueError as error:
        raise CourseError(
            f"The checks of {module} can't be read: {path} is damaged.",
            f"In a checkout, run: pmbridge build {module}. Otherwise install pmbridge again.",
        ) from error
