"""``pmbridge check`` on notebooks that learners really hand in: whatever they hold, only that is lost."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import nbformat
import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from pmbridge.check.selfcheck import assemble, check_notebook, module_of
from pmbridge.cli import main
from pmbridge.content import Layout, module_content
from pmbridge.problems import CourseError
from pmbridge.workspace import answers as saved_answers
from pmbridge.workspace import progress
from pmbridge.workspace.notebooks import Notebook, read_notebook

MODULE = "03-sample"
SECONDS = 3.0
Edit = Callable[[list[nbformat.NotebookNode]], list[nbformat.NotebookNode]]


def edit(path: Path, change: Edit) -> None:
    """Change the list of cells of the notebook at ``path``."""
    notebook = nbformat.read(path, as_version=4)
    notebook.cells = change(notebook.cells)
    path.write_text(nbformat.writes(notebook), encoding="utf-8")


def rows(report: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {row["label"]: row for row in report["exercises"]}


def test_cells_that_hang_exit_ask_or_flood_cost_only_their_own_exercise(
    answered: Any, solutions: dict[str, str], in_sample: Layout, learner_home: Path
) -> None:
    path = answered(
        {
            "first-idea": "print('x' * 10_000_000)\n" + solutions["first-idea"],
            "read-a-line": "while True:\n    pass",
            "no-evidence": solutions["no-evidence"] + "\nimport os\nos._exit(0)",
            "rice-blank": "effort = input('How much effort? ')\n" + solutions["rice-blank"],
            "rank-backlog": solutions["rank-backlog"] + "\nimport sys\nsys.exit(1)",
            "note-to-founder": solutions["note-to-founder"] + "\nprint(note * 100_000)",
        }
    )
    # A learner's own files must not stand in the way of Python's.
    (path.parent / "random.py").write_text("raise RuntimeError('mine')\n", encoding="utf-8")
    (path.parent / "json.py").write_text("raise RuntimeError('mine')\n", encoding="utf-8")
    before = path.read_bytes()

    report = check_notebook(path, in_sample, cell_seconds=SECONDS)

    found = {label: (row["state"], row["earned"]) for label, row in rows(report).items()}
    assert found == {
        "first-idea": ("passed", 2),
        "read-a-line": ("not yet", 0),
        "no-evidence": ("not yet", 0),
        "rice-blank": ("not yet", 0),
        "rank-backlog": ("passed", 4),
        "note-to-founder": ("passed", 2),
    }
    messages = {label: row["message"] for label, row in rows(report).items()}
    assert messages["read-a-line"] == (
        "This cell was still running after 3 seconds and was stopped. Look for a loop that never ends."
    )
    assert messages["no-evidence"].startswith("This cell ended Python itself.")
    assert messages["rice-blank"].startswith("Python stopped: EOFError.")
    assert "(line 1: effort = input('How much effort? '))" in messages["rice-blank"]
    assert (report["earned"], report["points"], report["by_a_person"]) == (8, 15, 3)
    assert path.read_bytes() == before
    assert not (learner_home / progress.FILE).exists()


def test_course_cells_are_the_courses_whatever_a_notebook_makes_of_them(
    answered: Any, solutions: dict[str, str], in_sample: Layout
) -> None:
    given = dict(solutions)
    # Hangs when its check calls it, so that both of its checks are lost and nothing else.
    given["rice-blank"] = "def rice_score(*inputs):\n    while True:\n        pass"
    given["no-evidence"] = solutions["no-evidence"].replace("0.5", "0.4")
    given["rank-backlog"] = (
        "from pmbridge.check.session import Exercises\n" + solutions["rank-backlog"]
    )
    path = answered(given)

    def change(cells: list[nbformat.NotebookNode]) -> list[nbformat.NotebookNode]:
        kept = []
        for cell in cells:
            if cell.id == "no-evidence-check-2":
                # A weakened check: the course's own runs.
                cell.source = (
                    "with check('no-evidence', part=2):\n    pass\ncheck.result('no-evidence', 2)"
                )
            if cell.id in ("first-idea-check-1", "note-to-founder"):
                continue  # deleted
            kept.append(cell)
            if cell.id in ("read-a-line", "read-a-line-check-1"):
                copy = nbformat.from_dict(json.loads(json.dumps(cell)))
                copy.id = f"{cell.id}-copied"
                kept.append(copy)
            if cell.id == "setup":
                kept.append(nbformat.v4.new_code_cell("1 / 0"))
                kept.append(nbformat.v4.new_code_cell("%%bash\necho hello"))
                kept.append(nbformat.v4.new_code_cell("%matplotlib inline\n!echo hello"))
        return kept

    edit(path, change)
    before = path.read_bytes()

    report = check_notebook(path, in_sample, cell_seconds=SECONDS)

    found = {label: (row["state"], row["earned"]) for label, row in rows(report).items()}
    assert found == {
        "first-idea": ("passed", 2),
        "read-a-line": ("passed", 2),
        "no-evidence": ("not yet", 1),
        "rice-blank": ("not yet", 0),
        "rank-backlog": ("passed", 4),
        "note-to-founder": ("not started", 0),
    }
    assert rows(report)["no-evidence"]["message"] == "Use the number in the rule."
    stopped = [check["message"] for check in rows(report)["rice-blank"]["checks"]]
    assert (
        stopped
        == [
            "This cell was still running after 3 seconds and was stopped. Look for a loop that never ends."
        ]
        * 2
    )
    assert path.read_bytes() == before


class TestBoards:
    """The answer of a board: from its file, from the notebook's own output, or asked for again."""

    def state(self, path: Path, layout: Layout) -> tuple[str, str]:
        row = rows(check_notebook(path, layout))["first-idea"]
        return row["state"], row["message"]

    def carry(self, path: Path, answer: object) -> None:
        """Leave the board's cell as JupyterLab saves it once it has run."""

        def change(cells: list[nbformat.NotebookNode]) -> list[nbformat.NotebookNode]:
            for cell in cells:
                if cell.id == "first-idea":
                    cell.execution_count = 2
                    if answer is not None:
                        payload = {"label": "first-idea", "answer": answer}
                        cell.outputs = [
                            nbformat.v4.new_output("display_data", {saved_answers.MIME: payload})
                        ]
            return cells

        edit(path, change)

    def test_it_comes_from_its_file(
        self, answered: Any, learner_home: Path, in_sample: Layout
    ) -> None:
        path = answered({})
        saved_answers.save("first-idea", "reminder", learner_home)
        self.carry(path, "chat")
        assert self.state(path, in_sample) == ("passed", "")

    def test_a_lone_notebook_carries_it_and_one_without_it_is_not_wrong(
        self, answered: Any, learner_home: Path, in_sample: Layout, tmp_path: Path
    ) -> None:
        path = answered({})
        lone = tmp_path / "handed-in"
        lone.mkdir()
        self.carry(path, "reminder")
        alone = lone / path.name
        alone.write_bytes(path.read_bytes())
        assert self.state(alone, in_sample) == ("passed", "")
        self.carry(path, None)
        edit(
            path,
            lambda cells: [c for c in cells if not c.get("outputs", []) or c.outputs.clear() or 1],
        )
        alone.write_bytes(path.read_bytes())
        state, message = self.state(alone, in_sample)
        assert state == progress.MISSING
        assert message == "The answer to this board did not come along."


class TestRefusals:
    """What is no exercise notebook: a sentence, a next step, exit code 2, and nothing changed."""

    def refuse(self, *arguments: str) -> list[str]:
        done = CliRunner().invoke(main, ["check", *arguments])
        assert done.exit_code == 2
        assert done.stdout == ""
        return done.stderr.splitlines()

    def test_a_missing_notebook(self, learner_home: Path) -> None:
        what, next_step = self.refuse("nowhere.ipynb")
        assert what == "There is no notebook at nowhere.ipynb."
        assert next_step == "Check the name, or name a module instead: pmbridge check 01."

    def test_an_unknown_module(self, learner_home: Path) -> None:
        what, next_step = self.refuse("09")
        assert what == "There is no module called '09'."
        assert "The modules are: 03-sample." in next_step

    def test_a_module_that_was_deleted(self, learner_home: Path) -> None:
        (learner_home / MODULE / f"{MODULE}.ipynb").unlink()
        what, _ = self.refuse(MODULE)
        assert what.startswith("There is no notebook at ")

    def test_a_folder_without_notebooks(
        self, tmp_path: Path, in_sample: Layout, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        (tmp_path / "empty").mkdir()
        monkeypatch.chdir(tmp_path / "empty")
        what, next_step = self.refuse()
        assert what.startswith("There is no exercise notebook in ")
        assert next_step.startswith("Go to your course folder")

    @pytest.mark.parametrize(
        "content",
        [
            b"",
            b"{",
            b'{"cells": [',
            b"[]",
            b"null",
            b"3",
            b'"text"',
            b"{}",
            b'{"nbformat": 4}',
            b'{"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": {}}',
            b'{"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": [1]}',
            b'{"nbformat": 4, "nbformat_minor": 5, "metadata": [], "cells": []}',
            b'{"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": [{"cell_type": "code"}]}',
            b'{"nbformat": 99, "nbformat_minor": 5, "metadata": {}, "cells": []}',
            b'{"nbformat": "x", "nbformat_minor": [], "metadata": {}, "cells": []}',
            b'{"nbformat": 3, "nbformat_minor": 0, "metadata": {}, "worksheets": [1]}',
            b"\xff\xfe\x00\x01",
            b"[" * 200_000,
        ],
    )
    def test_broken_content(self, learner_home: Path, content: bytes) -> None:
        path = learner_home / MODULE / f"{MODULE}.ipynb"
        path.write_bytes(content)
        what, next_step = self.refuse(path.name)
        assert what.startswith(path.name)
        assert next_step.startswith(("Nothing was changed.", "Name a file that ends in .ipynb"))
        assert path.read_bytes() == content

    @pytest.mark.parametrize(
        "metadata",
        [{}, {"pmbridge": []}, {"pmbridge": {"module": 3}}, {"pmbridge": {"kind": "exercise"}}],
    )
    def test_a_foreign_notebook(self, learner_home: Path, metadata: dict[str, Any]) -> None:
        path = learner_home / "mine.ipynb"
        nbformat.write(nbformat.v4.new_notebook(metadata=metadata), path)
        before = path.read_bytes()
        what, next_step = self.refuse(str(path))
        assert what == "mine.ipynb is not an exercise notebook of this course."
        assert next_step == "Name one that is, or a module: pmbridge check 01."
        assert path.read_bytes() == before

    def test_a_notebook_of_a_module_that_is_no_more(self, learner_home: Path) -> None:
        path = learner_home / "old.ipynb"
        nbformat.write(nbformat.v4.new_notebook(metadata={"pmbridge": {"module": "12-gone"}}), path)
        what, _ = self.refuse(str(path))
        assert what == "There is no module called '12-gone'."

    def test_a_lesson(self, learner_home: Path, in_sample: Layout) -> None:
        path = in_sample.course / MODULE / f"{MODULE}.ipynb"
        what, _ = self.refuse(str(path))
        assert what == f"{MODULE}.ipynb is not an exercise notebook of this course."

    def test_a_folder_in_the_place_of_a_notebook(self, learner_home: Path) -> None:
        (learner_home / MODULE / "folder.ipynb").mkdir()
        what, _ = self.refuse("folder.ipynb")
        assert what == "folder.ipynb can't be read as a notebook."


class TestTheReport:
    """One run for all that the command prints."""

    @pytest.fixture
    def ran(self, answered: Any, solutions: dict[str, str]) -> Callable[..., Any]:
        half = {label: solutions[label] for label in ("rice-blank", "rank-backlog")}
        answered({**half, "read-a-line": "prediction = '<b>25</b>'"})
        return lambda *options: CliRunner(env={"COLUMNS": "200"}).invoke(main, ["check", *options])

    def test_a_table_says_what_passed_and_what_did_not(
        self, ran: Callable[..., Any], learner_home: Path
    ) -> None:
        done = ran()
        assert done.exit_code == 1
        table = done.stdout
        assert "Four good ideas and one team" in table
        for line in (
            "○ Not started │ 0 of 2",
            "✗ Not yet     │ 0 of 2 │ Write a number without quotes, such as 12.",
            "✓ Passed      │ 3 of 3",
            "7 of 15 points",
            "A person grades another 3 points.",
        ):
            assert line in table
        # What the checks found counts as an attempt, hidden checks included.
        standings = progress.standings(progress.read(learner_home))
        assert standings[MODULE, "rice-blank", 2].state == progress.PASSED
        assert standings[MODULE, "first-idea", 1].state == progress.NOT_STARTED

    def test_as_json(self, ran: Callable[..., Any]) -> None:
        done = ran("--json", f"../{MODULE}/{MODULE}.ipynb")
        assert done.exit_code == 1
        report = json.loads(done.stdout)
        assert (report["module"], report["earned"], report["points"]) == (MODULE, 7, 15)
        states = [row["state"] for row in report["exercises"]]
        assert states == [
            "not started",
            "not yet",
            "not started",
            "passed",
            "passed",
            "not started",
        ]
        assert report["exercises"][3]["checks"][1] == {
            "part": 2,
            "state": "passed",
            "earned": 1,
            "points": 1,
            "message": "",
            "hidden": True,
        }


class TestAssemble:
    """Which cells are run, and in which order."""

    @pytest.fixture
    def pristine(self, sample: Layout) -> list[dict[str, Any]]:
        return module_content(sample, MODULE)["cells"]

    @pytest.fixture
    def notebook(self, sample: Layout) -> Notebook:
        return read_notebook(sample.exercises / MODULE / f"{MODULE}.ipynb")

    def ids(self, notebook: Notebook, pristine: list[dict[str, Any]]) -> list[str]:
        return [cell.id for cell in assemble(notebook, pristine)]

    def test_an_untouched_notebook_is_the_courses_own(
        self, notebook: Notebook, pristine: list[dict[str, Any]]
    ) -> None:
        made = {cell.id: cell.source for cell in assemble(notebook, pristine)}
        assert {c["id"]: c["source"] for c in pristine} == {
            k: v for k, v in made.items() if not k.startswith("own-")
        }

    def test_an_empty_notebook_gets_every_cell_back(
        self, notebook: Notebook, pristine: list[dict[str, Any]]
    ) -> None:
        notebook["cells"] = []
        assert self.ids(notebook, pristine) == [c["id"] for c in pristine]

    def test_deleted_cells_come_back_in_their_place(
        self, notebook: Notebook, pristine: list[dict[str, Any]]
    ) -> None:
        gone = {"setup", "rice-blank", "rice-blank-check-1", "note-to-founder-check-2"}
        whole = self.ids(notebook, pristine)
        notebook["cells"] = [c for c in notebook["cells"] if c["id"] not in gone]
        ids = [i for i in self.ids(notebook, pristine) if not i.startswith("own-")]
        assert ids == [i for i in whole if not i.startswith("own-")]

    def test_cells_go_by_nbgraders_name_where_ids_are_lost(
        self, notebook: Notebook, pristine: list[dict[str, Any]]
    ) -> None:
        whole = self.ids(notebook, pristine)
        for number, cell in enumerate(notebook["cells"]):
            cell["id"] = f"renumbered-{number}"
        ids = self.ids(notebook, pristine)
        assert [i for i in ids if not i.startswith("own-")] == [
            i for i in whole if not i.startswith("own-")
        ]


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=12),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4)
    ),
    max_leaves=10,
)
SAMPLE_TEXT = (
    Path(__file__).resolve().parents[1] / "sample_course" / "exercises" / MODULE / f"{MODULE}.ipynb"
).read_text(encoding="utf-8")


@st.composite
def damaged(draw: st.DrawFn) -> Any:
    """The sample notebook with a few of its values replaced, or taken away."""
    data = json.loads(SAMPLE_TEXT)
    for _ in range(draw(st.integers(1, 4))):
        place = data
        while True:
            keys = list(place) if isinstance(place, dict) else list(range(len(place)))
            if not keys:
                break
            key = draw(st.sampled_from(keys))
            if isinstance(place[key], dict | list) and place[key] and draw(st.integers(0, 4)):
                place = place[key]
                continue
            if draw(st.booleans()):
                place[key] = draw(JSON)
            else:
                del place[key]
            break
        if not isinstance(data, dict) or not data:
            break
    return data


@given(
    JSON
    | damaged()
    | st.fixed_dictionaries(
        {"nbformat": st.integers(0, 6), "nbformat_minor": JSON, "metadata": JSON, "cells": JSON}
    )
)
def test_any_json_is_a_notebook_or_a_sentence(
    tmp_path_factory: pytest.TempPathFactory, data: Any
) -> None:
    from pmbridge.content import content_root

    path = tmp_path_factory.getbasetemp() / "any.ipynb"
    path.write_text(json.dumps(data), encoding="utf-8")
    before = path.read_bytes()
    try:
        notebook = read_notebook(path)
        saved_answers.in_outputs(notebook)
        assemble(notebook, [{"id": "setup", "role": "given", "source": "1"}])
        module_of(notebook, path, content_root())
    except CourseError:
        pass
    assert path.read_bytes() == before


@given(st.binary(max_size=300))
def test_any_bytes_are_a_notebook_or_a_sentence(
    tmp_path_factory: pytest.TempPathFactory, data: bytes
) -> None:
    path = tmp_path_factory.getbasetemp() / "any.ipynb"
    path.write_bytes(data)
    with pytest.raises(CourseError):
        read_notebook(path)
