"""The gradebook on a real PostgreSQL server, as Debian's package ``postgresql`` brings it.

Needs that package and ``psycopg``: without them it is left out here, and fails in CI.
"""

import os
import pwd
import shutil
import subprocess
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

import golden
import pytest
from golden import MODULE

from pmbridge.content import content_root
from pmbridge.grading.cohort import assignments, collect, marking, privacy, releasing, returning
from pmbridge.grading.cohort.folder import Cohort
from pmbridge.grading.cohort.gradebook import Book


def _tool(name: str) -> str | None:
    found = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"))
    return str(found[-1]) if found else shutil.which(name)


def _needed() -> dict[str, bool]:
    return {
        "the driver psycopg": find_spec("psycopg") is not None,
        "the package postgresql": _tool("initdb") is not None,
    }


@pytest.fixture
def server() -> Iterator[str]:
    missing = [name for name, there in _needed().items() if not there]
    if missing:
        words = f"not installed: {', '.join(missing)}"
        if os.environ.get("CI"):
            pytest.fail(words)
        pytest.skip(words)
    # The server refuses to run as root, and its folder must be its user's.
    folder = Path("/tmp") / f"pmbridge-postgres-{os.getpid()}"
    folder.mkdir()
    be: list[str] = []
    if os.getuid() == 0:
        user = pwd.getpwnam("postgres")
        os.chown(folder, user.pw_uid, user.pw_gid)
        be = ["runuser", "-u", "postgres", "--"]

    def do(*command: str | None) -> None:
        done = subprocess.run(
            [*be, *map(str, command)], cwd="/", check=False, capture_output=True, text=True
        )
        assert done.returncode == 0, done.stdout + done.stderr

    try:
        do(_tool("initdb"), "-D", str(folder / "data"), "-U", "grader", "--auth=trust")
        options = f"-c listen_addresses='' -k {folder}"
        do(
            _tool("pg_ctl"),
            "-D",
            str(folder / "data"),
            "-w",
            "-o",
            options,
            "-l",
            str(folder / "log"),
            "start",
        )
        do(_tool("createdb"), "-h", str(folder), "-U", "grader", "grades")
        yield f"postgresql+psycopg://grader@/grades?host={folder}"
    finally:
        subprocess.run(
            [*be, str(_tool("pg_ctl")), "-D", str(folder / "data"), "-m", "immediate", "stop"],
            check=False,
            capture_output=True,
        )
        shutil.rmtree(folder, ignore_errors=True)


def test_a_cohort_with_its_gradebook_on_postgresql(
    cohort: Cohort, server: str, tmp_path: Path
) -> None:
    (cohort.root / "gradebook.db").unlink()
    config = cohort.root / "nbgrader_config.py"
    config.write_text(config.read_text() + f"\nc.CourseDirectory.db_url = {server!r}\n")
    (done,) = releasing.release(cohort, content_root(), [MODULE])
    assert done.changed
    for learner, data in (("ada", golden.right()), ("bob", golden.half())):
        path = tmp_path / "in" / learner / f"{MODULE}.ipynb"
        path.parent.mkdir(parents=True)
        path.write_bytes(data)
    collect.collect(cohort, tmp_path / "in")
    chosen = assignments.released(cohort)
    with Book(cohort) as book:
        marked = marking.mark(cohort, book, chosen)
        assert [(m.learner, m.earned) for m in marked] == [("ada", 15), ("bob", 7)]
    with Book(cohort) as book:
        assert {m.what for m in marking.mark(cohort, book, chosen)} == {marking.UP_TO_DATE}
        assert {p.what for p in returning.write_all(cohort, book, chosen)} == {returning.WRITTEN}
        privacy.purge(cohort, book, privacy.holdings(cohort, book, "ada", [MODULE]))
        assert book.standing("ada", MODULE) is None
        assert book.standing("bob", MODULE) is not None
    assert not (cohort.root / "gradebook.db").exists()
