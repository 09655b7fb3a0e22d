"""A room of ``tools/pmbridge/`` imports from lower floors only, so that a notebook loads no more than it uses."""

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

PACKAGE = Path(__file__).resolve().parents[1] / "tools" / "pmbridge"
FLOORS = {
    "craft": 0,
    "problems": 0,
    "errors": 1,
    "home": 0,
    "content": 1,
    "case": 1,
    "workspace": 1,
    "boards": 2,
    "check": 2,
    "notebook": 4,
    "authoring": 4,
    "learner": 3,
    "grading": 3,
    "jupyter": 3,
    "cli": 5,
    "__main__": 6,
}
# The two that everything may use: sentences for people, and where a learner's folder is.
GROUND = [("home", "problems")]
# What a notebook imports must also run in the browser.
LIGHT = {
    "numpy",
    "pandas",
    "matplotlib",
    "IPython",
    "ipywidgets",
    "anywidget",
    "traitlets",
    "ipylab",
}


def files() -> Iterator[tuple[str, Path]]:
    for path in sorted(PACKAGE.rglob("*.py")):
        inside = path.relative_to(PACKAGE)
        if inside.parts[0] not in ("_content", "_course", "__init__.py"):
            yield inside.parts[0].removesuffix(".py"), path


def imports(path: Path) -> Iterator[tuple[int, str]]:
    """Yield every module that ``path`` imports, at its top or inside a function."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}:{node.lineno}: imports are written in full"
            if node.module == "pmbridge":
                yield from ((node.lineno, f"pmbridge.{alias.name}") for alias in node.names)
            else:
                yield node.lineno, str(node.module)


def rooms_of(path: Path) -> Iterator[tuple[int, str]]:
    for line, name in imports(path):
        parts = name.split(".")
        if parts[0] == "pmbridge" and len(parts) > 1 and not parts[1].startswith("__"):
            yield line, parts[1]


def test_every_room_has_a_floor() -> None:
    assert {room for room, _ in files()} <= FLOORS.keys()


@pytest.mark.parametrize("room", FLOORS)
def test_imports_lead_downwards(room: str) -> None:
    upwards = [
        f"{path.relative_to(PACKAGE)}:{line} imports {other} (floor {FLOORS[other]})"
        for here, path in files()
        if here == room
        for line, other in rooms_of(path)
        if other != room and FLOORS[other] >= FLOORS[room] and (room, other) not in GROUND
    ]
    assert upwards == []


@pytest.mark.parametrize("room", [room for room, floor in FLOORS.items() if floor <= 2])
def test_what_a_notebook_imports_is_light(room: str) -> None:
    light = {*sys.stdlib_module_names, *LIGHT, "pmbridge"}
    heavy = [
        f"{path.relative_to(PACKAGE)}:{line} imports {name}"
        for here, path in files()
        if here == room
        for line, name in imports(path)
        if name.partition(".")[0] not in light
    ]
    assert heavy == []


def test_every_test_file_has_a_name_of_its_own() -> None:
    """Two of one name run each by itself, and stop the whole suite when they meet."""
    names = [path.name for path in Path(__file__).parent.rglob("test_*.py")]
    assert sorted(names) == sorted(set(names))
