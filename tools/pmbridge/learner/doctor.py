"""Looks at a machine with the eyes of the course: what is there, what is missing, how to mend it."""

import importlib.metadata
import os
import re
import shutil
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from packaging.requirements import InvalidRequirement, Requirement
from packaging.version import InvalidVersion

from pmbridge.content import content_root, module_names
from pmbridge.home import find_home, read_learner
from pmbridge.problems import CourseError

# What each way of using the course needs beyond its own packages.
_EXTRAS = {
    "teach": "to grade a cohort",
    "author": "to build the course from its sources",
    "dev": "to run the tests",
}
_PROGRAMS = {
    "chromium": (
        "a PDF of your portfolio, and the browser tests",
        ("chromium", "chromium-browser", "google-chrome"),
    ),
}
_FREE_BYTES = 200_000_000


@dataclass(frozen=True)
class Finding:
    """One thing looked at; ``state`` is ``fine``, ``optional`` or ``missing``."""

    what: str
    state: str
    purpose: str
    remedy: str = ""


def examine(folder: Path) -> list[Finding]:
    """Return everything that the course looks for on this machine, the necessary first."""
    return [*_python(), *_packages(), *_kernel(), *_course(), *_folder(folder), *_programs()]


def _python() -> Iterator[Finding]:
    version = ".".join(map(str, sys.version_info[:3]))
    good = sys.version_info >= (3, 11)
    remedy = "" if good else "Install Python 3.11 or newer from python.org."
    yield Finding(f"Python {version}", "fine" if good else "missing", "everything", remedy)


def _packages() -> Iterator[Finding]:
    try:
        lines = importlib.metadata.requires("pmbridge") or []
    except importlib.metadata.PackageNotFoundError:
        yield Finding("pmbridge", "missing", "everything", "pip install .")
        return
    extras = {"": "", **_EXTRAS}
    for extra, purpose in extras.items():
        wrong = [problem for line in lines for problem in _unmet(line, extra)]
        name = f"packages of pmbridge[{extra}]" if extra else "packages of pmbridge"
        if not wrong:
            yield Finding(name, "fine", purpose or "everything")
            continue
        target = f"'pmbridge[{extra}]'" if extra else "pmbridge"
        yield Finding(
            f"{name}: {', '.join(wrong)}",
            "optional" if extra else "missing",
            purpose or "everything",
            f"pip install --upgrade {target}",
        )


def _unmet(line: str, extra: str) -> Iterator[str]:
    try:
        requirement = Requirement(line)
    except InvalidRequirement:
        return
    if requirement.name == "pmbridge":
        return
    asked = re.findall(r"extra\s*==\s*['\"]([^'\"]+)", line)
    if (asked or [""])[0] != extra:
        return
    marker = requirement.marker
    if marker is not None and not marker.evaluate({"extra": extra}):
        return
    try:
        version = importlib.metadata.version(requirement.name)
        if not requirement.specifier.contains(version, prereleases=True):
            yield f"{requirement.name} {version} (needs {requirement.specifier})"
    except importlib.metadata.PackageNotFoundError:
        yield requirement.name
    except InvalidVersion:
        yield f"{requirement.name} of an unknown version"


def _kernel() -> Iterator[Finding]:
    from jupyter_client.kernelspec import KernelSpecManager, NoSuchKernel

    try:
        KernelSpecManager().get_kernel_spec("python3")
    except NoSuchKernel:
        yield Finding(
            "the Python kernel",
            "missing",
            "running notebooks",
            "python -m ipykernel install --sys-prefix",
        )
        return
    yield Finding("the Python kernel", "fine", "running notebooks")


def _course() -> Iterator[Finding]:
    layout = content_root()
    try:
        built = [m for m in module_names(layout) if (layout.content / f"{m}.json").is_file()]
    except CourseError as error:
        yield Finding("the course", "missing", "everything", error.next_step)
        return
    if built:
        yield Finding(f"the course: {len(built)} module(s)", "fine", "everything")
    else:
        yield Finding("the course", "missing", "everything", "pmbridge build")


def _folder(folder: Path) -> Iterator[Finding]:
    home = find_home(folder)
    place = home or folder
    name = f"your course folder {home}" if home else f"this folder ({folder})"
    if home is not None:
        try:
            read_learner(home)
        except CourseError as error:
            yield Finding(name, "missing", "your data and progress", error.next_step)
            return
    if not os.access(place, os.W_OK):
        yield Finding(
            name,
            "missing",
            "keeping your work",
            f"Choose a folder that you may write to, not {place}.",
        )
    elif shutil.disk_usage(place).free < _FREE_BYTES:
        yield Finding(
            name, "missing", "keeping your work", "Free some disk space: less than 200 MB are left."
        )
    else:
        yield Finding(name, "fine", "keeping your work")


def _programs() -> Iterator[Finding]:
    for name, (purpose, commands) in _PROGRAMS.items():
        found = any(shutil.which(command) for command in commands)
        remedy = (
            "" if found else f"apt install {name} (Debian, Ubuntu), or install Chrome or Chromium"
        )
        yield Finding(name, "fine" if found else "optional", purpose, remedy)
