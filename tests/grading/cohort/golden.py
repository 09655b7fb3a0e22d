"""A cohort's hand-ins as they really arrive, with what must come of each: data, so that adding one is a line.

Every learner hands in the sample module once. ``place`` is the name that a platform gives to the file;
``make`` makes its bytes; ``earned`` is what the checks must give, and ``None`` if nothing may be graded.
"""

import copy
import io
import json
import os
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import nbformat
from nbformat import NotebookNode

from pmbridge.check.session import RESULT_MIME
from pmbridge.grading.cohort.folder import Cohort
from pmbridge.workspace.answers import MIME
from pmbridge.workspace.pack import pack
from submissions import MODULE, SAMPLE, answered, mistakes, released, solutions

FULL = 15.0
RIGHT = solutions(SAMPLE, MODULE)
BOARD = "first-idea"
HALF = ("first-idea", "no-evidence", "rice-blank")
LAST_WEEK = "2026-11-16 09:30:00 UTC"


def dumped(notebook: NotebookNode | dict[str, Any]) -> bytes:
    return json.dumps(notebook).encode()


def full() -> NotebookNode:
    return answered(SAMPLE, MODULE, RIGHT)


def at(notebook: NotebookNode, name: str) -> int:
    return next(
        i
        for i, c in enumerate(notebook.cells)
        if c.metadata.get("nbgrader", {}).get("grade_id") == name
    )


def cell(notebook: NotebookNode, name: str) -> NotebookNode:
    return notebook.cells[at(notebook, name)]


def right() -> bytes:
    return dumped(full())


def half() -> bytes:
    return dumped(answered(SAMPLE, MODULE, {label: RIGHT[label] for label in HALF}))


def untouched() -> bytes:
    return dumped(released(SAMPLE, MODULE))


def mistake(number: int) -> Callable[[], bytes]:
    return lambda: dumped(answered(SAMPLE, MODULE, mistakes(SAMPLE, MODULE, number)))


def with_bom() -> bytes:
    return b"\xef\xbb\xbf" + right()


def answer_copied() -> bytes:
    notebook = full()
    twin = copy.deepcopy(cell(notebook, "read-a-line"))
    cell(notebook, "read-a-line").source = "prediction = ..."
    notebook.cells.insert(at(notebook, "read-a-line") + 1, twin)
    return dumped(notebook)


def check_copied() -> bytes:
    notebook = full()
    place = at(notebook, "rice-blank-check-1")
    notebook.cells.insert(place, copy.deepcopy(notebook.cells[place]))
    return dumped(notebook)


def check_deleted() -> bytes:
    notebook = full()
    del notebook.cells[at(notebook, "rank-backlog-check-2")]
    del notebook.cells[at(notebook, "rank-backlog-check-1")]
    return dumped(notebook)


def answer_deleted() -> bytes:
    notebook = full()
    del notebook.cells[at(notebook, "read-a-line")]
    return dumped(notebook)


def answer_as_text() -> bytes:
    notebook = full()
    changed = cell(notebook, "no-evidence")
    changed.cell_type = "markdown"
    del changed["outputs"], changed["execution_count"]
    return dumped(notebook)


def check_as_raw() -> bytes:
    notebook = full()
    changed = cell(notebook, "no-evidence-check-1")
    changed.cell_type = "raw"
    del changed["outputs"], changed["execution_count"]
    return dumped(notebook)


def check_without_name() -> bytes:
    notebook = full()
    changed = cell(notebook, "rice-blank-check-1")
    changed.metadata = nbformat.from_dict({})
    changed.id = "0a1b2c3d"
    return dumped(notebook)


def answer_without_name() -> bytes:
    notebook = full()
    changed = cell(notebook, "rank-backlog")
    changed.metadata = nbformat.from_dict({})
    changed.id = "4e5f6a7b"
    return dumped(notebook)


def points_raised() -> bytes:
    notebook = answered(SAMPLE, MODULE, {label: RIGHT[label] for label in HALF})
    cell(notebook, "first-idea-check-1").metadata.nbgrader["points"] = 100
    return dumped(notebook)


def check_edited() -> bytes:
    notebook = released(SAMPLE, MODULE)
    cell(notebook, "read-a-line-check-1").source = "2"
    return dumped(notebook)


def other_environment() -> bytes:
    notebook = full()
    notebook.metadata.kernelspec = {
        "name": "venv-311",
        "display_name": "mine",
        "language": "python",
    }
    return dumped(notebook)


def kernel_for_r() -> bytes:
    notebook = full()
    notebook.metadata.kernelspec = {"name": "ir", "display_name": "R", "language": "R"}
    return dumped(notebook)


def format_3() -> bytes:
    old = nbformat.convert(full(), 3)
    return json.dumps(old).encode()


def board_shown_without_answer() -> bytes:
    notebook = answered(SAMPLE, MODULE, {k: v for k, v in RIGHT.items() if k != BOARD})
    cell(notebook, BOARD).execution_count = 3
    return dumped(notebook)


def board_answer_in_output() -> bytes:
    notebook = answered(SAMPLE, MODULE, {k: v for k, v in RIGHT.items() if k != BOARD})
    shown = cell(notebook, BOARD)
    shown.execution_count = 3
    data = {MIME: {"label": BOARD, "answer": "reminder"}, "text/plain": "a board"}
    shown.outputs = [{"output_type": "display_data", "metadata": {}, "data": data}]
    return dumped(notebook)


def made_in_self_study() -> bytes:
    """A notebook alone, from a course folder without the learner's pass."""
    notebook = full()
    ran = cell(notebook, "read-a-line-check-1")
    said = {"label": "read-a-line", "learner": "self-study"}
    data = {RESULT_MIME: said, "text/plain": "1"}
    ran.outputs = [
        {"output_type": "execute_result", "execution_count": 1, "metadata": {}, "data": data}
    ]
    return dumped(notebook)


def error_in_one_cell() -> bytes:
    notebook = full()
    cell(notebook, "read-a-line").source = "prediction = 1 / 0"
    return dumped(notebook)


def leaves_python() -> bytes:
    notebook = full()
    notebook.cells.insert(2, nbformat.v4.new_code_cell("import sys\nsys.exit(0)", id="bye"))
    return dumped(notebook)


def ids_of_nobody() -> bytes:
    notebook = full()
    extra = nbformat.v4.new_code_cell("spare = 1", id="spare")
    extra.metadata["nbgrader"] = {"grade_id": "../../etc", "grade": True, "points": 5, "locked": True,
                                  "solution": False, "schema_version": 3, "task": False}  # fmt: skip
    notebook.cells.append(extra)
    return dumped(notebook)


def torn() -> bytes:
    return right()[:4000]


def lesson() -> bytes:
    return (SAMPLE.course / MODULE / f"{MODULE}.ipynb").read_bytes()


def a_list() -> bytes:
    return b"[1, 2, 3]"


def course_folder(
    cohort: Cohort, home: Path, learner: str, answers: dict[str, str] | None = None
) -> None:
    """Make a learner's folder as ``pmbridge start`` and their pass do, with the board answered."""
    (home / MODULE).mkdir(parents=True)
    whose = cohort.identity(learner) if learner else None
    data = (
        {"learner": whose.learner, "course_key": whose.course_key}
        if whose
        else {"learner": "self-study", "course_key": "bridge-to-product"}
    )
    (home / "learner.json").write_text(json.dumps(data))
    wanted = RIGHT if answers is None else answers
    notebook = answered(SAMPLE, MODULE, {k: v for k, v in wanted.items() if k != BOARD})
    (home / MODULE / f"{MODULE}.ipynb").write_bytes(dumped(notebook))
    if BOARD in wanted:
        (home / "answers").mkdir()
        text = json.dumps({"label": BOARD, "answer": "reminder"})
        (home / "answers" / f"{BOARD}.json").write_text(text)


def packed(cohort: Cohort, scratch: Path, whose: str, **kw: Any) -> bytes:
    """Return the zip that *Save my work* makes in the course folder of ``whose``."""
    home = scratch / f"home-{len(os.listdir(scratch))}"
    course_folder(cohort, home, whose, **kw)
    target = scratch / f"{home.name}.zip"
    pack(home, target)
    return target.read_bytes()


def slipping_zip() -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr(f"../../../../tmp/{MODULE}.ipynb", right())
    return buffer.getvalue()


def bomb() -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for number in range(9):
            archive.writestr(f"{number}.ipynb", b"0" * 24_000_000)
    return buffer.getvalue()


@dataclass(frozen=True)
class HandIn:
    """One learner's hand-in and what must come of it."""

    learner: str
    place: str
    make: Callable[[], bytes]
    earned: float | None = FULL
    says: str = ""
    flags: str = ""


def moodle(number: int, name: str) -> str:
    return f"{name}_{number}_assignsubmission_file_"


HAND_INS = [
    # The names that platforms give.
    HandIn("ada", f"{moodle(1234567, 'Ada Lovelace')}/{MODULE}.ipynb", right),
    HandIn("bob", f"{moodle(1234568, 'Bob Ray')}{MODULE}.ipynb", half, 7.0),
    HandIn("chen", f"weichen_90003_555_{MODULE}.ipynb", right),
    HandIn("dora", f"okaforadora_LATE_90004_556_{MODULE}.ipynb", right, flags="marks it as late"),
    HandIn("emil", f"Sample_emil_attempt_2026-11-16-09-30-00_{MODULE}.ipynb", right),
    HandIn("fay", f"90006-77 - Fay O'Neil - Nov 16, 2026 930 AM - {MODULE}.ipynb", right),
    HandIn("gus", f"gus+{MODULE}+{LAST_WEEK}+c2VjcmV0/{MODULE}.ipynb", right),
    HandIn("hana", f"hana/{MODULE}.ipynb", right),
    HandIn("ivo", "ivo.ipynb", right),
    HandIn("jia", f"{MODULE}_jia.ipynb", right),
    # What happens to a notebook on its way.
    HandIn("kim", "kim/Untitled (3).ipynb", right, says="was called Untitled (3).ipynb"),
    HandIn("lea", f"lea/{MODULE}.ipynb", answer_copied, says='"Read a line of Python" was there 2 times'),
    HandIn("max", f"max/{MODULE}.ipynb", check_copied, says='Check 1 of "Fill one blank" was there 2 times'),
    HandIn("nia", f"nia/{MODULE}.ipynb", check_deleted, says="2 checks were missing and put back"),
    HandIn("oto", f"oto/{MODULE}.ipynb", answer_deleted, FULL - 2, flags="was not in the notebook"),
    HandIn("pia", f"pia/{MODULE}.ipynb", answer_as_text, says="turned into text and is code again"),
    HandIn("quin", f"quin/{MODULE}.ipynb", check_as_raw, says="turned into plain text and is code again"),
    HandIn("rosa", f"rosa/{MODULE}.ipynb", check_without_name, says="had lost its name"),
    HandIn("sam", f"sam/{MODULE}.ipynb", answer_without_name, says="was taken for it"),
    HandIn("tess", f"tess/{MODULE}.ipynb", points_raised, 7.0, flags="said it gives 100 points"),
    HandIn("uma", f"uma/{MODULE}.ipynb", check_edited, 0.0, says="is as it was handed out"),
    HandIn("vic", f"vic/{MODULE}.ipynb", other_environment, says="venv-311 was replaced"),
    HandIn("wanda", f"wanda/{MODULE}.ipynb", kernel_for_r, flags="a kernel for r"),
    HandIn("xiu", f"xiu/{MODULE}.ipynb", format_3, says="before 2015"),
    HandIn("yara", f"yara/{MODULE}.ipynb", board_shown_without_answer, FULL - 2, flags="did not come along"),
    HandIn("zoe", f"zoe/{MODULE}.ipynb", board_answer_in_output),
    HandIn("al", f"al/{MODULE}.ipynb", with_bom),
    HandIn("bea", f"bea/{MODULE}.ipynb", ids_of_nobody, says="taken as the learner's own"),
    HandIn("noa", f"noa/{MODULE}.ipynb", made_in_self_study, flags="made with other data"),
    # What learners write.
    HandIn("cy", f"cy/{MODULE}.ipynb", untouched, 0.0),
    HandIn("dan", f"dan/{MODULE}.ipynb", mistake(0), 2.0),
    HandIn("eva", f"eva/{MODULE}.ipynb", mistake(1), 5.0),
    HandIn("flo", f"flo/{MODULE}.ipynb", error_in_one_cell, FULL - 2),
    HandIn("gil", f"gil/{MODULE}.ipynb", leaves_python),
    # What can't be taken.
    HandIn("hugo", f"hugo/{MODULE}.ipynb", torn, None, says="cut off or damaged"),
    HandIn("ida", f"ida/{MODULE}.ipynb", lesson, None, says="the lesson and not the exercises"),
    HandIn("jan", f"jan/{MODULE}.ipynb", a_list, None, says="holds no notebook"),
    HandIn("kay", f"kay/{MODULE}.zip", slipping_zip, None, says="leads out of the zip"),
    HandIn("liv", f"liv/{MODULE}.zip", bomb, None, says="would have more than"),
    HandIn("mia", f"mia/{MODULE}.docx", lambda: b"PK not a notebook", None, says="neither a notebook nor a zip"),
]  # fmt: skip

NAMES = {
    "ada": ("Ada", "Lovelace"),
    "bob": ("Bob", "Ray"),
    "chen": ("Chen", "Wei"),
    "dora": ("Adora", "Okafor"),
    "fay": ("Fay", "O'Neil"),
}
# These hand in packs, which need the cohort's key.
PACKERS = ("ned", "ola", "pat", "ria", "sol")


def roster_csv() -> str:
    """Return the list of participants as a platform exports it."""
    lines = ["First name,Last name,Username,Email address,Canvas ID"]
    for number, learner in enumerate([*(h.learner for h in HAND_INS), *PACKERS]):
        first, last = NAMES.get(learner, (learner.title(), "Example"))
        lines.append(f"{first},{last},{learner},{learner}@example.org,{90001 + number}")
    return "\n".join(lines) + "\n"


def lay_out(folder: Path, cohort: Cohort) -> None:
    """Write all hand-ins below ``folder``, as an instructor finds them after unpacking downloads."""
    for hand_in in HAND_INS:
        path = folder / hand_in.place
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(hand_in.make())
    exchange = folder / f"gus+{MODULE}+{LAST_WEEK}+c2VjcmV0"
    (exchange / "timestamp.txt").write_text(LAST_WEEK)
    (exchange / "submission_secret.txt").write_text("a-secret")
    scratch = folder.parent / "scratch"
    scratch.mkdir()
    (folder / "ned.zip").write_bytes(packed(cohort, scratch, "ned"))
    (folder / "ola.zip").write_bytes(packed(cohort, scratch, "ned"))
    (folder / "pat.zip").write_bytes(packed(cohort, scratch, ""))
    (folder / "ria.zip").write_bytes(packed(cohort, scratch, "ria", answers={}))
    # The board was answered, and the notebook not saved after it.
    (folder / "sol.zip").write_bytes(packed(cohort, scratch, "sol", answers={BOARD: RIGHT[BOARD]}))
    (folder / "a stranger.ipynb").write_bytes(right())
    (folder / "my-work-2026-11-16.zip").write_bytes(packed(cohort, scratch, "ned"))
    os.symlink("/etc/passwd", folder / "link.ipynb")
    os.mkfifo(folder / "pipe.ipynb")
