"""Repairing keeps what the learner wrote, changes nothing the second time, and never raises what is not its own."""

import copy
import json
from typing import Any

import golden
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pmbridge.grading.assignment import Assignment
from pmbridge.grading.cohort.repair import NoNotebook, module_of, read, repair
from submissions import MODULE, SAMPLE

ASSIGNMENT = Assignment.load(SAMPLE, MODULE)
MADE = {h.learner: h.make for h in golden.HAND_INS if h.earned is not None}


@pytest.mark.parametrize("learner", MADE)
def test_repairing_what_is_repaired_changes_nothing(learner: str) -> None:
    once = repair(MADE[learner](), ASSIGNMENT)
    twice = repair(json.dumps(once.notebook).encode(), ASSIGNMENT)
    assert twice.notebook == once.notebook
    assert not twice.repairs
    assert not twice.flags or learner == "yara"


@pytest.mark.parametrize("learner", MADE)
def test_each_cell_of_the_assignment_is_there_once_and_as_released(learner: str) -> None:
    notebook = repair(MADE[learner](), ASSIGNMENT).notebook
    named = [c for c in notebook["cells"] if "nbgrader" in c["metadata"]]
    released = [c for c in ASSIGNMENT.release["cells"] if "nbgrader" in c["metadata"]]
    assert [c["id"] for c in named] == [c["id"] for c in released]
    for mine, theirs in zip(named, released, strict=True):
        assert mine["metadata"] == theirs["metadata"]
        if not theirs["metadata"]["nbgrader"]["solution"]:
            assert mine["source"] == theirs["source"]
    ids = [c["id"] for c in notebook["cells"]]
    assert len(set(ids)) == len(ids)


def _wild() -> st.SearchStrategy[Any]:
    names = st.sampled_from(
        [c["id"] for c in ASSIGNMENT.release["cells"]] + ["", "../x", "own", None, 7]
    )
    metadata = st.one_of(
        st.none(),
        st.builds(lambda name: {"nbgrader": {"grade_id": name, "points": 3}}, names),
        st.just({"nbgrader": "text"}),
        st.just({}),
    )
    cell = st.fixed_dictionaries(
        {},
        optional={
            "cell_type": st.sampled_from(["code", "markdown", "raw", "heading", None, 3]),
            "id": names,
            "metadata": metadata,
            "source": st.one_of(st.text(max_size=40), st.lists(st.text(max_size=9), max_size=3), st.integers()),
            "outputs": st.one_of(st.none(), st.lists(st.one_of(st.none(), st.just({"data": 3}), st.just({})), max_size=2)),
            "execution_count": st.one_of(st.none(), st.integers(), st.text(max_size=3)),
        },
    )  # fmt: skip
    return st.fixed_dictionaries(
        {"cells": st.lists(st.one_of(cell, st.integers()), max_size=12)},
        optional={
            "metadata": st.one_of(
                st.none(), st.just({"kernelspec": "x"}), st.just({"pmbridge": []})
            ),
            "nbformat": st.integers(0, 9),
        },
    )


@given(_wild())
def test_whatever_the_cells_are_the_result_is_a_valid_notebook(notebook: dict[str, Any]) -> None:
    import nbformat

    data = json.dumps(notebook).encode("utf-8", "surrogatepass")
    module_of(read(data)[0], [ASSIGNMENT])
    done = repair(data, ASSIGNMENT)
    nbformat.validate(nbformat.from_dict(done.notebook))
    graded = [c for c in ASSIGNMENT.release["cells"] if "nbgrader" in c["metadata"]]
    ids = [c["id"] for c in done.notebook["cells"]]
    assert {c["id"] for c in graded} <= set(ids)


@given(st.binary(max_size=200))
def test_whatever_the_bytes_are_the_reason_is_a_sentence(data: bytes) -> None:
    said = "It was read."
    try:
        read(data)
    except NoNotebook as problem:
        said = str(problem)
    assert said.endswith(".")


@pytest.mark.parametrize(
    "data", [b"[" * 100_000, b'{"cells": 3}', b"{}", b"\xff\xfe", b'{"worksheets": [3]}']
)
def test_what_is_no_notebook_is_refused(data: bytes) -> None:
    with pytest.raises(NoNotebook):
        read(data)


def test_another_version_of_the_course_is_one_sentence() -> None:
    notebook = golden.full()
    for cell in notebook.cells:
        if "-check-1" in cell.id:
            cell.source = f"# An older text.\n{cell.source}"
    done = repair(golden.dumped(notebook), ASSIGNMENT)
    assert len(done.repairs) == 1
    assert "from another version" in done.repairs[0]


def test_the_learners_own_cells_stay_where_they_are() -> None:
    notebook = golden.full()
    place = golden.at(notebook, "read-a-line")
    extra = copy.deepcopy(notebook.cells[place])
    extra.update(id="mine", metadata={}, source="# I think aloud\nhalf = 100 * 2")
    notebook.cells.insert(place, extra)
    cells = repair(golden.dumped(notebook), ASSIGNMENT).notebook["cells"]
    at = next(i for i, c in enumerate(cells) if c["id"] == "mine")
    assert cells[at]["source"] == "# I think aloud\nhalf = 100 * 2"
    assert cells[at + 1]["id"] == "read-a-line"
