"""Fixtures that several test folders share: the sample course, and a learner at work in it."""

import json
import os
import shutil
from collections.abc import Callable, Mapping
from pathlib import Path

import nbformat
import pytest
from hypothesis import HealthCheck, settings

# One Chromium for the whole session, whichever folder asks for it first.
from jupyterlab import browser, page, pytest_runtest_makereport
from pmbridge.authoring import build as builder
from pmbridge.content import Layout

__all__ = ["browser", "page", "pytest_runtest_makereport"]

_CALM = {"deadline": None, "suppress_health_check": list(HealthCheck)}
settings.register_profile("ci", derandomize=True, max_examples=60, **_CALM)
settings.register_profile("here", max_examples=60, **_CALM)
settings.load_profile("ci" if os.environ.get("CI") else "here")

SAMPLE = Path(__file__).resolve().parent / "sample_course"
MODULE = "03-sample"


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave the slow tests to those who ask for them with ``-m slow``; deal out the rest.

    With ``-n``, the tests of a file share its fixtures and so stay together, except where each is marked
    as ``apart``. What takes longest begins first, so that no core waits for it at the end.
    """
    if not config.option.markexpr:
        slow = [item for item in items if "slow" in item.keywords]
        config.hook.pytest_deselected(items=slow)
        items[:] = [item for item in items if "slow" not in item.keywords]
    for item in items:
        group = item.nodeid if "apart" in item.keywords else str(item.path)
        item.add_marker(pytest.mark.xdist_group(group))
    if config.getoption("dist", "no") != "no" or hasattr(config, "workerinput"):
        items.sort(key=lambda item: ("browser" not in item.keywords, "apart" not in item.keywords))


@pytest.fixture(autouse=True)
def _no_surroundings(monkeypatch: pytest.MonkeyPatch) -> None:
    """A developer's own settings must not decide a test."""
    for name in ("PMBRIDGE_COURSE", "PMBRIDGE_MODE", "JPY_SESSION_NAME"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture(scope="session")
def sample() -> Layout:
    """The sample course as it is committed; not to be written to."""
    return Layout.of(SAMPLE)


@pytest.fixture(scope="session")
def built_sample(sample: Layout) -> builder.Built:
    """The sample course, built afresh once for all tests that look at what a build makes."""
    return builder.make(sample, MODULE, lambda step: None)


@pytest.fixture
def sample_copy(tmp_path: Path) -> Layout:
    """A copy of the sample course, sources and built files, for a test to change."""
    shutil.copytree(SAMPLE, tmp_path / "course-copy")
    return Layout.of(tmp_path / "course-copy")


@pytest.fixture
def in_sample(monkeypatch: pytest.MonkeyPatch, sample: Layout) -> Layout:
    """The sample course as the course that pmbridge works with, here and in child processes."""
    monkeypatch.setenv("PMBRIDGE_COURSE", str(sample.root))
    return sample


@pytest.fixture
def learner_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, in_sample: Layout) -> Path:
    """A learner's folder with the untouched exercise notebook; it is the working directory."""
    home = tmp_path / "my-course"
    (home / MODULE).mkdir(parents=True)
    shutil.copy(in_sample.exercises / MODULE / f"{MODULE}.ipynb", home / MODULE)
    (home / "learner.json").write_text(
        json.dumps({"learner": "self-study", "course_key": "bridge-to-product"}), encoding="utf-8"
    )
    monkeypatch.chdir(home / MODULE)
    return home


Answered = Callable[[Mapping[str, str]], Path]


@pytest.fixture
def answered(learner_home: Path) -> Answered:
    """Write answers, by label, into the learner's notebook and return its path."""

    def write(answers: Mapping[str, str]) -> Path:
        path = learner_home / MODULE / f"{MODULE}.ipynb"
        notebook = nbformat.read(path, as_version=4)
        cells = {cell.id: cell for cell in notebook.cells}
        for label, source in answers.items():
            cells[label].source = source
        nbformat.write(notebook, path)
        return path

    return write


@pytest.fixture(scope="session")
def solutions(sample: Layout) -> dict[str, str]:
    """The right answer to each exercise of the sample course, by label."""
    import submissions

    return submissions.solutions(sample, MODULE)
