"""The warm process for checks: found again, replaced, left in peace, and never in the way."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from pmbridge.check import engine
from pmbridge.check.runner import Cell, run_cells

pytestmark = pytest.mark.skipif(
    not sys.platform.startswith("linux"), reason="the warm process needs Linux"
)
HEAD = "from pmbridge.check.session import Result\nimport os, random, sys\n"


def tells(label: str, expression: str) -> Cell:
    """Return a cell whose result's message is the value of ``expression``."""
    result = f"Result({label!r}, 1, 'passed', 1, 1, str(({expression})), '', '')"
    return Cell(label, f"{HEAD}{result}")


@pytest.fixture
def own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A folder in which no warm process listens yet."""
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    yield tmp_path
    for process in at_work(tmp_path):
        os.kill(process, signal.SIGKILL)


def at_work(folder: Path) -> list[int]:
    """Return the warm processes that listen in ``folder``."""
    found: dict[int, int] = {}
    for path in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            command = path.read_bytes().split(b"\0")
        except OSError:
            continue
        if b"pmbridge.check.engine" in command and command[-2].startswith(bytes(folder)):
            parent = int((path.parent / "stat").read_text().rpartition(")")[2].split()[1])
            found[int(path.parent.name)] = parent
    # Its forks have its name as well.
    return sorted(process for process, parent in found.items() if parent not in found)


def said(cell: Cell, folder: Path, **environment: str) -> str:
    run = run_cells([cell], folder, environment=environment)
    assert not run.stopped
    (result,) = run.results.values()
    return str(result["message"])


def test_one_process_serves_check_after_check_and_knows_nothing_of_the_last(own: Path) -> None:
    first = said(tells("a", "globals().setdefault('kept', os.getpid())"), own)
    second = said(tells("a", "'kept' in globals(), os.getppid()"), own)
    assert len(at_work(own)) == 1
    assert second == f"(False, {at_work(own)[0]})"
    assert first != second


def test_a_check_has_its_own_folder_environment_and_chance(own: Path) -> None:
    folder = own / "work"
    folder.mkdir()
    cell = tells("a", "(os.getcwd(), os.environ.get('OF_THIS_CHECK'), os.environ['PMBRIDGE_MODE'])")
    assert said(cell, folder, OF_THIS_CHECK="1") == str((str(folder), "1", "grade"))
    assert said(cell, folder) == str((str(folder), None, "grade"))
    chance = tells("a", "random.random()")
    assert said(chance, folder) != said(chance, folder)


def test_a_process_that_was_killed_is_replaced(own: Path) -> None:
    cell = tells("a", "os.getppid()")
    before = int(said(cell, own))
    os.kill(before, signal.SIGKILL)
    while Path(f"/proc/{before}/exe").exists():
        time.sleep(0.01)
    assert int(said(cell, own)) not in (before, os.getpid())


def test_without_it_the_result_is_the_same(own: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    cell = tells("a", "os.getppid()")
    (own / f"pmbridge-{os.getuid()}").mkdir(mode=0o755)
    assert int(said(cell, own)) == os.getpid(), "a folder that others may enter is not trusted"
    assert at_work(own) == []


def test_nothing_goes_on_when_nobody_waits_any_more(own: Path) -> None:
    said(tells("a", "1"), own)
    note = own / "pid"
    endless = f"import os\nopen({str(note)!r}, 'w').write(str(os.getpid()))\nwhile True: pass"
    program = (
        "from pathlib import Path\nfrom pmbridge.check.runner import Cell, run_cells\n"
        f"run_cells([Cell('a', {endless!r})], Path({str(own)!r}))"
    )
    environment = {**os.environ, "TMPDIR": str(own)}
    waiting = subprocess.Popen([sys.executable, "-c", program], env=environment)
    while not (note.exists() and note.read_text()):
        time.sleep(0.01)
    running = Path(f"/proc/{note.read_text()}")
    assert running.exists()
    waiting.kill()
    waiting.wait()
    until = time.monotonic() + 10
    while running.exists() and time.monotonic() < until:
        time.sleep(0.01)
    assert not running.exists()
    assert len(at_work(own)) == 1


def test_it_ends_by_itself(own: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = own / "x.sock"
    program = (
        "import sys; from pmbridge.check import engine; engine.IDLE_SECONDS = 0.2; engine.main()"
    )
    process = subprocess.Popen([sys.executable, "-c", program, str(path)])
    assert process.wait(60) == 0
    assert not path.exists()


def test_other_code_has_another_process(own: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = engine._place()
    assert engine._place() == before
    monkeypatch.setattr(engine, "_PACKAGE", own)
    (own / "a.py").write_text(json.dumps("changed"))
    assert engine._place() != before
