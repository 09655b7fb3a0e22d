"""Packing and bringing back: nothing lost, nothing taken on trust."""

import io
import json
import stat
import zipfile
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pmbridge.problems import CourseError
from pmbridge.workspace import pack as packing
from pmbridge.workspace.pack import KEPT, MANIFEST, pack, read_pack, restore
from submissions import learner_json

NOW = datetime(2026, 11, 23, 20, 15)

words = (
    st.text("abcdefghij-_ äöé", min_size=1, max_size=12)
    .map(str.strip)
    .filter(
        lambda w: w and not w.startswith((".", "-")) and w.casefold() not in (KEPT, "con", "aux")
    )
)
suffixes = st.sampled_from([".ipynb", ".json", ".md", ".csv", ""])
names = st.lists(words, min_size=1, max_size=3).flatmap(
    lambda parts: suffixes.map(lambda suffix: "/".join(parts) + suffix)
)


def contents(home: Path) -> dict[str, bytes]:
    """Return every file below ``home`` that is work."""
    return {p.relative_to(home).as_posix(): p.read_bytes() for p in packing.files_of(home)}


def fill(home: Path, files: dict[str, bytes]) -> None:
    for name, data in files.items():
        path = home / name
        if any(parent.is_file() for parent in path.parents) or path.is_dir():
            continue
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(files=st.dictionaries(names, st.binary(max_size=200), max_size=8))
def test_pack_restore_pack_is_the_same(
    files: dict[str, bytes], tmp_path_factory: pytest.TempPathFactory
) -> None:
    home = learner_json(tmp_path_factory.mktemp("home"))
    fill(home, files)
    pack(home, home / "one.zip")
    other = tmp_path_factory.mktemp("other") / "fresh"
    done = restore(home / "one.zip", other)
    assert contents(other) == contents(home)
    assert done.kept is None
    pack(other, other / "two.zip")
    assert (other / "two.zip").read_bytes() == (home / "one.zip").read_bytes()


def test_what_restore_replaces_is_kept_aside(tmp_path: Path) -> None:
    home = learner_json(tmp_path / "home")
    fill(home, {"01-role/01-role.ipynb": b"old answer", "notes.md": b"same"})
    pack(home, tmp_path / "work.zip")
    fill(home, {"01-role/01-role.ipynb": b"newer answer", "only-here.md": b"stays"})
    done = restore(tmp_path / "work.zip", home, NOW)
    assert (home / "01-role/01-role.ipynb").read_bytes() == b"old answer"
    assert (home / "only-here.md").read_bytes() == b"stays"
    assert done.written == ["01-role/01-role.ipynb"]
    assert sorted(done.equal) == ["learner.json", "notes.md"]
    assert done.kept == home / KEPT / "2026-11-23 20.15.00"
    assert (done.kept / "01-role/01-role.ipynb").read_bytes() == b"newer answer"
    fill(home, {"01-role/01-role.ipynb": b"third answer"})
    again = restore(tmp_path / "work.zip", home, NOW)
    assert again.kept is not None
    assert again.kept.name == "2026-11-23 20.15.00 (2)"
    assert not any(KEPT in name for name in contents(home)), "copies are not packed again"


def good_pack(tmp_path: Path) -> bytes:
    home = learner_json(tmp_path / "source")
    fill(home, {"01-role/01-role.ipynb": b"{}" * 500, "answers/one.json": b"1"})
    pack(home, tmp_path / "good.zip")
    return (tmp_path / "good.zip").read_bytes()


def rebuilt(data: bytes, change: Callable[[dict[str, bytes]], None], honest: bool = True) -> bytes:
    """Return the pack ``data`` after ``change``; ``honest`` mends the list of contents."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        files = {n: archive.read(n) for n in archive.namelist()}
    manifest = json.loads(files.pop(MANIFEST))
    change(files)
    if honest:
        import hashlib

        manifest["files"] = {n: hashlib.sha256(d).hexdigest() for n, d in files.items()}
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr(MANIFEST, json.dumps(manifest))
        for name, content in files.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def with_link(data: bytes) -> bytes:
    buffer = io.BytesIO(data)
    with zipfile.ZipFile(buffer, "a") as archive:
        info = zipfile.ZipInfo("link.md")
        info.external_attr = (stat.S_IFLNK | 0o777) << 16
        archive.writestr(info, "/etc/passwd")
    return buffer.getvalue()


def twice(data: bytes) -> bytes:
    buffer = io.BytesIO(data)
    with zipfile.ZipFile(buffer, "a") as archive:
        archive.writestr("ANSWERS/ONE.json", b"2")
    return buffer.getvalue()


def bomb(data: bytes) -> bytes:
    def grow(files: dict[str, bytes]) -> None:
        files["bomb.md"] = b"\0" * (packing.MAX_FILE_BYTES + 1)

    with zipfile.ZipFile(io.BytesIO(rebuilt(data, grow))) as archive:
        files = {n: archive.read(n) for n in archive.namelist()}
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def lying_size(data: bytes) -> bytes:
    """Shrink the size that the directory of the zip declares for a member."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        size = archive.getinfo("01-role/01-role.ipynb").file_size
    return data.replace(size.to_bytes(4, "little"), (5).to_bytes(4, "little"))


def add(name: str, content: bytes = b"x") -> Callable[[bytes], bytes]:
    return lambda data: rebuilt(data, lambda files: files.update({name: content}))


def manifest_as(value: object) -> Callable[[bytes], bytes]:
    def make(data: bytes) -> bytes:
        buffer = io.BytesIO()
        with zipfile.ZipFile(buffer, "w") as archive:
            archive.writestr(MANIFEST, json.dumps(value))
        return buffer.getvalue()

    return make


BAD: dict[str, tuple[Callable[[bytes], bytes], str]] = {
    "empty": (lambda data: b"", "damaged"),
    "text": (lambda data: b"hello, I am no zip", "damaged"),
    "truncated": (lambda data: data[: len(data) // 2], "damaged"),
    "tail cut": (lambda data: data[:-10], "damaged"),
    "bytes flipped": (lambda data: data[:120] + bytes(40) + data[160:], ""),
    "foreign": (lambda data: foreign(), "not made by this course"),
    "slip": (add("../outside.md"), "points out of the course folder"),
    "deep slip": (add("a/../../outside.md"), "points out of the course folder"),
    "absolute": (add("/tmp/outside.md"), "points out of the course folder"),
    "windows drive": (add("C:/outside.md"), "points out of the course folder"),
    "backslash": (add("..\\outside.md"), "points out of the course folder"),
    "hidden": (add(".bashrc"), "not allowed"),
    "hidden folder": (add(".ipython/profile_default/startup/x.py"), "not allowed"),
    "reserved": (add("aux.md"), "not allowed"),
    "control": (add("a\nb.md"), "not allowed"),
    "kept aside": (add(f"{KEPT}/x.md"), "not allowed"),
    "folder": (add("folder/", b""), "not an ordinary file"),
    "link": (with_link, "not an ordinary file"),
    "twice": (twice, "same name twice"),
    "file and folder": (add("answers", b"x"), "both a file and a folder"),
    "bomb": (bomb, "too large"),
    "lying size": (lying_size, ""),
    "changed": (
        lambda data: rebuilt(data, lambda f: f.update({"answers/one.json": b"9"}), honest=False),
        "changed or damaged",
    ),
    "extra": (
        lambda data: rebuilt(data, lambda f: f.update({"new.md": b"9"}), honest=False),
        "does not fit",
    ),
    "no learner": (lambda data: rebuilt(data, lambda f: f.pop("learner.json")), "missing"),
    "manifest list": (manifest_as([]), "not made by this course"),
    "manifest version": (
        manifest_as({"format": packing.FORMAT, "version": 99, "files": {}}),
        "another version",
    ),
    "manifest files": (
        manifest_as({"format": packing.FORMAT, "version": 1, "files": [1]}),
        "can't be read",
    ),
}


def foreign() -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("holiday.md", "sun")
    return buffer.getvalue()


@pytest.mark.parametrize("case", BAD)
def test_a_bad_zip_is_refused_and_changes_nothing(case: str, tmp_path: Path) -> None:
    spoil, reason = BAD[case]
    home = learner_json(tmp_path / "home")
    fill(home, {"01-role/01-role.ipynb": b"my work"})
    before = {p: p.read_bytes() for p in tmp_path.rglob("*") if p.is_file() and home in p.parents}
    data = spoil(good_pack(tmp_path))
    with pytest.raises(CourseError) as refused:
        restore(data, home)
    assert reason in refused.value.what
    assert refused.value.next_step
    after = {p: p.read_bytes() for p in tmp_path.rglob("*") if p.is_file() and home in p.parents}
    assert after == before
    assert not (tmp_path / "outside.md").exists()


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(data=st.data())
def test_any_damage_is_refused_or_harmless(data: st.DataObject, tmp_path: Path) -> None:
    good = bytearray(good_pack(tmp_path))
    for _ in range(data.draw(st.integers(1, 4))):
        good[data.draw(st.integers(0, len(good) - 1))] = data.draw(st.integers(0, 255))
    try:
        files = read_pack(bytes(good))
    except CourseError:
        return
    assert files == read_pack((tmp_path / "good.zip").read_bytes())


def test_a_link_in_the_folder_is_neither_packed_nor_written_through(tmp_path: Path) -> None:
    home = learner_json(tmp_path / "home")
    secret = tmp_path / "secret"
    secret.mkdir()
    (secret / "key.md").write_text("secret")
    (home / "linked").symlink_to(secret)
    assert pack(home, tmp_path / "work.zip") == ["learner.json"]
    data = add("linked/key.md", b"overwritten")(good_pack(tmp_path))
    with pytest.raises(CourseError, match="something else stands in its place"):
        restore(data, home)
    assert (secret / "key.md").read_text() == "secret"


def test_only_a_course_folder_is_packed(tmp_path: Path) -> None:
    with pytest.raises(CourseError, match="not a course folder"):
        pack(tmp_path, tmp_path / "work.zip")
    assert not (tmp_path / "work.zip").exists()
