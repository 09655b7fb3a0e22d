"""The same in a real kernel, as JupyterLab runs it: one notebook for all."""

import os
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient

from pmbridge.check.session import RESULT_MIME
from pmbridge.content import Layout, module_content
from pmbridge.workspace import answers, progress

MODULE = "03-sample"
# source, the error that Python gives, words of the card
ERRORS = {
    "name": ("print(totl)", "NameError: name 'totl' is not defined", "Line 1: <code>print(totl)"),
    "syntax": ("\nx = (1, 2", "SyntaxError: ", "Line 2: <code>x = (1, 2"),
    "indentation": ("def f():\nreturn 1", "IndentationError: ", "Put four spaces"),
    "dedent": ("if True:\n    x = 1\n  y = 2", "IndentationError: ", "Line 3: <code>y = 2"),
    "key": ("{'reach': 1}['raech']", "KeyError: 'raech'", "Labels must match exactly"),
    "type": ("'5' + 3", "TypeError: ", "Take the quotes off numbers"),
    "index": ("[1, 2][2]", "IndexError: list index out of range", "Python counts from 0"),
    "attribute": ("'abc'.uper()", "AttributeError: ", "Did you mean <code>.upper</code>?"),
    "zero": ("1 / 0", "ZeroDivisionError: division by zero", "You divide by zero"),
    "value": ("int('12a')", "ValueError: ", "names a value or a file"),
    "own In": ("In = 5\n1 / 0", "ZeroDivisionError: division by zero", "You divide by zero"),
    "label": (
        "hint('rice-blnk')",
        "CourseError: ",
        "<strong>What to try:</strong> Did you mean 'rice-blank'?",
    ),
}


@pytest.fixture(scope="module")
def ran(
    sample: Layout, tmp_path_factory: pytest.TempPathFactory
) -> tuple[dict[str, nbformat.NotebookNode], Path]:
    """Run one notebook with everything in it; returns its cells by id, and the learner's folder."""
    home = tmp_path_factory.mktemp("my-course")
    (home / "learner.json").write_text(
        '{"learner": "self-study", "course_key": "bridge-to-product"}', encoding="utf-8"
    )
    course = {c["id"]: c["source"] for c in module_content(sample, MODULE)["cells"]}
    sources = {
        "setup": course["setup"],
        "board": course["first-idea"],
        "untouched": course["first-idea-check-1"],
        "answer": "prediction = 400",
        "failed": course["read-a-line-check-1"],
        "again": "prediction = 25",
        "passed": course["read-a-line-check-1"],
        "hint": "hint('rice-blank')",
        "button": "check_everything()",
        **{name: source for name, (source, _, _) in ERRORS.items()},
        "after": "'still here'",
    }
    cells = []
    for number, source in enumerate(sources.values()):
        cells.append(nbformat.v4.new_code_cell(source, id=f"cell-{number}"))
    notebook = nbformat.v4.new_notebook(cells=cells)
    client = NotebookClient(
        notebook,
        timeout=60,
        kernel_name="python3",
        allow_errors=True,
        resources={"metadata": {"path": str(home)}},
    )
    environment = {k: v for k, v in os.environ.items() if k != "PMBRIDGE_MODE"}
    client.execute(env={**environment, "PMBRIDGE_COURSE": str(sample.root)})
    nbformat.validate(notebook)
    return dict(zip(sources, notebook.cells, strict=True)), home


Ran = tuple[dict[str, nbformat.NotebookNode], Path]


@pytest.mark.parametrize("name", ERRORS)
def test_a_card_comes_before_one_line_of_pythons_own(ran: Ran, name: str) -> None:
    _, message, words = ERRORS[name]
    card, error = ran[0][name].outputs
    assert card.output_type == "display_data"
    assert 'role="group" aria-label="An error, explained"' in card.data["text/html"]
    assert words in card.data["text/html"]
    assert "What to try: " in card.data["text/plain"]
    # The cell is marked as failed, in one line: no traceback.
    assert error.output_type == "error"
    assert error.ename == message.split(":")[0]
    assert len(error.traceback) == 1
    assert error.traceback[0].startswith(message)


def test_the_kernel_goes_on(ran: Ran) -> None:
    assert ran[0]["after"].outputs[0].data["text/plain"] == "'still here'"


@pytest.mark.parametrize(
    ("cell", "points", "state"),
    [("untouched", "0", "not started"), ("failed", "0", "not yet"), ("passed", "1", "passed")],
)
def test_a_check_ends_with_its_points(ran: Ran, cell: str, points: str, state: str) -> None:
    twin, result = ran[0][cell].outputs
    assert twin.output_type == "display_data"
    assert twin.data["text/html"] == "<span hidden></span>"
    assert result.output_type == "execute_result"
    assert result.data["text/plain"] == points
    assert result.data[RESULT_MIME]["state"] == state
    assert 'role="status"' in result.data["text/html"]


def test_attempts_are_kept_in_the_learners_folder(ran: Ran) -> None:
    assert [a.state for a in progress.read(ran[1])] == ["not started", "not yet", "passed"]


def test_a_board_carries_its_answer_in_the_notebook(ran: Ran) -> None:
    notebook = {"cells": [ran[0]["board"]]}
    assert answers.in_outputs(notebook) == {"first-idea": None}


def test_hints_and_the_button_show_up(ran: Ran) -> None:
    assert "Hint 1." in ran[0]["hint"].outputs[0].data["text/html"]
    assert "application/vnd.jupyter.widget-view+json" in ran[0]["button"].outputs[0].data
