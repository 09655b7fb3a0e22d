"""Checks that would not hold when learners' code runs in another process, or that give points away."""

import ast
import builtins
from collections.abc import Iterator
from pathlib import Path

from pmbridge.authoring.exercises import Exercise
from pmbridge.authoring.report import Problem
from pmbridge.check.started import bound_names

_COPIES = (
    "A check sees a plain copy of what the learner made, and a function as one that can be called."
)
# What a check can't ask of the learner's process, by the name that it would use.
_FAR: dict[str, str] = {
    "globals": "Name what you look at.",
    "locals": "Name what you look at.",
    "vars": "Name what you look at.",
    "gcf": "Let the exercise keep what it draws under a name, as data, and check that.",
    "gca": "Let the exercise keep what it draws under a name, as data, and check that.",
    "GeneratorType": "Take list(...) of it and compare.",
    "isgenerator": "Take list(...) of it and compare.",
    "isgeneratorfunction": "Take list(...) of what it gives and compare.",
    "getsource": "Check what the code does, with other inputs.",
    "__code__": "Check what the code does, with other inputs.",
    "__globals__": "Check what the code does, with other inputs.",
    "__closure__": "Check what the code does, with other inputs.",
    "mock": "Give the function what it needs as an argument.",
    "patch": "Give the function what it needs as an argument.",
    "monkeypatch": "Give the function what it needs as an argument.",
    "stdin": "Give the function what it needs as an argument.",
}
# Where, what is wrong as the rest of a sentence, and what to do instead.
Wrong = tuple[ast.AST, str, str]
_SINGLETONS = (type(None), bool, type(...))


def check_crossing(path: Path, exercises: dict[str, Exercise]) -> Iterator[Problem]:
    """Yield what the checks of a module do that does not cross, or that gives points away."""
    answers: set[str] = set().union(*map(_names, exercises.values()))
    for exercise in exercises.values():
        for check in exercise.checks:
            try:
                tree = ast.parse(check.text)
            except (SyntaxError, ValueError):
                continue
            # What a check defines for itself is not the learner's.
            theirs = answers - _bound(tree)
            found = [wrong for node in ast.walk(tree) for wrong in _wrong(node, theirs)]
            found += [wrong for node in tree.body for wrong in _mutation(node, theirs)]
            for node, what, instead in found:
                line = check.first + getattr(node, "lineno", 1) - 1
                yield Problem(path, line, f'The check of "{check.label}" {what}', instead)


def _names(exercise: Exercise) -> set[str]:
    return {*exercise.names, *bound_names(exercise.starter)}


def _bound(tree: ast.Module) -> set[str]:
    """Return the names that a check defines for itself."""
    nodes = list(ast.walk(tree))
    names = {n.id for n in nodes if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)}
    names |= {n.name for n in nodes if isinstance(n, ast.FunctionDef | ast.ClassDef)}
    return names | {n.arg for n in nodes if isinstance(n, ast.arg)}


def _wrong(node: ast.AST, theirs: set[str]) -> Iterator[Wrong]:
    """Yield what is wrong with one node: the rest of a sentence, and what to do instead."""
    if isinstance(node, ast.Name | ast.Attribute):
        name = node.id if isinstance(node, ast.Name) else node.attr
        if name in _FAR and name not in theirs:
            said = f"uses {name}, which does not reach the learner's process. {_COPIES}"
            yield node, said, _FAR[name]
        elif name == "seed" and isinstance(node, ast.Attribute) and "random" in ast.unparse(node):
            yield (
                node,
                "seeds random numbers, and the learner's process draws its own.",
                "Let the function take a seed, or check what holds for every draw.",
            )
    elif isinstance(node, ast.Compare):
        yield from _comparison(node, theirs)
    elif isinstance(node, ast.ClassDef):
        if any(isinstance(base, ast.Name) and base.id in theirs for base in node.bases):
            said = f"subclasses a learner's class. {_COPIES}"
            yield node, said, "Check what the class's functions give."
    elif isinstance(node, ast.Call):
        yield from _call(node, theirs)


def _comparison(node: ast.Compare, theirs: set[str]) -> Iterator[Wrong]:
    sides = [node.left, *node.comparators]
    if any(isinstance(operator, ast.Is | ast.IsNot) for operator in node.ops):
        single = any(
            isinstance(s, ast.Constant) and isinstance(s.value, _SINGLETONS) for s in sides
        )
        if not single and not any(map(_is_type, sides)):
            yield node, f"compares with `is`. {_COPIES}", "Compare with ==."
    answers = [_answers(side, theirs) for side in sides]
    if isinstance(node.ops[0], ast.Eq) and all(answers) and not set.intersection(*answers):
        yield (
            node,
            "compares two answers of the learner with each other, so that two wrong ones can agree.",
            "Work out what is right in the check, and compare each answer with that.",
        )


def _is_type(node: ast.expr) -> bool:
    if isinstance(node, ast.Call):
        return isinstance(node.func, ast.Name) and node.func.id == "type"
    return isinstance(node, ast.Name) and isinstance(getattr(builtins, node.id, None), type)


def _answers(node: ast.expr, theirs: set[str]) -> set[str]:
    """Return the learner's names that an expression is made of; none if there is anything else in it."""
    nodes = list(ast.walk(node))
    names = {n.id for n in nodes if isinstance(n, ast.Name)}
    constants = [n for n in nodes if isinstance(n, ast.Constant) and type(n.value) is not str]
    return set() if constants or not names <= theirs else names


def _call(node: ast.Call, theirs: set[str]) -> Iterator[Wrong]:
    name = node.func.id if isinstance(node.func, ast.Name) else ""
    arguments = [*node.args, *(keyword.value for keyword in node.keywords)]
    if name in theirs:
        for argument in arguments:
            inner = _called(argument)
            if isinstance(argument, ast.Lambda):
                said = (
                    f"gives {name} a function, and only plain data can be sent to a learner's code."
                )
                yield node, said, "Give it data."
            elif inner in theirs and inner != name:
                yield (
                    node,
                    f"undoes {inner} with {name}: two functions that do nothing would pass.",
                    "Check each of the two alone, too, and compare with what is right.",
                )
    if name in ("isinstance", "issubclass") and len(arguments) == 2:
        kinds = {n.id for n in ast.walk(arguments[1]) if isinstance(n, ast.Name)}
        if kinds & theirs:
            yield node, f"asks for a learner's class. {_COPIES}", "Check what the object holds."


def _called(node: ast.expr) -> str:
    return node.func.id if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) else ""


def _mutation(node: ast.stmt, theirs: set[str]) -> Iterator[Wrong]:
    """A call whose result is not used changes its arguments, or nothing that a check could see."""
    if isinstance(node, ast.Expr) and (name := _called(node.value)) in theirs:
        yield (
            node,
            f"calls {name} for what it does to its arguments. They are sent as a copy.",
            "Ask the learner to return the result, and check that.",
        )
