"""Runs every answer that an author declares, and holds each to what the author promised."""

import os
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from itertools import zip_longest
from pathlib import Path
from typing import Any

from pmbridge.authoring.examining import Examining, Rows, differences, given_away, junk
from pmbridge.authoring.exercises import Exercise
from pmbridge.authoring.report import Problem
from pmbridge.authoring.source import SourceCell
from pmbridge.check.runner import Cell, run_cells
from pmbridge.check.selfcheck import report
from pmbridge.workspace.progress import NOT_STARTED, NOT_YET, PASSED

Say = Callable[[str], None]


def verify(
    path: Path, examining: Examining, exercises: dict[str, Exercise], course: Path, say: Say
) -> Iterator[Problem]:
    """Yield what an author's answers do that they should not, in a notebook and in the examiner.

    ``course`` is a folder whose ``_content`` holds the freshly built data of ``examining``.
    """
    data = examining.data

    def outcomes(answers: dict[str, str]) -> Rows:
        cells = [
            Cell(cell["id"], answers.get(cell["id"], cell["source"])) for cell in data["cells"]
        ]
        run = run_cells(cells, path.parent, environment={"PMBRIDGE_COURSE": str(course)})
        return {row["label"]: row for row in report(data["module"], data, run)["exercises"]}

    def both(answers: dict[str, str], name: str) -> "Future[tuple[Rows, Rows]]":
        def run() -> tuple[Rows, Rows]:
            say(name)
            return outcomes(answers), examining.rows(answers)

        return pool.submit(run)

    solutions = {label: exercise.solution for label, exercise in exercises.items()}
    # Each run is a process of its own, so as many go on at a time as there are cores.
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        solved, untouched = both(solutions, "solutions"), both({}, "starters")
        rounds = []
        for kind, judge in (("unusual", _unusual), ("mistakes", _mistake)):
            lists = [getattr(exercise, kind) for exercise in exercises.values()]
            for number, cells in enumerate(zip_longest(*lists), 1):
                chosen = [cell for cell in cells if cell is not None]
                answers = solutions | {cell.label: cell.text for cell in chosen}
                rounds.append((judge, chosen, both(answers, f"{kind} {number}")))
        say("answers that are nothing")
        nothing = [
            (name, pool.submit(examining.rows, answers)) for name, answers in junk(exercises)
        ]
        for label, exercise in exercises.items():
            line = exercise.answer.line
            yield from _must_pass(path, exercise.answer, solved.result()[0][label], "solution")
            yield from differences(path, line, *(rows[label] for rows in solved.result()))
        for label, exercise in exercises.items():
            line = exercise.answer.line
            yield from _must_be_calm(path, exercise.answer, untouched.result()[0][label])
            yield from differences(path, line, *(rows[label] for rows in untouched.result()))
        for judge, chosen, round_ in rounds:
            for cell in chosen:
                own, examined = (rows[cell.label] for rows in round_.result())
                problems = list(judge(path, cell, own))
                if problems and len(chosen) > 1:
                    # Another exercise's mistake may be to blame, so this one gets a run of its own.
                    alone = outcomes(solutions | {cell.label: cell.text})
                    problems = list(judge(path, cell, alone[cell.label]))
                yield from problems
                yield from differences(path, cell.line, own, examined)
        for name, rows in nothing:
            for label, exercise in exercises.items():
                yield from given_away(path, name, exercise, rows.result()[label])


def _must_pass(path: Path, cell: SourceCell, row: dict[str, Any], name: str) -> Iterator[Problem]:
    for check in row["checks"]:
        if check["state"] != PASSED:
            said = check["message"] or f"it is {check['state']}"
            yield Problem(
                path,
                cell.line,
                f'The {name} of "{cell.label}" fails its check {check["part"]}: {said}',
                "Mend the answer, or the check that is too strict.",
            )


def _must_be_calm(path: Path, cell: SourceCell, row: dict[str, Any]) -> Iterator[Problem]:
    for check in row["checks"]:
        if check["state"] == PASSED:
            yield Problem(
                path,
                cell.line,
                f'Check {check["part"]} of "{cell.label}" passes on the untouched starter.',
                "Give the starter ... or a wrong value, or make the check ask for more.",
            )
        elif check["state"] != NOT_STARTED:
            yield Problem(
                path,
                cell.line,
                f'The untouched starter of "{cell.label}" is "{check["state"]}" in check {check["part"]} '
                f'and not "not started": {check["message"]}',
                "Let the starter's cell run without an error, with names set to ... or to plain values.",
            )


def _unusual(path: Path, cell: SourceCell, row: dict[str, Any]) -> Iterator[Problem]:
    yield from _must_pass(path, cell, row, "unusual answer")


def _mistake(path: Path, cell: SourceCell, row: dict[str, Any]) -> Iterator[Problem]:
    expected = cell.attributes["expect"]
    messages = [check["message"] for check in row["checks"] if check["state"] == NOT_YET]
    if not messages:
        states = ", ".join(sorted({check["state"] for check in row["checks"]}))
        yield Problem(
            path,
            cell.line,
            f'A mistake of "{cell.label}" gets no message: its checks are {states}.',
            f'Add an assert that it breaks, with the message "{expected}".',
        )
    elif not any(expected in message for message in messages):
        yield Problem(
            path,
            cell.line,
            f'A mistake of "{cell.label}" promises "{expected}" and gets: {messages[0]}',
            "Change expect= to words of the message that it gets, or add an assert that tells it apart.",
        )
