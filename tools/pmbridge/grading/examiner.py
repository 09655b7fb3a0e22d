"""The examiner: runs the checks, and asks the learner's process for what they look at.

It never runs a learner's code. A name that the learner defined is fetched as a plain copy each time that a
check runs, or as a function that sends its arguments over and takes plain data back.
"""

from __future__ import annotations

import ast
import builtins
import inspect
import linecache
import re
import signal
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import numpy as np

from pmbridge import errors
from pmbridge.check.session import RESULT_MIME, Check, Exercises, Result
from pmbridge.grading import wire
from pmbridge.grading.asking import Asking, Dead
from pmbridge.grading.assignment import Assignment
from pmbridge.grading.html import safe_html, safe_markdown
from pmbridge.grading.merge import Piece
from pmbridge.grading.source import Parts, parts_of
from pmbridge.workspace.progress import MISSING, NOT_STARTED, NOT_YET, PASSED

HANGING_CELLS = 3
_REFUSED_KINDS = (StopIteration, StopAsyncIteration)
_PICTURE = re.compile(r"[^A-Za-z0-9+/=\s]")
# What a page shows of an output, and how it is made harmless to those who look at it.
_MIMES: dict[str, Callable[[str], str]] = {
    "text/plain": str,
    "text/html": safe_html,
    "text/markdown": safe_markdown,
    "image/png": lambda text: _PICTURE.sub("", text),
    "image/jpeg": lambda text: _PICTURE.sub("", text),
}
_OUTPUT_BYTES = 2_000_000
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")


class TooLong(BaseException):
    """A check took longer than it may."""


@dataclass
class Outcome:
    """What came of one check."""

    result: Result
    stopped: str = ""


class _Names(dict[str, Any]):
    """Python's built-in names as the checks see them; what is not among them comes from the learner."""

    def __init__(self, asked: frozenset[str], fetch: Any) -> None:
        super().__init__({k: v for k, v in vars(builtins).items() if k not in asked})
        self._asked = asked
        self._fetch = fetch
        self._kept: dict[str, Any] = {}

    def forget(self) -> None:
        """Fetch anew from now on."""
        self._kept.clear()

    def __missing__(self, name: str) -> Any:
        if name not in self._asked:
            raise KeyError(name)
        if name not in self._kept:
            self._kept[name] = self._fetch(name)
        return self._kept[name]


class _Checks(Exercises):
    """The checks of a module as the examiner runs them."""

    def __init__(self, module: str, content: dict[str, Any], examiner: Examiner) -> None:
        super().__init__(module, content)
        self._examiner = examiner

    def not_started(self, label: str, names: Mapping[str, Any]) -> bool:
        return self._examiner.untouched(label)

    def explained(
        self, problem: BaseException, names: Mapping[str, Any], *, hidden: bool
    ) -> errors.Card:
        if isinstance(problem, wire.DoesNotCross):
            return errors.Card(
                "This answer can't be checked",
                str(problem),
                "Give what the question asks for: a number, a text, a list, a table, or a function.",
                str(problem),
                "",
                0,
            )
        if hidden and hasattr(problem, "of_the_learner"):
            # What went wrong may quote the inputs, and those of a hidden check are not shown.
            kind = type(problem).__name__
            return errors.Card(
                f"Your code stopped: {kind}",
                "It did so with inputs that are not shown.",
                "Try it on other inputs of your own: none at all, one, many, and in another order.",
                kind,
                "",
                0,
            )
        return errors.explain(problem, {})

    def judged(self, label: str, part: int, state: str, message: str = "", **more: Any) -> Result:
        if self.exercise(label)["checks"][part - 1]["hidden"]:
            more["printed"] = ""
        return super().judged(label, part, state, message[:2000], **more)

    def result(self, label: str, part: int) -> Result:
        return self._results[label, part]

    def outcome(self, label: str, part: int) -> Result | None:
        """Return the result of a check if it ran to its end."""
        return self._results.get((label, part))

    def drop(self, label: str, part: int) -> None:
        """Forget the result of a check."""
        self._results.pop((label, part), None)


class Examiner:
    """One submission, examined once.

    Parameters
    ----------
    assignment : Assignment
        By which it is examined.
    pieces : list of Piece
        The cells to run; their outputs are filled in.
    lost : set of str
        Boards that were shown and whose answer did not come along.
    cell_seconds, total_seconds : float
        Wall time of a cell or a check, and of all.
    """

    def __init__(
        self,
        assignment: Assignment,
        pieces: list[Piece],
        lost: set[str],
        cell_seconds: float,
        total_seconds: float,
    ) -> None:
        self.assignment = assignment
        self.pieces = pieces
        self.lost = lost
        self.cell_seconds = cell_seconds
        self.until = time.monotonic() + total_seconds
        self.parts: Parts = parts_of(assignment)
        self.checks = _Checks(assignment.module, assignment.content, self)
        self.sources = {c["id"]: c["source"] for c in assignment.content["cells"]}
        self.of_check = {
            check["id"]: (label, part)
            for label, exercise in assignment.content["exercises"].items()
            for part, check in enumerate(exercise["checks"], 1)
        }
        self.names = _Names(self.parts.asked, self._fetch)
        self.space: dict[str, Any] = {"__builtins__": self.names, "__name__": "__main__"}
        self.space["check"] = Check(self.checks)
        self.kept = set(self.space)
        self.asking: Asking | None = None
        self.ran: list[Piece] = []
        self.stopped: dict[str, str] = {}
        self.outcomes: dict[str, Outcome] = {}
        self.hanging = 0
        self.cut = ""
        self.hidden = False
        self.shown_hidden = False
        self.died = ""
        self.count = 0
        self.room = _OUTPUT_BYTES

    def examine(self, asking: Asking) -> None:
        """Run every cell; ``outcomes``, ``stopped`` and ``cut`` then say what came of them."""
        self.asking = asking
        self._run_quietly(self.parts.imports)
        for piece in self.pieces:
            if piece.role == "check":
                self._check(piece)
            elif piece.role != "text":
                self._learners_cell(piece)
                if piece.id in self.parts.given:
                    self._run_quietly(piece.cell["source"])
        if self.shown_hidden and not self.cut:
            self._outputs_without_checks()
        asking.end()

    # The learner's process

    def _left(self) -> float:
        """Return the seconds that the next cell may take, and cut the examination short at 0."""
        left = self.until - time.monotonic()
        if left <= 0 and not self.cut:
            self.cut = "The submission took longer than it may in all, and the rest was not run."
        return min(left, self.cell_seconds)

    def _learners_cell(self, piece: Piece) -> None:
        self.count += 1
        piece.cell["execution_count"] = self.count
        try:
            answer = self._run(piece)
        except Dead as dead:
            self._hangs(piece.id, str(dead))
            piece.cell["outputs"] = [_error(str(dead))]
            return
        self.ran.append(piece)
        piece.cell["outputs"] = self._shown(answer)
        said = answer.get("failed")
        if type(said) is str and said:
            self.stopped[piece.id] = _text(said, 2000)

    def _run(self, piece: Piece) -> dict[str, Any]:
        self._wake()
        if self.cut:
            raise Dead(self.cut)
        assert self.asking is not None
        try:
            return self.asking.ask("run", self._left(), source=piece.cell["source"])
        except wire.WireError:
            raise Dead("This cell is too large to be run.") from None

    def _hangs(self, identifier: str, why: str) -> None:
        self.stopped[identifier] = why
        self.hanging += 1
        if self.hanging > HANGING_CELLS and not self.cut:
            self.cut = f"{self.hanging} cells had to be stopped, and the rest was not run."

    def _wake(self) -> None:
        """See to it that there is a process in which all cells so far have run."""
        assert self.asking is not None
        while not self.asking.alive and not self.cut:
            if self._left() <= 0:
                return
            try:
                self.asking.start(self._left())
                for piece in self.ran:
                    self.asking.ask("run", self._left(), source=piece.cell["source"])
                return
            except Dead as dead:
                if self.asking.alive:
                    self.asking.end()
                culprit = piece if self.ran else None
                if culprit is None:
                    self.cut = "The process for this submission did not start."
                    return
                self.ran.remove(culprit)
                self._hangs(culprit.id, str(dead))

    def _fetch(self, name: str) -> Any:
        answer = self._ask("get", name=name)
        if answer.get("found") is not True:
            if "refused" in answer:
                said = _text(answer["refused"], 200)
                raise wire.DoesNotCross(f"`{name}` can't be checked. {said}")
            raise KeyError(name)
        return answer.get("value")

    def _ask(self, do: str, **fields: Any) -> dict[str, Any]:
        if self.died:
            raise Dead(self.died)
        assert self.asking is not None
        try:
            return self.asking.ask(do, max(self._left(), 0.01), **fields)
        except Dead as dead:
            self.died = str(dead)
            raise

    def untouched(self, label: str) -> bool:
        """Return whether the learner's process says that an exercise is as it was; no point hangs on it."""
        try:
            answer = self._ask("untouched", starter=self.checks.exercise(label)["starter"])
        except Dead:
            return False
        return answer.get("value") is True

    def revive(self, remote: wire.Remote) -> Any:
        """Return a function that calls the learner's."""

        def function(*args: Any, **kwargs: Any) -> Any:
            return self._call(remote, args, kwargs)

        function.__name__ = function.__qualname__ = remote.name
        if remote.parameters is not None:
            try:
                function.__signature__ = inspect.Signature(  # type: ignore[attr-defined]
                    [
                        inspect.Parameter(
                            name,
                            inspect._ParameterKind(kind),
                            default=default if has else inspect.Parameter.empty,
                        )
                        for name, kind, has, default in remote.parameters
                    ]
                )
            except ValueError:
                return function
        return function

    def _call(self, remote: wire.Remote, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        self.shown_hidden |= self.hidden
        try:
            answer = self._ask("call", function=remote.number, args=args, kwargs=kwargs)
        except wire.WireError as error:
            raise wire.DoesNotCross(f"{remote.name} can't be given this. {error}") from error
        printed = answer.get("printed")
        if type(printed) is str and printed:
            sys.stdout.write(printed[:2000])
        if "refused" in answer:
            said = _text(answer["refused"], 200)
            raise wire.DoesNotCross(f"What {remote.name} returns can't be checked. {said}")
        if "raised" in answer:
            raised = _rebuilt(answer["raised"], answer.get("text"))
            if self.hidden and isinstance(raised, AssertionError):
                # It would pass for the check's own, and its message be shown.
                raised = RuntimeError("An assertion of your own failed.")
            raised.of_the_learner = True  # type: ignore[attr-defined]
            raise raised
        return answer.get("value")

    # The checks

    def _check(self, piece: Piece) -> None:
        label, part = self.of_check[piece.id]
        self.count += 1
        piece.cell["execution_count"] = self.count
        before = self.stopped.get(f"{label}-check")
        if not (before or self.cut):
            self._wake()
        if before or self.cut:
            result = self.checks.judged(label, part, NOT_YET, before or self.cut)
        else:
            result = self._checked(piece, label, part)
        stopped = self.stopped.get(label, "")
        if stopped and result.state != PASSED:
            result = self.checks.judged(label, part, NOT_YET, stopped)
        elif result.state == NOT_STARTED and label in self.lost:
            words = "The answer to this board did not come along."
            result = self.checks.judged(label, part, MISSING, words)
        self.outcomes[piece.id] = Outcome(result, stopped)
        piece.cell["outputs"] = _result_outputs(result, self.count)

    def _checked(self, piece: Piece, label: str, part: int) -> Result:
        self.names.forget()
        self.died = ""
        self.hidden = bool(self.checks.exercise(label)["checks"][part - 1]["hidden"])
        self.checks.drop(label, part)
        said = ""
        try:
            with _no_longer_than(self._left()):
                value = self._execute(self.sources[piece.id], piece.id)
            if self.checks.outcome(label, part) is None:
                return self._plain(label, part, value)
        except TooLong:
            said = "This check took longer than it may. Look for what makes your answer so large or so slow."
            if self.asking is not None and self.asking.alive:
                self.asking.end()
        except (Exception, SystemExit, Dead) as error:
            # A check that the builder wrote keeps what went wrong; anything else is told here.
            said = "" if self.died else f"{type(error).__name__}: {error}"
        finally:
            self.hidden = False
            self._forget_helpers()
        if self.died:
            said = self.died
            # The other checks of this exercise call the same answer.
            self._hangs(f"{label}-check", said)
        result = self.checks.outcome(label, part)
        if said or result is None:
            return self.checks.judged(label, part, NOT_YET, said or "This check did not run.")
        return result

    def _plain(self, label: str, part: int, value: Any) -> Result:
        """Return the result of a check cell as any nbgrader course has them: its last value is the points.

        nbgrader gives all points for a value that it can't read as a number from 0: not so here.
        """
        points = float(self.checks.exercise(label)["checks"][part - 1]["points"])
        if value is None:
            return self.checks.judged(label, part, PASSED)
        number = isinstance(value, int | float | np.integer | np.floating)
        if not number or isinstance(value, bool) or not 0 <= float(value) <= points:
            words = (
                "This check ended with something that is no number of points. Tell your instructor."
            )
            return self.checks.judged(label, part, NOT_YET, words)
        state = PASSED if float(value) == points else NOT_YET
        return self.checks.judged(label, part, state, earned=float(value))

    def _execute(self, source: str, name: str) -> Any:
        """Run a check cell and return the value of its last line, if that is an expression."""
        filename = f"<check {name}>"
        linecache.cache[filename] = (len(source), None, source.splitlines(True), filename)
        tree = ast.parse(source, filename)
        last = tree.body.pop() if tree.body and isinstance(tree.body[-1], ast.Expr) else None
        exec(compile(tree, filename, "exec"), self.space)
        if not isinstance(last, ast.Expr):
            return None
        return eval(compile(ast.Expression(last.value), filename, "eval"), self.space)

    def _forget_helpers(self) -> None:
        """Take out what the check cell defined: no check may see another's helpers in place of an answer."""
        for name in self.space.keys() - self.kept:
            del self.space[name]

    def _run_quietly(self, source: str) -> None:
        """Run cells of the course for what they define; where one fails, the checks that need it do."""
        try:
            tree = ast.parse(source)
        except SyntaxError:
            return
        for node in tree.body:
            try:
                with _no_longer_than(self.cell_seconds):
                    exec(compile(ast.Module([node], []), "<given>", "exec"), self.space)
            except (Exception, SystemExit, Dead, TooLong):
                continue
        for name in self.parts.asked:
            self.space.pop(name, None)
        self.kept = set(self.space)

    # What is shown

    def _shown(self, answer: dict[str, Any]) -> list[dict[str, Any]]:
        outputs = answer.get("outputs")
        made = []
        for output in outputs if type(outputs) is list else []:
            clean = _clean(output, self.count)
            size = len(repr(clean))
            if clean is None or size > self.room:
                continue
            self.room -= size
            made.append(clean)
        return made

    def _outputs_without_checks(self) -> None:
        """Take the outputs from a process that no hidden check has spoken to.

        A function that a hidden check calls could keep its inputs for a later cell to print.
        """
        assert self.asking is not None
        self.asking.end()
        self.room = _OUTPUT_BYTES
        try:
            self.asking.start(self._left())
            for piece in self.ran:
                piece.cell["outputs"] = []
                answer = self.asking.ask("run", self._left(), source=piece.cell["source"])
                self.count = piece.cell["execution_count"]
                piece.cell["outputs"] = self._shown(answer)
        except Dead:
            return


@contextmanager
def _no_longer_than(seconds: float) -> Iterator[None]:
    def ring(*_: Any) -> None:
        raise TooLong

    before = signal.signal(signal.SIGALRM, ring)
    signal.setitimer(signal.ITIMER_REAL, max(seconds, 0.01) + 1.0)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def _rebuilt(kinds: Any, text: Any) -> Exception:
    """Return an exception as the learner's code raised it: the nearest one that Python itself has."""
    names = [k for k in kinds if type(k) is str] if type(kinds) is list else []
    said = _text(text, 2000)
    for name in names:
        kind = getattr(builtins, name, None)
        if not (isinstance(kind, type) and issubclass(kind, Exception)):
            continue
        if issubclass(kind, _REFUSED_KINDS):
            break
        try:
            return kind(said)
        except Exception:
            continue
    name = _text(names[0], 60) if names else "an error"
    return RuntimeError(f"Your code ended with {name}. {said}".strip())


def _text(value: Any, most: int) -> str:
    """Return a text that a notebook can hold, of what the learner's process sent as one."""
    return _FORBIDDEN.sub("\ufffd", value[:most]) if type(value) is str else ""


def _clean(output: Any, count: int) -> dict[str, Any] | None:
    """Return one output in nbformat's shape, made anew of what the learner's process sent; None if it isn't one."""
    if type(output) is not dict:
        return None
    kind = output.get("output_type")
    if kind == "stream":
        name = "stderr" if output.get("name") == "stderr" else "stdout"
        return {"output_type": kind, "name": name, "text": _text(output.get("text"), _OUTPUT_BYTES)}
    if kind == "error":
        return {
            "output_type": "error",
            "ename": _text(output.get("ename"), 200),
            "evalue": _text(output.get("evalue"), 2000),
            "traceback": _text(output.get("traceback"), 5000).splitlines(),
        }
    data = output.get("data")
    if kind not in ("display_data", "execute_result") or type(data) is not dict:
        return None
    kept = {
        mime: safe(_text(data[mime], _OUTPUT_BYTES))
        for mime, safe in _MIMES.items()
        if type(data.get(mime)) is str
    }
    if not kept:
        return None
    made = {"output_type": kind, "metadata": {}, "data": kept}
    return made | ({"execution_count": count} if kind == "execute_result" else {})


def _error(said: str) -> dict[str, Any]:
    return {"output_type": "error", "ename": "Stopped", "evalue": said, "traceback": [said]}


def _result_outputs(result: Result, count: int) -> list[dict[str, Any]]:
    """Return a check's outputs as the learner's own notebook has them; nbgrader reads the last one."""
    return [
        {
            "output_type": "display_data",
            "metadata": {},
            "data": {"text/plain": result.text, "text/html": "<span hidden></span>"},
        },
        {
            "output_type": "execute_result",
            "execution_count": count,
            "metadata": {},
            "data": {
                "text/plain": f"{result.earned:g}",
                "text/html": result.html,
                RESULT_MIME: result.as_data(),
            },
        },
    ]
