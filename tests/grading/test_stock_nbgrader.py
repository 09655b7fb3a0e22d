"""Stock nbgrader on what the build made: release, autograde, feedback, validate, formgrader's data."""

import json
import sys
import urllib.request
from pathlib import Path

import pytest
from nbformat import NotebookNode

from jupyterlab import serve, stop
from pmbridge.check.selfcheck import check_notebook
from stock import graded, nbgrader, our_scores, scores
from submissions import MODULE, SAMPLE, answered, mistakes, released, solutions

nbgrader_api = pytest.importorskip("nbgrader.api")

HALF = ("first-idea", "no-evidence", "rice-blank")


def _submissions() -> dict[str, NotebookNode]:
    right = solutions(SAMPLE, MODULE)
    return {
        "full": answered(SAMPLE, MODULE, right),
        "half": answered(SAMPLE, MODULE, {label: right[label] for label in HALF}),
        "untouched": released(SAMPLE, MODULE),
        "mistake-1": answered(SAMPLE, MODULE, mistakes(SAMPLE, MODULE, 0)),
        "mistake-2": answered(SAMPLE, MODULE, mistakes(SAMPLE, MODULE, 1)),
        "mistake-3": answered(SAMPLE, MODULE, mistakes(SAMPLE, MODULE, 2)),
    }


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return graded(SAMPLE, MODULE, _submissions(), tmp_path_factory.mktemp("course"))


def test_the_release_is_what_the_build_made(course: Path) -> None:
    made = (course / "exercises" / MODULE / f"{MODULE}.ipynb").read_bytes()
    assert made == (SAMPLE.exercises / MODULE / f"{MODULE}.ipynb").read_bytes()


# By hand: the note has its points in every run but its own mistakes; each mistake loses the checks that
# its author meant it to lose and no other.
@pytest.mark.parametrize(
    ("student", "score"),
    [
        ("full", 15),
        ("half", 7),
        ("untouched", 0),
        ("mistake-1", 2),
        ("mistake-2", 5),
        ("mistake-3", 13),
    ],
)
def test_the_gradebook_has_exact_scores(course: Path, student: str, score: float) -> None:
    stock = scores(course, MODULE, student)
    assert sum(points or 0 for points in stock.values()) == score
    assert stock["note-to-founder-manual-1"] is None, "a person grades this one"


@pytest.mark.parametrize("student", list(_submissions()))
def test_stock_and_our_own_check_agree_row_by_row(course: Path, student: str) -> None:
    path = course / "submitted" / student / MODULE / f"{MODULE}.ipynb"
    ours = our_scores(check_notebook(path, SAMPLE))
    stock = scores(course, MODULE, student)
    stock.pop("note-to-founder-manual-1")
    assert ours == stock


def test_the_manual_part_waits_for_a_person_and_takes_a_score(course: Path) -> None:
    with nbgrader_api.Gradebook(f"sqlite:///{course}/gradebook.db") as gradebook:
        submission = gradebook.find_submission(MODULE, "half")
        assert submission.needs_manual_grade
        grade = gradebook.find_grade("note-to-founder-manual-1", MODULE, MODULE, "half")
        assert grade.max_score == 3
        grade.manual_score = 2
        gradebook.db.commit()
        assert gradebook.find_submission(MODULE, "half").score == 9
        grade.manual_score = None
        gradebook.db.commit()


def test_feedback_is_written_for_everybody(course: Path) -> None:
    done = nbgrader(SAMPLE, course, "generate_feedback", MODULE)
    assert done.returncode == 0, done.stderr
    pages = sorted((course / "feedback").rglob("*.html"))
    assert len(pages) == len(_submissions())
    page = (course / "feedback" / "mistake-1" / MODULE / f"{MODULE}.html").read_text("utf-8")
    assert "Reach is one number of four" in page


def test_validate_passes_the_solution_and_names_what_fails(course: Path) -> None:
    good = nbgrader(SAMPLE, course, "validate", f"submitted/full/{MODULE}/{MODULE}.ipynb")
    assert "Success" in good.stdout
    bad = nbgrader(SAMPLE, course, "validate", f"submitted/mistake-1/{MODULE}/{MODULE}.ipynb")
    assert "Success" not in bad.stdout
    assert "failed" in bad.stdout


def test_formgrader_shows_the_work_that_waits_for_a_person(course: Path, tmp_path: Path) -> None:
    lab = serve([sys.executable, "-m", "jupyter_server"], course, course, tmp_path)
    try:
        with urllib.request.urlopen(f"{lab.url}/formgrader/api/assignments") as answer:
            assignments = json.load(answer)
        (assignment,) = (a for a in assignments if a["name"] == MODULE)
        assert assignment["num_submissions"] == len(_submissions())
        assert assignment["max_score"] == 18
        url = f"{lab.url}/formgrader/api/submitted_notebooks/{MODULE}/{MODULE}"
        with urllib.request.urlopen(url) as answer:
            waiting = {row["student"]: row for row in json.load(answer)}
        assert waiting["full"]["needs_manual_grade"]
        page = f"{lab.url}/formgrader/submissions/{waiting['full']['id']}/"
        with urllib.request.urlopen(page) as answer:
            text = answer.read().decode("utf-8")
        assert "Graded by a person" in text
        assert "What it looks like" in text, "the grader sees the rubric"
    finally:
        stop(lab)
