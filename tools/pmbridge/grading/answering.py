"""The answers that a learner gave in boards: from the submission's folder, else from the notebook."""

import json
from collections.abc import Mapping
from typing import Any

from pmbridge.grading.assignment import Assignment
from pmbridge.workspace import answers as saved
from pmbridge.workspace.notebooks import grade_id

MAX_BYTES = 1_000_000
MAX_DEPTH = 30


def board_answers(
    submitted: dict[str, Any], files: Mapping[str, bytes], assignment: Assignment
) -> dict[str, Any]:
    """Return the answers by label; a file counts before the output of the notebook's own cell.

    What can't be read is as if it were not there.
    """
    boards = [
        label for label, exercise in assignment.content["exercises"].items() if exercise["board"]
    ]
    carried = saved.in_outputs(submitted)
    found = {label: carried[label] for label in boards if label in carried}
    for label in boards:
        data = files.get(f"{label}.json", b"")
        if len(data) > MAX_BYTES:
            continue
        try:
            found[label] = json.loads(data)["answer"]
        except (ValueError, KeyError, TypeError, RecursionError):
            continue
    return {label: answer for label, answer in found.items() if _shallow(answer)}


def _shallow(value: Any, depth: int = MAX_DEPTH) -> bool:
    if isinstance(value, dict):
        return depth > 0 and all(_shallow(item, depth - 1) for item in value.values())
    if isinstance(value, list):
        return depth > 0 and all(_shallow(item, depth - 1) for item in value)
    return True


def boards_without_answer(
    submitted: dict[str, Any], assignment: Assignment, given: Mapping[str, Any]
) -> set[str]:
    """Return the boards that were shown to the learner, and whose answer did not come along."""
    shown = {grade_id(c) for c in submitted["cells"] if c.get("execution_count") is not None}
    return {
        label
        for label, exercise in assignment.content["exercises"].items()
        if exercise["board"] and label in shown and label not in given
    }
