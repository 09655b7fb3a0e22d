"""The truths planted in the case, as data, and the answers to its items.

A truth recomputes itself from the tables, so it holds whatever made them.
Nothing below this floor imports it: what is right stays out of the tables.

Hidden checks import from here in each of many short-lived kernels, so a name
loads its module only when it is first asked for.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pmbridge.grading.truths.catalogue import BY_NAME, TRUTHS
    from pmbridge.grading.truths.items import ItemAnswer, answers, launch_phases
    from pmbridge.grading.truths.model import Answer, Naive, Truth, check
    from pmbridge.grading.truths.verifying import Failure, Report, verify

_HOMES = {
    "catalogue": "BY_NAME TRUTHS",
    "items": "ItemAnswer answers launch_phases",
    "model": "Answer Naive Truth check",
    "verifying": "Failure Report verify",
}
_HOME = {name: home for home, names in _HOMES.items() for name in names.split()}

__all__ = [
    "BY_NAME",
    "TRUTHS",
    "Answer",
    "Failure",
    "ItemAnswer",
    "Naive",
    "Report",
    "Truth",
    "answers",
    "check",
    "launch_phases",
    "verify",
]


def __getattr__(name: str) -> Any:
    if name not in _HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOME[name]}"), name)
