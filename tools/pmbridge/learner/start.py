"""Makes a learner's folder from the course, and opens it."""

import json
import os
import sys
from dataclasses import asdict
from pathlib import Path

from pmbridge.content import PACKAGE, Layout, module_names
from pmbridge.home import MARKER, Learner, find_home, read_learner
from pmbridge.problems import CourseError
from pmbridge.workspace.files import write_atomically, write_json
from pmbridge.workspace.recovery import recover_all

FOLDER = "my-course"
LESSON = "lesson.ipynb"
START = f"00-start-here/{LESSON}"
# The look of JupyterLab for a learner. It is switched on by ``start`` and not by the installation, so
# that an instructor's own JupyterLab stays as it is.
SETTINGS = PACKAGE / "jupyter" / "etc"


def folder_for(wanted: str | None, here: Path) -> Path:
    """Return the learner's folder: the one named, the one we are in, or ``my-course`` here."""
    if wanted is not None:
        return (here / wanted).resolve()
    return find_home(here) or (here / FOLDER).resolve()


def prepare(layout: Layout, home: Path) -> list[str]:
    """Make ``home`` a learner's folder, or add to it what it lacks; what is there stays as it is.

    Returns
    -------
    list of str
        The notebooks that were added.

    Raises
    ------
    CourseError
        If the folder can't be used.
    """
    if home.exists() and not home.is_dir():
        raise CourseError(
            f"{home} is a file, not a folder.", "Name another folder: pmbridge start FOLDER."
        )
    if home == layout.root or (home / "pyproject.toml").is_file():
        raise CourseError(
            f"{home} is a project's folder, and your work should not get mixed up with it.",
            f"Name a folder of its own: pmbridge start {FOLDER}.",
        )
    added = []
    try:
        recover_all(home)
        if (home / MARKER).is_file():
            read_learner(home)
        else:
            write_json(home / MARKER, asdict(Learner()))
        for module in module_names(layout):
            copies = {
                f"{module}/{LESSON}": layout.course / module / f"{module}.ipynb",
                f"{module}/{module}.ipynb": layout.exercises / module / f"{module}.ipynb",
            }
            for name, source in copies.items():
                if source.is_file() and not (home / name).exists():
                    write_atomically(
                        home / name, learners_copy(source.read_text(encoding="utf-8"), layout)
                    )
                    added.append(name)
    except OSError as error:
        raise CourseError(
            f"Your course folder {home} can't be written: {error.strerror or error}.",
            "Choose a folder that you may write to: pmbridge start FOLDER.",
        ) from error
    return added


def learners_copy(text: str, layout: Layout) -> str:
    """Return a notebook's text as a learner gets it: not yet run, with links that fit their folder.

    In the course, lessons and exercises lie in two trees; a learner has one folder a module.
    """
    notebook = json.loads(text)
    names = module_names(layout)
    pairs = [(f"../../exercises/{n}/{n}.ipynb", f"../{n}/{n}.ipynb") for n in names]
    pairs += [(f"../../course/{n}/{n}.ipynb", f"../{n}/{LESSON}") for n in names]
    lesson = notebook["metadata"].get("pmbridge", {}).get("kind") == "lesson"
    if lesson:
        # First those to other lessons, which look like what the exercises' links become.
        pairs = [(f"](../{n}/{n}.ipynb", f"](../{n}/{LESSON}") for n in names] + pairs
    for cell in notebook["cells"]:
        if cell["cell_type"] == "code":
            # Results that stand there already leave nothing to guess and nothing to run.
            cell.update(outputs=[], execution_count=None)
        else:
            source = "".join(cell["source"])
            for old, new in pairs:
                source = source.replace(old, new)
            cell["source"] = source.splitlines(keepends=True)
    return json.dumps(notebook, ensure_ascii=False, indent=1) + "\n"


def environment() -> dict[str, str]:
    """Return the environment in which JupyterLab has the learner's look."""
    paths = [str(SETTINGS)]
    if os.environ.get("JUPYTER_CONFIG_PATH"):
        paths.append(os.environ["JUPYTER_CONFIG_PATH"])
    return {**os.environ, "JUPYTER_CONFIG_PATH": os.pathsep.join(paths)}


def lab_command(home: Path, page: str = START, arguments: tuple[str, ...] = ()) -> list[str]:
    """Return the command that opens JupyterLab in ``home`` on ``page``."""
    return [
        sys.executable,
        "-m",
        "jupyterlab",
        f"--ServerApp.root_dir={home}",
        f"--LabApp.default_url=/lab/tree/{page}",
        *arguments,
    ]


def open_lab(home: Path, page: str = START, arguments: tuple[str, ...] = ()) -> int:
    """Run JupyterLab until it is stopped, and return its exit code."""
    import subprocess

    command = lab_command(home, page, arguments)
    if os.name == "posix":
        # In this process's place, so that whoever ends it ends JupyterLab and not only who waits for it.
        sys.stdout.flush()
        sys.stderr.flush()
        os.chdir(home)
        os.execve(command[0], command, environment())
    try:
        return subprocess.call(command, env=environment(), cwd=home)
    except KeyboardInterrupt:
        return 0
