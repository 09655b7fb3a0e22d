"""Bad submissions: none stops the others, changes their results, leaves anything behind, or gains a point."""

import json
import os
from collections.abc import Iterator
from pathlib import Path

import nbformat
import pytest
from scenario import CLASSES, LAYOUT, MODULE, Scenario, base_notebook, load, scenarios

from pmbridge.grading import sandbox
from pmbridge.grading.grade import Assignment, Graded, Learner, Limits, grade_submission
from pmbridge.grading.workers import borrowed

FOLDERS = scenarios()
LEARNER = Learner("ada", "a-key")

if sandbox.reason():
    pytest.skip(sandbox.reason(), allow_module_level=True)


@pytest.fixture(scope="module")
def assignment() -> Assignment:
    return Assignment.load(LAYOUT, MODULE)


@pytest.fixture(scope="module")
def honest(assignment: Assignment) -> Graded:
    result = grade_submission(json.dumps(base_notebook()).encode(), {}, assignment, LEARNER)
    assert result.earned == result.points == 17
    return result


def descendants(pid: int) -> Iterator[int]:
    """Yield the processes that ``pid`` started, and theirs."""
    for task in Path(f"/proc/{pid}/task").glob("*/children"):
        for child in task.read_text(encoding="ascii").split():
            yield int(child)
            yield from descendants(int(child))


def surroundings() -> tuple[int, set[str]]:
    """Return what a submission could leave behind: how many processes there are, and files."""
    with borrowed(safe=True) as worker:
        process = worker._process
    assert process is not None
    running = len(list(descendants(process.pid)))
    # Python's own locks, which other tests make at the same time, are not a submission's.
    shared = {f"/dev/shm/{n}" for n in os.listdir("/dev/shm") if not n.startswith("sem.mp-")}
    return running, shared | {f"/tmp/{n}" for n in os.listdir("/tmp") if "trace" in n}


def graded(scenario: Scenario, assignment: Assignment) -> Graded:
    limits = Limits(cell_seconds=scenario.about.get("seconds", 5), total_seconds=60)
    return grade_submission(scenario.notebook, scenario.answers, assignment, LEARNER, limits=limits)


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_a_bad_submission_gets_what_an_honest_one_would(
    folder: Path, assignment: Assignment, honest: Graded
) -> None:
    scenario = load(folder)
    processes, files = surroundings()
    result = graded(scenario, assignment)
    processes_after, files_after = surroundings()
    assert processes_after == processes, "it left processes behind"
    assert files_after - files == set(), "it left files behind"
    rows = {row.grade_id: row for row in result.rows}
    told = {
        name: (row.earned, row.message) for name, row in rows.items() if row.earned != row.points
    }
    assert result.earned == scenario.about["earned"], told
    assert result.earned <= scenario.honest
    assert all(0 <= (row.earned or 0) <= row.points for row in result.rows)
    assert {flag.kind for flag in result.flags} == set(scenario.about.get("flags", [])), (
        result.flags
    )
    assert bool(result.cut) == scenario.about.get("cut", False), result.cut
    for name, words in scenario.about.get("says", {}).items():
        assert words in rows[name].message, (name, rows[name].message)
    nbformat.validate(nbformat.from_dict(result.notebook))
    seen = json.dumps([row.message + row.html + row.text for row in result.rows])
    seen += json.dumps(
        [c.get("outputs") for c in result.notebook["cells"] if "-check-" not in c["id"]]
    )
    for words in scenario.about.get("unsaid", []):
        assert words not in seen


def test_the_next_learner_is_graded_as_if_nothing_had_been(
    assignment: Assignment, honest: Graded
) -> None:
    again = grade_submission(json.dumps(base_notebook()).encode(), {}, assignment, LEARNER)
    assert again.rows == honest.rows
    assert again.notebook == honest.notebook


def test_every_class_has_scenarios() -> None:
    kinds = [load(folder).about["class"] for folder in FOLDERS]
    assert len(kinds) >= 60
    assert all(kinds.count(name) >= 3 for name in CLASSES)
