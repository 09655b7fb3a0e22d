"""All that is kept about a person comes out on request, and goes on request."""

import json
import zipfile
from pathlib import Path

import golden
import pytest
from golden import MODULE

from pmbridge.grading.cohort import (
    assignments,
    collect,
    marking,
    privacy,
    releasing,
    returning,
    roster,
)
from pmbridge.grading.cohort.folder import Cohort
from pmbridge.grading.cohort.gradebook import Book
from pmbridge.problems import CourseError

NEEDLE = "Zebediah-was-here"


@pytest.fixture
def graded(cohort: Cohort, tmp_path: Path) -> Cohort:
    people = [roster.Person("zeb", NEEDLE, "Example", "zeb@example.org"), *roster.load(cohort)]
    roster.save(cohort, people)
    releasing.write_passes(cohort)
    for learner in ("zeb", "ada"):
        path = tmp_path / "in" / f"{learner}_7_assignsubmission_file_" / f"{MODULE}.ipynb"
        path.parent.mkdir(parents=True)
        path.write_bytes(golden.half().replace(b"nbformat_minor", b"nbformat_minor"))
    collect.collect(cohort, tmp_path / "in")
    chosen = assignments.released(cohort)
    with Book(cohort) as book:
        marking.mark(cohort, book, chosen, workers=1)
        returning.write_all(cohort, book, chosen)
    returning.write_zip(cohort, MODULE)
    return cohort


def test_export_holds_everything_but_the_hidden_checks(graded: Cohort, tmp_path: Path) -> None:
    target = tmp_path / "zeb.zip"
    with Book(graded) as book:
        found = privacy.holdings(graded, book, "zeb", [MODULE])
        count = privacy.export(graded, book, found, target)
    with zipfile.ZipFile(target) as archive:
        names = archive.namelist()
        about = json.loads(archive.read("about.json"))
        texts = [archive.read(name) for name in names]
    assert len(names) == count
    assert about["roster"]["email"] == "zeb@example.org"
    assert about["grades"][MODULE]["scores"]["rice-blank-check-1"]["score"] == 2
    assert about["records"][0]["origin"].startswith("zeb_7_")
    assert [line["event"] for line in about["log"]] == ["collected", "graded"]
    folders = {name.split("/")[0] for name in names}
    assert folders == {"about.json", "originals", "submitted", "feedback", "records", "passes"}
    assert not any(b"BEGIN HIDDEN TESTS" in text for text in texts)


def test_purge_leaves_nothing_and_nobody_else_loses_anything(graded: Cohort) -> None:
    before = {p for p in graded.root.rglob("*") if "ada" in p.parts}
    with Book(graded) as book:
        ada = book.standing("ada", MODULE)
        found = privacy.holdings(graded, book, "zeb", [MODULE])
        for _ in range(2):  # the second does not hold the first
            privacy.export(graded, book, found, privacy.exported(graded, "zeb"))
        privacy.purge(graded, book, privacy.holdings(graded, book, "zeb", [MODULE]))
        assert book.standing("zeb", MODULE) is None
        assert book.standing("ada", MODULE) == ada
        with pytest.raises(CourseError, match="Nothing is kept here about zeb"):
            privacy.holdings(graded, book, "zeb", [MODULE])
    assert before == {p for p in graded.root.rglob("*") if "ada" in p.parts}
    for path in graded.root.rglob("*"):
        assert "zeb" not in path.name
        if path.is_file():
            data = path.read_bytes()
            assert NEEDLE.encode() not in data, path
            assert b"zeb@" not in data, path
    assert [p.learner for p in roster.load(graded)] == ["ada", "bob"]


def test_an_id_that_leads_elsewhere_is_no_id(graded: Cohort) -> None:
    with Book(graded) as book, pytest.raises(CourseError, match="no learner's id"):
        privacy.holdings(graded, book, "../ada", [MODULE])
