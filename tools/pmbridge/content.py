"""Where the course's files are: in a checkout if there is one, else inside the installed package."""

import json
import os
import re
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
        table = tomllib.loads(path.read_text(encoding="utf-8"))
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
    except (OSError, UnicodeDecodeError, RecursionError) as error:
        raise CourseError(
            f"{path} can't be read: {error}.", "It should be a text file in UTF-8."
        ) from error
    wrong = _wrong_in(table)
    if wrong:
        raise CourseError(f"{path}: {wrong[0]}", wrong[1])
    return table


def _wrong_in(table: dict[str, Any]) -> tuple[str, str] | None:
    """Return what is wrong with a curriculum and how it should be, or None."""
    modules, points = table.get("modules"), table.get("points")
    if not isinstance(modules, list) or not modules:
        return "there are no modules.", 'Write [[modules]], name = "01-role", ramp = 0.'
    for module in modules:
        name = module.get("name") if isinstance(module, dict) else None
        if not isinstance(name, str) or not re.fullmatch(r"[0-9]{2}-[a-z0-9-]+", name):
            return f"a module is called {name!r}.", 'Use two digits and words: name = "01-role".'
        if type(module.get("ramp")) is not int:
            return f"the module {name} has no proper ramp.", "Write ramp = and 0 to 4."
    if not isinstance(points, dict) or not all(isinstance(text, str) for text in points.values()):
        return (
            "there is no proper table of points.",
            'Write [points] and lines such as "3.metrics" = "metrics as a craft".',
        )
    return None


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
    # The shell completes a module to its folder, with a slash.
    wanted = wanted.rstrip("/\\")
    for name in names:
        number, _, words = name.partition("-")
        if wanted in (name, number, words) or (
            wanted.isdecimal() and wanted.lstrip("0") == number.lstrip("0")
        ):
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
    except (ValueError, OSError) as error:
        raise CourseError(
            f"The checks of {module} can't be read: {path} is damaged.",
            f"In a checkout, run: pmbridge build {module}. Otherwise install pmbridge again.",
        ) from error
