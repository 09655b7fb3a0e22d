"""Python's own functions and methods that a program on the board may call, each kept small."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from pmbridge.boards.stepping import limits

if TYPE_CHECKING:
    from pmbridge.boards.stepping.machine import Machine

# Real names of Python that a program here can't use; to call them unknown would be a lie.
NOT_HERE = frozenset(
    [
        "input",
        "open",
        "map",
        "filter",
        "exec",
        "eval",
        "globals",
        "locals",
        "type",
        "isinstance",
        "iter",
        "next",
        "getattr",
        "setattr",
        "vars",
        "dir",
        "id",
        "hash",
        "object",
        "super",
        "format",
        "chr",
        "ord",
        "divmod",
        "pow",
        "complex",
        "bytes",
        "bytearray",
        "frozenset",
        "slice",
        "repr",
    ]
)

METHODS: dict[type, frozenset[str]] = {
    str: frozenset(
        [
            "upper",
            "lower",
            "title",
            "capitalize",
            "strip",
            "lstrip",
            "rstrip",
            "split",
            "replace",
            "startswith",
            "endswith",
            "find",
            "count",
            "join",
            "isdigit",
        ]
    ),
    list: frozenset(
        [
            "append",
            "extend",
            "insert",
            "pop",
            "remove",
            "index",
            "count",
            "sort",
            "reverse",
            "copy",
            "clear",
        ]
    ),
    tuple: frozenset(["index", "count"]),
    dict: frozenset(
        ["get", "keys", "values", "items", "pop", "update", "setdefault", "copy", "clear"]
    ),
    set: frozenset(["add", "remove", "discard", "union", "intersection", "difference", "copy"]),
}


def table(machine: "Machine") -> dict[str, Callable[..., Any]]:
    """Return Python's functions by name, for one program."""

    def keyed(key: Any) -> Any:
        # A function of the program's own runs line by line there as anywhere else.
        return None if key is None else lambda value: machine.call(key, [value], {})

    def show(*values: Any, sep: str = " ", end: str = "\n") -> None:
        machine.show(str(sep).join(str(value) for value in values) + str(end))

    def ordered(values: Any, *, key: Any = None, reverse: bool = False) -> list[Any]:
        return sorted(limits.countable(values), key=keyed(key), reverse=reverse)

    def extreme(choose: Callable[..., Any]) -> Callable[..., Any]:
        def chosen(*values: Any, key: Any = None, **more: Any) -> Any:
            if len(values) == 1:
                limits.countable(values[0])
            return choose(*values, key=keyed(key), **more)

        return named(chosen, choose.__name__)

    def over(work: Callable[..., Any]) -> Callable[..., Any]:
        def all_of(*values: Any, **more: Any) -> Any:
            for value in values:
                limits.countable(value)
            return work(*values, **more)

        return named(all_of, work.__name__)

    def named(function: Callable[..., Any], name: str) -> Callable[..., Any]:
        function.__name__ = name
        return function

    return {
        "print": named(show, "print"),
        "sorted": named(ordered, "sorted"),
        **{choose.__name__: extreme(choose) for choose in (min, max)},
        **{
            work.__name__: over(work)
            for work in (sum, list, tuple, set, dict, any, all, enumerate, zip, reversed)
        },
        **{work.__name__: work for work in (len, range, abs, round, int, float, str, bool)},
    }


def method(owner: Any, name: str) -> Callable[..., Any]:
    """Return a method of a value, kept small."""
    if not hasattr(owner, name):
        raise AttributeError(
            f"'{type(owner).__name__}' object has no attribute '{name}'", name=name, obj=owner
        )
    allowed = METHODS.get(type(owner), frozenset())
    if name not in allowed:
        raise limits.unknown(f"`.{name}()`")
    found: Callable[..., Any] = getattr(owner, name)

    def kept_small(*given: Any, **named: Any) -> Any:
        for value in given:
            limits.countable(value)
        if name == "replace" and len(given) > 1 and all(isinstance(g, str) for g in given[:2]):
            limits.at_most((len(owner) + 1) * max(1, len(given[1])))
        if name == "join" and given:
            values = list(given[0])
            size = sum(len(v) for v in values if isinstance(v, str)) + len(owner) * len(values)
            limits.at_most(size)
            return found(values)
        if name == "sort" and "key" in named:
            raise limits.unknown("`key=` in `.sort()`", "Use sorted(values, key=...) instead.")
        return found(*given, **named)

    return kept_small
