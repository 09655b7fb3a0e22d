"""Has the learner begun? An answer that still is what the starter gave is "not started", never wrong."""

import ast
from collections.abc import Mapping
from types import CodeType, FunctionType
from typing import Any


def bound_names(source: str) -> list[str]:
    """Return the names that the top level of ``source`` defines, in order; none if it can't be read."""
    try:
        tree = ast.parse(source)
    except (SyntaxError, ValueError):
        return []
    names: dict[str, None] = {}
    for node in tree.body:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            names[node.name] = None
        elif isinstance(node, ast.Assign | ast.AnnAssign):
            for target in node.targets if isinstance(node, ast.Assign) else [node.target]:
                for part in ast.walk(target):
                    if isinstance(part, ast.Name):
                        names[part.id] = None
    return list(names)


def untouched(starter: str, names: Mapping[str, Any]) -> bool:
    """Return whether all that ``starter`` defines is missing from ``names`` or still as the starter made it."""
    try:
        tree = ast.parse(starter)
    except (SyntaxError, ValueError):
        return False
    defined = bound_names(starter)
    return bool(defined) and all(
        name not in names or names[name] is ... or _same(names[name], _start(tree, name, names))
        for name in defined
    )


_UNKNOWN = object()


def _start(tree: ast.Module, name: str, names: Mapping[str, Any]) -> Any:
    """Return what the starter gives ``name``; an expression is worked out with the learner's own names."""
    for node in reversed(tree.body):
        if isinstance(node, ast.FunctionDef) and node.name == name:
            return _function(node, names)
        if (
            isinstance(node, ast.AnnAssign)
            and node.value is not None
            and isinstance(node.target, ast.Name)
            and node.target.id == name
        ):
            return _value(node.value, names)
        if not isinstance(node, ast.Assign):
            continue
        for target in node.targets:
            parts = target.elts if isinstance(target, ast.Tuple | ast.List) else [target]
            position = next(
                (i for i, p in enumerate(parts) if isinstance(p, ast.Name) and p.id == name), None
            )
            if position is None:
                continue
            value = _value(node.value, names)
            if parts == [target] or value is _UNKNOWN:
                return value
            if isinstance(value, tuple | list) and len(value) == len(parts):
                return value[position]
            return _UNKNOWN
    return _UNKNOWN


def _value(node: ast.expr, names: Mapping[str, Any]) -> Any:
    try:
        return ast.literal_eval(node)
    except (ValueError, TypeError):
        pass
    in_function = isinstance(node, ast.Lambda)
    if not in_function and any(isinstance(part, ast.Call) for part in ast.walk(node)):
        # A call may take long or show a board; what it gives can't be told from here.
        return _UNKNOWN
    try:
        return eval(compile(ast.Expression(node), "<starter>", "eval"), dict(names))
    except Exception:
        return _UNKNOWN


def _function(node: ast.FunctionDef, names: Mapping[str, Any]) -> Any:
    node.decorator_list = []
    space = dict(names)
    try:
        exec(compile(ast.Module([node], []), "<starter>", "exec"), space)
    except Exception:
        return _UNKNOWN
    return space[node.name]


def _same(value: Any, start: Any) -> bool:
    if isinstance(start, FunctionType):
        return (
            isinstance(value, FunctionType)
            and _shape(value.__code__) == _shape(start.__code__)
            and _same(value.__defaults__, start.__defaults__)
            and _same(value.__kwdefaults__, start.__kwdefaults__)
        )
    if start is _UNKNOWN or type(value) is not type(start):
        return False
    try:
        return bool(value == start)
    except Exception:
        # Tables compare cell by cell; two of them are the same if pandas says so.
        return bool(getattr(value, "equals", lambda other: False)(start))


def _shape(code: CodeType) -> tuple[Any, ...]:
    """Return what a function does, without where it stands."""
    consts = tuple(_shape(c) if isinstance(c, CodeType) else (type(c), c) for c in code.co_consts)
    return code.co_code, code.co_names, code.co_varnames, consts
