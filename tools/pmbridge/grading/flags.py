"""What a person should look at in a submission. It changes no score."""

import ast
from collections.abc import Iterator, Mapping
from typing import Any

from pmbridge.grading.assignment import Assignment
from pmbridge.grading.graded import Flag
from pmbridge.workspace.notebooks import grade_id

_IMPORTS = {
    "pmbridge.craft": (
        "imports-craft",
        "The notebook imports the course's formulas (pmbridge.craft) instead of writing them.",
    ),
    "pmbridge.grading": (
        "imports-grading",
        "The notebook imports what grades it (pmbridge.grading). In the sandbox it is not there.",
    ),
}


def flags_of(
    submitted: dict[str, Any], assignment: Assignment, stopped: Mapping[str, str]
) -> Iterator[Flag]:
    """Yield what stands out in a submission."""
    code = [cell for cell in submitted["cells"] if cell["cell_type"] == "code"]
    graded = {
        check["id"] for e in assignment.content["exercises"].values() for check in e["checks"]
    }
    imported = {
        module
        for cell in code
        if grade_id(cell) not in graded
        for name in _imported(cell["source"])
        for module in _IMPORTS
        if name == module or name.startswith(module + ".")
    }
    for module in sorted(imported):
        yield Flag(*_IMPORTS[module])
    released = {grade_id(cell): cell for cell in assignment.release["cells"]}
    changed = sorted(
        name
        for cell in code
        if (name := grade_id(cell) or "") in graded and _differs(cell, released.get(name, cell))
    )
    if changed:
        names = ", ".join(changed[:5]) + (" and more" if len(changed) > 5 else "")
        yield Flag(
            "changed-checks",
            f"Check cells were changed: {names}. They were graded as the course has them.",
        )
    ended = [name for name, why in stopped.items() if "was stopped" in why or "ended Python" in why]
    if ended:
        yield Flag("stopped", f"Cells had to be stopped: {_named(ended)}.")


def _named(cells: list[str]) -> str:
    """Return cells by name, and those that the learner added, which have none of the course's, by number."""
    named = [name for name in cells if not name.startswith("own-")]
    own = len(cells) - len(named)
    return " and ".join(
        [*([", ".join(named[:5])] if named else []), *([f"{own} of their own"] if own else [])]
    )


def _imported(source: str) -> Iterator[str]:
    try:
        tree = ast.parse(source)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def _differs(cell: dict[str, Any], released: dict[str, Any]) -> bool:
    about, built = (c.get("metadata", {}).get("nbgrader", {}) for c in (cell, released))
    points = about.get("points") if isinstance(about, dict) else None
    return cell["source"].strip() != released["source"].strip() or (
        points is not None and points != built.get("points")
    )
