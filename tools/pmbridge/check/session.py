"""``check`` and ``hint``: what an exercise notebook runs."""

import ast
import io
import sys
import warnings
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any

from IPython.core.getipython import get_ipython
from IPython.display import display

from pmbridge import errors
from pmbridge.check import panels
from pmbridge.check.started import untouched
from pmbridge.content import content_root, module_content
from pmbridge.home import find_home, mode, read_learner
from pmbridge.problems import CourseError
from pmbridge.workspace import progress
from pmbridge.workspace.progress import NOT_STARTED, NOT_YET, PASSED

RESULT_MIME = "application/vnd.pmbridge.result+json"
_SHORT = 120
_PRINTED = 2000


@dataclass(frozen=True)
class Panel:
    """Something to show: ``html`` in a notebook, ``text`` in a terminal."""

    html: str
    text: str

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, Any]:
        return {"text/html": self.html, "text/plain": self.text}


@dataclass(frozen=True)
class Result:
    """The result of one check. Its plain text is the points earned, which is what nbgrader reads."""

    label: str
    part: int
    state: str
    earned: float
    points: float
    message: str
    html: str
    text: str

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, Any]:
        return {
            "text/plain": f"{self.earned:g}",
            "text/html": self.html,
            RESULT_MIME: self.as_data() | _whose(),
        }

    def as_data(self) -> dict[str, Any]:
        """Return the result as plain data."""
        return {
            "label": self.label,
            "part": self.part,
            "state": self.state,
            "earned": self.earned,
            "points": self.points,
            "message": self.message,
        }


def _whose() -> dict[str, str]:
    """Say whose data a learner's check ran on: a notebook that travels alone says it nowhere else."""
    if mode() != "learn":
        return {}
    try:
        return {"learner": read_learner(find_home()).learner}
    except CourseError:
        return {}


class _Kept(io.StringIO):
    """The beginning of what is printed: a loop that prints for ever must not fill the memory."""

    def write(self, text: str) -> int:
        super().write(text[: max(_PRINTED - self.tell(), 0)])
        return len(text)


class Exercises:
    """The checks and hints of one module's exercises."""

    def __init__(self, module: str, content: dict[str, Any] | None = None) -> None:
        self.module = module
        self.content = content or module_content(content_root(), module)
        self._results: dict[tuple[str, int], Result] = {}

    def exercise(self, label: str) -> dict[str, Any]:
        """Return what the course knows about ``label``.

        Raises
        ------
        CourseError
            If this notebook has no such exercise.
        """
        exercises = self.content["exercises"]
        if label not in exercises:
            close = get_close_matches(label, exercises, n=1)
            meant = f"Did you mean {close[0]!r}? " if close else ""
            raise CourseError(
                f"This notebook has no exercise called {label!r}.",
                f"{meant}The exercises are: {', '.join(exercises)}.",
            )
        return exercises[label]

    @contextmanager
    def run(self, label: str, part: int, names: dict[str, Any]) -> Iterator[None]:
        """Run the author's assertions and keep what came of them; only an interrupt gets out.

        A check is a cell like any other, so its helpers land among the learner's ``names``. They are
        taken out again: a check must not change what the learner's own cells see.
        """
        self.exercise(label)
        before = dict(names)
        printed = _Kept()
        problem: BaseException | None = None
        self._results.pop((label, part), None)
        try:
            # A library's warning must not turn a right answer red, here or under nbgrader.
            with (
                warnings.catch_warnings(),
                redirect_stdout(printed),
                redirect_stderr(_Kept()),
            ):
                warnings.simplefilter("ignore")
                yield
        except (Exception, SystemExit) as error:
            problem = error
        self._results[label, part] = self._judge(label, part, problem, printed.getvalue(), names)
        for name in names.keys() - before.keys():
            del names[name]
        names.update(before)

    def _judge(
        self,
        label: str,
        part: int,
        problem: BaseException | None,
        printed: str,
        names: Mapping[str, Any],
    ) -> Result:
        exercise = self.exercise(label)
        check = exercise["checks"][part - 1]
        state, saw, message, card = PASSED, "", "", None
        if problem is not None:
            if self.not_started(label, names):
                state = NOT_STARTED
            else:
                state = NOT_YET
                if isinstance(problem, AssertionError):
                    message = str(problem)
                    saw = "" if check["hidden"] else _observed(problem, names, exercise["board"])
                else:
                    card = self.explained(problem, names, hidden=check["hidden"])
                    message = f"{card.title}. {card.happened}"
        return self.judged(label, part, state, message, saw=saw, card=card, printed=printed)

    def not_started(self, label: str, names: Mapping[str, Any]) -> bool:
        """Return whether the learner has not yet changed what the exercise gave them."""
        return untouched(self.exercise(label)["starter"], names)

    def explained(
        self, problem: BaseException, names: Mapping[str, Any], *, hidden: bool
    ) -> errors.Card:
        """Explain what stopped a check."""
        return errors.explain(problem, names)

    def judged(
        self,
        label: str,
        part: int,
        state: str,
        message: str = "",
        *,
        saw: str = "",
        card: errors.Card | None = None,
        printed: str = "",
        earned: float | None = None,
    ) -> Result:
        """Return the result of a check whose outcome is known; a passed one earns all unless told."""
        exercise = self.exercise(label)
        check = exercise["checks"][part - 1]
        if earned is None:
            earned = check["points"] if state == PASSED else 0
        shown = panels.Shown(
            title=exercise["title"],
            part=part,
            parts=len(exercise["checks"]),
            state=state,
            earned=earned,
            points=check["points"],
            saw=saw,
            message="" if card else message,
            card=card,
            printed=printed if state == NOT_YET else "",
            hints=tuple(panels.Text(**hint) for hint in exercise["hints"]),
            why=panels.Text(**exercise["why"]) if self._explains(exercise, part, state) else None,
            open_end=any(check["hidden"] for check in exercise["checks"]),
        )
        html, text = panels.check_panel(shown)
        return Result(label, part, state, earned, check["points"], message, html, text)

    def _explains(self, exercise: dict[str, Any], part: int, state: str) -> bool:
        """The explanation comes with the last visible check; how far it opens is the panel's matter."""
        visible = [number for number, c in enumerate(exercise["checks"], 1) if not c["hidden"]]
        return state == PASSED and bool(visible) and part == visible[-1]

    def result(self, label: str, part: int) -> Result:
        """Return the result of a check that ran, recording it as an attempt."""
        check = self.exercise(label)["checks"][part - 1]
        result = self._results.get((label, part))
        if result is None:
            text = "This check was interrupted. Run the cell again."
            html = panels.box(panels.COLOURS[NOT_STARTED], "Interrupted", f"<p>{text}</p>")
            return Result(label, part, NOT_STARTED, 0, check["points"], text, html, text)
        kept = progress.record(
            progress.Attempt(self.module, label, part, result.state, result.earned, result.points)
        )
        if not kept:
            text = "This result could not be saved in your course folder. For the reason, run: pmbridge doctor."
            display(Panel(panels.box(panels.COLOURS[NOT_YET], "Not saved", f"<p>{text}</p>"), text))
        # A terminal shows this text; a notebook prefers the (empty) HTML, since the panel follows.
        display({"text/plain": result.text, "text/html": "<span hidden></span>"}, raw=True)
        return result


class Check:
    """``with check("label", part=1): ...`` followed by ``check.result("label", 1)``."""

    def __init__(self, exercises: Exercises) -> None:
        self._exercises = exercises

    def __call__(self, label: str, part: int) -> Any:
        """Return the block that runs the assertions of one check."""
        return self._exercises.run(label, part, sys._getframe(1).f_globals)

    def result(self, label: str, part: int) -> Result:
        """Return the result of the check that has just run."""
        return self._exercises.result(label, part)


class Hint:
    """``hint("label")`` shows the next hint to an exercise, one more each time."""

    def __init__(self, exercises: Exercises) -> None:
        self._exercises = exercises
        self._opened: dict[str, int] = {}

    def __call__(self, label: str) -> Panel:
        """Return the hints opened so far, and the next one."""
        hints = [panels.Text(**hint) for hint in self._exercises.exercise(label)["hints"]]
        count = self._opened[label] = min(self._opened.get(label, 0) + 1, len(hints))
        opened = hints[:count]
        more = (
            f"{len(hints) - count} more: run this cell again."
            if count < len(hints)
            else "That was the last hint."
        )
        body = "".join(
            f"<div><strong>Hint {n}.</strong> {hint.html}</div>" for n, hint in enumerate(opened, 1)
        )
        text = "\n".join(f"Hint {n}. {hint.markdown}" for n, hint in enumerate(opened, 1))
        return Panel(
            panels.box(panels.COLOURS[progress.MISSING], "Hints", f"{body}<p>{more}</p>"),
            f"{text}\n{more}",
        )


def _observed(
    problem: AssertionError, names: Mapping[str, Any], board: dict[str, Any] | None
) -> str:
    """Say what the learner's answer gave, where the assertion compares it with something.

    The left side is evaluated once more, so that an author's assertion can stay a plain sentence.
    """
    node = errors.failing_assertion(problem.__traceback__)
    if node is None:
        return ""
    if not isinstance(node.test, ast.Compare):
        # Of "not x" or all(...) the value says nothing that the message does not say better.
        return ""
    looked_at = node.test.left
    code = compile(ast.Expression(looked_at), "<check>", "eval")
    try:
        with redirect_stdout(_Kept()), redirect_stderr(_Kept()):
            value = eval(code, dict(names))
    except (Exception, SystemExit):
        return ""
    for option in board.get("options", ()) if board else ():
        if option["id"] == value:
            return f"You chose: {option['text']}"
    expression = ast.unparse(looked_at)
    if isinstance(looked_at, ast.Name):
        return f"`{expression}` is `{_short(value)}`."
    return f"`{_short_text(expression)}` gives `{_short(value)}`."


def _short(value: Any) -> str:
    try:
        return _short_text(repr(value))
    except Exception:
        return f"a value of type {type(value).__name__}"


def _short_text(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= _SHORT else text[:_SHORT] + " …"


def explain_errors() -> None:
    """Put a plain-English card in front of each error in a learner's own cells."""
    shell = get_ipython()
    if shell is None or mode() == "grade":
        return

    def handler(shell: Any, kind: Any, error: BaseException, tb: Any, tb_offset: Any = None) -> Any:
        # As typed, with the lines counted as the learner sees them.
        typed = getattr(shell.history_manager, "input_hist_raw", None)
        source = typed[-1] if typed else ""
        html, text = panels.error_panel(errors.explain(error, shell.user_ns, source))
        display(Panel(html, text))
        # One line is enough below the card: the whole traceback is for people who read code.
        shell._showtraceback(kind, error, [f"{kind.__name__}: {error}"])
        return None

    def before_it_runs(filename: Any = None, running_compiled_code: bool = False) -> None:
        kind, error, tb = shell._get_exc_info()
        handler(shell, kind, error, tb)

    shell.set_custom_exc((Exception,), handler)
    # Some errors in the spaces of a line are found before the cell is compiled, and pass the handler by.
    shell.showsyntaxerror = before_it_runs
