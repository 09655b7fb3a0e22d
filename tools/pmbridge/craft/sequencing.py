"""The order of work that costs least while everything waits its turn."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from graphlib import CycleError, TopologicalSorter
from typing import NamedTuple

from pmbridge.craft import _checks

MOST_ITEMS = 16
"""Exact search looks at 2 to the power of n subsets; beyond this it gets slow."""


class BestSequence(NamedTuple):
    """An order and what its delay costs (cost a period times periods)."""

    order: tuple[str, ...]
    delay_cost: float


def wsjf(cost_of_delay: float, duration: float) -> float:
    """Return Weighted Shortest Job First: cost of delay divided by duration.

    Parameters
    ----------
    cost_of_delay : float
        Currency a period, or relative points, 0 or more.
    duration : float
        Periods, or relative job size, greater than 0.

    Returns
    -------
    float
        Score; higher goes first.

    Raises
    ------
    TypeError, ValueError
        If a value is not a number or outside its range.

    Source
    ------
    Reinertsen 2009, The Principles of Product Development Flow; the rule itself: Smith
    1956, "Various Optimizers for Single-Stage Production", Naval Research Logistics
    Quarterly 3.
    """
    cost = _checks.number("cost_of_delay", cost_of_delay, at_least=0)
    return _checks.result("WSJF", cost / _checks.number("duration", duration, above=0))


def relative_cost_of_delay(
    user_business_value: float, time_criticality: float, risk_reduction: float
) -> float:
    """Return SAFe's relative cost of delay: the sum of three relative estimates.

    The sum ranks; it is no amount of money.

    Parameters
    ----------
    user_business_value, time_criticality, risk_reduction : float
        Relative points, 0 or more (SAFe: modified Fibonacci from 1 to 20; the third is
        risk reduction and opportunity enablement).

    Returns
    -------
    float
        Relative points.

    Raises
    ------
    TypeError, ValueError
        If a value is not a number or negative.

    Source
    ------
    Scaled Agile Framework, article "WSJF".
    """
    return _checks.result(
        "relative cost of delay",
        _checks.number("user_business_value", user_business_value, at_least=0)
        + _checks.number("time_criticality", time_criticality, at_least=0)
        + _checks.number("risk_reduction", risk_reduction, at_least=0),
    )


def _work(
    cost_of_delay: Mapping[str, float], duration: Mapping[str, float]
) -> tuple[dict[str, float], dict[str, float]]:
    if not cost_of_delay:
        raise ValueError("cost_of_delay must hold at least one item, got none")
    if cost_of_delay.keys() != duration.keys():
        raise ValueError(
            "cost_of_delay and duration must name the same items, got "
            f"{', '.join(cost_of_delay)} and {', '.join(duration)}"
        )
    costs = {
        item: _checks.number(f"cost_of_delay of {item}", cost, at_least=0)
        for item, cost in cost_of_delay.items()
    }
    times = {item: _checks.number(f"duration of {item}", duration[item], above=0) for item in costs}
    return costs, times


def _predecessors(
    after: Mapping[str, Iterable[str]] | None, items: Iterable[str]
) -> dict[str, set[str]]:
    known = list(items)
    before: dict[str, set[str]] = {item: set() for item in known}
    for item, earlier in (after or {}).items():
        if isinstance(earlier, str):
            raise TypeError(f"after must map {item} to a list of items, got {earlier!r}")
        for name in (item, *earlier):
            if name not in before:
                raise ValueError(
                    f"after must name known items ({', '.join(known)}), got {_checks.shown(name)}"
                )
        before[item].update(earlier)
    try:
        TopologicalSorter(before).prepare()
    except CycleError as error:
        circle = " after ".join(reversed(error.args[1]))
        raise ValueError(f"after must not go round in a circle, got {circle}") from None
    return before


def delay_cost(
    order: Sequence[str], cost_of_delay: Mapping[str, float], duration: Mapping[str, float]
) -> float:
    """Return what an order costs: the sum of cost of delay times finishing time.

    One team works on one item at a time, without pauses, from time 0.

    Parameters
    ----------
    order : list of str
        Every item once.
    cost_of_delay : mapping of str to float
        Cost a period by item, 0 or more.
    duration : mapping of str to float
        Periods by item, greater than 0.

    Returns
    -------
    float
        Cost (cost a period times periods).

    Raises
    ------
    TypeError, ValueError
        If the order does not hold every item once, or a value is outside its range.

    Source
    ------
    Smith 1956, "Various Optimizers for Single-Stage Production", Naval Research
    Logistics Quarterly 3; Reinertsen 2009, The Principles of Product Development Flow.
    """
    costs, times = _work(cost_of_delay, duration)
    if sorted(order) != sorted(costs):
        raise ValueError(
            f"order must hold every item once ({', '.join(costs)}), got {', '.join(order)}"
        )
    clock = total = 0.0
    for item in order:
        clock += times[item]
        total += costs[item] * clock
    return _checks.result("delay cost", total)


def keeps_precedence(order: Sequence[str], after: Mapping[str, Iterable[str]]) -> bool:
    """Return whether every item comes after all the items that it depends on.

    Parameters
    ----------
    order : list of str
        Items in order.
    after : mapping of str to list of str
        For an item, the items that must be finished before it.

    Returns
    -------
    bool
        True if the order can be carried out.

    Raises
    ------
    TypeError, ValueError
        If ``after`` names an item that is not in the order, or goes round in a circle.

    Source
    ------
    Rule of thumb: a topological order.
    """
    place = {item: position for position, item in enumerate(order)}
    before = _predecessors(after, order)
    return all(place[one] < place[item] for item, earlier in before.items() for one in earlier)


def best_sequence(
    cost_of_delay: Mapping[str, float],
    duration: Mapping[str, float],
    after: Mapping[str, Iterable[str]] | None = None,
) -> BestSequence:
    """Return the order with the smallest delay cost that keeps all dependencies.

    Exact, by dynamic programming over subsets. Without dependencies it sorts by
    WSJF; with them, sorting by WSJF may break a dependency or miss the best order,
    because a small item may be worth doing early for what it opens up.

    Parameters
    ----------
    cost_of_delay : mapping of str to float
        Cost a period by item, 0 or more; at most 16 items.
    duration : mapping of str to float
        Periods by item, greater than 0.
    after : mapping of str to list of str, optional
        For an item, the items that must be finished before it.

    Returns
    -------
    BestSequence
        ``order`` and ``delay_cost``; among equally good orders the one that keeps
        closest to the order of ``cost_of_delay``.

    Raises
    ------
    TypeError, ValueError
        If the items differ, a value is outside its range, the dependencies go round in
        a circle or there are more than 16 items.

    Source
    ------
    Held and Karp 1962, "A Dynamic Programming Approach to Sequencing Problems",
    Journal of SIAM 10; objective: Smith 1956, Naval Research Logistics Quarterly 3.
    """
    costs, times = _work(cost_of_delay, duration)
    items = list(costs)
    if len(items) > MOST_ITEMS:
        raise ValueError(f"cost_of_delay must hold at most {MOST_ITEMS} items, got {len(items)}")
    bit = {item: 1 << position for position, item in enumerate(items)}
    needs = [sum(bit[one] for one in earlier) for earlier in _predecessors(after, items).values()]
    cost = [costs[item] for item in items]
    time = [times[item] for item in items]
    full = (1 << len(items)) - 1
    clock = [0.0] * (full + 1)
    for done in range(1, full + 1):
        lowest = (done & -done).bit_length() - 1
        clock[done] = clock[done & (done - 1)] + time[lowest]
    # rest[done]: least cost of finishing everything that is not in `done` yet.
    rest = [0.0] * (full + 1)
    choice = [-1] * (full + 1)
    for done in range(full - 1, -1, -1):
        best = float("inf")
        for position, need in enumerate(needs):
            one = 1 << position
            if done & one or need & ~done:
                continue
            total = cost[position] * (clock[done] + time[position]) + rest[done | one]
            if total < best:
                best, choice[done] = total, position
        rest[done] = best
    order, done = [], 0
    while done != full:
        position = choice[done]
        order.append(items[position])
        done |= 1 << position
    return BestSequence(tuple(order), delay_cost(order, costs, times))
