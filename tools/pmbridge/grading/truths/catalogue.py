"""All planted truths, in the order of the modules they serve.

A truth's module is imported when the truth is first asked for.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING

from pmbridge.grading.truths.model import Truth

_TRUTHS_OF = {
    "market": "market_size funnel_mix lost_deals retention",
    "people": "urgent_segment weighted_nps opportunity kano",
    "written": "price_complaints status_complaints competitor_matrix hidden_need",
    "priorities": "rice_audit rice_sensitivity wsjf_sequence capacity",
    "delivery": "flow forecast releases needs_attention database fee_rule",
    "experiments": "sample_size test_1_split test_2_readout",
    "network": "network",
    "career": (
        "growth posting_coverage search_plans search_length search_hours setbacks search_cohort "
        "review_dates"
    ),
}
_MODULES = {name: module for module, names in _TRUTHS_OF.items() for name in names.split()}


@cache
def _in_module(module: str) -> dict[str, Truth]:
    truths: tuple[Truth, ...] = import_module(f"pmbridge.grading.truths.{module}").TRUTHS
    return {truth.name: truth for truth in truths}


class _Catalogue(Mapping[str, Truth]):
    """The truths by name."""

    def __getitem__(self, name: str) -> Truth:
        if name not in _MODULES:
            raise KeyError(f"there is no truth {name!r}; known are {', '.join(_MODULES)}")
        return _in_module(_MODULES[name])[name]

    def __iter__(self) -> Iterator[str]:
        return iter(_MODULES)

    def __len__(self) -> int:
        return len(_MODULES)


BY_NAME: Mapping[str, Truth] = _Catalogue()

if TYPE_CHECKING:
    TRUTHS: tuple[Truth, ...]


def __getattr__(name: str) -> tuple[Truth, ...]:
    if name != "TRUTHS":
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return tuple(BY_NAME.values())
