"""The golden cohort, run once for all tests that look at what came of it."""

import os
import shutil
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

pytest.importorskip("nbgrader.api")
sys.path.insert(0, str(Path(__file__).parent))

import golden
from cohort_run import UNSAFE, Run, small_cohort

from pmbridge.content import Layout
from pmbridge.grading.cohort import assignments, collect, marking, releasing, returning
from pmbridge.grading.cohort.folder import Cohort
from pmbridge.grading.cohort.gradebook import Book
from submissions import SAMPLE


@pytest.fixture(scope="session")
def sample_as_course() -> Iterator[None]:
    before = os.environ.get("PMBRIDGE_COURSE")
    os.environ["PMBRIDGE_COURSE"] = str(SAMPLE.root)
    yield
    if before is None:
        os.environ.pop("PMBRIDGE_COURSE", None)
    else:
        os.environ["PMBRIDGE_COURSE"] = before


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory, sample_as_course: None) -> Cohort:
    """A small cohort with the sample module released; not to be written to."""
    return small_cohort(tmp_path_factory.mktemp("template"))


@pytest.fixture
def cohort(template: Cohort, tmp_path: Path, in_sample: Layout) -> Cohort:
    """A small cohort for a test to write to."""
    shutil.copytree(template.root, tmp_path / "cohort")
    return replace(template, root=tmp_path / "cohort")


@pytest.fixture(scope="session")
def run(tmp_path_factory: pytest.TempPathFactory, sample_as_course: None) -> Run:
    base = tmp_path_factory.mktemp("golden")
    cohort = small_cohort(base, golden.roster_csv())
    releasing.write_passes(cohort)
    handed_in = base / "handed-in"
    golden.lay_out(handed_in, cohort)
    collected = collect.collect(cohort, handed_in)
    chosen = assignments.released(cohort)
    with Book(cohort) as book:
        marked = marking.mark(cohort, book, chosen, unsafe=UNSAFE)
        returning.write_all(cohort, book, chosen)
    return Run(cohort, handed_in, collected, marked)
