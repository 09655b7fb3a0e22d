"""Mends what happens to notebooks on their way back: one sentence for each thing, and never an abort.

A learner copies a cell, deletes one, turns code into text, opens the file in an old editor. None of that
says anything about what they know, so none of it may cost a point or stop the cohort. What was mended is
told to the instructor; what looks like more than an accident is flagged and changes nothing either.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from pmbridge.check.session import RESULT_MIME
from pmbridge.check.started import bound_names
from pmbridge.grading.assignment import Assignment
from pmbridge.workspace.answers import MIME, in_outputs

NotebookDict = dict[str, Any]
CellDict = dict[str, Any]
MAX_CELLS = 2_000
_MANY = 3
_CHECK_LINE = re.compile(r'^with check\("([^"\n]+)", part=(\d+)\):', re.MULTILINE)
_GOOD_ID = re.compile(r"[A-Za-z0-9_-]{1,64}")


class NoNotebook(ValueError):
    """What was handed in can't be read as a notebook; the text says why, as a sentence."""


@dataclass
class Repaired:
    """A submission in order.

    Attributes
    ----------
    notebook : dict
        Format 4.5: each cell of the assignment once and as released, the learner's answers, and the
        learner's own cells.
    repairs, flags : list of str
        What was mended, and what a person should look at.
    answers : dict
        Board answers that the notebook's outputs carried, by label.
    data_of : set of str
        Whose data the checks in it ran on, as their outputs say.
    begun : bool
        Whether anything in it is the learner's: an answer, a board, a cell of their own.
    """

    notebook: NotebookDict
    repairs: list[str] = field(default_factory=list)
    flags: list[str] = field(default_factory=list)
    answers: dict[str, Any] = field(default_factory=dict)
    lost: list[str] = field(default_factory=list)
    data_of: set[str] = field(default_factory=set)
    begun: bool = False


def read(data: bytes) -> tuple[NotebookDict, list[str]]:
    """Return a notebook of any age as format 4, with each source as one text, and what was mended.

    Raises
    ------
    NoNotebook
        If it is not one.
    """
    try:
        notebook = json.loads(data.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise NoNotebook("It is not text, so it is no notebook.") from error
    except (ValueError, RecursionError, MemoryError) as error:
        raise NoNotebook("It is cut off or damaged: it is not valid JSON.") from error
    if not isinstance(notebook, dict):
        raise NoNotebook("It holds no notebook.")
    repairs: list[str] = []
    if isinstance(notebook.get("worksheets"), list) and "cells" not in notebook:
        notebook = _modern(notebook)
        repairs.append("The notebook was in the format of before 2015 and was converted.")
    cells = notebook.get("cells")
    if not isinstance(cells, list):
        raise NoNotebook("It holds no cells.")
    if len(cells) > MAX_CELLS:
        raise NoNotebook(f"It has {len(cells):,} cells, and at most {MAX_CELLS:,} are read.")
    metadata = notebook.get("metadata")
    return {
        "cells": [_plain(cell) for cell in cells if isinstance(cell, dict)],
        "metadata": metadata if isinstance(metadata, dict) else {},
        "nbformat": 4,
        "nbformat_minor": 5,
    }, repairs


def _modern(notebook: NotebookDict) -> NotebookDict:
    """Return a notebook of format 3 or older as format 4."""
    import nbformat

    try:
        old = nbformat.from_dict(notebook)
        old.setdefault("metadata", nbformat.from_dict({}))
        old.setdefault("nbformat_minor", 0)
        for sheet in old.worksheets:
            for cell in sheet.get("cells", []):
                cell.setdefault("metadata", nbformat.from_dict({}))
        converted = nbformat.convert(old, 4)
        return json.loads(json.dumps(converted))
    except Exception as error:  # whatever an old file makes the converter trip over
        raise NoNotebook("It is in an old format and can't be converted.") from error


def _plain(cell: CellDict) -> CellDict:
    source = cell.get("source", "")
    if isinstance(source, list):
        source = "".join(line for line in source if isinstance(line, str))
    kind = cell.get("cell_type")
    metadata, outputs = cell.get("metadata"), cell.get("outputs")
    return {
        "cell_type": kind if kind in ("code", "markdown", "raw") else "raw",
        "id": cell.get("id") if isinstance(cell.get("id"), str) else "",
        "metadata": metadata if isinstance(metadata, dict) else {},
        "source": source if isinstance(source, str) else "",
        "outputs": [
            o for o in outputs if isinstance(o, dict) and isinstance(o.get("data", {}), dict)
        ]
        if isinstance(outputs, list)
        else [],
        "execution_count": cell.get("execution_count"),
    }


def module_of(notebook: NotebookDict, assignments: list[Assignment]) -> str | None:
    """Return the assignment whose cells the notebook has; the file's name does not matter.

    What the notebook says of itself only breaks a tie: it is the learner's to change.
    """
    about = notebook["metadata"].get("pmbridge")
    says = about.get("module") if isinstance(about, dict) else None
    if isinstance(about, dict) and about.get("kind") == "lesson":
        return None
    names = {_name_of(cell) for cell in notebook["cells"]} - {"", "setup", "check-everything"}
    sources = {cell["source"] for cell in notebook["cells"]}
    best, most = None, 0
    for assignment in assignments:
        count = 2 * len(names & assignment.content["exercises"].keys())
        count += len(names & {c["id"] for c in assignment.content["cells"]})
        count += any(f'open_exercises("{assignment.module}")' in source for source in sources)
        if count > most or (count == most and count and assignment.module == says):
            best, most = assignment.module, count
    return best


def _name_of(cell: CellDict) -> str:
    about = cell["metadata"].get("nbgrader")
    name = about.get("grade_id") if isinstance(about, dict) else None
    return name if isinstance(name, str) and name else cell["id"]


@dataclass
class _Place:
    """A cell of the submission, and which cell of the assignment it is, if any."""

    cell: CellDict
    name: str = ""
    drop: bool = False


def repair(data: bytes, assignment: Assignment) -> Repaired:
    """Return the submission ``data`` in order, with what was mended in it.

    Repairing what was repaired changes nothing.

    Raises
    ------
    NoNotebook
        If it can't be read as a notebook at all.
    """
    notebook, repairs = read(data)
    done = Repaired({}, repairs, answers=in_outputs(notebook), data_of=set(_data_of(notebook)))
    ours = {_name_of(_plain(cell)): cell for cell in assignment.release["cells"]}
    roles = {cell["id"]: cell["role"] for cell in assignment.content["cells"]}
    graded = {name: cell for name, cell in ours.items() if "nbgrader" in cell["metadata"]}
    _kernel(notebook, done)
    places = [_Place(cell) for cell in notebook["cells"]]
    shown = _recognise(places, ours, assignment, done)
    _one_of_each(places, graded, roles, assignment, done)
    _adopt(places, graded, roles, assignment, done)
    changed = [
        place.name
        for place in places
        if place.name in graded
        and not place.drop
        and _as_released(place, graded[place.name], roles.get(place.name, "text"), assignment, done)
    ]
    _tell_changed(changed, assignment, done)
    _put_back(places, graded, roles, assignment, done)
    done.lost = [
        label
        for label, exercise in assignment.content["exercises"].items()
        if exercise["board"] and label in shown and label not in done.answers
    ]
    done.begun = _begun(places, graded, roles, done)
    done.notebook = {
        "cells": _finished([place for place in places if not place.drop], ours),
        "metadata": json.loads(json.dumps(assignment.release["metadata"])),
        "nbformat": 4,
        "nbformat_minor": 5,
    }
    return done


def _data_of(notebook: NotebookDict) -> Iterator[str]:
    for cell in notebook["cells"]:
        for output in cell["outputs"]:
            said = output.get("data", {}).get(RESULT_MIME)
            if isinstance(said, dict) and isinstance(said.get("learner"), str):
                yield said["learner"]


def _kernel(notebook: NotebookDict, done: Repaired) -> None:
    """The assignment's kernel is used, whatever the notebook asks for."""
    spec = notebook["metadata"].get("kernelspec")
    if not isinstance(spec, dict):
        return
    name, language = str(spec.get("name", "")), str(spec.get("language", "python")).lower()
    if language not in ("python", ""):
        done.flags.append(
            f"The notebook was last used with a kernel for {language}, not for Python."
        )
    elif name not in ("python3", ""):
        done.repairs.append(f"The kernel {name[:40]} was replaced by the course's.")


def _title(name: str, assignment: Assignment) -> str:
    """Return what to call a cell in a sentence."""
    exercises = assignment.content["exercises"]
    if name in exercises:
        return f'the answer to "{exercises[name]["title"]}"'
    for label, exercise in exercises.items():
        if name.startswith(f"{label}-check-"):
            return f'check {name.rpartition("-")[2]} of "{exercise["title"]}"'
        if name.startswith(f"{label}-manual-"):
            return f'the part of "{exercise["title"]}" that a person grades'
    return f"the cell {name}"


def _recognise(
    places: list[_Place], ours: dict[str, CellDict], assignment: Assignment, done: Repaired
) -> set[str]:
    """Name each cell that is one of the course's; return the names of those that the learner ran."""
    by_text = {
        f"{match[1]}-check-{match[2]}"
        for match in _CHECK_LINE.finditer(
            "\n".join(c["source"] for c in assignment.content["cells"])
        )
    }
    shown = set()
    for place in places:
        cell = place.cell
        about = cell["metadata"].get("nbgrader")
        says = about.get("grade_id") if isinstance(about, dict) else None
        if isinstance(says, str) and says in ours:
            place.name = says
        elif cell["id"] in ours:
            place.name = cell["id"]
            if says is not None or "nbgrader" in ours[cell["id"]]["metadata"]:
                done.repairs.append(
                    f"{_upper(_title(place.name, assignment))} had lost its name and got it back."
                )
        else:
            match = _CHECK_LINE.search(cell["source"])
            name = f"{match[1]}-check-{match[2]}" if match else ""
            if name in by_text and name in ours:
                place.name = name
                done.repairs.append(
                    f"{_upper(_title(name, assignment))} had lost its name and got it back."
                )
            elif isinstance(says, str):
                done.repairs.append(
                    "A cell with a name that this assignment does not have is taken as the learner's own."
                )
        if place.name and isinstance(cell["execution_count"], int):
            shown.add(place.name)
    return shown


def _upper(text: str) -> str:
    return text[:1].upper() + text[1:]


def _one_of_each(
    places: list[_Place],
    graded: dict[str, CellDict],
    roles: dict[str, str],
    assignment: Assignment,
    done: Repaired,
) -> None:
    """Of several cells with one name, keep one; a copy of an answer stays as the learner's own cell."""
    by_name: dict[str, list[_Place]] = {}
    for place in places:
        if place.name:
            by_name.setdefault(place.name, []).append(place)
    for name, same in by_name.items():
        if len(same) == 1:
            continue
        starter = "".join(graded[name]["source"]) if name in graded else ""
        changed = [place for place in same if place.cell["source"].strip() != starter.strip()]
        # The last one counts, as it does when the notebook runs from top to bottom.
        keep = (changed or same)[-1] if roles.get(name) == "answer" else same[-1]
        for place in same:
            if place is keep:
                continue
            if roles.get(name) == "answer" or name not in graded:
                place.name = ""
                place.cell["id"] = ""
                place.cell["metadata"] = {}
            else:
                place.drop = True
        if name in graded:
            rest = "the last one counts" if roles.get(name) == "answer" else "one is kept"
            title = _upper(_title(name, assignment))
            done.repairs.append(f"{title} was there {len(same)} times; {rest}.")


def _adopt(
    places: list[_Place],
    graded: dict[str, CellDict],
    roles: dict[str, str],
    assignment: Assignment,
    done: Repaired,
) -> None:
    """Take a cell without a name as the answer that is missing, if it defines what the answer defines."""
    present = {place.name for place in places}
    for name in graded:
        if roles.get(name) != "answer" or name in present:
            continue
        exercise = assignment.content["exercises"][name]
        wanted = set(bound_names(exercise["starter"])) or set(exercise["names"])
        best: tuple[int, _Place] | None = None
        for place in places:
            if place.name or place.drop:
                continue
            shared = len(wanted & set(bound_names(place.cell["source"])))
            # The last one counts, as it does when the notebook runs from top to bottom.
            if 2 * shared >= len(wanted) > 0 and (best is None or shared >= best[0]):
                best = shared, place
        if best is not None:
            best[1].name = name
            done.repairs.append(
                f"{_upper(_title(name, assignment))} was missing; a cell that defines "
                f"{' and '.join(sorted(wanted))} was taken for it."
            )


def _as_released(
    place: _Place, released: CellDict, role: str, assignment: Assignment, done: Repaired
) -> bool:
    """Put the course's part of a cell back to what was handed out; return whether its text was another."""
    cell = place.cell
    title = _upper(_title(place.name, assignment))
    if cell["cell_type"] != released["cell_type"]:
        done.repairs.append(
            f"{title} was turned into {_kind(cell['cell_type'])} and is {_kind(released['cell_type'])} again."
        )
        cell["cell_type"] = released["cell_type"]
    about = cell["metadata"].get("nbgrader")
    points = about.get("points") if isinstance(about, dict) else None
    was = released["metadata"]["nbgrader"].get("points")
    if points is not None and was is not None and points != was:
        done.flags.append(f"{title} said it gives {str(points)[:20]} points; it gives {was:g}.")
    cell["metadata"] = json.loads(json.dumps(released["metadata"]))
    original = "".join(released["source"])
    if role == "answer":
        return False
    other = bool(cell["source"].strip() != original.strip())
    cell["source"] = original
    return other


def _tell_changed(changed: list[str], assignment: Assignment, done: Repaired) -> None:
    """Say which of the course's cells were others; when there are many, it is another version of the course."""
    if len(changed) > _MANY:
        done.repairs.append(
            f"{len(changed)} cells of the course were others than those handed out, as from another version "
            "of it; they are as they were handed out."
        )
        return
    for name in changed:
        title = _upper(_title(name, assignment))
        done.repairs.append(f"{title} was changed and is as it was handed out.")


def _kind(cell_type: str) -> str:
    return {"code": "code", "markdown": "text"}.get(cell_type, "plain text")


def _put_back(
    places: list[_Place],
    graded: dict[str, CellDict],
    roles: dict[str, str],
    assignment: Assignment,
    done: Repaired,
) -> None:
    """Put back each graded cell that is missing, behind the cell that it follows in the assignment."""
    missing_checks = 0
    position = 0
    for released in assignment.release["cells"]:
        name = _name_of(_plain(released))
        at = [i for i, place in enumerate(places) if place.name == name and not place.drop]
        if at:
            position = at[-1] + 1
            continue
        if name not in graded:
            continue
        fresh = _plain(json.loads(json.dumps(released)))
        places.insert(position, _Place(fresh, name))
        position += 1
        if roles.get(name) == "answer":
            done.flags.append(
                f"{_upper(_title(name, assignment))} was not in the notebook; it counts as not started."
            )
        elif roles.get(name) == "check":
            missing_checks += 1
        elif name != "check-everything":
            done.repairs.append(f"{_upper(_title(name, assignment))} was missing and was put back.")
    if missing_checks:
        were = "check was" if missing_checks == 1 else "checks were"
        done.repairs.append(f"{missing_checks} {were} missing and put back.")


def _begun(
    places: list[_Place], graded: dict[str, CellDict], roles: dict[str, str], done: Repaired
) -> bool:
    if done.answers:
        return True
    for place in places:
        cell = place.cell
        if place.drop:
            continue
        if not place.name and cell["source"].strip():
            return True
        if isinstance(cell["execution_count"], int) and roles.get(place.name) in (
            "answer",
            "check",
        ):
            return True
        released = graded.get(place.name)
        if (
            roles.get(place.name) == "answer"
            and released is not None
            and cell["source"].strip() != "".join(released["source"]).strip()
        ):
            return True
    return False


def _finished(places: list[_Place], ours: dict[str, CellDict]) -> list[CellDict]:
    """Return valid cells with ids that are unique. Outputs are left out: they are made anew.

    Only a board's answer is kept in them, since the notebook may be graded without the folder beside it.
    """
    used: set[str] = {place.name for place in places if place.name}
    cells = []
    for number, place in enumerate(places):
        cell = place.cell
        identifier = place.name
        if not place.name:
            identifier = cell["id"] if _GOOD_ID.fullmatch(cell["id"]) else f"own-{number}"
            while identifier in used:
                identifier = f"own-{number}-{len(used)}"
            used.add(identifier)
        made: CellDict = {
            "cell_type": cell["cell_type"],
            "id": identifier,
            # Names, tags and points are the course's to give; a learner's own cell needs none.
            "metadata": cell["metadata"] if place.name else {},
            "source": cell["source"],
        }
        if cell["cell_type"] == "code":
            # Whether a board was shown decides if its missing answer is asked for again.
            count = cell["execution_count"]
            made["execution_count"] = count if type(count) is int and count >= 0 else None
            made["outputs"] = [
                {
                    "output_type": "display_data",
                    "metadata": {},
                    "data": {MIME: output["data"][MIME]},
                }
                for output in cell["outputs"]
                if isinstance(output.get("data", {}).get(MIME), dict)
            ]
        cells.append(made)
    return cells
