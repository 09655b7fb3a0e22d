"""Every stored lesson and every instructor's notebook, run again: the outputs must still be these."""

import importlib.metadata
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from pmbridge.content import content_root

ROOT = Path(__file__).resolve().parents[1]
# What decides how an output looks.
DECISIVE = ("ipython", "ipykernel", "ipywidgets", "matplotlib", "numpy", "pandas")


def _off_the_lock() -> list[str]:
    lock = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    wrong = []
    for name in DECISIVE:
        locked = re.findall(rf"^{name}==(\S+)", lock, re.MULTILINE)
        if importlib.metadata.version(name) not in locked:
            wrong.append(name)
    return wrong


NOTEBOOKS = sorted(
    path
    for tree in (content_root().course, content_root().solutions)
    for path in tree.glob("*/*.ipynb")
)


def test_there_are_notebooks_to_run() -> None:
    assert len(NOTEBOOKS) >= 4


@pytest.mark.apart
@pytest.mark.parametrize("notebook", NOTEBOOKS, ids=lambda p: f"{p.parts[-3]}-{p.stem}")
def test_stored_outputs_still_come_out(notebook: Path, tmp_path: Path) -> None:
    wrong = _off_the_lock()
    if wrong:
        if os.environ.get("CI") == "true":
            pytest.fail(f"{', '.join(wrong)} differ from requirements.lock")
        pytest.skip(
            f"outputs are compared under requirements.lock only; here differ: {', '.join(wrong)}"
        )
    pytest.importorskip("nbval")
    root = content_root().root
    command = [
        sys.executable,
        "-m",
        "pytest",
        "--nbval",
        "-q",
        "-p",
        "no:cacheprovider",
        "-c",
        os.devnull,
    ]
    rules = tmp_path / "sanitise.cfg"
    # Pictures are looked at, not compared by byte.
    rules.write_text(
        "[pictures]\nregex: data:image/png;base64,[A-Za-z0-9+/=]+\nreplace: a picture\n"
    )
    done = subprocess.run(
        [*command, f"--rootdir={root}", f"--nbval-sanitize-with={rules}", str(notebook)],
        cwd=root,
        env={**os.environ, "PMBRIDGE_MODE": "verify"},
        capture_output=True,
        text=True,
        timeout=900,
        check=False,
    )
    assert done.returncode == 0, done.stdout[-4000:] + done.stderr[-1000:]
    passed = re.search(r"(\d+) passed", done.stdout)
    assert passed, done.stdout[-500:]
    assert int(passed[1]) >= 1
