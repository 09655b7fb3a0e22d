"""Files that somebody handed in: read without being led elsewhere, kept waiting, or filled up."""

import os
import stat
from pathlib import Path

from pmbridge.grading.merge import MAX_BYTES

ANSWERS = "answers"
_MAX_FILES = 500


def read_regular(path: Path, most: int = MAX_BYTES) -> bytes:
    """Return up to ``most`` + 1 bytes of a regular file, so that a larger one shows as too large.

    Raises
    ------
    OSError
        If there is none, or it is anything else: a link, a pipe, a device, a folder.
    """
    flags = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)
    handle = os.open(path, flags)
    with os.fdopen(handle, "rb") as file:
        about = os.fstat(file.fileno())
        if not stat.S_ISREG(about.st_mode):
            raise OSError(f"{path.name} is not a file.")
        if about.st_nlink > 1:
            raise OSError(f"{path.name} is a second name of another file.")
        return file.read(most + 1)


def answers_in(folder: Path) -> dict[str, bytes]:
    """Return the files of a submission's ``answers/`` folder by name; what is no plain file is left out."""
    place = folder / ANSWERS
    found: dict[str, bytes] = {}
    if place.is_symlink() or not place.is_dir():
        return found
    for path in sorted(place.glob("*.json"))[:_MAX_FILES]:
        try:
            found[path.name] = read_regular(path, 1_000_000)
        except OSError:
            continue
    return found
