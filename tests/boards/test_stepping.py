"""The code stepper against Python itself: its record of a program is what ``sys.settrace`` sees."""

import contextlib
import io
import sys
import textwrap
from types import FrameType
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from pmbridge.boards.stepping.machine import run
from pmbridge.boards.stepping.views import short

Seen = list[tuple[str, int, dict[str, str]]]


def by_python(code: str) -> tuple[Seen, str, str, dict[str, str]]:
    """Return each line as Python's own tracer sees it, what was printed, the error, and the names at the end."""
    seen: Seen = []

    def names(frame: FrameType) -> dict[str, str]:
        return {
            name: short(value)
            for name, value in frame.f_locals.items()
            if not name.startswith("__")
        }

    def trace(frame: FrameType, event: str, argument: Any) -> Any:
        if frame.f_code.co_filename != "<program>" or frame.f_code.co_name in _INNER:
            return None
        if event == "line":
            where = frame.f_code.co_name
            seen.append(("" if where == "<module>" else where, frame.f_lineno, names(frame)))
        return trace

    compiled = compile(code, "<program>", "exec")
    space: dict[str, Any] = {}
    out = io.StringIO()
    error = ""
    before = sys.gettrace()
    with contextlib.redirect_stdout(out):
        sys.settrace(trace)
        try:
            exec(compiled, space)
        except Exception as problem:
            error = _named(problem)
        finally:
            sys.settrace(before)
    end = {name: short(value) for name, value in space.items() if not name.startswith("__")}
    return seen, out.getvalue(), error, end


def _named(error: BaseException) -> str:
    message = str(error)
    # A name without a value inside a comprehension: its message differs between versions of Python.
    if "is not associated with a value" in message or "cannot access" in message:
        return "no value yet: " + message.split("'")[1]
    return f"{type(error).__name__}: {message}"


_INNER = ("<listcomp>", "<setcomp>", "<dictcomp>", "<genexpr>", "<lambda>")


def by_the_board(code: str) -> tuple[Seen, str, str, dict[str, str]]:
    """Return the same from the board's own record."""
    record = run(code)

    def names(frame: tuple[str, dict[str, int]]) -> dict[str, str]:
        return {name: record.values[number]["text"] for name, number in frame[1].items()}

    seen = [(step.where, step.line, names(step.frames[-1])) for step in record.steps]
    error = record.error
    said = "" if error is None else _named(error)
    return seen, record.output, said, names(record.end[0]) if record.end else {}


NAMES = ("days", "fee", "total")
LISTS = ("waits", "fees")
FUNCTIONS = ("with_call_out", "share")

number = st.one_of(
    st.integers(-3, 12).map(str), st.sampled_from(NAMES), st.sampled_from(("1.5", "0.25"))
)
text = st.sampled_from(('"kettle"', '"late"', '""', "word"))
lists = st.one_of(
    st.sampled_from(LISTS),
    st.lists(number, max_size=4).map(lambda items: f"[{', '.join(items)}]"),
    st.integers(0, 5).map(lambda n: f"range({n})"),
    st.builds("[n * 2 for n in {} if n > {}]".format, st.sampled_from(LISTS), number),
    st.builds("sorted({})".format, st.sampled_from(LISTS)),
    st.builds("{}[{}:{}]".format, st.sampled_from(LISTS), st.integers(-3, 3), st.integers(-3, 3)),
)


def larger(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    """Return expressions that hold smaller ones."""
    return st.one_of(
        st.builds(
            "({} {} {})".format, inner, st.sampled_from(("+", "-", "*", "/", "//", "%")), inner
        ),
        st.builds("{} {} {}".format, inner, st.sampled_from(("+", "*")), inner),
        st.builds("{}[{}]".format, st.sampled_from(LISTS), st.integers(-3, 3)),
        st.builds(
            "{}({})".format, st.sampled_from(("abs", "len", "sum", "max", "min", "int")), inner
        ),
        st.builds("{}({})".format, st.sampled_from(("len", "sum", "max")), lists),
        st.builds("{}({})".format, st.sampled_from(FUNCTIONS), inner),
        st.builds("{}({}, {})".format, st.sampled_from(FUNCTIONS), inner, inner),
        st.builds("share({}, whole={})".format, inner, inner),
        st.builds("({} if {} > 2 else {})".format, inner, inner, inner),
        st.builds('jobs.get("{}", {})'.format, st.sampled_from(("Ines", "Kofi")), inner),
        st.builds('jobs["{}"]'.format, st.sampled_from(("Ines", "Kofi"))),
        st.builds("sum(n for n in {} if n < {})".format, lists, inner),
    )


expression = st.recursive(st.one_of(*[number] * 7, text), larger, max_leaves=4)
test = st.one_of(
    st.builds(
        "{} {} {}".format,
        expression,
        st.sampled_from(("<", "<=", ">", ">=", "==", "!=")),
        expression,
    ),
    st.builds("{} {} {} {} {}".format, number, st.just("<"), number, st.just("<="), number),
    st.builds("{} > 1 {} {} < 9".format, number, st.sampled_from(("and", "or")), number),
    st.builds("not {} == {}".format, number, number),
    st.builds("{} in {}".format, number, lists),
    st.builds("{} is None".format, st.sampled_from((*NAMES, "answer"))),
    st.sampled_from(("True", "False", "1 == 1")),
)
simple = st.one_of(
    st.builds("{} = {}".format, st.sampled_from(NAMES), expression),
    st.builds("{} = {}".format, st.sampled_from(NAMES), expression),
    st.builds(
        "{} {} {}".format, st.sampled_from(NAMES), st.sampled_from(("+=", "-=", "*=")), expression
    ),
    st.builds("{} = {}".format, st.sampled_from(LISTS), lists),
    st.builds("{}, {} = {}, {}".format, *(st.sampled_from(NAMES),) * 2, expression, expression),
    st.builds("{}[{}] = {}".format, st.sampled_from(LISTS), st.integers(-2, 3), expression),
    st.builds('jobs["{}"] = {}'.format, st.sampled_from(("Ines", "Kofi", "Noor")), expression),
    st.builds("{}.append({})".format, st.sampled_from(LISTS), number),
    st.builds("print({}, {})".format, expression, expression),
    st.builds('print(f"{{{}}} days")'.format, st.sampled_from(NAMES)),
    st.builds("answer = {}({})".format, st.sampled_from(FUNCTIONS), expression),
    st.just("pass"),
    st.just("word = str(days) + 'x'"),
    st.just("waits.sort()"),
)


def indented(lines: list[str]) -> str:
    return textwrap.indent("\n".join(lines), "    ")


def blocks(inner: st.SearchStrategy[list[str]]) -> st.SearchStrategy[str]:
    """Return conditions and loops around lines."""
    body = inner.map(indented)
    loop = st.builds(
        lambda lines, end: indented([*lines, end] if end else lines),
        inner,
        st.sampled_from(("", "", "", "break", "continue")),
    )
    choice = st.builds("if {}:\n{}".format, test, body)
    return st.one_of(
        choice,
        st.builds("if {}:\n{}\nelse:\n{}".format, test, body, body),
        st.builds("if {}:\n{}\nelif {}:\n{}\nelse:\n{}".format, test, body, test, body, body),
        st.builds("for {} in {}:\n{}".format, st.sampled_from(NAMES), lists, loop),
        st.builds("for days, fee in enumerate({}):\n{}".format, lists, loop),
        st.builds("for key, fee in jobs.items():\n    print(key, fee)".format),
        st.builds(
            "rounds = {}\nwhile rounds > 0:\n    rounds = rounds - 1\n{}".format,
            st.integers(0, 4),
            loop,
        ),
        st.builds(
            "rounds = 0\nwhile True:\n    rounds += 1\n    if rounds > {}:\n        break\n{}".format,
            st.integers(0, 3),
            body,
        ),
        st.builds("for fee in {}:\n{}\nelse:\n{}".format, lists, loop, body),
        st.builds(
            "for fee in {}:\n    if fee > {}:\n        continue\n{}".format, lists, number, body
        ),
    )


def nested(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return blocks(st.lists(inner, min_size=1, max_size=3))


line = st.recursive(simple, nested, max_leaves=5)
returning = st.one_of(
    st.just(""), st.builds("return {}".format, expression), st.just("return"), st.just("return fee")
)
START = """days = 3
fee = 40
total = 0
word = "kettle"
waits = [12, 5, 8]
fees = [35, 60.5]
jobs = {"Ines": 2, "Kofi": 5}
answer = None"""


@st.composite
def programs(draw: st.DrawFn) -> str:
    """Return a program of the kind that a first course writes; some of them stop with an error."""
    first = indented([*draw(st.lists(line, max_size=2)), draw(returning) or "pass"])
    second = indented([*draw(st.lists(line, max_size=2)), draw(returning) or "pass"])
    head = draw(st.sampled_from((*[START] * 9, "days = 3")))
    functions = (
        f'def with_call_out(fee):\n{first}\n\n\ndef share(days, whole=100):\n    """A share."""\n{second}\n'
        if draw(st.integers(0, 4))
        else ""
    )
    lines = draw(st.lists(line, min_size=1, max_size=5))
    return "\n".join(part for part in (head, functions, *lines) if part)


def agree(code: str) -> None:
    mine = by_the_board(code)
    if "RecursionError" in mine[2] or (run(code).problem and not mine[2]):
        # Stopped by the board's own limits: what it recorded up to there must still be right.
        return
    theirs = by_python(code)
    assert mine[2] == theirs[2], code
    assert mine[1] == theirs[1], code
    assert mine[0] == theirs[0], code
    assert mine[3] == theirs[3], code


@given(programs())
@settings(
    max_examples=80,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
    phases=(Phase.generate,),
)
def test_the_record_is_what_python_does(code: str) -> None:
    agree(code)


@pytest.mark.slow
@given(programs())
@settings(
    max_examples=6000,
    deadline=None,
    suppress_health_check=list(HealthCheck),
    phases=(Phase.generate,),
)
def test_the_record_is_what_python_does_many_times(code: str) -> None:
    agree(code)
