"""The teaching contract of an exercise: what every exercise owes to the person who works on it."""

import ast
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from pmbridge.authoring.exercises import BEGIN, END, Exercise
from pmbridge.authoring.report import Problem
from pmbridge.authoring.source import SourceCell, SourceFile
from pmbridge.content import Layout, module_content

MISTAKES, HINTS = 2, 3
LESSON_KEYS: dict[str, tuple[type, str]] = {
    "title": (str, "title: Understand the role"),
    "minutes": (int, "minutes: 45"),
    "questions": (list, "questions: a list of what a reader asks before this lesson"),
    "objectives": (dict, "objectives: a table, name: what the learner can do afterwards"),
    "out_of_scope": (list, "out_of_scope: a list of what is left out on purpose"),
    "key_points": (list, "key_points: a list of sentences to remember"),
    "instructor_notes": (str, "instructor_notes: a paragraph for the person who teaches this"),
    "sources": (list, "sources: a list of primary sources, or [] where no fact needs one"),
}


def check_front(source: SourceFile, lesson: bool) -> Iterator[Problem]:
    """Yield what the front matter lacks."""
    keys = LESSON_KEYS if lesson else {"title": LESSON_KEYS["title"]}
    for key, (kind, form) in keys.items():
        value = source.front.get(key)
        if (
            not isinstance(value, kind)
            or (kind is not list and not value)
            or (kind is list and key != "sources" and not value)
        ):
            yield Problem(
                source.path, 1, f"The front matter has no proper {key}.", f"Write {form}."
            )


def check_exercises(
    source: SourceFile,
    exercises: dict[str, Exercise],
    ramp: int,
    objectives: dict[str, Any],
    points: dict[str, str],
) -> Iterator[Problem]:
    """Yield every breach of the contract in the exercises of a module."""
    for exercise in exercises.values():
        yield from _parts(source.path, exercise)
        yield from _attributes(source.path, exercise, ramp, objectives, points)
        yield from _answer(source.path, exercise)
        for check in exercise.checks:
            yield from _check(source.path, check)
    practised = {e.answer.attributes.get("objective") for e in exercises.values()}
    for name, text in objectives.items():
        if name not in practised:
            yield Problem(
                source.path,
                1,
                f'No exercise practises the objective "{name}" ({text}).',
                f'Give an exercise objective="{name}", or take the objective out of lesson.md.',
            )


def check_coverage(
    path: Path, number: str, exercises: dict[str, Exercise], points: dict[str, str]
) -> Iterator[Problem]:
    """Yield the points of the curriculum that the module should practise and does not."""
    covered = {c for e in exercises.values() for c in covers(e)}
    for point, text in points.items():
        if point.split(".")[0] == str(int(number)) and point not in covered:
            yield Problem(
                path,
                1,
                f'No exercise covers the point "{point}" ({text}).',
                f'Give the exercise that practises it covers="{point}".',
            )


def covers(exercise: Exercise) -> list[str]:
    """Return the points that ``exercise`` says it practises."""
    text = exercise.answer.attributes.get("covers", "")
    return [part.strip() for part in str(text).split(",") if part.strip()]


def _parts(path: Path, exercise: Exercise) -> Iterator[Problem]:
    label, line = exercise.label, exercise.answer.line
    visible = [c for c in exercise.checks if not c.attributes.get("hidden")]
    hidden = [c for c in exercise.checks if c.attributes.get("hidden")]
    needs = [
        (visible, 1, "visible check", f'Add ```python check="{label}" points=1.'),
        (
            hidden,
            1,
            "hidden check",
            f'Add ```python check="{label}" points=1 hidden=true with other inputs.',
        ),
        (
            exercise.mistakes,
            MISTAKES,
            "declared mistake",
            f'Add ```python mistake="{label}" expect="..." with a wrong answer that people really give.',
        ),
        (
            exercise.hints,
            HINTS,
            "hint",
            f'Add "<!-- #region hint="{label}" -->": first a question, then the idea in words, then an '
            "example on other data.",
        ),
        (
            exercise.why,
            1,
            "explanation",
            f'Add "<!-- #region why="{label}" -->": why the answer works.',
        ),
    ]
    for have, want, name, instead in needs:
        if len(have) < want:
            yield Problem(
                path, line, f'"{label}" has {len(have)} of at least {want} {name}(s).', instead
            )
    for name, cells in (
        ("why", exercise.why),
        ("rubric", exercise.rubric),
        ("board", exercise.board),
    ):
        if len(cells) > 1:
            yield Problem(
                path, cells[1].line, f'"{label}" has a second {name}.', "Join the two into one."
            )
    if not exercise.title:
        yield Problem(
            path,
            line,
            f'"{label}" has no heading above it.',
            "Put a line such as ## Score one feature.",
        )
    if exercise.manual and not exercise.rubric:
        yield Problem(
            path,
            exercise.manual[0].line,
            f'manual="{label}" has no rubric.',
            f'Add "<!-- #region rubric="{label}" -->": what earns which points. Learner and grader see it.',
        )
    if exercise.rubric and not exercise.manual:
        yield Problem(
            path,
            exercise.rubric[0].line,
            f'rubric="{label}" goes with no manually graded part.',
            f'Add "<!-- #region manual="{label}" points=2 -->", or take the rubric out.',
        )
    uses_board = "board(" in exercise.answer.text
    if bool(exercise.board) != uses_board:
        yield Problem(
            path,
            line,
            f'"{label}" has a board region or a call of board(), but not both.',
            f'Write answer = board("{label}").answer in the exercise and a region board="{label}".',
        )
    for cell in (*exercise.hints, *exercise.why, *exercise.manual, *exercise.rubric):
        if not cell.text.strip():
            yield Problem(path, cell.line, f'{cell.role}="{label}" is empty.', "Write its text.")
    texts = [cell.text.strip() for cell in exercise.hints]
    if len(set(texts)) < len(texts):
        yield Problem(
            path,
            line,
            f'"{label}" gives the same hint twice.',
            "Each hint should say more than the last.",
        )


def _attributes(
    path: Path,
    exercise: Exercise,
    ramp: int,
    objectives: dict[str, Any],
    points: dict[str, str],
) -> Iterator[Problem]:
    label, cell = exercise.label, exercise.answer
    step = cell.attributes.get("ramp")
    if isinstance(step, int) and not 0 <= step <= ramp:
        yield Problem(
            path,
            cell.line,
            f'"{label}" has ramp={step}; in this module it may be 0 to {ramp}.',
            "Ask for less code: give the code and let the learner choose, predict or change a value.",
        )
    objective = cell.attributes.get("objective")
    if isinstance(objective, str) and objective not in objectives:
        yield Problem(
            path,
            cell.line,
            f'"{label}" practises an objective that lesson.md does not have: "{objective}".',
            f"Use one of: {', '.join(map(str, objectives)) or 'none yet; add it to the front matter of lesson.md'}.",
        )
    for point in covers(exercise):
        if point not in points:
            yield Problem(
                path,
                cell.line,
                f'"{label}" covers a point that course/curriculum.toml does not have: "{point}".',
                "Take a key of its [points] table.",
            )
    for check in (*exercise.checks, *exercise.manual):
        value = check.attributes.get("points")
        if isinstance(value, int | float) and not 0 < value <= 100:
            yield Problem(
                path,
                check.line,
                f'"{label}" gives {value} points.',
                "Give more than 0 and at most 100.",
            )


def _answer(path: Path, exercise: Exercise) -> Iterator[Problem]:
    label, cell = exercise.label, exercise.answer
    begins, ends = cell.text.count(BEGIN), cell.text.count(END)
    if begins != 1 or ends != 1 or cell.text.find(END) < cell.text.find(BEGIN):
        yield Problem(
            path,
            cell.line,
            f'"{label}" needs one solution region, from {BEGIN} to {END}.',
            "Put the solution between these two lines, below the line that the learner starts from.",
        )
        return
    start, _, rest = cell.text.partition(BEGIN)
    region, _, after = rest.partition(END)
    # Both keep every line, so that a problem is reported where it stands.
    starter = start + "\n" * region.count("\n") + after
    for name, text in (("starter", starter), ("solution", cell.text)):
        problem = _syntax_problem(text)
        if problem:
            yield Problem(
                path,
                cell.first + problem[0] - 1,
                f'The {name} of "{label}" is not valid Python: {problem[1]}.',
                "Mend the line; the cell must run both with and without its solution region.",
            )
            return
    if "NotImplementedError" in exercise.starter:
        yield Problem(
            path,
            cell.line,
            f'The starter of "{label}" raises NotImplementedError.',
            "Starters are calm: write answer = ... above the solution region.",
        )
    missing = [n for n in exercise.names if n not in bound_in(exercise.starter)]
    if not exercise.names or missing:
        name = (missing or ["answer"])[0]
        yield Problem(
            path,
            cell.line,
            f'The starter of "{label}" does not define {name}.',
            f"Write {name} = ... above the solution region, so that the cell runs before it is answered.",
        )


def bound_in(source: str) -> set[str]:
    """Return every name that ``source`` binds anywhere."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            names.add(node.id)
        elif isinstance(node, ast.FunctionDef | ast.ClassDef):
            names.add(node.name)
    return names


def _syntax_problem(text: str) -> tuple[int, str] | None:
    try:
        ast.parse(text)
    except SyntaxError as error:
        return error.lineno or 1, error.msg
    except ValueError as error:
        return 1, str(error)
    return None


def _check(path: Path, cell: SourceCell) -> Iterator[Problem]:
    label = cell.label
    problem = _syntax_problem(cell.text)
    if problem:
        yield Problem(
            path,
            cell.first + problem[0] - 1,
            f'The check of "{label}" is not valid Python: {problem[1]}.',
            "Mend the line.",
        )
        return
    asserts = [node for node in ast.walk(ast.parse(cell.text)) if isinstance(node, ast.Assert)]
    if not asserts:
        yield Problem(
            path,
            cell.line,
            f'The check of "{label}" has no assert.',
            'Write assert ..., "what the learner should think about".',
        )
    for node in asserts:
        line = cell.first + node.lineno - 1
        if node.msg is None:
            yield Problem(
                path,
                line,
                f'An assert of "{label}" has no message.',
                'Add one after a comma: assert ..., "Effort should divide: doubling it halves the score."',
            )
        if isinstance(node.test, ast.Tuple) or (
            isinstance(node.test, ast.Constant) and bool(node.test.value)
        ):
            yield Problem(
                path,
                line,
                f'An assert of "{label}" can never fail.',
                "Take away the brackets around the test and its message.",
            )


def check_labels(
    layout: Layout, module: str, source: SourceFile, exercises: dict[str, Exercise]
) -> Iterator[Problem]:
    """Yield labels that another module has already, since answers and progress are kept by label."""
    for path in sorted(layout.content.glob("*.json")):
        if path.stem == module or not (layout.course / path.stem).is_dir():
            continue
        others = module_content(layout, path.stem)["exercises"]
        for label in exercises.keys() & others.keys():
            yield Problem(
                source.path,
                exercises[label].answer.line,
                f'The label "{label}" is taken: module {path.stem} has it too.',
                "Choose another; labels are unique in the whole course.",
            )
