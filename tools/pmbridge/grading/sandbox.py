"""The sandbox around learners' code: what of this computer it sees, made by bubblewrap.

It sees Python and its libraries, read-only, and the rooms of pmbridge that a notebook imports. It does not
see checks, solutions, truths, what makes the tables, gradebooks, anybody's files, or a network.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import sysconfig
from collections.abc import Iterator, Mapping
from functools import lru_cache
from pathlib import Path

from pmbridge.content import PACKAGE
from pmbridge.grading import confine
from pmbridge.problems import CourseError

VIEW = "/course"
_ROOMS = ("boards", "check", "craft", "learner", "workspace")
_FILES = {
    "case": ("__init__", "canonical", "company", "draw", "registry", "seeds", "spec", "sql"),
    # How reviews are read is taught, and says nothing about who wrote them.
    "case/text": ("__init__", "themes"),
    "grading": ("__init__", "channel", "confine", "learner", "wire", "zygote"),
}
_NOT_FOR_NOTEBOOKS = ("__main__.py", "cli.py")
_SYSTEM = ("/usr", "/bin", "/sbin", "/lib", "/lib32", "/lib64", "/libx32")
_ETC = ("/etc/ld.so.cache", "/etc/localtime", "/etc/fonts", "/etc/alternatives")
_PASSED_ON = ("OPENBLAS_CORETYPE", "OPENBLAS_L2_SIZE", "TZ")
REMEDY = (
    "Or, on a computer that holds nothing you would mind losing, run again with --unsafe: learners' code "
    "then runs with your rights, and the report says so."
)


def reason() -> str:
    """Return why there can be no sandbox here, with what to do about it; "" if there can."""
    if not sys.platform.startswith("linux"):
        return (
            "Learners' code is graded in a sandbox, and that needs Linux. Grade inside a Linux "
            "virtual machine or, on Windows, inside WSL 2."
        )
    if not confine.supported():
        return f"The sandbox does not know this kind of machine ({os.uname().machine})."
    if shutil.which("bwrap") is None:
        return (
            "Learners' code is graded in a sandbox made by bubblewrap, which is not installed. "
            "Install it: sudo apt-get install bubblewrap (or dnf, pacman: the package has the same name)."
        )
    return _refused()


@lru_cache(maxsize=1)
def _refused() -> str:
    """Return why bubblewrap can't work here, asked once; "" if it can."""
    done = subprocess.run(
        [*command({}), "/usr/bin/true"], capture_output=True, text=True, check=False, timeout=60
    )
    if done.returncode == 0:
        return ""
    said = done.stderr.strip().splitlines()
    return (
        f"The sandbox can't be set up: {said[-1] if said else 'bubblewrap gives no reason'}. This computer "
        "does not let you make namespaces. Run the command as root, or have the administrator allow it: "
        "sudo sysctl kernel.unprivileged_userns_clone=1 kernel.apparmor_restrict_unprivileged_userns=0 "
        "(whichever of the two this system knows). In a container, grade outside of it, or start it with "
        "--security-opt seccomp=unconfined."
    )


def require() -> None:
    """Do nothing where there is a sandbox.

    Raises
    ------
    CourseError
        Where there is none: grading stops then, and never goes on unprotected by itself.
    """
    why = reason()
    if why:
        raise CourseError(why, REMEDY)


def user() -> int:
    """Return who learners' code runs as: somebody that this computer has never heard of, for root.

    Anybody else has one user only, and drops all rights within the sandbox instead.
    """
    return 2_000_000_000 + os.getpid() if os.geteuid() == 0 else 0


def command(environment: Mapping[str, str]) -> list[str]:
    """Return the beginning of a command that runs the rest of it inside the sandbox.

    bubblewrap leaves open what its caller passes on.
    """
    arguments = ["bwrap", "--die-with-parent", "--new-session"]
    arguments += ["--unshare-pid", "--unshare-net", "--unshare-ipc", "--unshare-uts"]
    arguments += ["--unshare-cgroup-try", "--hostname", "sandbox"]
    if os.geteuid() != 0:
        # As the root of a world of its own, so that it may make smaller ones for each submission.
        arguments += ["--unshare-user", "--uid", "0", "--gid", "0", "--cap-add", "ALL"]
    arguments += ["--clearenv", "--tmpfs", "/tmp", "--proc", "/proc", "--dev", "/dev"]
    for path in _SYSTEM:
        if os.path.islink(path):
            arguments += ["--symlink", os.readlink(path), path]
        elif os.path.isdir(path):
            arguments += ["--ro-bind", path, path]
    for path in _ETC:
        arguments += ["--ro-bind-try", path, path]
    made: set[str] = set()
    for path in _python():
        arguments += [*_parents(path, made), "--ro-bind", path, path]
    for folder in _site_folders():
        # Another copy of the course would bring along what the view leaves out.
        if os.path.isdir(os.path.join(folder, "pmbridge")):
            arguments += ["--tmpfs", os.path.join(folder, "pmbridge")]
    for folder in ("", "/pmbridge", *(f"/pmbridge/{room}" for room in _FILES)):
        arguments += ["--perms", "0755", "--dir", VIEW + folder]
    for inside, outside in _view():
        arguments += ["--ro-bind", str(outside), f"{VIEW}/pmbridge/{inside}"]
    fonts = _font_list()
    if fonts is not None:
        arguments += ["--ro-bind", str(fonts), f"/tmp/fonts/{fonts.name}"]
    arguments += ["--remount-ro", "/dev", "--remount-ro", "/", "--chdir", "/"]
    for name, value in {**_environment(), **environment}.items():
        arguments += ["--setenv", name, value]
    return [*arguments, "--"]


def _parents(path: str, made: set[str]) -> Iterator[str]:
    """Yield arguments that make the folders above ``path``, for everybody to pass through."""
    for folder in reversed(Path(path).parents):
        name = str(folder)
        if name not in ("/", *_SYSTEM) and name not in made and not name.startswith("/usr/"):
            made.add(name)
            yield from ("--perms", "0755", "--dir", name)


def _python() -> list[str]:
    """Return the folders that Python and its libraries lie in, outermost first."""
    found = {sys.prefix, sys.base_prefix, *_site_folders()}
    found |= {str(Path(sys.executable).parent), str(Path(sys.executable).resolve().parent.parent)}
    outermost: list[str] = []
    for path in sorted(found):
        inside = any(path == o or path.startswith(o + "/") for o in (*outermost, "/usr"))
        if not inside and os.path.isdir(path):
            outermost.append(path)
    return outermost


def _site_folders() -> list[str]:
    """Return the folders that libraries are installed in."""
    import IPython
    import numpy
    import pandas

    found = [sysconfig.get_path("purelib"), sysconfig.get_path("platlib")]
    found += [str(Path(module.__file__ or "").parents[1]) for module in (IPython, numpy, pandas)]
    return list(dict.fromkeys(found))


def _view() -> Iterator[tuple[str, Path]]:
    """Yield what a notebook imports of pmbridge, by its place in the package."""
    for path in sorted(PACKAGE.glob("*.py")):
        if path.name not in _NOT_FOR_NOTEBOOKS:
            yield path.name, path
    for room in _ROOMS:
        yield room, PACKAGE / room
    for room, names in _FILES.items():
        for name in names:
            yield f"{room}/{name}.py", PACKAGE / room / f"{name}.py"


@lru_cache(maxsize=1)
def _font_list() -> Path | None:
    """Return matplotlib's list of this computer's fonts, which takes a second to make."""
    import matplotlib
    from matplotlib import font_manager

    path = (
        Path(matplotlib.get_cachedir()) / f"fontlist-v{font_manager.FontManager.__version__}.json"
    )
    return path if path.is_file() else None


def _environment() -> dict[str, str]:
    passed = {name: os.environ[name] for name in _PASSED_ON if name in os.environ}
    return {
        **passed,
        "PATH": "/usr/bin:/bin",
        "HOME": confine.WORK,
        "LANG": "C.UTF-8",
        "PYTHONPATH": VIEW,
        "PYTHONSAFEPATH": "1",
        "PYTHONDONTWRITEBYTECODE": "1",
        "MPLCONFIGDIR": "/tmp/fonts",
        "IPYTHONDIR": "/tmp/ipython",
    }


def orders(control: int, bounds: confine.Bounds, folder: str, *, safe: bool) -> str:
    """Return what the warm process is told."""
    return json.dumps(
        {"control": control, "confine": safe, "bounds": bounds.__dict__, "folder": folder}
    )
