"""Files that strangers made, read so that none of them can do harm: nothing is unpacked, no link is followed.

A learning platform hands out a folder or a zip, with zips in it. All of it is looked at in place. Each file
comes with its size checked before a byte is read, and a name from outside is never used to write anything.
"""

import io
import os
import stat
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from pmbridge.grading.handed_in import read_regular

# The largest notebook of the course has 200 KB; a learner's plots may add some MB.
MAX_FILE_BYTES = 25_000_000
# A pack of everything has about 2 MB; a learner's zip may hold that much and more.
MAX_ZIP_BYTES = 200_000_000
MAX_MEMBERS = 2_000
# A download of a whole cohort: 10,000 learners with some files each.
MAX_FILES = 200_000
_NOISE = ("__MACOSX", ".ipynb_checkpoints", "__pycache__", ".DS_Store", "Thumbs.db", "desktop.ini")


class Refused(Exception):
    """A file can't be taken; the text says why, as the rest of a sentence about it."""


@dataclass(frozen=True)
class Found:
    """A file in what was handed in: where it was, and how to read it.

    ``zipped`` says that the last part of ``place`` but one is a learner's own zip.
    """

    place: tuple[str, ...]
    read: Callable[[], bytes] = field(compare=False)
    modified: float | None = None

    @property
    def name(self) -> str:
        """The file's own name."""
        return self.place[-1]

    @property
    def words(self) -> str:
        """What to call it in a sentence."""
        return "/".join(self.place)


def _shown(name: str) -> bool:
    return not name.startswith(("._", ".")) and name not in _NOISE


def walk(source: Path) -> Iterator[Found | tuple[str, str]]:
    """Yield the files of the folder or zip ``source``, and ``(name, reason)`` for each that is refused."""
    if source.is_file() and source.suffix.lower() == ".zip":
        yield from _members(source, (), whole=True)
        return
    if source.is_file():
        yield _on_disk(source, (source.name,))
        return
    for count, found in enumerate(_in_folder(source, ())):
        if count >= MAX_FILES:
            yield source.name, f"it holds more than {MAX_FILES:,} files, and the rest was left out"
            return
        yield found


def _in_folder(folder: Path, above: tuple[str, ...]) -> Iterator[Found | tuple[str, str]]:
    with os.scandir(folder) as entries:
        listed = sorted(entries, key=lambda entry: entry.name)
    for entry in listed:
        place = (*above, entry.name)
        if not _shown(entry.name):
            continue
        if entry.is_symlink():
            yield "/".join(place), "it is a link to somewhere else, and links are not followed"
        elif entry.is_dir(follow_symlinks=False):
            if len(place) > 8:
                yield "/".join(place), "it lies in more than eight folders"
            else:
                yield from _in_folder(Path(entry.path), place)
        elif entry.is_file(follow_symlinks=False):
            yield _on_disk(Path(entry.path), place)
        else:
            yield "/".join(place), "it is a device or a pipe and not a file"


def _on_disk(path: Path, place: tuple[str, ...]) -> Found:
    return Found(place, partial(read_file, path), path.stat(follow_symlinks=False).st_mtime)


def read_file(path: Path, limit: int = MAX_FILE_BYTES) -> bytes:
    """Return the bytes of an ordinary file of at most ``limit`` bytes.

    Raises
    ------
    Refused
        If it is anything else. What is looked at is what was opened, so it can't be swapped in between.
    """
    try:
        data = read_regular(path, limit)
    except OSError as error:
        reason = (
            "it is a link" if path.is_symlink() else f"it can't be read ({error.strerror or error})"
        )
        raise Refused(reason) from error
    if len(data) > limit:
        raise Refused(_too_large(path.stat().st_size, limit))
    return data


def _too_large(size: int, limit: int) -> str:
    return f"it has {size / 1e6:,.0f} MB, and at most {limit / 1e6:,.0f} MB are taken"


def _members(
    source: Path | bytes, above: tuple[str, ...], whole: bool = False
) -> Iterator[Found | tuple[str, str]]:
    """Yield the files in a zip; a platform's own zip may hold a whole cohort, a learner's much less."""
    called = "/".join(above) or (source.name if isinstance(source, Path) else "the zip")
    try:
        archive = zipfile.ZipFile(io.BytesIO(source) if isinstance(source, bytes) else source)
        infos = archive.infolist()
    except (
        zipfile.BadZipFile,
        zipfile.LargeZipFile,
        OSError,
        ValueError,
        NotImplementedError,
    ) as error:
        yield called, f"the zip is damaged ({error})"
        return
    most = MAX_FILES if whole else MAX_MEMBERS
    if len(infos) > most:
        yield called, f"the zip holds {len(infos):,} files, and at most {most:,} are taken"
        return
    if not whole and sum(info.file_size for info in infos) > MAX_ZIP_BYTES:
        yield called, f"unpacked, the zip would have more than {MAX_ZIP_BYTES / 1e6:,.0f} MB"
        return
    for info in infos:
        parts = tuple(info.filename.replace("\\", "/").split("/"))
        if info.is_dir():
            continue
        if any(part in ("", ".", "..") or ":" in part for part in parts):
            yield f"{called}/{info.filename!r}", "its name leads out of the zip"
            continue
        if not all(map(_shown, parts)):
            continue
        kind = stat.S_IFMT(info.external_attr >> 16)
        if kind not in (0, stat.S_IFREG):
            yield f"{called}/{info.filename}", "it is a link or a device and not a file"
            continue
        yield Found((*above, *parts), partial(_member, archive, info))


def _member(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> bytes:
    """Return a member's bytes, reading no more than is allowed: the sizes in a zip can lie."""
    if info.file_size > MAX_FILE_BYTES:
        raise Refused(_too_large(info.file_size, MAX_FILE_BYTES))
    if info.flag_bits & 1:
        raise Refused("it is locked with a password")
    try:
        with archive.open(info) as stream:
            data = stream.read(MAX_FILE_BYTES + 1)
    except (
        zipfile.BadZipFile,
        OSError,
        ValueError,
        EOFError,
        NotImplementedError,
        RuntimeError,
        zlib.error,
    ) as error:
        raise Refused(f"it is damaged ({error})") from error
    if len(data) > MAX_FILE_BYTES:
        raise Refused("it is larger than its zip says")
    return data


def open_zip(found: Found) -> Iterator[Found | tuple[str, str]]:
    """Yield the files in a learner's own zip, which lies in what was handed in.

    Raises
    ------
    Refused
        If the zip itself can't be taken.
    """
    yield from _members(found.read(), found.place)
