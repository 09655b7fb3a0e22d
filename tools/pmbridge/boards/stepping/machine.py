"""Runs a short program line by line, on its own, and writes down what each name holds before each line.

The program is never given to Python: its syntax tree is walked here, one bounded operation at a time. So a
loop without an end stops after a fixed number of lines, on every system and without a second process; a
program can't touch the notebook around it; and each line can say in words what it did. What it knows is
the Python of a first course. What it knows it does as Python does: ``tests/boards/test_stepping.py`` holds
its record against that of ``sys.settrace``.
"""

import ast
import contextlib
import operator
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from pmbridge.boards.stepping import functions, limits
from pmbridge.boards.stepping.limits import Stop
from pmbridge.boards.stepping.reading import Program, read
from pmbridge.boards.stepping.views import short, view
from pmbridge.errors import explain


@dataclass
class Step:
    """One line about to run: what every name holds before it, and then in words what it did."""

    line: int
    where: str
    frames: list[tuple[str, dict[str, int]]]
    printed: int
    said: list[str] = field(default_factory=list)


@dataclass
class Run:
    """The record of a program. ``values`` are what names hold, by the numbers in each step's frames."""

    code: str
    steps: list[Step] = field(default_factory=list)
    end: list[tuple[str, dict[str, int]]] = field(default_factory=list)
    values: list[dict[str, Any]] = field(default_factory=list)
    output: str = ""
    problem: dict[str, Any] | None = None
    error: BaseException | None = None


class Function:
    """A function that the program has defined."""

    def __init__(self, node: ast.FunctionDef, defaults: list[Any], locals_: frozenset[str]) -> None:
        self.node, self.defaults, self.locals = node, defaults, locals_
        self.__name__ = node.name
        self.names = [argument.arg for argument in node.args.args]

    def __repr__(self) -> str:
        return f"<function {self.__name__}>"


class _Frame:
    def __init__(self, name: str, names: dict[str, Any], locals_: frozenset[str] | None) -> None:
        self.name, self.names, self.locals = name, names, locals_
        # Inside a list comprehension its own names come first.
        self.inner: list[dict[str, Any]] = []


class _Break(Exception):
    pass


class _Continue(Exception):
    pass


class _Return(Exception):
    def __init__(self, value: Any) -> None:
        self.value = value


BINARY: dict[type[ast.operator], Callable[[Any, Any], Any]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
    ast.FloorDiv: operator.floordiv,
    ast.Mod: operator.mod,
    ast.Pow: operator.pow,
    ast.BitAnd: operator.and_,
    ast.BitOr: operator.or_,
}
IN_PLACE: dict[type[ast.operator], Callable[[Any, Any], Any]] = {
    ast.Add: operator.iadd,
    ast.Sub: operator.isub,
    ast.Mult: operator.imul,
    ast.Div: operator.itruediv,
    ast.FloorDiv: operator.ifloordiv,
    ast.Mod: operator.imod,
    ast.Pow: operator.ipow,
}
COMPARE: dict[type[ast.cmpop], Callable[[Any, Any], Any]] = {
    ast.Eq: operator.eq,
    ast.NotEq: operator.ne,
    ast.Lt: operator.lt,
    ast.LtE: operator.le,
    ast.Gt: operator.gt,
    ast.GtE: operator.ge,
    ast.Is: operator.is_,
    ast.IsNot: operator.is_not,
    ast.In: lambda item, items: item in limits.countable(items),
    ast.NotIn: lambda item, items: item not in limits.countable(items),
}
UNARY: dict[type[ast.unaryop], Callable[[Any], Any]] = {
    ast.Not: operator.not_,
    ast.USub: operator.neg,
    ast.UAdd: operator.pos,
}


def run(code: str, steps: int = limits.STEPS) -> Run:
    """Run ``code`` and return its record; whatever goes wrong stands in ``problem`` as words for a person."""
    record = Run(code)
    machine: Machine | None = None
    try:
        program = read(code)
        machine = Machine(program, record, steps)
        machine.main()
    except Stop as stop:
        line = machine.line if machine else getattr(stop, "line", 0)
        record.problem = {
            "title": stop.title,
            "happened": stop.happened,
            "tryout": stop.tryout,
            "line": line,
        }
    except (RecursionError, MemoryError) as error:
        record.error = error
        record.problem = {
            "title": "This goes too deep",
            "happened": "Something on this line is nested deeper than this board can follow.",
            "tryout": "Give the inner parts names of their own, on lines of their own.",
            "line": machine.line if machine else 0,
        }
    except Exception as error:
        # Whatever the program did wrong is part of its record.
        record.error = error
        names = machine.all_names() if machine else {}
        card = explain(error, names, code)
        # The card is written for a cell, where Python's own message can be opened.
        tryout = card.tryout.replace(_OPEN_IT, "Look at the line from its end. ")
        record.problem = {
            "title": card.title,
            "happened": card.happened,
            "tryout": tryout,
            "original": card.original.splitlines()[-1] if card.original else "",
            "line": machine.line if machine else card.number,
        }
    if machine:
        record.end = machine.snapshot()
        record.output = "".join(machine.output)
        record.values = machine.values
    return record


class Machine:
    """Walks one program."""

    def __init__(self, program: Program, record: Run, steps: int) -> None:
        self.program, self.record, self.most = program, record, steps
        self.frames = [_Frame("", {}, None)]
        self.values: list[dict[str, Any]] = []
        self._numbers: dict[Any, int] = {}
        self.output: list[str] = []
        self.printed = 0
        self.line = 0
        self.loops: list[tuple[ast.For | ast.While, int]] = []
        self.work = 0
        self.deadline = time.monotonic() + limits.SECONDS
        self.builtins = functions.table(self)

    # What a person sees

    def all_names(self) -> dict[str, Any]:
        """Return every name that the program has, the innermost function's last."""
        return {name: value for frame in self.frames for name, value in frame.names.items()}

    def snapshot(self) -> list[tuple[str, dict[str, int]]]:
        """Return what every name holds now, as numbers into ``values``."""
        return [
            (frame.name, {name: self._number(value) for name, value in frame.names.items()})
            for frame in self.frames
        ]

    def _number(self, value: Any) -> int:
        kind = type(value)
        key = (kind, value) if kind in (int, str, bool, type(None)) else (kind, short(value))
        number = self._numbers.get(key)
        if number is None:
            number = self._numbers[key] = len(self.values)
            self.values.append(view(value))
        return number

    def step(self, line: int) -> None:
        """Write down that ``line`` is about to run."""
        self.line = line
        if len(self.record.steps) >= self.most:
            raise self._endless()
        self.record.steps.append(Step(line, self.frames[-1].name, self.snapshot(), self.printed))

    def say(self, words: str, line: int) -> None:
        """Add to what the last line did; after a function has ended that is a line elsewhere."""
        last = self.record.steps[-1]
        last.said.append(words if last.line == line else f"Back on line {line}: {words}")

    def show(self, text: str) -> None:
        """Print ``text``."""
        self.printed += len(text)
        if self.printed > limits.CHARACTERS:
            raise limits.too_large("What it prints")
        self.output.append(text)

    def _endless(self) -> Stop:
        title = "This does not come to an end"
        if not self.loops:
            return Stop(
                title,
                "The program was still at work after more steps than anybody wants to look at.",
                "Take fewer values. All you typed is still here.",
            )
        loop, rounds = self.loops[-1]
        self.line = loop.lineno
        if isinstance(loop, ast.While):
            test = self.program.text(loop.test)
            worked = self._worked(loop.test)
            now = f" Now it says `{worked}`." if worked and worked != test else ""
            return Stop(
                title,
                f"The loop on line {loop.lineno} has gone round {rounds} times, and "
                f"`{test}` is still true.{now} So Python would go round for ever.",
                "Which line in the loop should make the condition false one day? It may be missing, or "
                "stand outside the loop. All you typed is still here.",
            )
        return Stop(
            title,
            f"The loop on line {loop.lineno} has gone round {rounds} times and is not done.",
            "Does a line in the loop make its own list longer? If it really has that many values, take "
            "fewer here. All you typed is still here.",
        )

    def _worked(self, node: ast.AST) -> str:
        """Return an expression with what its names hold in place of the names, where that stays short."""
        pieces = self.program.pieces(node)
        said = []
        for text, name in pieces:
            if not name:
                said.append(text)
                continue
            found = self._find(name)
            said.append(name if found is _MISSING or callable(found) else _brief(found) or name)
        whole = "".join(said)
        return whole if len(whole) <= 70 else ""

    # Names

    def _find(self, name: str) -> Any:
        frame = self.frames[-1]
        for inner in reversed(frame.inner):
            if name in inner:
                return inner[name]
        if name in frame.names:
            return frame.names[name]
        if frame.locals is not None and name in frame.locals:
            return _MISSING
        return self.frames[0].names.get(name, _MISSING)

    def _load(self, name: str) -> Any:
        found = self._find(name)
        if found is not _MISSING:
            return found
        frame = self.frames[-1]
        if frame.locals is not None and name in frame.locals:
            raise UnboundLocalError(
                f"cannot access local variable '{name}' where it is not associated with a value"
            )
        if name in self.builtins:
            return self.builtins[name]
        if name in functions.NOT_HERE:
            raise limits.unknown(f"`{name}`")
        raise NameError(f"name '{name}' is not defined", name=name)

    def _store(self, target: ast.expr, value: Any) -> None:
        frame = self.frames[-1]
        if isinstance(target, ast.Name):
            limits.weigh(value)
            (frame.inner[-1] if frame.inner else frame.names)[target.id] = value
        elif isinstance(target, ast.Tuple | ast.List):
            values = _unpacked(value, len(target.elts))
            for part, item in zip(target.elts, values, strict=True):
                self._store(part, item)
        elif isinstance(target, ast.Subscript):
            owner = self.value(target.value)
            place = self.value(target.slice)
            owner[place] = value
            limits.weigh(owner)
        else:
            raise limits.unknown(f"`{self.program.text(target)}` on the left of `=`")

    # Statements

    def main(self) -> None:
        """Run the program from its first line."""
        self._block(self.program.body)

    def _block(self, body: list[ast.stmt]) -> None:
        for statement in body:
            self._statement(statement)

    def _statement(self, node: ast.stmt) -> None:
        if isinstance(node, ast.Global):
            return
        if not isinstance(node, ast.For | ast.While):
            self.step(node.lineno)
        work = getattr(self, f"_do_{type(node).__name__}")
        work(node)

    def _do_Expr(self, node: ast.Expr) -> None:
        before = self.printed
        value = self.value(node.value)
        self.line = node.lineno
        if self.printed > before:
            text = "".join(self.output)[before:].rstrip("\n")
            self.say(f"It shows: {text}" if text else "It shows an empty line.", node.lineno)
        elif isinstance(node.value, ast.Call) and isinstance(node.value.func, ast.Attribute):
            owner = node.value.func.value
            now = self._find(owner.id) if isinstance(owner, ast.Name) else _MISSING
            if now is not _MISSING:
                self.say(f"`{owner.id}` now holds {short(now)}.", node.lineno)  # type: ignore[attr-defined]
        elif value is not None:
            self.say(f"It gives {short(value)}, and no name keeps it.", node.lineno)

    def _do_Assign(self, node: ast.Assign) -> None:
        text, worked = self.program.text(node.value), self._worked(node.value)
        value = self.value(node.value)
        self.line = node.lineno
        for target in node.targets:
            self._store(target, value)
        names = ", ".join(self.program.text(target) for target in node.targets)
        self.say(_becomes(names, text, worked, value), node.lineno)

    def _do_AugAssign(self, node: ast.AugAssign) -> None:
        target = node.target
        if isinstance(target, ast.Name):
            old = self._load(target.id)
            right = self.value(node.value)
            self.line = node.lineno
            value = self._in_place(node.op, old, right)
            self._store(target, value)
        elif isinstance(target, ast.Subscript):
            owner, place = self.value(target.value), self.value(target.slice)
            old = owner[place]
            right = self.value(node.value)
            self.line = node.lineno
            value = owner[place] = self._in_place(node.op, old, right)
            limits.weigh(owner)
        else:
            raise limits.unknown(f"`{self.program.text(target)}` on the left of `=`")
        self.say(f"`{self.program.text(target)}` becomes {short(value)}.", node.lineno)

    def _in_place(self, op: ast.operator, left: Any, right: Any) -> Any:
        if type(op) not in IN_PLACE:
            raise limits.unknown("This sign before `=`")
        limits.before(type(op).__name__, left, right)
        limits.countable(right)
        return limits.weigh(IN_PLACE[type(op)](left, right))

    def _do_If(self, node: ast.If) -> None:
        text, worked = self.program.text(node.test), self._worked(node.test)
        answer = bool(self.value(node.test))
        self.line = node.lineno
        self.say(_asks(text, worked, answer), node.lineno)
        if answer:
            self._block(node.body)
        elif node.orelse:
            self._block(node.orelse)

    def _do_While(self, node: ast.While) -> None:
        self.loops.append((node, 0))
        depth = len(self.loops)
        try:
            while True:
                self.step(node.lineno)
                text, worked = self.program.text(node.test), self._worked(node.test)
                answer = bool(self.value(node.test))
                self.line = node.lineno
                more = "one more round." if answer else "the loop ends."
                self.say(_asks(text, worked, answer, more), node.lineno)
                if not answer:
                    break
                self.loops[depth - 1] = (node, self.loops[depth - 1][1] + 1)
                with contextlib.suppress(_Continue):
                    self._block(node.body)
        except _Break:
            self.say("The loop ends here.", self.line)
            return
        finally:
            del self.loops[depth - 1 :]
        self._block(node.orelse)

    def _do_For(self, node: ast.For) -> None:
        self.step(node.lineno)
        source = self.value(node.iter)
        self.line = node.lineno
        count = len(source) if hasattr(source, "__len__") else 0
        values = iter(source)
        self.loops.append((node, 0))
        depth = len(self.loops)
        target = self.program.text(node.target)
        rounds = 0
        try:
            while True:
                if rounds:
                    self.step(node.lineno)
                item = next(values, _MISSING)
                if item is _MISSING:
                    self.say(
                        "No value is left, so the loop ends."
                        if rounds
                        else "There is no value at all, so the loop never begins.",
                        node.lineno,
                    )
                    break
                rounds += 1
                self.loops[depth - 1] = (node, rounds)
                self._store(node.target, item)
                self.say(
                    f"`{target}` becomes {short(item)}"
                    + (f", value {rounds} of {count}." if rounds <= count else "."),
                    node.lineno,
                )
                with contextlib.suppress(_Continue):
                    self._block(node.body)
        except _Break:
            self.say("The loop ends here.", self.line)
            return
        finally:
            del self.loops[depth - 1 :]
        self._block(node.orelse)

    def _do_FunctionDef(self, node: ast.FunctionDef) -> None:
        defaults = [self.value(default) for default in node.args.defaults]
        made = Function(node, defaults, self.program.locals_of(node))
        self.frames[-1].names[node.name] = made
        self.say(
            f"Python now knows the function `{node.name}`. Its lines wait until it is called.",
            node.lineno,
        )

    def _do_Return(self, node: ast.Return) -> None:
        if node.value is None:
            self.say("It gives back None, which is nothing.", node.lineno)
            raise _Return(None)
        text, worked = self.program.text(node.value), self._worked(node.value)
        value = self.value(node.value)
        self.line = node.lineno
        way = f" `{text}` is {worked}." if worked not in ("", text, short(value)) else ""
        self.say(f"{way} It gives back {short(value)}.".strip(), node.lineno)
        raise _Return(value)

    def _do_Pass(self, node: ast.Pass) -> None:
        self.say("Nothing happens here.", node.lineno)

    def _do_Break(self, node: ast.Break) -> None:
        raise _Break

    def _do_Continue(self, node: ast.Continue) -> None:
        self.say("On to the next round.", node.lineno)
        raise _Continue

    def _do_Delete(self, node: ast.Delete) -> None:
        for target in node.targets:
            if isinstance(target, ast.Name):
                self._load(target.id)
                self.frames[-1].names.pop(target.id, None)
            elif isinstance(target, ast.Subscript):
                owner = self.value(target.value)
                del owner[self.value(target.slice)]
            else:
                raise limits.unknown("This `del`")

    # Calls

    def call(self, function: Any, given: list[Any], named: dict[str, Any]) -> Any:
        """Call a function of the program, or one that Python has."""
        if not isinstance(function, Function):
            return function(*given, **named)
        if len(self.frames) > limits.CALLS:
            raise Stop(
                "A function that calls itself without end",
                f"`{function.__name__}` was called inside itself {limits.CALLS} times and never gave an answer.",
                "Which line should make it stop? It has to come before the call.",
            )
        names = _bound(function, given, named)
        line = self.line
        said = ", ".join(f"{name} = {short(value)}" for name, value in names.items())
        self.say(f"It calls `{function.__name__}`" + (f" with {said}." if said else "."), line)
        self.frames.append(_Frame(function.__name__, names, function.locals))
        loops, self.loops = self.loops, []
        try:
            self._block(self.program.without_docstring(function.node))
            self.say("The function ends without `return`, so it gives back None.", self.line)
            value = None
        except _Return as back:
            value = back.value
        self.frames.pop()
        self.loops = loops
        self.line = line
        return value

    # Expressions

    def value(self, node: ast.expr) -> Any:
        """Return what an expression gives."""
        self.work += 1
        if self.work > limits.WORK or time.monotonic() > self.deadline:
            raise self._endless()
        work: Callable[[Any], Any] | None = getattr(self, f"_get_{type(node).__name__}", None)
        if work is None:
            raise limits.unknown(f"`{self.program.text(node)}`")
        return work(node)

    def _get_Constant(self, node: ast.Constant) -> Any:
        return node.value

    def _get_Name(self, node: ast.Name) -> Any:
        return self._load(node.id)

    def _get_BinOp(self, node: ast.BinOp) -> Any:
        left, right = self.value(node.left), self.value(node.right)
        if type(node.op) not in BINARY:
            raise limits.unknown("This sign")
        limits.before(type(node.op).__name__, left, right)
        return limits.weigh(BINARY[type(node.op)](left, right))

    def _get_UnaryOp(self, node: ast.UnaryOp) -> Any:
        if type(node.op) not in UNARY:
            raise limits.unknown("This sign")
        return UNARY[type(node.op)](self.value(node.operand))

    def _get_BoolOp(self, node: ast.BoolOp) -> Any:
        wanted = isinstance(node.op, ast.Or)
        for part in node.values:
            value = self.value(part)
            if bool(value) is wanted:
                break
        return value

    def _get_Compare(self, node: ast.Compare) -> Any:
        left = self.value(node.left)
        answer: Any = True
        for op, part in zip(node.ops, node.comparators, strict=True):
            right = self.value(part)
            answer = COMPARE[type(op)](left, right)
            if not answer:
                break
            left = right
        return answer

    def _get_IfExp(self, node: ast.IfExp) -> Any:
        return self.value(node.body if self.value(node.test) else node.orelse)

    def _get_List(self, node: ast.List) -> Any:
        return limits.weigh([self.value(part) for part in node.elts])

    def _get_Tuple(self, node: ast.Tuple) -> Any:
        return limits.weigh(tuple(self.value(part) for part in node.elts))

    def _get_Set(self, node: ast.Set) -> Any:
        return limits.weigh({self.value(part) for part in node.elts})

    def _get_Dict(self, node: ast.Dict) -> Any:
        made = {}
        for key, part in zip(node.keys, node.values, strict=True):
            if key is None:
                raise limits.unknown("`**`")
            name = self.value(key)
            made[name] = self.value(part)
        return limits.weigh(made)

    def _get_Subscript(self, node: ast.Subscript) -> Any:
        owner = self.value(node.value)
        return owner[self.value(node.slice)]

    def _get_Slice(self, node: ast.Slice) -> Any:
        return slice(*(self.value(p) if p else None for p in (node.lower, node.upper, node.step)))

    def _get_JoinedStr(self, node: ast.JoinedStr) -> Any:
        return limits.weigh("".join(str(self.value(part)) for part in node.values))

    def _get_FormattedValue(self, node: ast.FormattedValue) -> Any:
        value = self.value(node.value)
        if node.conversion != -1:
            value = str(value) if chr(node.conversion) == "s" else repr(value)
        spec = self.value(node.format_spec) if node.format_spec else ""
        return format(value, limits.format_width(spec))

    def _get_Call(self, node: ast.Call) -> Any:
        if isinstance(node.func, ast.Attribute):
            owner = self.value(node.func.value)
            function = functions.method(owner, node.func.attr)
        else:
            function = self.value(node.func)
            owner = None
        given = []
        for part in node.args:
            if isinstance(part, ast.Starred):
                raise limits.unknown("`*` before a value")
            given.append(self.value(part))
        named = {}
        for keyword in node.keywords:
            if keyword.arg is None:
                raise limits.unknown("`**` before a value")
            named[keyword.arg] = self.value(keyword.value)
        self.line = node.lineno
        if not callable(function) and not isinstance(function, Function):
            raise TypeError(f"'{type(function).__name__}' object is not callable")
        result = self.call(function, given, named)
        if owner is not None:
            limits.weigh(owner)
        return limits.weigh(result)

    def _comprehension(self, generators: list[ast.comprehension], work: Callable[[], None]) -> None:
        frame = self.frames[-1]
        first = iter(limits.countable(self.value(generators[0].iter)))
        frame.inner.append({})
        try:
            self._rounds(generators, 0, first, work)
        finally:
            frame.inner.pop()

    def _rounds(
        self,
        generators: list[ast.comprehension],
        depth: int,
        source: Iterator[Any],
        work: Callable[[], None],
    ) -> None:
        here = generators[depth]
        for item in source:
            self._store(here.target, item)
            if not all(self.value(test) for test in here.ifs):
                continue
            if depth + 1 == len(generators):
                work()
            else:
                inner = limits.countable(self.value(generators[depth + 1].iter))
                self._rounds(generators, depth + 1, iter(inner), work)

    def _collected(self, node: ast.ListComp | ast.SetComp | ast.GeneratorExp) -> list[Any]:
        made: list[Any] = []

        def work() -> None:
            made.append(self.value(node.elt))
            if len(made) > limits.ITEMS:
                raise limits.too_large("The list")

        self._comprehension(node.generators, work)
        return made

    def _get_ListComp(self, node: ast.ListComp) -> Any:
        return limits.weigh(self._collected(node))

    def _get_GeneratorExp(self, node: ast.GeneratorExp) -> Any:
        return iter(limits.weigh(self._collected(node)))

    def _get_SetComp(self, node: ast.SetComp) -> Any:
        return limits.weigh(set(self._collected(node)))

    def _get_DictComp(self, node: ast.DictComp) -> Any:
        made: dict[Any, Any] = {}

        def work() -> None:
            key = self.value(node.key)
            made[key] = self.value(node.value)
            if len(made) > limits.ITEMS:
                raise limits.too_large("The dictionary")

        self._comprehension(node.generators, work)
        return limits.weigh(made)


_MISSING: Any = object()
_OPEN_IT = (
    "Open Python's own message: its arrow points to the spot. Look there, then just before it. "
)


def _brief(value: Any) -> str:
    text = short(value)
    return text if len(text) <= 24 else ""


def _becomes(names: str, text: str, worked: str, value: Any) -> str:
    shown = short(value)
    if worked and worked not in (text, shown):
        return f"`{text}` is {worked}, so `{names}` becomes {shown}."
    return f"`{names}` becomes {shown}."


def _asks(text: str, worked: str, answer: bool, more: str = "") -> str:
    question = f"`{text}`" if worked in ("", text) else f"`{text}` asks whether {worked}"
    verdict = "That is true" if answer else "That is not true"
    then = more or ("the indented lines run." if answer else "the indented lines are left out.")
    return (
        f"{question}. {verdict}, so {then}"
        if question[-1] != "`"
        else f"{question} is {'true' if answer else 'not true'}, so {then}"
    )


def _unpacked(value: Any, wanted: int) -> list[Any]:
    values = list(limits.countable(value))
    if len(values) < wanted:
        raise ValueError(f"not enough values to unpack (expected {wanted}, got {len(values)})")
    if len(values) > wanted:
        raise ValueError(f"too many values to unpack (expected {wanted})")
    return values


def _bound(function: Function, given: Iterable[Any], named: dict[str, Any]) -> dict[str, Any]:
    """Return the names that a function starts with, or raise what Python raises."""
    name, wanted = function.__name__, function.names
    values = list(given)
    if len(values) > len(wanted):
        few = len(wanted) - len(function.defaults)
        takes = f"from {few} to {len(wanted)}" if function.defaults else str(len(wanted))
        plural = "" if takes == "1" else "s"
        were = "was" if len(values) == 1 else "were"
        raise TypeError(
            f"{name}() takes {takes} positional argument{plural} but {len(values)} {were} given"
        )
    bound = dict(zip(wanted, values, strict=False))
    for key, value in named.items():
        if key not in wanted:
            raise TypeError(f"{name}() got an unexpected keyword argument '{key}'")
        if key in bound:
            raise TypeError(f"{name}() got multiple values for argument '{key}'")
        bound[key] = value
    for key, value in zip(reversed(wanted), reversed(function.defaults), strict=False):
        bound.setdefault(key, value)
    missing = [key for key in wanted if key not in bound]
    if missing:
        raise TypeError(
            f"{name}() missing {len(missing)} required positional argument{'s' * (len(missing) > 1)}: "
            + _listed(missing)
        )
    return {key: bound[key] for key in wanted}


def _listed(names: list[str]) -> str:
    quoted = [f"'{name}'" for name in names]
    if len(quoted) < 3:
        return " and ".join(quoted)
    return ", ".join(quoted[:-1]) + f", and {quoted[-1]}"
