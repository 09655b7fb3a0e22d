"""What a build makes, and when: the committed sample, an edit of it, and a file that somebody edited by hand."""

import json
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import nbformat
import pytest
from click.testing import CliRunner

from pmbridge import __version__
from pmbridge.authoring import build as builder
from pmbridge.authoring import execute, notebooks
from pmbridge.authoring.exercises import gather
from pmbridge.authoring.source import parse_source
from pmbridge.cli import main
from pmbridge.content import Layout

MODULE = "03-sample"
KINDS = ("lesson", "instructor", "learner")


def notebook_of(built: builder.Built, layout: Layout, kind: str) -> nbformat.NotebookNode:
    return nbformat.reads(built.files[builder.targets(layout, MODULE)[kind]], as_version=4)


def moved(built: builder.Built, source: Layout, target: Layout) -> builder.Built:
    """Return ``built`` as if it had been made in another folder."""
    files = {target.root / p.relative_to(source.root): text for p, text in built.files.items()}
    return builder.Built(built.module, files)


def replace_in(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


class TestTheCommittedSample:
    def test_it_is_what_its_sources_build_to(
        self, built_sample: builder.Built, sample: Layout
    ) -> None:
        assert builder.differences(built_sample, sample.root) == []

    def test_one_build_gives_three_notebooks_and_the_checks(
        self, built_sample: builder.Built, sample: Layout
    ) -> None:
        assert {p.relative_to(sample.root).as_posix() for p in built_sample.files} == {
            "course/03-sample/03-sample.ipynb",
            "solutions/03-sample/03-sample.ipynb",
            "exercises/03-sample/03-sample.ipynb",
            "_content/03-sample.json",
        }
        for kind in KINDS:
            nbformat.validate(notebook_of(built_sample, sample, kind))

    def test_a_notebook_names_its_source_and_version(
        self, built_sample: builder.Built, sample: Layout
    ) -> None:
        sources = dict(zip(KINDS, ("lesson.md", "exercise.md", "exercise.md"), strict=True))
        for kind, name in sources.items():
            notebook = notebook_of(built_sample, sample, kind)
            about = notebook.metadata["pmbridge"]
            assert about["source"] == f"course/{MODULE}/{name}"
            assert about["version"] == __version__
            assert about["module"] == MODULE
            assert about["kind"] == ("lesson" if kind == "lesson" else "exercise")
            assert notebook.cells[-1].source == (
                f"*Built from `course/{MODULE}/{name}`, Bridge to Product {__version__}.*"
            )

    def test_nothing_in_it_changes_from_run_to_run(
        self, built_sample: builder.Built, sample: Layout
    ) -> None:
        for kind in KINDS:
            text = built_sample.files[builder.targets(sample, MODULE)[kind]]
            notebook = notebook_of(built_sample, sample, kind)
            assert notebook.metadata["language_info"] == {"name": "python"}
            assert "widgets" not in notebook.metadata
            assert "application/vnd.jupyter.widget" not in text
            assert "iopub" not in text
            assert " at 0x" not in text
            assert "/tmp/" not in text
            for cell in notebook.cells:
                assert "execution" not in cell.metadata

    def test_a_folded_cell_shows_what_it_does_and_what_to_press(
        self, built_sample: builder.Built, sample: Layout
    ) -> None:
        notebook = notebook_of(built_sample, sample, "lesson")
        (folded,) = [c for c in notebook.cells if "Draws the score" in c.source]
        assert folded.metadata["jupyter"] == {"source_hidden": True}
        assert folded.source.split("\n")[0] == (
            "# Draws the score of each idea. Shift+Enter runs it, the dots open the code."
        )
        assert folded.outputs
        (open_cell,) = [c for c in notebook.cells if c.source.startswith("reach, impact")]
        assert "jupyter" not in open_cell.metadata

    def test_the_instructor_has_solutions_and_passes_every_check(
        self, built_sample: builder.Built, sample: Layout
    ) -> None:
        notebook = notebook_of(built_sample, sample, "instructor")
        graded = [c for c in notebook.cells if c.metadata.get("nbgrader", {}).get("grade")]
        assert len(graded) == 12
        for cell in graded:
            final = cell.outputs[-1]
            assert final.output_type == "execute_result"
            assert float(final.data["text/plain"]) == cell.metadata.nbgrader.points
            assert not [o for o in cell.outputs if o.output_type in ("error", "stream")]

    def test_the_learner_sees_neither_a_solution_nor_a_hidden_check(
        self, built_sample: builder.Built, sample: Layout, solutions: dict[str, str]
    ) -> None:
        text = built_sample.files[builder.targets(sample, MODULE)["learner"]]
        notebook = notebook_of(built_sample, sample, "learner")
        assert "BEGIN SOLUTION" not in text
        assert "HIDDEN TESTS" not in text
        assert "key=score_of" not in text
        assert "another backlog" in text  # the name of a hidden check is no secret
        assert 'cheap\\"' not in text
        cells = {cell.id: cell for cell in notebook.cells}
        for label in solutions:
            assert cells[label].metadata.nbgrader.solution
            assert not cells[label].outputs
        hidden = cells["rank-backlog-check-2"].source
        assert hidden == (
            "# Check 2 of 2 · 2 points · another backlog. Not shown: it runs with Check everything."
        )
        assert all(
            "checksum" in c.metadata.nbgrader
            for c in notebook.cells
            if c.metadata.get("nbgrader", {}).get("grade")
        )

    def test_a_check_cell_is_the_authors_assertions_in_a_block(
        self, built_sample: builder.Built, sample: Layout
    ) -> None:
        cells = {c.id: c for c in notebook_of(built_sample, sample, "instructor").cells}
        assert cells["rice-blank-check-1"].source.splitlines() == [
            "# Check 1 of 2 · 2 points. Run this cell to see how you are doing.",
            'with check("rice-blank", part=1):',
            '    assert rice_score(100, 2, 0.5, 4) == 25, "Effort should divide: an idea that takes twice '
            'as long scores half as much."',
            'check.result("rice-blank", 1)',
        ]
        hidden = cells["rice-blank-check-2"].source.splitlines()
        assert hidden[1] == "### BEGIN HIDDEN TESTS"
        assert hidden[2].startswith("with check(")
        assert hidden[-2:] == ['check.result("rice-blank", 2)', "### END HIDDEN TESTS"]

    def test_manual_parts_show_their_rubric(
        self, built_sample: builder.Built, sample: Layout
    ) -> None:
        for kind in ("instructor", "learner"):
            cells = {c.id: c for c in notebook_of(built_sample, sample, kind).cells}
            manual = cells["note-to-founder-manual-1"]
            assert manual.metadata.nbgrader.task
            assert manual.metadata.nbgrader.points == 3
            assert "| 3 | The decision comes first" in manual.source
            assert "*A person grades this part (3 points)." in manual.source


class TestTheContentFile:
    def test_it_holds_what_the_checks_need(
        self, built_sample: builder.Built, sample: Layout
    ) -> None:
        data = json.loads(built_sample.files[builder.targets(sample, MODULE)["content"]])
        assert list(data["exercises"]) == [
            "first-idea",
            "read-a-line",
            "no-evidence",
            "rice-blank",
            "rank-backlog",
            "note-to-founder",
        ]
        one = data["exercises"]["rank-backlog"]
        assert one["names"] == ["score_of", "rank_backlog"]
        assert [(c["points"], c["hidden"]) for c in one["checks"]] == [(2, False), (2, True)]
        assert [h["html"][:3] for h in one["hints"]] == ["<p>"] * 3
        assert "### BEGIN" not in json.dumps(data["cells"])
        assert {cell["role"] for cell in data["cells"]} == {"given", "answer", "check"}


class TestStableIds:
    def ids(self, text: str) -> list[str]:
        source, problems = parse_source(Path("course/03-sample/exercise.md"), text)
        exercises, more = gather(source)
        assert not problems + more
        return [c.id for c in notebooks.instructor_notebook(MODULE, source, exercises).cells]

    def test_an_edit_in_one_section_leaves_the_other_ids_alone(self, sample: Layout) -> None:
        text = (sample.course / MODULE / "exercise.md").read_text(encoding="utf-8")
        before = self.ids(text)
        assert len(set(before)) == len(before)
        edited = text.replace(
            "A **function** is a recipe with a name.",
            "A **function** is a recipe.\n\n### A closer look\n\nIt has a name.",
        )
        after = self.ids(edited)
        assert set(before) <= set(after)
        assert len(after) == len(before) + 1

    def test_the_same_heading_twice_gives_two_ids(self, sample: Layout) -> None:
        text = (sample.course / MODULE / "exercise.md").read_text(encoding="utf-8")
        ids = self.ids(text.replace("## Fill one blank", "## Change one value"))
        assert len(set(ids)) == len(ids)


class TestWhatIsStripped:
    def test_versions_widgets_and_timings_go(self) -> None:
        view = {"application/vnd.jupyter.widget-view+json": {"model_id": "f00"}}
        outputs = [
            nbformat.v4.new_output("display_data", data=dict(view)),
            nbformat.v4.new_output("display_data", data={**view, "text/plain": "a slider"}),
            nbformat.v4.new_output("stream", name="stdout", text="kept"),
        ]
        cell = nbformat.v4.new_code_cell("1", outputs=outputs, id="one")
        cell.metadata["execution"] = {"iopub.status.busy": "2026-01-01T00:00:00Z"}
        metadata: dict[str, Any] = {
            "language_info": {"name": "python", "version": "3.11.7"},
            "widgets": {"application/vnd.jupyter.widget-state+json": {"state": {"f00": {}}}},
        }
        notebook = nbformat.v4.new_notebook(cells=[cell], metadata=metadata)
        execute.clean(notebook)
        assert notebook.metadata == {"language_info": {"name": "python"}}
        assert "execution" not in cell.metadata
        assert [o.get("data", o.get("text")) for o in notebook.cells[0].outputs] == [
            {"text/plain": "a slider"},
            "kept",
        ]


class TestWhenNothingChanged:
    def test_a_build_is_over_in_a_second(self, sample_copy: Layout) -> None:
        builder.remember(sample_copy, MODULE)
        environment = {**os.environ, "PMBRIDGE_COURSE": str(sample_copy.root)}
        times = []
        # One slow start may be the machine's; two are ours.
        for _ in range(2):
            began = time.monotonic()
            done = subprocess.run(
                [sys.executable, "-m", "pmbridge", "build"],
                env=environment,
                capture_output=True,
                text=True,
                check=False,
            )
            times.append(time.monotonic() - began)
            assert (done.returncode, done.stdout) == (0, f"Unchanged: {MODULE}.\n"), done.stderr
            if times[-1] < 1.0:
                break
        assert min(times) < 1.0

    def test_a_copied_checkout_is_still_unchanged(
        self, sample_copy: Layout, tmp_path: Path
    ) -> None:
        builder.remember(sample_copy, MODULE)
        sample_copy.root.rename(tmp_path / "another-name")
        layout = Layout.of(tmp_path / "another-name")
        assert builder.unchanged(layout, [MODULE]) == [MODULE]

    @pytest.mark.parametrize(
        "text", ["", "{", "[]", '{"03-sample": []}', "\ud800", '{"03-sample": 3}']
    )
    def test_a_damaged_memory_means_a_build(self, sample_copy: Layout, text: str) -> None:
        (sample_copy.root / builder.CACHE).write_bytes(text.encode("utf-8", "surrogatepass"))
        assert builder.unchanged(sample_copy, [MODULE]) == []

    def test_what_is_written_while_a_build_runs_means_another(self, sample_copy: Layout) -> None:
        read = builder.sources(sample_copy, MODULE)
        path = sample_copy.course / MODULE / "lesson.md"
        path.write_bytes(path.read_bytes() + b"\n")
        builder.remember(sample_copy, MODULE, read)
        assert builder.unchanged(sample_copy, [MODULE]) == []

    @pytest.mark.parametrize("name", ["lesson.md", "exercise.md", "../curriculum.toml"])
    def test_a_changed_source_means_a_build(self, sample_copy: Layout, name: str) -> None:
        builder.remember(sample_copy, MODULE)
        path = sample_copy.course / MODULE / name
        path.write_bytes(path.read_bytes() + b"\n")
        assert builder.unchanged(sample_copy, [MODULE]) == []


class TestTheCommand:
    @pytest.fixture
    def two(self, sample_copy: Layout, monkeypatch: pytest.MonkeyPatch) -> Layout:
        """Two modules, both built; what a build makes is taken from the first one's files."""
        other = sample_copy.course / "04-other"
        other.mkdir()
        for name in builder.SOURCES:
            (other / name).write_bytes((sample_copy.course / MODULE / name).read_bytes())
        replace_in(
            sample_copy.course / "curriculum.toml",
            'name = "03-sample"\nramp = 4\n',
            'name = "03-sample"\nramp = 4\n\n[[modules]]\nname = "04-other"\nramp = 4\n',
        )
        for kind, path in builder.targets(sample_copy, "04-other").items():
            path.parent.mkdir(exist_ok=True)
            path.write_bytes(builder.targets(sample_copy, MODULE)[kind].read_bytes())
        for module in (MODULE, "04-other"):
            builder.remember(sample_copy, module)
        monkeypatch.setenv("PMBRIDGE_COURSE", str(sample_copy.root))
        return sample_copy

    def test_a_changed_module_is_rebuilt_alone(
        self, two: Layout, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        made = []

        def make(layout: Layout, module: str, say: builder.Say) -> builder.Built:
            made.append(module)
            return builder.Built(module, {})

        monkeypatch.setattr(builder, "make", make)
        path = two.course / MODULE / "exercise.md"
        path.write_bytes(path.read_bytes() + b"\n")
        done = CliRunner().invoke(main, ["build"])
        assert done.exit_code == 0
        assert made == [MODULE]
        assert f"{MODULE}: built in " in done.stdout
        assert "Unchanged: 04-other." in done.stdout
        assert CliRunner().invoke(main, ["build"]).stdout == f"Unchanged: {MODULE}, 04-other.\n"

    def test_an_edit_by_hand_is_found_and_undone(
        self,
        two: Layout,
        sample: Layout,
        built_sample: builder.Built,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        built = moved(built_sample, sample, two)
        builder.write(built)
        builder.remember(two, MODULE)
        monkeypatch.setattr(builder, "make", lambda layout, module, say: built)
        learner = builder.targets(two, MODULE)["learner"]
        replace_in(learner, "prediction = ...", "prediction = 25")

        found = CliRunner().invoke(main, ["build", MODULE, "--check"])
        assert found.exit_code == 1
        assert found.stdout.splitlines() == [
            "exercises/03-sample/03-sample.ipynb: the cell read-a-line differs from its source.",
            "03-sample: differs; run pmbridge build 03-sample.",
        ]
        assert "prediction = 25" in learner.read_text(encoding="utf-8")

        done = CliRunner().invoke(main, ["build"])
        assert done.exit_code == 0
        assert f"{MODULE}: built in" in done.stdout
        assert learner.read_text(encoding="utf-8") == built.files[learner]
        after = CliRunner().invoke(main, ["build", MODULE, "--check"])
        assert (after.exit_code, after.stdout) == (0, f"{MODULE}: as built.\n")

    def test_built_files_without_sources_are_found(
        self, two: Layout, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(builder, "make", lambda layout, module, say: builder.Built(module, {}))
        assert builder.orphans(two) == []
        shutil.rmtree(two.course / "04-other")
        found = CliRunner().invoke(main, ["build", "--check"])
        assert found.exit_code == 1
        rest = "its module has no sources. Delete it, or bring the sources back."
        assert found.stdout.splitlines() == [
            f"{MODULE}: as built.",
            f"_content/04-other.json: {rest}",
            f"exercises/04-other/04-other.ipynb: {rest}",
            f"solutions/04-other/04-other.ipynb: {rest}",
        ]
        assert CliRunner().invoke(main, ["build", MODULE, "--check"]).exit_code == 0


class TestDifferences:
    @pytest.fixture
    def case(
        self, sample_copy: Layout, sample: Layout, built_sample: builder.Built
    ) -> tuple[builder.Built, Layout]:
        built = moved(built_sample, sample, sample_copy)
        builder.write(built)
        return built, sample_copy

    def edited(self, case: tuple[builder.Built, Layout], kind: str, edit: Any) -> list[str]:
        built, layout = case
        path = builder.targets(layout, MODULE)[kind]
        data = json.loads(path.read_text(encoding="utf-8"))
        edit(data)
        path.write_text(json.dumps(data), encoding="utf-8")
        return [
            line.replace(path.relative_to(layout.root).as_posix(), "FILE")
            for line in builder.differences(built, layout.root)
        ]

    def test_a_cell_too_many(self, case: tuple[builder.Built, Layout]) -> None:
        found = self.edited(
            case, "lesson", lambda d: d["cells"].append({**d["cells"][0], "id": "mine"})
        )
        assert found == ["FILE: the cell mine is not in the source."]

    def test_a_cell_too_few(self, case: tuple[builder.Built, Layout]) -> None:
        found = self.edited(case, "instructor", lambda d: d["cells"].pop(1))
        assert found == ["FILE: the cell setup is missing."]

    def test_cells_in_another_order(self, case: tuple[builder.Built, Layout]) -> None:
        found = self.edited(case, "lesson", lambda d: d["cells"].reverse())
        assert found == ["FILE: the cells are in another order, or twice."]

    def test_a_cell_twice(self, case: tuple[builder.Built, Layout]) -> None:
        found = self.edited(case, "learner", lambda d: d["cells"].append(d["cells"][-1]))
        assert found == ["FILE: the cells are in another order, or twice."]

    def test_other_metadata(self, case: tuple[builder.Built, Layout]) -> None:
        found = self.edited(case, "lesson", lambda d: d["metadata"].update(mine=1))
        assert found == ["FILE: the notebook's metadata differ."]

    def test_another_output(self, case: tuple[builder.Built, Layout]) -> None:
        def edit(data: dict[str, Any]) -> None:
            cell = next(c for c in data["cells"] if c.get("outputs"))
            cell["outputs"][0]["text"] = "The status page scores 2."

        (line,) = self.edited(case, "lesson", edit)
        assert line.startswith("FILE: the cell ")
        assert line.endswith(" differs from its source.")

    def test_another_picture_is_no_difference(self, case: tuple[builder.Built, Layout]) -> None:
        edited = []

        def edit(data: dict[str, Any]) -> None:
            before = json.dumps(data)
            edited.extend(execute.PICTURE.findall(before))
            after = execute.PICTURE.sub("data:image/png;base64,iVBORw0KGgo=", before)
            data.update(json.loads(after))

        assert self.edited(case, "lesson", edit) == []
        assert len(edited) == 1

    def test_another_content_file(self, case: tuple[builder.Built, Layout]) -> None:
        found = self.edited(case, "content", lambda d: d.update(title="Another"))
        assert found == ["FILE differs from its source."]

    @pytest.mark.parametrize(
        "text", ["", "<<<<<<< HEAD\n{}", "[]", '{"cells": 3}', '{"cells": [1]}']
    )
    def test_a_damaged_file(self, case: tuple[builder.Built, Layout], text: str) -> None:
        built, layout = case
        path = builder.targets(layout, MODULE)["lesson"]
        path.write_text(text, encoding="utf-8")
        assert builder.differences(built, layout.root) == [
            f"course/{MODULE}/{MODULE}.ipynb is damaged."
        ]

    def test_a_missing_file(self, case: tuple[builder.Built, Layout]) -> None:
        built, layout = case
        builder.targets(layout, MODULE)["content"].unlink()
        assert builder.differences(built, layout.root) == [f"_content/{MODULE}.json is missing."]


def _image(png: str) -> str:
    return f'<img alt="grey" src="data:image/png;base64,{png}">'


class TestPictures:
    def picture(self, shade: float, size: int = 8) -> str:
        import base64
        import io

        import numpy as np
        from matplotlib.image import imsave

        stream = io.BytesIO()
        imsave(stream, np.full((size, size, 3), shade), format="png")
        return base64.b64encode(stream.getvalue()).decode("ascii")

    def notebook(self, png: str) -> nbformat.NotebookNode:
        output = nbformat.v4.new_output("display_data", data={"text/html": _image(png)})
        return nbformat.v4.new_notebook(
            cells=[nbformat.v4.new_code_cell("", id="a", outputs=[output])]
        )

    @pytest.mark.parametrize(
        ("shade", "size", "kept"), [(0.501, 8, True), (0.9, 8, False), (0.501, 9, False)]
    )
    def test_a_picture_that_looks_the_same_keeps_its_bytes(
        self, tmp_path: Path, shade: float, size: int, kept: bool
    ) -> None:
        old, new = self.picture(0.498), self.picture(shade, size)
        stored = tmp_path / "stored.ipynb"
        nbformat.write(self.notebook(old), stored)
        notebook = self.notebook(new)
        execute.keep_pictures(notebook, stored)
        assert notebook.cells[0].outputs[0].data["text/html"] == _image(old if kept else new)

    def test_a_picture_of_other_code_is_new_though_it_looks_much_the_same(
        self, tmp_path: Path
    ) -> None:
        stored = tmp_path / "stored.ipynb"
        nbformat.write(self.notebook(self.picture(0.498)), stored)
        new = self.picture(0.501)
        notebook = self.notebook(new)
        notebook.cells[0].source = "a label stands elsewhere"
        execute.keep_pictures(notebook, stored)
        assert notebook.cells[0].outputs[0].data["text/html"] == _image(new)

    @pytest.mark.parametrize("text", ["", "[]", '{"cells": [{}]}'])
    def test_a_damaged_stored_notebook_keeps_nothing(self, tmp_path: Path, text: str) -> None:
        stored = tmp_path / "stored.ipynb"
        stored.write_text(text, encoding="utf-8")
        notebook = self.notebook(self.picture(0.5))
        execute.keep_pictures(notebook, stored)
        execute.keep_pictures(notebook, tmp_path / "none.ipynb")
