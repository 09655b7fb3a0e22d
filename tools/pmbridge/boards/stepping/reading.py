"""Reads a program: its tree, the words of each part, and what the board does not run, said before it starts."""

import ast
from typing import Any

from pmbridge.boards.stepping import limits
from pmbridge.boards.stepping.limits import Stop, unknown

STATEMENTS = (
    *(ast.Expr, ast.Assign, ast.AugAssign, ast.If, ast.While, ast.For, ast.FunctionDef),
    *(ast.Return, ast.Pass, ast.Break, ast.Continue, ast.Delete, ast.Global),
)
_NAMES = {
    ast.Import: "`import`",
    ast.ImportFrom: "`import`",
    ast.ClassDef: "`class`",
    ast.Try: "`try`",
    ast.With: "`with`",
    ast.Raise: "`raise`",
    ast.Assert: "`assert`",
    ast.AnnAssign: "A colon behind a name",
}


class Program:
    """A program that was read, with the words of its parts."""

    def __init__(self, code: str, tree: ast.Module) -> None:
        self.body = tree.body
        # Python counts the columns of a line in bytes.
        self._lines = [line.encode() for line in code.splitlines()]
        self._pieces: dict[ast.AST, list[tuple[str, str]]] = {}

    def text(self, node: Any) -> str:
        """Return what was typed for ``node``, on one line."""
        return "".join(text for text, _ in self.pieces(node))

    def pieces(self, node: Any) -> list[tuple[str, str]]:
        """Return what was typed for ``node`` in pieces; a name that is read stands with itself."""
        found = self._pieces.get(node)
        if found is None:
            found = self._pieces[node] = self._cut(node)
        return found

    def _cut(self, node: Any) -> list[tuple[str, str]]:
        if node.lineno != node.end_lineno:
            first = self._lines[node.lineno - 1][node.col_offset :].decode()
            return [(f"{first.strip()} …", "")]
        line, at, end = self._lines[node.lineno - 1], node.col_offset, node.end_col_offset
        hidden = {id(n) for part in ast.walk(node) for n in _not_read(part)}
        names = sorted(
            (part.col_offset, part.end_col_offset, part.id)
            for part in ast.walk(node)
            if isinstance(part, ast.Name)
            and isinstance(part.ctx, ast.Load)
            and id(part) not in hidden
        )
        pieces: list[tuple[str, str]] = []
        for start, stop, name in names:
            pieces += [(line[at:start].decode(), ""), (name, name)]
            at = stop
        return [*pieces, (line[at:end].decode(), "")]

    def locals_of(self, function: ast.FunctionDef) -> frozenset[str]:
        """Return the names that belong to a function alone."""
        bound = {argument.arg for argument in function.args.args}
        shared: set[str] = set()
        for node in _own(function):
            if isinstance(node, ast.Global):
                shared.update(node.names)
            elif isinstance(node, ast.Name) and not isinstance(node.ctx, ast.Load):
                bound.add(node.id)
        if shared:
            raise unknown(
                "`global`", "Give the value in through the brackets, and back by `return`."
            )
        return frozenset(bound)

    def without_docstring(self, function: ast.FunctionDef) -> list[ast.stmt]:
        """Return the lines of a function that run."""
        return function.body[1:] if ast.get_docstring(function) is not None else function.body


def _own(function: ast.FunctionDef) -> list[ast.AST]:
    """Return all parts of a function but the insides of comprehensions, whose names are their own."""
    found: list[ast.AST] = []
    waiting: list[ast.AST] = list(function.body)
    while waiting:
        node = waiting.pop()
        found.append(node)
        if isinstance(node, ast.ListComp | ast.SetComp | ast.DictComp | ast.GeneratorExp):
            continue
        waiting.extend(ast.iter_child_nodes(node))
    return found


def _not_read(part: ast.AST) -> list[ast.AST]:
    """Return the names below ``part`` whose values say nothing: functions, and what a comprehension binds."""
    if isinstance(part, ast.Call):
        return [part.func]
    if isinstance(part, ast.ListComp | ast.SetComp | ast.DictComp | ast.GeneratorExp):
        own = {
            n.id
            for generator in part.generators
            for n in ast.walk(generator.target)
            if isinstance(n, ast.Name)
        }
        return [n for n in ast.walk(part) if isinstance(n, ast.Name) and n.id in own]
    if isinstance(part, ast.JoinedStr):
        # Columns inside an f-string mean different things in different versions of Python.
        return [n for n in ast.walk(part) if isinstance(n, ast.Name)]
    return []


def read(code: str) -> Program:
    """Return the program in ``code``.

    Raises
    ------
    SyntaxError
        If it is no Python.
    Stop
        If it is Python that the board does not run.
    """
    lines = code.splitlines()
    if len(lines) > limits.LINES or any(len(line) > limits.WIDTH for line in lines):
        raise Stop(
            "This is too long for the board",
            f"It takes up to {limits.LINES} lines of {limits.WIDTH} characters.",
            "Keep the part that you want to look at.",
        )
    tree = ast.parse(code)
    seen: dict[int, int] = {}
    for node in ast.walk(tree):
        if not isinstance(node, ast.stmt):
            continue
        if not isinstance(node, STATEMENTS):
            raise _at(unknown(_NAMES.get(type(node), "This line")), node.lineno)
        if node.lineno in seen:
            raise _at(
                Stop(
                    "Two steps on one line",
                    f"Line {node.lineno} holds more than one step.",
                    "Put each step on a line of its own. What belongs to an `if`, a loop or a function goes on "
                    "the line below, four spaces to the right.",
                ),
                node.lineno,
            )
        seen[node.lineno] = 1
        if isinstance(node, ast.FunctionDef):
            _check_function(node)
    for body in [tree.body]:
        for node in body:
            _check_place(node, in_function=False, in_loop=False)
    return Program(code, tree)


def _check_function(node: ast.FunctionDef) -> None:
    arguments = node.args
    more = arguments.vararg or arguments.kwarg or arguments.kwonlyargs or arguments.posonlyargs
    if more or node.decorator_list:
        raise _at(unknown("A star or an @ at a function"), node.lineno)
    if any(isinstance(n, ast.FunctionDef) for n in ast.walk(node) if n is not node):
        raise _at(unknown("A function inside a function"), node.lineno)


def _check_place(node: ast.stmt, in_function: bool, in_loop: bool) -> None:
    """Refuse what Python itself refuses when it compiles: return outside a function, break outside a loop."""
    if isinstance(node, ast.Return) and not in_function:
        raise SyntaxError("'return' outside function", ("", node.lineno, 1, None))
    if isinstance(node, ast.Break) and not in_loop:
        raise SyntaxError("'break' outside loop", ("", node.lineno, 1, None))
    if isinstance(node, ast.Continue) and not in_loop:
        raise SyntaxError("'continue' not properly in loop", ("", node.lineno, 1, None))
    loop = isinstance(node, ast.For | ast.While)
    function = isinstance(node, ast.FunctionDef)
    for name in ("body", "orelse"):
        for child in getattr(node, name, []):
            if isinstance(child, ast.stmt):
                inside = function or in_function
                around = (loop and name == "body") or (in_loop and not function)
                _check_place(child, inside, around)


def _at(stop: Stop, line: int) -> Stop:
    stop.line = line  # type: ignore[attr-defined]
    return stop
