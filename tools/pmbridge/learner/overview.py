"""How far a learner is: one row a module, and what comes next."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pmbridge.content import Layout, module_content, module_names
from pmbridge.workspace.progress import NOT_STARTED, PASSED, Standing, read, standings


@dataclass(frozen=True)
class ExerciseRow:
    """One exercise: its state, and the points earned of those it gives."""

    module: str
    label: str
    title: str
    minutes: float
    core: bool
    state: str
    earned: float
    points: float


@dataclass(frozen=True)
class ModuleRow:
    """One module and its exercises."""

    module: str
    title: str
    exercises: list[ExerciseRow]

    @property
    def passed(self) -> int:
        """How many exercises are passed."""
        return sum(row.state == PASSED for row in self.exercises)

    @property
    def minutes_left(self) -> float:
        """The minutes that the core exercises still open will take."""
        return sum(row.minutes for row in self.exercises if row.core and row.state != PASSED)


def overview(layout: Layout, home: Path) -> list[ModuleRow]:
    """Return a row for each module that is built.

    Hidden checks count once they have run, with *Check everything*; until then an exercise is passed
    when all its visible checks are.
    """
    known = standings(read(home))
    rows = []
    for module in module_names(layout):
        if not (layout.content / f"{module}.json").is_file():
            continue
        content = module_content(layout, module)
        exercises = [
            _row(module, label, exercise, known)
            for label, exercise in content["exercises"].items()
            if exercise["checks"]
        ]
        rows.append(ModuleRow(module, content["title"], exercises))
    return rows


def _row(
    module: str,
    label: str,
    exercise: dict[str, Any],
    known: dict[tuple[str, str, int], Standing],
) -> ExerciseRow:
    counted = [
        (check, known.get((module, label, part)))
        for part, check in enumerate(exercise["checks"], 1)
        if not check["hidden"] or (module, label, part) in known
    ]
    states = [standing.state if standing else NOT_STARTED for _, standing in counted]
    if all(state == PASSED for state in states):
        state = PASSED
    else:
        state = next((s for s in states if s not in (PASSED, NOT_STARTED)), NOT_STARTED)
    return ExerciseRow(
        module=module,
        label=label,
        title=exercise["title"],
        minutes=exercise["minutes"],
        core=exercise["core"],
        state=state,
        earned=sum(standing.earned for _, standing in counted if standing),
        points=sum(check["points"] for check, _ in counted),
    )


def next_exercise(rows: list[ModuleRow]) -> ExerciseRow | None:
    """Return the first core exercise that is not passed, or None when all are."""
    return next(
        (e for row in rows for e in row.exercises if e.core and e.state != PASSED),
        None,
    )
