"""Kernel and server killed in the middle of a save: what was acknowledged is still there."""

import json
import os
import random
import signal
import subprocess
import sys
import threading
import urllib.error
import urllib.request
from pathlib import Path

import nbformat
import pytest

from jupyterlab import serve, start_lab
from pmbridge.workspace import answers, progress
from pmbridge.workspace.recovery import recover
from submissions import MODULE, SAMPLE, learner_json, released

_WORKER = """
import sys
from pathlib import Path
from pmbridge.workspace import answers, progress
from pmbridge.workspace.recovery import recover
home = Path(sys.argv[1])
number = int(sys.argv[2])
while True:
    number += 1
    answers.save("board", {"number": number, "weight": "x" * 20_000}, home)
    attempt = progress.Attempt("03-sample", "board", 1, "passed", 1, 1, at=str(number))
    progress.record(attempt, home)
    print(number, flush=True)
"""


# What Jupyter's server runs when JupyterLab saves, without the two seconds that a server takes to start.
_SAVER = """
import json
import sys
from jupyter_server.services.contents.largefilemanager import LargeFileManager
home, number, name = sys.argv[1], int(sys.argv[2]), sys.argv[3]
manager = LargeFileManager(root_dir=home)
notebook = json.load(open(f"{home}/fresh.json"))
notebook["cells"][0]["source"] += "x" * 300_000
while True:
    number += 1
    notebook["metadata"]["number"] = number
    manager.save({"type": "notebook", "format": "json", "content": notebook}, name)
    print(number, flush=True)
"""


def _kill(script: str, arguments: list[str], dice: random.Random, longest: float = 0.05) -> int:
    """Let a process save until it is killed; return the last number that it said was safe."""
    process = subprocess.Popen(
        [sys.executable, "-c", script, *arguments],
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PMBRIDGE_MODE": "learn"},
    )
    assert process.stdout is not None
    first = process.stdout.readline()
    timer = threading.Timer(dice.uniform(0, longest), lambda: process.send_signal(signal.SIGKILL))
    timer.start()
    said = [first, *process.stdout]
    process.wait()
    timer.join()
    whole = [int(line) for line in said if line.endswith("\n")]
    return whole[-1]


def _kernel_rounds(home: Path, rounds: int) -> None:
    dice = random.Random(20)
    number = 0
    for _ in range(rounds):
        number = max(number, _kill(_WORKER, [str(home), str(number)], dice))
        saved = answers.load("board", home)
        assert saved is not ..., "the answer is gone"
        assert saved["number"] >= number
        assert len(saved["weight"]) == 20_000
        known = {int(attempt.at) for attempt in progress.read(home)}
        assert set(range(1, number + 1)) <= known, "an acknowledged attempt is gone"
        number = saved["number"]
        # An attempt after the last acknowledged one may be torn; the next round starts behind it.
        progress.record(
            progress.Attempt("03-sample", "board", 1, "passed", 1, 1, at=str(number)), home
        )


def test_a_killed_kernel_loses_no_answer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PMBRIDGE_MODE", "learn")
    _kernel_rounds(learner_json(tmp_path / "home"), 10)


@pytest.mark.slow
def test_a_kernel_killed_two_hundred_times_loses_no_answer(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PMBRIDGE_MODE", "learn")
    _kernel_rounds(learner_json(tmp_path / "home"), 200)


def _put(url: str, number: int) -> bool:
    notebook = released(SAMPLE, MODULE)
    notebook.metadata["number"] = number
    notebook.cells[0].source += "x" * 300_000
    body = {"type": "notebook", "format": "json", "content": notebook}
    request = urllib.request.Request(
        f"{url}/api/contents/{MODULE}/{MODULE}.ipynb",
        data=json.dumps(body).encode(),
        method="PUT",
        headers={"Content-Type": "application/json"},
    )
    try:
        with urllib.request.urlopen(request, timeout=10) as answer:
            return answer.status == 200
    except (urllib.error.URLError, ConnectionError, TimeoutError):
        return False


def _server_rounds(folder: Path, kills: int) -> None:
    dice = random.Random(21)
    home = learner_json(folder / "home")
    path = home / MODULE / f"{MODULE}.ipynb"
    path.parent.mkdir()
    path.write_text(nbformat.writes(released(SAMPLE, MODULE)), encoding="utf-8")
    command = [
        *(sys.executable, "-m", "jupyter_server", "--ServerApp.disable_check_xsrf=True"),
        f"--ServerApp.root_dir={home}",
    ]
    number = 0
    for turn in range(kills):
        scratch = folder / str(turn)
        scratch.mkdir()
        lab = serve(command, home, home, scratch)
        timer = threading.Timer(dice.uniform(0.02, 0.4), lab.process.kill)
        timer.start()
        safe = number
        while _put(lab.url, number + 1):
            number += 1
            safe = number
        lab.process.wait()
        timer.join()
        recover(path)
        notebook = nbformat.reads(path.read_text(encoding="utf-8"), as_version=4)
        assert notebook.metadata.get("number", 0) >= safe
        number = max(number, notebook.metadata.get("number", 0))


def test_a_killed_server_leaves_a_whole_notebook(tmp_path: Path) -> None:
    _server_rounds(tmp_path, 2)


@pytest.mark.skipif(os.name != "posix", reason="Windows has no signals to pass on")
def test_who_ends_the_command_ends_jupyterlab(tmp_path: Path) -> None:
    lab = start_lab(tmp_path / "my-course", tmp_path)
    lab.process.terminate()
    lab.process.wait(30)
    with pytest.raises(urllib.error.URLError):
        urllib.request.urlopen(lab.url, timeout=5)


@pytest.mark.slow
def test_a_server_killed_twenty_times_leaves_a_whole_notebook(tmp_path: Path) -> None:
    _server_rounds(tmp_path, 20)


def _saver_rounds(home: Path, rounds: int) -> int:
    """Kill the server's own saving; return how often the notebook was torn and had to be mended."""
    dice = random.Random(22)
    path = home / MODULE / f"{MODULE}.ipynb"
    path.parent.mkdir()
    text = nbformat.writes(released(SAMPLE, MODULE))
    path.write_text(text, encoding="utf-8")
    (home / "fresh.json").write_text(text, encoding="utf-8")
    number = torn = 0
    for _ in range(rounds):
        arguments = [str(home), str(number), f"{MODULE}/{MODULE}.ipynb"]
        # A save takes this long, most of it before the file is touched.
        number = max(number, _kill(_SAVER, arguments, dice, longest=0.5))
        torn += recover(path)
        saved = json.loads(path.read_text(encoding="utf-8"))["metadata"].get("number", 0)
        assert saved >= number, "an acknowledged save is gone"
        number = saved
    return torn


def test_a_save_that_is_killed_loses_nothing(tmp_path: Path) -> None:
    _saver_rounds(learner_json(tmp_path / "home"), 5)


@pytest.mark.slow
def test_a_save_that_is_killed_two_hundred_times_loses_nothing(tmp_path: Path) -> None:
    torn = _saver_rounds(learner_json(tmp_path / "home"), 200)
    assert torn, "no kill hit the middle of a save, so nothing was tested"
