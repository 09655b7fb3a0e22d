"""What stock nbgrader makes of each scenario, in a container of its own since it protects nobody.

``python tests/grading/stock_scenarios.py [NAME ...]`` measures and writes ``stock`` into the scenarios.
"""

import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterable
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
if __name__ == "__main__":
    sys.path[:0] = [str(HERE.parent), str(HERE), str(ROOT / "tools")]

from scenario import LAYOUT, MODULE, load  # noqa: E402

from stock import scores  # noqa: E402

NO_RESULT = "no result"
STOPS = "stops nbgrader"
# What was not measured, or would take the computer with it.
NOT_RUN = "not run"
_CELL_SECONDS = 20
_USER = 54_322


def measure(names: Iterable[str], folder: Path) -> dict[str, float | str]:
    """Return the points that stock nbgrader gives each scenario, or what happens instead."""
    found: dict[str, float | str] = {}
    left = [name for name in names if load(HERE / "scenarios" / name).about.get("stock") != NOT_RUN]
    course = _course(left, folder)
    while left:
        graded = _autograde(course, 40 * len(left) + 60)
        for name in list(left):
            points = _points(course, name)
            if points is not None:
                found[name] = points
                left.remove(name)
        if graded or not left:
            # Those that are left had their turn.
            found.update(dict.fromkeys(left, NO_RESULT))
            break
        # nbgrader itself ended, at the last of which it had begun to write something.
        begun = [name for name in left if (course / "autograded" / name).is_dir()]
        culprit = max(begun, default=left[0])
        found[culprit] = STOPS
        found.update({name: NO_RESULT for name in left if name < culprit})
        for name in [name for name in left if name <= culprit]:
            shutil.rmtree(course / "submitted" / name)
            left.remove(name)
    return found


def _course(names: list[str], folder: Path) -> Path:
    course = folder / "course"
    course.mkdir(parents=True)
    settings = (ROOT / "nbgrader_config.py").read_text(encoding="utf-8")
    settings = re.sub(r"str\(Path\(__file__\).*\)", repr(str(course)), settings)
    settings += f"\nc.ExecutePreprocessor.timeout = {_CELL_SECONDS}\n"
    (course / "nbgrader_config.py").write_text(settings, encoding="utf-8")
    shutil.copytree(LAYOUT.solutions / MODULE, course / "solutions" / MODULE)
    for name in names:
        scenario = load(HERE / "scenarios" / name)
        place = course / "submitted" / name / MODULE
        place.mkdir(parents=True)
        (place / f"{MODULE}.ipynb").write_bytes(scenario.notebook)
        for file, data in scenario.answers.items():
            (place / "answers").mkdir(exist_ok=True)
            (place / "answers" / file).write_bytes(data)
    _nbgrader(course, 300, "generate_assignment", MODULE)
    return course


def _autograde(course: Path, seconds: float) -> bool:
    """Grade all; return whether nbgrader came to its end."""
    return _nbgrader(course, seconds, "autograde", MODULE) in (0, 1)


def _nbgrader(course: Path, seconds: float, *arguments: str) -> int:
    for path in (course, *course.rglob("*")):
        os.chown(path, _USER, _USER, follow_symlinks=False)
    process = subprocess.Popen(
        [*contained(course), sys.executable, "-m", "nbgrader", *arguments],
        cwd=course,
        env={
            **os.environ,
            "HOME": str(course),
            "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
            "PMBRIDGE_COURSE": str(LAYOUT.root),
            "PYTHONPATH": str(ROOT / "tools"),
            "MPLBACKEND": "agg",
        },
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        return process.wait(seconds)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        return process.wait()


def contained(folder: Path) -> list[str]:
    """Return the beginning of a command that may do no harm, however bad the submission is."""
    from test_sandbox import as_a_user

    view = as_a_user(folder, _USER)
    position = view.index("--")
    limits = ["prlimit", "--nproc=120", "--as=6000000000", "--fsize=200000000", "--"]
    alone = [
        "--unshare-pid",
        "--unshare-net",
        "--unshare-ipc",
        "--die-with-parent",
        "--proc",
        "/proc",
    ]
    return [*view[:position], *alone, *view[position:], *limits]


def _points(course: Path, name: str) -> float | None:
    if not (course / "autograded" / name / MODULE / f"{MODULE}.ipynb").is_file():
        return None
    try:
        given = [points for points in scores(course, MODULE, name).values() if points is not None]
        return float(sum(given)) if given else None
    except Exception:
        return None


def write(found: dict[str, float | str]) -> None:
    """Put what was found into the scenarios."""
    for name, stock in found.items():
        path = HERE / "scenarios" / name / "scenario.toml"
        text = re.sub(r"^stock = .*\n", "", path.read_text(encoding="utf-8"), flags=re.M)
        value = f'"{stock}"' if isinstance(stock, str) else f"{stock:g}"
        text = re.sub(r"^(earned = .*\n)", rf"\1stock = {value}\n", text, count=1, flags=re.M)
        path.write_text(text, encoding="utf-8")


def main() -> None:
    """Measure the scenarios named on the command line, or all, and write what was found."""
    names = sys.argv[1:] or sorted(p.parent.name for p in HERE.glob("scenarios/*/scenario.toml"))
    for start in range(0, len(names), 6):
        folder = Path(tempfile.mkdtemp(prefix="stock-"))
        folder.chmod(0o755)
        try:
            found = measure(names[start : start + 6], folder)
            write(found)
            print(found, flush=True)
        finally:
            shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    main()
