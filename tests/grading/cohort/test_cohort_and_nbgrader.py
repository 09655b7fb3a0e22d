"""The folder is a complete nbgrader course: its commands and buttons work in it, and come to the same rows."""

import json
import os
import shutil
import sqlite3
import sys
import urllib.request
from datetime import UTC, datetime
from http.cookiejar import CookieJar
from pathlib import Path

import golden
import pytest
from cohort_run import UNSAFE, Run
from golden import MODULE
from nbgrader.api import Gradebook

from jupyterlab import serve, stop
from pmbridge.content import Layout, content_root
from pmbridge.grading.cohort import assignments, collect, marking, records, releasing, returning
from pmbridge.grading.cohort.folder import Cohort
from pmbridge.grading.cohort.gradebook import Book
from pmbridge.problems import CourseError
from stock import nbgrader
from submissions import SAMPLE

# Of what the gradebook holds, all that means something: no ids and no times of writing.
ROWS = """
    select st.id, bc.name, bc.type, g.auto_score, g.manual_score, g.extra_credit, g.needs_manual_grade,
           c.auto_comment, c.manual_comment, sn.late_submission_penalty, sn.flagged, sa.timestamp, sa.extension
    from submitted_assignment sa
    join student st on st.id = sa.student_id
    join submitted_notebook sn on sn.assignment_id = sa.id
    join base_cell bc on bc.notebook_id = sn.notebook_id
    left join grade g on g.cell_id = bc.id and g.notebook_id = sn.id
    left join comment c on c.cell_id = bc.id and c.notebook_id = sn.id
    order by 1, 2, 3
"""


def rows(cohort: Cohort, learners: tuple[str, ...]) -> list[tuple[object, ...]]:
    with sqlite3.connect(cohort.root / "gradebook.db") as db:
        return [row for row in db.execute(ROWS) if row[0] in learners]


def in_folder(cohort: Cohort, *arguments: str) -> str:
    done = nbgrader(SAMPLE, cohort.root, *arguments)
    assert done.returncode == 0, done.stderr
    return done.stdout + done.stderr


def hand_in(cohort: Cohort, folder: Path, learner: str, data: bytes) -> None:
    path = folder / learner / f"{MODULE}.ipynb"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    collect.collect(cohort, folder)


def grade(cohort: Cohort, **kw: bool) -> dict[str, marking.Marked]:
    with Book(cohort) as book:
        marked = marking.mark(
            cohort, book, assignments.released(cohort), unsafe=UNSAFE, workers=1, **kw
        )
    return {m.learner: m for m in marked}


@pytest.mark.usefixtures("in_sample")
def test_nbgraders_autograde_writes_the_same_rows(run: Run, tmp_path: Path) -> None:
    """Raw hand-ins, put there as nbgrader's own commands do, against our collect and grade."""
    learners = ("eva", "max", "pia", "yara", "gus", "cy", "xiu")
    course = tmp_path / "course"
    shutil.copytree(
        run.cohort.root, course, ignore=shutil.ignore_patterns("submitted", "autograded")
    )
    copy = Cohort(course, run.cohort.name, run.cohort.course_key, run.cohort.pseudonym_key)
    with Book(copy) as book:
        for learner in learners:
            book.book.remove_submission(MODULE, learner)
    for learner in learners:
        (copy.records / learner / f"{MODULE}.json").unlink()
        folder = copy.submitted / learner / MODULE
        folder.mkdir(parents=True)
        hand_in = next(h for h in golden.HAND_INS if h.learner == learner)
        (folder / f"{MODULE}.ipynb").write_bytes(hand_in.make())
    (copy.submitted / "gus" / MODULE / "timestamp.txt").write_text(golden.LAST_WEEK)
    # What nbgrader would copy into the graded folder, secrets of the instructor included.
    os.symlink("/etc/passwd", copy.submitted / "eva" / MODULE / "notes.txt")
    in_folder(copy, "autograde", MODULE)
    assert rows(copy, learners) == rows(run.cohort, learners)
    assert not (copy.autograded / "eva" / MODULE / "notes.txt").exists()
    assert "notes.txt" in " ".join(records.read(copy, "eva", MODULE).to_look_at)
    ours = json.loads((run.cohort.autograded / "eva" / MODULE / f"{MODULE}.ipynb").read_text())
    theirs = json.loads((copy.autograded / "eva" / MODULE / f"{MODULE}.ipynb").read_text())
    assert [c["source"] for c in ours["cells"]] == [c["source"] for c in theirs["cells"]]

    in_folder(copy, "generate_feedback", MODULE)
    page = f"{MODULE}/{MODULE}.html"
    for learner in learners:
        made = (copy.feedback / learner / page).read_text()
        assert made == (run.cohort.feedback / learner / page).read_text()


@pytest.mark.usefixtures("in_sample")
def test_formgrader_shows_the_cohort_and_its_buttons_use_our_grader(
    run: Run, tmp_path: Path
) -> None:
    course = tmp_path / "course"
    shutil.copytree(run.cohort.root, course)
    shutil.rmtree(course / "feedback" / "eva")
    lab = serve([sys.executable, "-m", "jupyter_server"], course, course, tmp_path)
    try:
        jar = CookieJar()
        opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(jar))
        opener.open(f"{lab.url}/formgrader").close()

        def api(path: str, post: bool = False) -> object:
            request = urllib.request.Request(
                f"{lab.url}/formgrader/api/{path}", method="POST" if post else "GET"
            )
            for cookie in jar:
                if cookie.name == "_xsrf":
                    request.add_header("X-XSRFToken", str(cookie.value))
            with opener.open(request) as answer:
                return json.load(answer)

        (assignment,) = (a for a in api("assignments") if a["name"] == MODULE)  # type: ignore[attr-defined]
        assert assignment["num_submissions"] == len(run.marked)
        assert assignment["max_score"] == 18
        waiting = {r["student"]: r for r in api(f"submitted_notebooks/{MODULE}/{MODULE}")}  # type: ignore[attr-defined]
        assert waiting["eva"]["needs_manual_grade"]
        with urllib.request.urlopen(
            f"{lab.url}/formgrader/submissions/{waiting['eva']['id']}/"
        ) as answer:
            assert "Tell the founder" in answer.read().decode()
        before = rows(run.cohort, ("eva",))
        done = api(f"submission/{MODULE}/eva/autograde", post=True)
        assert done["success"], done  # type: ignore[index]
        assert rows(Cohort(course, "", "", ""), ("eva",)) == before
        done = api(f"assignment/{MODULE}/eva/generate_feedback", post=True)
        assert done["success"], done  # type: ignore[index]
        page = (course / "feedback" / "eva" / MODULE / f"{MODULE}.html").read_text()
        assert "What to try next" in page
    finally:
        stop(lab)


def test_a_persons_grade_survives_regrading_and_a_new_hand_in(
    cohort: Cohort, tmp_path: Path
) -> None:
    hand_in(cohort, tmp_path / "in", "ada", golden.half())
    assert grade(cohort)["ada"].earned == 7
    with Gradebook(f"sqlite:///{cohort.root}/gradebook.db", cohort.name) as book:
        manual = book.find_grade("note-to-founder-manual-1", MODULE, MODULE, "ada")
        manual.manual_score, manual.needs_manual_grade = 2, False
        overruled = book.find_grade("read-a-line-check-2", MODULE, MODULE, "ada")
        overruled.manual_score, overruled.needs_manual_grade = 1, False
        said = book.find_comment("note-to-founder-manual-1", MODULE, MODULE, "ada")
        said.manual_comment = "Say <b>whom</b> you asked."
        book.db.commit()
    assert grade(cohort)["ada"].what == marking.UP_TO_DATE
    again = grade(cohort, again=True)["ada"]
    assert (again.what, again.earned) == (marking.GRADED, 10)
    hand_in(cohort, tmp_path / "later", "ada", golden.right())
    newer = grade(cohort)["ada"]
    assert (newer.what, newer.earned) == (marking.GRADED, 17)
    assert newer.waiting == 1, "the grade set by hand over a check is marked for another look"
    with Book(cohort) as book:
        returning.write_all(cohort, book, assignments.released(cohort))
    page = (cohort.feedback / "ada" / MODULE / f"{MODULE}.html").read_text()
    assert "2 of 3 points" in page
    assert "Say &lt;b&gt;whom&lt;/b&gt; you asked." in page
    assert "Your instructor set these points by hand." in page


def test_lateness_costs_what_the_plugin_says_and_an_extension_takes_it_back(
    cohort: Cohort, tmp_path: Path
) -> None:
    config = cohort.root / "nbgrader_config.py"
    config.write_text(config.read_text() + '\nc.LateSubmissionPlugin.penalty_method = "zero"\n')
    due = datetime(2026, 11, 15, 12, tzinfo=UTC)
    releasing.release(cohort, content_root(), [MODULE], due)
    path = tmp_path / "in" / f"ada+{MODULE}+{golden.LAST_WEEK}" / f"{MODULE}.ipynb"
    path.parent.mkdir(parents=True)
    path.write_bytes(golden.right())
    collect.collect(cohort, tmp_path / "in")
    assert grade(cohort)["ada"].earned == 0
    with Book(cohort) as book:
        returning.write_all(cohort, book, assignments.released(cohort))
    page = (cohort.feedback / "ada" / MODULE / f"{MODULE}.html").read_text()
    assert "after the due date, and 15 points are taken off" in page
    record = records.read(cohort, "ada", MODULE)
    record.extension = 2
    records.write(cohort, record)
    settled = grade(cohort)["ada"]
    assert (settled.what, settled.earned) == (marking.UP_TO_DATE, 15)


OWN = """\
What we spoke about on Tuesday.

```python check="read-a-line" points=4 name="asked in class"
assert prediction == 25, "We did this one on Tuesday."
```
"""


def test_an_instructors_own_checks_are_secret_and_count(cohort: Cohort, tmp_path: Path) -> None:
    (cohort.own_checks / f"{MODULE}.md").write_text(OWN)
    (done,) = releasing.release(cohort, content_root(), [MODULE])
    assert (done.changed, done.points, done.own) == (True, 19, 1)
    released = (cohort.release / MODULE / f"{MODULE}.ipynb").read_text()
    assert "asked in class" in released
    assert "Tuesday" not in released
    hand_in(cohort, tmp_path / "in", "ada", golden.right())
    hand_in(cohort, tmp_path / "in", "bob", golden.mistake(0)())
    marked = grade(cohort)
    assert marked["ada"].earned == 19
    assert marked["bob"].earned == 2
    with Book(cohort) as book:
        returning.write_all(cohort, book, assignments.released(cohort))
    page = (cohort.feedback / "bob" / MODULE / f"{MODULE}.html").read_text()
    assert "A check you did not see: asked in class" in page
    assert "We did this one on Tuesday." in page
    (again,) = releasing.release(cohort, content_root(), [MODULE])
    assert not again.changed
    (cohort.own_checks / f"{MODULE}.md").write_text("")
    with pytest.raises(CourseError, match="can't take checks in or out"):
        releasing.release(cohort, content_root(), [MODULE])
    assert (cohort.release / MODULE / f"{MODULE}.ipynb").read_text() == released
    assert grade(cohort)["ada"].what == marking.UP_TO_DATE


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('```python check="no-such" points=1\nassert True\n```\n', "no exercise no-such"),
        ('```python check="read-a-line"\nassert True\n```\n', "needs an exercise and its points"),
        ('```python check="read-a-line" points=1\nassert (\n```\n', "line 2: Python can't read"),
        ('```python check="read-a-line" points=1\nassert True\n', "not closed"),
        ('```python check="read-a-line" points=1 hint=2\nassert True\n```\n', "attribute hint"),
    ],
)
def test_own_checks_that_cant_be_understood_say_where(
    cohort: Cohort, text: str, words: str
) -> None:
    (cohort.own_checks / f"{MODULE}.md").write_text(text)
    with pytest.raises(CourseError, match=words):
        releasing.release(cohort, content_root(), [MODULE])


def test_without_solutions_it_says_how_to_install(cohort: Cohort, sample_copy: Layout) -> None:
    """An installed package ships no solutions."""
    shutil.rmtree(sample_copy.solutions)
    with pytest.raises(CourseError, match="Teach from a checkout"):
        releasing.release(cohort, sample_copy, [MODULE])
