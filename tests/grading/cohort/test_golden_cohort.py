"""Forty hand-ins as they really arrive, from the first file to the last page of feedback."""

import hashlib
import json
import re
from pathlib import Path

import golden
import pytest
from cohort_run import Run
from golden import HAND_INS, MODULE, HandIn

from pmbridge.grading.cohort import assignments, collect, marking, records, returning, status
from pmbridge.grading.cohort.folder import Cohort
from pmbridge.grading.cohort.gradebook import Book
from submissions import SAMPLE

GRADED = [h for h in HAND_INS if h.earned is not None]
NOT_TAKEN = [h for h in HAND_INS if h.earned is None]


def named(hand_in: HandIn) -> str:
    return hand_in.learner


@pytest.mark.parametrize("hand_in", GRADED, ids=named)
def test_a_hand_in_gets_its_points_and_a_sentence(run: Run, hand_in: HandIn) -> None:
    marked = {m.learner: m for m in run.marked}
    assert marked[hand_in.learner].earned == hand_in.earned
    assert marked[hand_in.learner].points == 18, "15 from checks and 3 from a person"
    assert hand_in.says in run.sentences(hand_in.learner)
    assert bool(hand_in.says) == bool(run.sentences(hand_in.learner)), "nothing else is said"
    assert hand_in.flags in run.flags(hand_in.learner)
    assert bool(hand_in.flags) == bool(run.flags(hand_in.learner)), "nothing else is flagged"


@pytest.mark.parametrize("hand_in", NOT_TAKEN, ids=named)
def test_what_cant_be_taken_has_a_reason_and_stops_nobody(run: Run, hand_in: HandIn) -> None:
    assert hand_in.says in run.sentences(hand_in.learner)
    assert hand_in.learner not in {m.learner for m in run.marked}
    assert not (run.cohort.submitted / hand_in.learner).exists()


def test_every_file_has_an_outcome(run: Run) -> None:
    nobodys = {o.origin: " ".join(o.sentences) for o in run.collected if not o.learner}
    assert nobodys.keys() == {
        "a stranger.ipynb",
        "my-work-2026-11-16.zip",
        "link.ipynb",
        "pipe.ipynb",
    }
    assert "whose it is" in nobodys["my-work-2026-11-16.zip"]
    assert "links are not followed" in nobodys["link.ipynb"]


def test_packs_are_graded_with_the_owners_data_and_a_mismatch_is_flagged(run: Run) -> None:
    assert not run.flags("ned")
    assert "made in the course folder of ned" in run.flags("ola")
    assert "their pass was not in the course folder" in run.flags("pat")
    assert [o.what for o in run.collected if o.learner == "ria"] == [collect.NOT_BEGUN]
    marked = {m.learner: m.earned for m in run.marked}
    assert marked["ned"] == marked["ola"] == marked["pat"] == golden.FULL
    assert marked["sol"] == 2, "an answer on a board counts, though the notebook is as it was"


def test_what_was_handed_in_is_kept_byte_for_byte(run: Run) -> None:
    for hand_in in GRADED:
        folder = run.cohort.originals / hand_in.learner / MODULE
        assert [p.read_bytes() for p in folder.iterdir()] == [hand_in.make()]


def test_the_time_of_the_hand_in_is_the_platforms(run: Run) -> None:
    received = {
        learner: records.read(run.cohort, learner, MODULE).received for learner in ("gus", "ada")
    }
    assert received == {"gus": "2026-11-16T09:30:00+00:00", "ada": ""}
    stamp = run.cohort.submitted / "gus" / MODULE / "timestamp.txt"
    assert stamp.read_text() == "2026-11-16 09:30:00 UTC\n", "as nbgrader writes it"
    for learner in ("emil", "fay"):
        assert records.read(run.cohort, learner, MODULE).received.startswith("2026-11-1")


def snapshot(cohort: Cohort) -> dict[str, str]:
    """Return a digest of every file but the gradebook and the log."""
    return {
        path.relative_to(cohort.root).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(cohort.root.rglob("*"))
        if path.is_file() and path.name not in ("gradebook.db", "grading.log")
        and "__pycache__" not in path.parts
    }  # fmt: skip


def test_everything_run_twice_changes_nothing(run: Run) -> None:
    before = snapshot(run.cohort)
    again = collect.collect(run.cohort, run.handed_in)
    assert not [o for o in again if o.what in (collect.NEW, collect.AGAIN)]
    assert [o.sentences for o in again if o.what == collect.REFUSED] == [
        o.sentences for o in run.collected if o.what == collect.REFUSED
    ]
    chosen = assignments.released(run.cohort)
    with Book(run.cohort) as book:
        marked = marking.mark(run.cohort, book, chosen)
        pages = returning.write_all(run.cohort, book, chosen)
    assert {m.what for m in marked} == {marking.UP_TO_DATE}
    assert [(m.learner, m.earned) for m in marked] == [(m.learner, m.earned) for m in run.marked]
    assert {page.what for page in pages} == {returning.SAME}
    assert snapshot(run.cohort) == before


def test_status_counts_and_names_what_needs_a_person(run: Run) -> None:
    with Book(run.cohort) as book:
        found = status.status(run.cohort, book)
    (row,) = found.rows
    assert row.learners == len(HAND_INS) + len(golden.PACKERS)
    assert row.collected == row.graded == row.returned == len(GRADED) + 4
    assert set(found.absent[MODULE]) == {h.learner for h in NOT_TAKEN} | {"ria"}
    kinds = {(a.learner, a.kind) for a in found.attention}
    assert {("hugo", "not taken"), ("ola", "flagged"), ("yara", "flagged")} <= kinds
    assert "Formgrader" in found.next_step


def hidden_code() -> list[str]:
    """Return the lines of code that only hidden checks have."""
    notebook = json.loads((SAMPLE.solutions / MODULE / f"{MODULE}.ipynb").read_text())
    hidden, shown = set(), set()
    for cell in notebook["cells"]:
        source = "".join(cell["source"])
        target = hidden if "BEGIN HIDDEN TESTS" in source else shown
        target.update(line.strip() for line in source.splitlines())
    messages = re.compile(r'".*?"')
    return [messages.sub("", line) for line in hidden - shown if line.startswith("assert")]


def test_feedback_shows_what_hidden_checks_say_and_none_of_their_code(run: Run) -> None:
    lines = hidden_code()
    assert len(lines) >= 5
    for page in run.cohort.feedback.rglob("*.html"):
        text = page.read_text()
        for line in lines:
            assert line.split(",")[0] not in text, f"{page}: {line}"
    dan = (run.cohort.feedback / "dan" / MODULE / f"{MODULE}.html").read_text()
    assert "A check you did not see: the choice itself" in dan
    assert "Reach is one number of four" in dan
    assert "What to try next" in dan
    ada = (run.cohort.feedback / "ada" / MODULE / f"{MODULE}.html").read_text()
    assert "Every check passes." in ada
    assert "Ada Lovelace" in ada
    cy = (run.cohort.feedback / "cy" / MODULE / f"{MODULE}.html").read_text()
    assert "You have not begun this one. It takes about 3 minutes." in cy
    pat = (run.cohort.feedback / "pat" / MODULE / f"{MODULE}.html").read_text()
    assert "You worked with other data than yours" in pat
    yara = (run.cohort.feedback / "yara" / MODULE / f"{MODULE}.html").read_text()
    assert "it is not counted as wrong" in yara


def test_names_stay_out_of_the_log_and_of_what_workers_get(run: Run) -> None:
    log = (run.cohort.root / "grading.log").read_text()
    assert run.cohort.pseudonym("ada") in log
    for learner in ("ada", "Lovelace", "wanda", "okafor"):
        assert not re.search(rf"\b{learner}\b", log)
    assignment = assignments.released(run.cohort)[0]
    (person,) = (p for p in marking.submitters(run.cohort, MODULE) if p.learner == "ada")
    submission = marking.load(run.cohort, person, assignment)
    assert submission.learner.learner == run.cohort.pseudonym("ada")
    assert b"Lovelace" not in submission.notebook


def test_nobody_else_may_read_the_folder(run: Run) -> None:
    assert run.cohort.root.stat().st_mode & 0o777 == 0o700
    assert (run.cohort.root / "cohort.json").stat().st_mode & 0o777 == 0o600


def test_a_zip_for_moodle_has_the_names_that_moodle_gave(run: Run) -> None:
    import zipfile

    made = returning.write_zip(run.cohort, MODULE)
    assert made is not None
    names = zipfile.ZipFile(made[0]).namelist()
    assert names == [
        f"Ada Lovelace_1234567_assignsubmission_file_/{MODULE}-feedback.html",
        f"Bob Ray_1234568_assignsubmission_file_/{MODULE}-feedback.html",
    ]


def test_the_golden_hand_ins_leave_nothing_outside(run: Run) -> None:
    assert not Path(f"/tmp/{MODULE}.ipynb").exists()
