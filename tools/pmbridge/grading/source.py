"""What an instructor's source says about who may define which name, found once for an assignment."""

import ast
import builtins
from collections.abc import Iterator
from dataclasses import dataclass

from pmbridge.grading.assignment import Assignment

SETUP = "setup"


@dataclass(frozen=True)
class Parts:
    """The parts of an assignment, by cell id where there are several.

    Parameters
    ----------
    asked : frozenset of str
        Names that come from the learner: a solution, or its starter, binds or changes them, or a given
        cell reads them from the learner's folder.
    imports : str
        The imports of the solutions. They run with the checks: a module is never taken from a learner.
    given : frozenset of str
        The given cells that bind what a check uses, so that they run with the checks, too.
    """

    asked: frozenset[str]
    imports: str
    given: frozenset[str]


_known: dict[str, Parts] = {}


def parts_of(assignment: Assignment) -> Parts:
    """Return the parts of ``assignment``, worked out once for each digest."""
    if assignment.digest not in _known:
        if len(_known) > 64:
            _known.clear()
        _known[assignment.digest] = _parts(assignment)
    return _known[assignment.digest]


def _parts(assignment: Assignment) -> Parts:
    built = {cell["id"]: cell["source"] for cell in assignment.source["cells"]}
    asked: set[str] = set()
    imports: list[str] = []
    used: set[str] = set()
    given: dict[str, ast.Module] = {}
    for cell in assignment.content["cells"]:
        name, role = cell["id"], cell["role"]
        if role == "answer":
            for text in (built.get(name, ""), cell["source"]):
                tree = _tree(text)
                asked |= bound(tree) | changed(tree)
                imports += _imports(tree)
        elif role == "check":
            used |= loaded(_tree(cell["source"]))
        elif name != SETUP:
            tree = _tree(cell["source"])
            if _of_the_folder(tree):
                asked |= bound(tree)
            else:
                given[name] = tree
    needed: set[str] = set()
    for name, tree in reversed(given.items()):
        if (bound(tree, imports=True) - asked) & used:
            needed.add(name)
            used |= loaded(tree)
    return Parts(frozenset(asked), "\n".join(dict.fromkeys(imports)), frozenset(needed))


def _tree(source: str) -> ast.Module:
    try:
        return ast.parse(source)
    except (SyntaxError, ValueError, RecursionError):
        return ast.Module([], [])


def _top(tree: ast.Module) -> Iterator[ast.AST]:
    """Yield what runs when the cell runs: not what is inside functions and classes."""
    waiting: list[ast.AST] = list(tree.body)
    while waiting:
        node = waiting.pop()
        yield node
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef | ast.Lambda):
            continue
        waiting.extend(ast.iter_child_nodes(node))


def bound(tree: ast.Module, *, imports: bool = False) -> set[str]:
    """Return the names that a cell binds."""
    names: set[str] = set()
    for node in _top(tree):
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            names.add(node.id)
        elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            names.add(node.name)
        elif isinstance(node, ast.Import | ast.ImportFrom) and imports:
            names |= {alias.asname or alias.name.partition(".")[0] for alias in node.names}
    for node in ast.walk(tree):
        if isinstance(node, ast.Global):
            names |= set(node.names)
    return names


def changed(tree: ast.Module) -> set[str]:
    """Return the names whose objects a cell may change: ``x[0] = ...``, ``x.y = ...``, ``x.append(...)``."""
    names: set[str] = set()
    for node in _top(tree):
        target = None
        if isinstance(node, ast.Attribute | ast.Subscript) and not isinstance(node.ctx, ast.Load):
            target = node.value
        elif isinstance(node, ast.Expr) and isinstance(node.value, ast.Call):
            target = node.value.func
        while isinstance(target, ast.Attribute | ast.Subscript):
            target = target.value
            if isinstance(target, ast.Name):
                names.add(target.id)
    # A module's function, such as plt.show(), changes nothing that a check could ask for.
    modules = {
        alias.asname or alias.name.partition(".")[0]
        for node in ast.walk(tree)
        if isinstance(node, ast.Import | ast.ImportFrom)
        for alias in node.names
    }
    return names - modules


def loaded(tree: ast.Module) -> set[str]:
    """Return the names that a cell reads anywhere, Python's own left out."""
    return {
        node.id
        for node in ast.walk(tree)
        if isinstance(node, ast.Name)
        and isinstance(node.ctx, ast.Load)
        and not hasattr(builtins, node.id)
    }


def _of_the_folder(tree: ast.Module) -> bool:
    """Return whether a given cell reads the learner's folder: what it finds there is theirs to say."""
    return any(
        isinstance(node, ast.ImportFrom) and node.module == "pmbridge.notebook"
        for node in ast.walk(tree)
    )


def _imports(tree: ast.Module) -> list[str]:
    return [ast.unparse(n) for n in ast.walk(tree) if isinstance(n, ast.Import | ast.ImportFrom)]
