"""One zip with all of a learner's work, made and brought back so that nothing is lost on the way.

A pack is also what a learner hands in, and what anybody may send: everything in it is checked before a
single file is written.
"""

import hashlib
import io
import json
import shutil
import stat
import tempfile
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path, PurePosixPath
from typing import Any

from pmbridge.home import MARKER
from pmbridge.problems import CourseError
from pmbridge.workspace.files import write_atomically
from pmbridge.workspace.recovery import recover_all

MANIFEST = "pack.json"
FORMAT = "bridge-to-product-pack"
VERSION = 1
KEPT = "kept-aside"
# A pack of the whole course is about 2 MB; these leave room and stop a bomb.
MAX_FILES = 2_000
MAX_FILE_BYTES = 25_000_000
MAX_BYTES = 200_000_000
# Zip stores no earlier date, and a fixed one makes equal work equal bytes.
_DATE = (1980, 1, 1, 0, 0, 0)
_WINDOWS_NAMES = {"con", "prn", "aux", "nul"} | {
    f"{d}{n}" for d in ("com", "lpt") for n in range(1, 10)
}


@dataclass(frozen=True)
class Restored:
    """What a restore did: files written, files left since they were equal, and where old ones went."""

    written: list[str]
    equal: list[str]
    kept: Path | None


def files_of(home: Path) -> Iterator[Path]:
    """Yield the files that are the learner's work: all but hidden ones, links, packs and old copies."""
    for path in sorted(home.rglob("*")):
        parts = path.relative_to(home).parts
        if any(part.startswith(".") or part == "__pycache__" for part in parts) or parts[0] == KEPT:
            continue
        if any((home / Path(*parts[:n])).is_symlink() for n in range(1, len(parts) + 1)):
            continue
        if path.is_file() and path.suffix != ".zip" and parts != (MANIFEST,):
            yield path


def pack(home: Path, target: Path) -> list[str]:
    """Write the learner's work in ``home`` to the zip ``target`` and return the names in it.

    Raises
    ------
    CourseError
        If ``home`` is no course folder, or holds more than a pack may.
    """
    if not (home / MARKER).is_file():
        raise CourseError(
            f"{home} is not a course folder, so there is nothing to pack.",
            "Go to your course folder, or make one: pmbridge start.",
        )
    recover_all(home)
    contents = {
        path.relative_to(home).as_posix(): path.read_bytes()
        for path in files_of(home)
        if path.resolve() != target.resolve()
    }
    for name, data in contents.items():
        if len(data) > MAX_FILE_BYTES:
            raise CourseError(
                f"{name} is {len(data) / 1e6:.0f} MB; a file in a pack may have {MAX_FILE_BYTES / 1e6:.0f} MB.",
                "Move it out of your course folder and pack again.",
            )
        if not _good_name(name):
            raise CourseError(
                f"The name {name!r} does not work on every computer.",
                "Rename it to letters, digits, spaces and hyphens, and pack again.",
            )
    if len(contents) > MAX_FILES or sum(map(len, contents.values())) > MAX_BYTES:
        raise CourseError(
            f"Your course folder holds {len(contents)} files, more than a pack can take.",
            "Move what is not part of the course out of it and pack again.",
        )
    manifest = {
        "format": FORMAT,
        "version": VERSION,
        "files": {name: hashlib.sha256(data).hexdigest() for name, data in contents.items()},
    }
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        _store(archive, MANIFEST, json.dumps(manifest, indent=1, ensure_ascii=False).encode())
        for name, data in contents.items():
            _store(archive, name, data)
    write_atomically(target, buffer.getvalue())
    return list(contents)


def _store(archive: zipfile.ZipFile, name: str, data: bytes) -> None:
    info = zipfile.ZipInfo(name, _DATE)
    info.compress_type = zipfile.ZIP_DEFLATED
    info.external_attr = 0o644 << 16
    archive.writestr(info, data)


def read_pack(source: Path | bytes) -> dict[str, bytes]:
    """Return the files in a pack, by name.

    Raises
    ------
    CourseError
        If it is not a whole and harmless pack of this course.
    """
    stream: Any = io.BytesIO(source) if isinstance(source, bytes) else source
    try:
        with zipfile.ZipFile(stream) as archive:
            return _read(archive)
    except FileNotFoundError as error:
        raise CourseError(f"There is no file {source!s}.", "Check its name and place.") from error
    except (
        zipfile.BadZipFile,
        zipfile.LargeZipFile,
        EOFError,
        OSError,
        ValueError,
        NotImplementedError,
        RuntimeError,
        zlib.error,
    ) as error:
        raise _refused("it is damaged, or only a part of it arrived") from error


def _refused(reason: str) -> CourseError:
    return CourseError(
        f"This zip can't be brought back: {reason}. Nothing was changed.",
        "Take the zip that Save my work made, as it was downloaded.",
    )


def _read(archive: zipfile.ZipFile) -> dict[str, bytes]:
    infos = archive.infolist()
    names = [info.filename for info in infos]
    if MANIFEST not in names:
        raise _refused("it was not made by this course")
    if len(infos) > MAX_FILES + 1 or sum(info.file_size for info in infos) > MAX_BYTES:
        raise _refused("it holds more than a pack can")
    if len({name.casefold() for name in names}) < len(names):
        raise _refused("it holds the same name twice")
    for info in infos:
        kind = stat.S_IFMT(info.external_attr >> 16)
        if info.is_dir() or kind not in (0, stat.S_IFREG):
            raise _refused(f"{info.filename!r} in it is not an ordinary file")
        if not _good_name(info.filename):
            raise _refused(
                f"the name {info.filename!r} in it points out of the course folder or is not allowed"
            )
    manifest = _manifest(_member(archive, archive.getinfo(MANIFEST)))
    wanted = set(names) - {MANIFEST}
    if manifest.keys() != wanted:
        raise _refused("its list of contents does not fit what is in it")
    contents = {name: _member(archive, archive.getinfo(name)) for name in sorted(wanted)}
    for name, data in contents.items():
        if hashlib.sha256(data).hexdigest() != manifest[name]:
            raise _refused(f"{name} in it was changed or damaged")
    if MARKER not in contents:
        raise _refused(f"{MARKER} is missing in it")
    parts = [PurePosixPath(name).parts for name in contents]
    folders = {p[:n] for p in parts for n in range(1, len(p))}
    if folders & set(parts):
        raise _refused("a name in it is both a file and a folder")
    return contents


def _member(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> bytes:
    """Return a member's bytes, reading no more than it says it has: sizes in a zip can lie."""
    if info.file_size > MAX_FILE_BYTES:
        raise _refused(f"{info.filename} in it is too large")
    with archive.open(info) as stream:
        data = stream.read(info.file_size + 1)
    if len(data) != info.file_size:
        raise _refused(f"{info.filename} in it has another size than it says")
    return data


def _manifest(data: bytes) -> dict[str, str]:
    try:
        manifest = json.loads(data)
    except (ValueError, RecursionError) as error:
        raise _refused("its list of contents can't be read") from error
    if not isinstance(manifest, dict) or manifest.get("format") != FORMAT:
        raise _refused("it was not made by this course")
    if manifest.get("version") != VERSION:
        raise _refused(
            f"it was made by another version of the course ({manifest.get('version')!r})"
        )
    files = manifest.get("files")
    if not isinstance(files, dict):
        raise _refused("its list of contents can't be read")
    return files


def _good_name(name: str) -> bool:
    """Return whether ``name`` stays inside the folder and works on every system."""
    if not name or len(name) > 200 or any(c in '\\:*?"<>|' or ord(c) < 32 for c in name):
        return False
    parts = name.split("/")
    return (
        all(
            part not in ("", ".", "..")
            and not part.startswith(".")
            and part == part.strip()
            and not part.endswith(".")
            and part.split(".")[0].casefold() not in _WINDOWS_NAMES
            for part in parts
        )
        and parts[0] != KEPT
    )


def restore(source: Path | bytes, home: Path, now: datetime | None = None) -> Restored:
    """Bring the work in a pack back into ``home``; a file that it replaces is kept aside.

    Raises
    ------
    CourseError
        If the pack is refused; ``home`` is then unchanged.
    """
    contents = read_pack(source)
    blocked = [name for name in contents if not _writable_place(home, name)]
    if blocked:
        raise CourseError(
            f"{blocked[0]} can't be brought back: something else stands in its place. Nothing was changed.",
            f"Move or rename it in {home} and try again.",
        )
    home.mkdir(parents=True, exist_ok=True)
    equal = [
        name
        for name, data in contents.items()
        if (home / name).is_file() and (home / name).read_bytes() == data
    ]
    fresh = {name: data for name, data in contents.items() if name not in equal}
    replaced = [name for name in fresh if (home / name).is_file()]
    kept = _keep_aside(home, replaced, now or datetime.now()) if replaced else None
    with tempfile.TemporaryDirectory(prefix=".restore-", dir=home) as scratch:
        # All of it is on the disk before the first file changes, so a full disk stops us in time.
        for name, data in fresh.items():
            write_atomically(Path(scratch) / name, data)
        for name in fresh:
            (home / name).parent.mkdir(parents=True, exist_ok=True)
            (Path(scratch) / name).replace(home / name)
    return Restored(sorted(fresh), sorted(equal), kept)


def _writable_place(home: Path, name: str) -> bool:
    path = home / name
    if path.is_symlink() or path.is_dir():
        return False
    for parent in path.parents:
        if parent == home:
            return True
        if parent.is_symlink() or parent.is_file():
            return False
    return True


def _keep_aside(home: Path, names: list[str], now: datetime) -> Path:
    folder = keeping_folder(home, now)
    for name in names:
        target = folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(home / name, target)
    return folder


def keeping_folder(home: Path, now: datetime) -> Path:
    """Return a new folder for copies of what is about to be replaced."""
    base = home / KEPT / now.strftime("%Y-%m-%d %H.%M.%S")
    folder, number = base, 1
    while folder.exists():
        number += 1
        folder = base.with_name(f"{base.name} ({number})")
    folder.mkdir(parents=True)
    return folder
