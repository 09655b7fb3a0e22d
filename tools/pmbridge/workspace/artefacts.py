"""What a learner makes for the portfolio: one JSON file an artefact, with the source of each number."""

import json
import math
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from pmbridge.home import find_home, mode, read_learner
from pmbridge.problems import CourseError
from pmbridge.workspace.files import write_json

FOLDER = "portfolio"
SCHEMA = 1
DRAFT, DONE = "draft", "done"
# What an item may be, and what it must have besides its kind.
ITEMS: dict[str, tuple[str, ...]] = {
    "text": ("heading", "text"),
    "number": ("label", "value", "unit"),
    "table": ("heading", "columns", "rows"),
}
SOURCE = ("value", "table", "filter", "stat")


def save(
    name: str,
    module: str,
    title: str,
    items: Sequence[Mapping[str, Any]],
    sources: Sequence[Mapping[str, Any]] = (),
    *,
    status: str = DRAFT,
    simulated: bool = True,
    home: Path | None = None,
) -> Path | None:
    """Save an artefact as ``portfolio/NAME.json`` and return the file.

    Outside a learner's folder, and while a notebook is graded, nothing is kept and None comes back.

    Parameters
    ----------
    items : sequence of mappings
        Each has a ``kind`` of ``ITEMS`` and the keys named there. A text may be the ``gist`` of its
        chapter. A table may say with ``chart`` how to draw it (``learner.charts``), and be an ``aside``
        that a reader opens.
    sources : sequence of mappings
        For each number in the artefact: its ``value``, and the ``table``, ``filter`` and ``stat`` it
        comes from. A table that begins with "my own" is none: the writer set or counted the number.
    simulated : bool
        Whether it was made with the invented company's data; False for a project of the learner's own.

    Raises
    ------
    CourseError
        If a part is missing or can't be kept.
    """
    _check(name, items, sources, status)
    if mode() != "learn":
        return None
    folder = home or find_home()
    if folder is None:
        return None
    path = folder / FOLDER / f"{name}.json"
    write_json(
        path,
        {
            "schema": SCHEMA,
            "name": name,
            "module": module,
            "title": title,
            "status": status,
            "learner": read_learner(folder).learner,
            "simulated": simulated,
            "items": [dict(item) for item in items],
            "sources": [dict(source) for source in sources],
        },
    )
    return path


def _check(
    name: str,
    items: Sequence[Mapping[str, Any]],
    sources: Sequence[Mapping[str, Any]],
    status: str,
) -> None:
    if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", name):
        raise _refused(name, f"{name!r} is no name for it", "Use lower-case words with hyphens.")
    if status not in (DRAFT, DONE):
        raise _refused(name, f"its status is {status!r}", f"Use {DRAFT!r} or {DONE!r}.")
    if not items:
        raise _refused(name, "it holds nothing", "Fill in the exercise first.")
    for item in items:
        kind = item.get("kind")
        if kind not in ITEMS:
            raise _refused(
                name, f"an item has the kind {kind!r}", f"Use one of: {', '.join(ITEMS)}."
            )
        missing = [key for key in ITEMS[str(kind)] if key not in item]
        if missing:
            raise _refused(name, f"a {kind} has no {missing[0]}", "Add it.")
    for source in sources:
        missing = [key for key in SOURCE if key not in source]
        if missing:
            raise _refused(
                name, f"a source has no {missing[0]}", "Say where each number comes from."
            )
    if not _is_plain([*items, *sources]):
        raise _refused(
            name,
            "it holds something that is not text, a number, a list or a dictionary",
            "Turn it into one of these.",
        )


def _is_plain(value: Any) -> bool:
    if isinstance(value, Mapping):
        return all(isinstance(k, str) and _is_plain(v) for k, v in value.items())
    if isinstance(value, list | tuple):
        return all(map(_is_plain, value))
    if isinstance(value, float):
        return math.isfinite(value)
    return value is None or isinstance(value, str | int | bool)


def _refused(name: str, reason: str, next_step: str) -> CourseError:
    return CourseError(f"The artefact {name!r} can't be saved: {reason}.", next_step)


def read_all(home: Path) -> Iterator[dict[str, Any]]:
    """Yield the artefacts in ``home``, in the order of their modules; damaged files are passed over."""
    found = []
    for path in (home / FOLDER).glob("*.json"):
        data = _read(path)
        if data is not None:
            found.append((str(data["module"]), data["name"], str(data["title"]), data))
    for *_, data in sorted(found, key=lambda entry: entry[:3]):
        yield data


def damaged(home: Path) -> list[str]:
    """Return the names of the files among the artefacts in ``home`` that hold none."""
    files = sorted((home / FOLDER).glob("*.json"))
    return [path.name for path in files if _read(path) is None]


def _read(path: Path) -> dict[str, Any] | None:
    """Return the artefact in a file; None if it holds none, or one of a later release."""
    try:
        data: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        if data["schema"] != SCHEMA:
            return None
        _check(data["name"], data["items"], data["sources"], data["status"])
        _ = data["module"], data["title"]
    except (
        OSError,
        ValueError,
        KeyError,
        TypeError,
        AttributeError,
        RecursionError,
        CourseError,
    ):
        return None
    return data
