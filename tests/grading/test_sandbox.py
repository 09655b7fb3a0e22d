"""The sandbox itself: where it can't be, grading stops; as root and as a normal user it holds the same."""

import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import threading
from pathlib import Path

import pytest
from scenario import LAYOUT, MODULE, base_notebook, load

from pmbridge.grading import confine, sandbox
from pmbridge.grading.grade import Assignment, Graded, Learner, grade_submission
from pmbridge.grading.handed_in import answers_in, read_regular
from pmbridge.problems import CourseError

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
needs_sandbox = pytest.mark.skipif(bool(sandbox.reason()), reason=sandbox.reason() or "-")


# Where there can be none


@pytest.mark.parametrize(
    ("missing", "words"),
    [
        ("bubblewrap", "sudo apt-get install bubblewrap"),
        ("linux", "WSL 2"),
        ("namespaces", "sysctl"),
        ("machine", "kind of machine"),
    ],
)
def test_without_a_sandbox_grading_stops_with_the_reason_and_what_to_do(
    missing: str, words: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    sandbox._refused.cache_clear()
    if missing == "bubblewrap":
        monkeypatch.setattr(shutil, "which", lambda name: None)
    elif missing == "linux":
        monkeypatch.setattr(sys, "platform", "darwin")
    elif missing == "machine":
        monkeypatch.setattr(confine, "supported", lambda: False)
    else:
        refusing = tmp_path / "bwrap"
        refusing.write_text(
            "#!/bin/sh\necho 'bwrap: No permissions to create new namespace' >&2\nexit 1\n"
        )
        refusing.chmod(0o755)
        monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}{os.environ['PATH']}")
    try:
        with pytest.raises(CourseError) as refused:
            sandbox.require()
        assert words in str(refused.value)
        assert "--unsafe" in str(refused.value)
    finally:
        sandbox._refused.cache_clear()


def test_without_a_sandbox_no_submission_runs(monkeypatch: pytest.MonkeyPatch) -> None:
    from pmbridge.grading import workers

    monkeypatch.setattr(workers, "_idle", {})
    monkeypatch.setattr(sandbox, "reason", lambda: "There is none.")
    with pytest.raises(CourseError, match="There is none"):
        grade_submission(b"{}", {}, Assignment.load(LAYOUT, MODULE), Learner())


def test_without_the_sandbox_the_result_says_so() -> None:
    notebook = json.dumps(base_notebook()).encode()
    result = grade_submission(notebook, {}, Assignment.load(LAYOUT, MODULE), Learner(), unsafe=True)
    assert result.unsafe
    assert result.earned == 17


# As somebody else

_AS_A_USER = """
import json, os, sys
sys.path[:0] = [{tests!r}, {here!r}]
from pathlib import Path
from pmbridge.grading import sandbox
from pmbridge.grading.grade import Assignment, Learner, Limits, grade_submission
from scenario import LAYOUT, MODULE, load

assert os.getuid() == {uid} and sandbox.reason() == "", sandbox.reason()
assignment = Assignment.load(LAYOUT, MODULE)
found = {{}}
for name in {names!r}:
    scenario = load(Path({here!r}) / "scenarios" / name)
    limits = Limits(scenario.about.get("seconds", 20), 120)
    result = grade_submission(scenario.notebook, scenario.answers, assignment, Learner("ada", "a-key"), limits=limits)
    found[name] = result.as_data()
print(json.dumps(found))
"""
_USER = 54_321
_NAMES = (
    "numpy-numbers", "namespaces", "ptrace", "network", "proc", "signals", "lazy-children", "devices",
    "libraries", "start-up-files", "leftovers-1-left", "leftovers-2-looked-for", "keys-and-memory",
    "fork-bomb", "memory-in-children", "disk", "solutions", "symbolic-links", "endless-loop",
)  # fmt: skip


def as_a_user(folder: Path, user: int = _USER) -> list[str]:
    """Return the beginning of a command that runs as a normal user who can read what the tests need."""
    if os.getuid() != 0:
        return []
    # Python may lie where only root gets to, so root makes a view in which everybody does.
    arguments = ["bwrap", "--bind", "/", "/", "--dev-bind", "/dev", "/dev"]
    made: set[str] = set()
    for path in (sys.base_prefix, sys.prefix, str(ROOT)):
        top = "/" + Path(path).parts[1]
        if top in ("/usr", "/opt"):
            continue
        if top not in made:
            arguments += ["--perms", "0755", "--tmpfs", top]
            made.add(top)
        for parent in list(reversed(Path(path).parents))[2:]:
            if str(parent) not in made:
                arguments += ["--perms", "0755", "--dir", str(parent)]
                made.add(str(parent))
        if not any(
            path.startswith(f"{other}/")
            for other in made
            if other not in map(str, Path(path).parents)
        ):
            arguments += ["--ro-bind", path, path]
    arguments += ["--bind", str(folder), str(folder)]
    identity = ["setpriv", "--reuid", str(user), "--regid", str(user), "--clear-groups"]
    return [*arguments, "--", *identity]


@needs_sandbox
def test_a_normal_user_is_as_safe_as_root() -> None:
    if os.getuid() == 0 and not shutil.which("setpriv"):
        pytest.skip("setpriv is needed to become a normal user")
    # Below pytest's own folder only root could enter it.
    home = Path(tempfile.mkdtemp())
    home.chmod(0o777)
    uid = _USER if os.getuid() == 0 else os.getuid()
    program = _AS_A_USER.format(tests=str(HERE.parent), here=str(HERE), uid=uid, names=_NAMES)
    try:
        done = subprocess.run(
            [*as_a_user(home), sys.executable, "-c", program],
            env={**os.environ, "HOME": str(home), "PYTHONPATH": str(ROOT / "tools")},
            cwd=home,
            capture_output=True,
            text=True,
            timeout=500,
            check=False,
        )
    finally:
        shutil.rmtree(home, ignore_errors=True)
    assert done.returncode == 0, done.stderr[-3000:]
    for name, data in json.loads(done.stdout.splitlines()[-1]).items():
        result = Graded.from_data(data)
        about = load(HERE / "scenarios" / name).about
        said = {row.grade_id: row.message for row in result.rows if row.earned != row.points}
        assert result.earned == about["earned"], (name, said)
        assert {flag.kind for flag in result.flags} == set(about.get("flags", [])), name
        shown = json.dumps([cell.get("outputs") for cell in result.notebook["cells"]])
        assert "FOUND" not in shown, (name, shown)


# What comes from outside


@needs_sandbox
def test_learners_code_reaches_no_server_of_this_computer() -> None:
    server = socket.create_server(("127.0.0.1", 0))
    server.settimeout(0.1)
    port = server.getsockname()[1]
    reached = threading.Event()
    notebook = base_notebook()
    cell = next(c for c in notebook["cells"] if c["id"] == "mean-fee")
    cell["source"] += (
        f"\nimport socket\ntry:\n    socket.create_connection(('127.0.0.1', {port}), timeout=0.5)\n"
        "    print('FOUND')\nexcept OSError as error:\n    print('nothing there:', type(error).__name__)"
    )
    result = grade_submission(
        json.dumps(notebook).encode(), {}, Assignment.load(LAYOUT, MODULE), Learner()
    )
    try:
        server.accept()
        reached.set()
    except TimeoutError:
        pass
    finally:
        server.close()
    assert not reached.is_set()
    shown = next(c for c in result.notebook["cells"] if c["id"] == "mean-fee")["outputs"]
    assert "nothing there" in json.dumps(shown)


def test_only_plain_files_are_read_of_what_is_handed_in(tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text('{"answer": 4711}')
    folder = tmp_path / "submitted"
    (folder / "answers").mkdir(parents=True)
    (folder / "answers" / "good.json").write_text('{"answer": 1}')
    (folder / "answers" / "link.json").symlink_to(secret)
    (folder / "answers" / "hard.json").hardlink_to(secret)
    os.mkfifo(folder / "answers" / "pipe.json")
    (folder / "answers" / "folder.json").mkdir()
    assert answers_in(folder) == {"good.json": b'{"answer": 1}'}
    for name in ("link.json", "hard.json", "pipe.json", "folder.json", "none.json"):
        with pytest.raises(OSError, match=r"\w"):
            read_regular(folder / "answers" / name)
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "answers").symlink_to(folder / "answers")
    assert answers_in(tmp_path / "other") == {}


def test_the_kernels_filter_is_whole() -> None:
    program = confine._program()
    steps = [program[i : i + 8] for i in range(0, len(program), 8)]
    assert len(program) % 8 == 0
    for position, step in enumerate(steps):
        if step[0] & 0x07 == 0x05:
            # No jump leads past the end.
            assert position + 1 + max(step[2], step[3]) < len(steps)
