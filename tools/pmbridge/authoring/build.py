"""``pmbridge build``: Markdown in, three notebooks and one content file a module out, or nothing at all."""

import hashlib
import json
import re
import tempfile
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pmbridge.content import PACKAGE, Layout, curriculum
from pmbridge.workspace.files import write_atomically, write_json

CACHE = ".pmbridge-build.json"
SOURCES = ("lesson.md", "exercise.md")
Say = Callable[[str], None]


@dataclass(frozen=True)
class Built:
    """The files of one built module, by their path, as text."""

    module: str
    files: dict[Path, str]


def source_folders(layout: Layout) -> list[str]:
    """Return the modules whose sources are there, in the order of the course."""
    names = [module["name"] for module in curriculum(layout)["modules"]]
    return [name for name in names if (layout.course / name).is_dir()]


def targets(layout: Layout, module: str) -> dict[str, Path]:
    """Return where the built files of ``module`` go."""
    return {
        "lesson": layout.course / module / f"{module}.ipynb",
        "instructor": layout.solutions / module / f"{module}.ipynb",
        "learner": layout.exercises / module / f"{module}.ipynb",
        "content": layout.content / f"{module}.json",
    }


def orphans(layout: Layout) -> list[str]:
    """Return the built files whose module has no sources any more, as paths from the root."""
    alive = set(source_folders(layout))
    trees = (layout.course, layout.solutions, layout.exercises)
    built = [p for tree in trees for p in tree.glob("*/*.ipynb") if p.parent.name == p.stem]
    built += layout.content.glob("*.json")
    return sorted(str(p.relative_to(layout.root)) for p in built if p.stem not in alive)


def _hash(*parts: bytes) -> str:
    digest = hashlib.sha256()
    for part in parts:
        digest.update(len(part).to_bytes(8, "big"))
        digest.update(part)
    return digest.hexdigest()


def _tools() -> bytes:
    """Everything that a build depends on besides its sources: the package's own code and data."""
    files = (p for p in PACKAGE.rglob("*") if p.suffix in (".py", ".toml", ".txt", ".json", ".csv"))
    parts = [
        p.relative_to(PACKAGE).as_posix().encode() + b"\0" + p.read_bytes()
        for p in sorted(files)
        if "_content" not in p.parts and "_course" not in p.parts
    ]
    return _hash(*parts).encode()


def _digest(layout: Layout, module: str, tools: bytes) -> str:
    files = [
        layout.course / "curriculum.toml",
        *(layout.course / module / name for name in SOURCES),
    ]
    return _hash(tools, *(p.read_bytes() if p.is_file() else b"" for p in files))


def _read_cache(layout: Layout) -> dict[str, Any]:
    try:
        cache = json.loads((layout.root / CACHE).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return cache if isinstance(cache, dict) else {}


def unchanged(layout: Layout, modules: list[str]) -> list[str]:
    """Return the modules of which neither a source nor a built file has changed since the last build."""
    cache = _read_cache(layout)
    tools = _tools()
    fresh = []
    for module in modules:
        if cache.get(module) == _state(layout, module, tools):
            fresh.append(module)
    return fresh


def _state(layout: Layout, module: str, tools: bytes) -> dict[str, Any]:
    built = targets(layout, module).items()
    return {
        "digest": _digest(layout, module, tools),
        "files": {kind: _hash(path.read_bytes()) for kind, path in built if path.is_file()},
    }


def sources(layout: Layout, module: str) -> str:
    """Return a digest of all that a build of ``module`` reads."""
    return _digest(layout, module, _tools())


def remember(layout: Layout, module: str, read: str | None = None) -> None:
    """Note that ``module`` is built, so that the next build can pass it over.

    ``read`` is the digest of its sources before they were read: an author may go on writing while a build runs.
    """
    cache = _read_cache(layout)
    state = _state(layout, module, _tools())
    cache[module] = state if read is None else {**state, "digest": read}
    write_json(layout.root / CACHE, cache)


def make(layout: Layout, module: str, say: Say) -> Built:
    """Build ``module`` in memory.

    Raises
    ------
    BuildRefused
        With every problem of its files; nothing is written.
    """
    # Imported here, since an unchanged build should not wait for what it does not use.
    import nbformat

    from pmbridge.authoring import contract, notebooks, prose
    from pmbridge.authoring.crossing import check_crossing
    from pmbridge.authoring.examining import Examining
    from pmbridge.authoring.execute import execute, keep_pictures
    from pmbridge.authoring.exercises import gather
    from pmbridge.authoring.report import BuildRefused, Problem
    from pmbridge.authoring.source import SourceFile, read_source
    from pmbridge.authoring.verify import verify

    say("reading")
    table = curriculum(layout)
    ramp = next(m["ramp"] for m in table["modules"] if m["name"] == module)
    folder = layout.course / module
    lesson, lesson_problems = read_source(folder / "lesson.md")
    source, problems = read_source(folder / "exercise.md")
    problems += lesson_problems
    exercises, gathered = gather(source)
    problems += gathered
    objectives = lesson.front.get("objectives")
    objectives = objectives if isinstance(objectives, dict) else {}
    problems += [
        *contract.check_front(lesson, lesson=True),
        *contract.check_front(source, lesson=False),
    ]
    problems += contract.check_exercises(source, exercises, ramp, objectives, table["points"])
    problems += check_crossing(source.path, exercises)
    problems += contract.check_coverage(
        source.path, module.split("-", maxsplit=1)[0], exercises, table["points"]
    )
    problems += contract.check_labels(layout, module, source, exercises)
    linkable = _linkable(layout, module)
    problems += [*prose.check_prose(lesson, linkable), *prose.check_prose(source, linkable)]
    if problems:
        raise BuildRefused(problems)

    instructor = notebooks.instructor_notebook(module, source, exercises)
    data = notebooks.module_data(module, str(source.front["title"]), instructor, exercises)
    lesson_nb = notebooks.lesson_notebook(module, lesson)
    examining = Examining(module, instructor, data)
    with tempfile.TemporaryDirectory() as scratch:
        write_json(Path(scratch) / "_content" / f"{module}.json", data)

        def run(notebook: Any, read: SourceFile) -> list[Problem]:
            say(f"running {read.path.name}")
            met: list[Problem] = []
            execute(notebook, folder, scratch, read, met)
            return met

        # A kernel keeps one core busy, so both notebooks run beside the answers.
        with ThreadPoolExecutor(2) as pool:
            runs = [pool.submit(run, instructor, source), pool.submit(run, lesson_nb, lesson)]
            problems = list(verify(source.path, examining, exercises, Path(scratch), say))
        problems = problems or [problem for met in runs for problem in met.result()]
    if problems:
        raise BuildRefused(problems)
    places = targets(layout, module)
    keep_pictures(lesson_nb, places["lesson"])
    keep_pictures(instructor, places["instructor"])
    learner = notebooks.learner_notebook(module, instructor)
    return Built(
        module,
        {
            places["lesson"]: nbformat.writes(lesson_nb) + "\n",
            places["instructor"]: nbformat.writes(instructor) + "\n",
            places["learner"]: nbformat.writes(learner) + "\n",
            places["content"]: json.dumps(data, ensure_ascii=False, indent=1) + "\n",
        },
    )


def _linkable(layout: Layout, module: str) -> set[str]:
    """Return the notebooks that a source of ``module`` may link to, as seen from its folder."""
    names = [m["name"] for m in curriculum(layout)["modules"]]
    trees = ("..", "../../course", "../../exercises")
    return {f"{module}.ipynb"} | {f"{tree}/{name}/{name}.ipynb" for name in names for tree in trees}


def write(built: Built) -> None:
    """Write the files of a built module; each is replaced whole."""
    for path, text in built.files.items():
        write_atomically(path, text)


def differences(built: Built, root: Path) -> list[str]:
    """Return in what the files on disk differ from ``built``; pictures are not compared by byte."""
    found = []
    for path, text in built.files.items():
        name = path.relative_to(root)
        if not path.is_file():
            found.append(f"{name} is missing.")
            continue
        new = json.loads(text)
        try:
            old = json.loads(path.read_text(encoding="utf-8"))
            old_ids = [cell.get("id") for cell in old["cells"]] if path.suffix == ".ipynb" else []
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
            found.append(f"{name} is damaged.")
            continue
        if path.suffix == ".json":
            if old != new:
                found.append(f"{name} differs from its source.")
            continue
        old_cells = dict(zip(old_ids, old["cells"], strict=True))
        new_cells = {cell["id"]: cell for cell in new["cells"]}
        for identifier in old_cells.keys() - new_cells.keys():
            found.append(f"{name}: the cell {identifier} is not in the source.")
        for identifier, cell in new_cells.items():
            if identifier not in old_cells:
                found.append(f"{name}: the cell {identifier} is missing.")
            elif _comparable(old_cells[identifier]) != _comparable(cell):
                found.append(f"{name}: the cell {identifier} differs from its source.")
        if old_ids != list(new_cells) and old_cells.keys() == new_cells.keys():
            found.append(f"{name}: the cells are in another order, or twice.")
        if old.get("metadata") != new["metadata"]:
            found.append(f"{name}: the notebook's metadata differ.")
    return found


def _comparable(cell: dict[str, Any]) -> str:
    return re.sub(r"data:image/png;base64,[A-Za-z0-9+/=]+", "a picture", json.dumps(cell))
