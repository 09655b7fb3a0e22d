"""Who knows whom: mutual contacts, local bridges, constraint and distance."""

from __future__ import annotations

import math
from collections import deque
from collections.abc import Hashable, Iterable

import pandas as pd

from pmbridge.craft import _checks

Person = Hashable
"""A name or a number."""

Edges = pd.DataFrame | Iterable[tuple[Person, Person]]
"""Ties without direction: pairs, or a table with the columns ``a`` and ``b``."""


def neighbours(edges: Edges) -> dict[Person, set[Person]]:
    """Return the contacts of every person.

    Parameters
    ----------
    edges : list of pairs or pandas.DataFrame
        Ties without direction; of a table the columns ``a`` and ``b``. A tie listed
        twice counts once.

    Returns
    -------
    dict of person to set of persons
        Contacts by person.

    Raises
    ------
    TypeError, ValueError
        If there is no tie, or a tie does not join two different people.

    Source
    ------
    Rule of thumb: adjacency of an undirected graph.
    """
    if isinstance(edges, pd.DataFrame):
        _checks.table("edges", edges, ("a", "b"))
        pairs = list(zip(edges["a"].tolist(), edges["b"].tolist(), strict=True))
    else:
        pairs = list(edges)
    contacts: dict[Person, set[Person]] = {}
    for pair in pairs:
        if (
            not isinstance(pair, (tuple, list))
            or len(pair) != 2
            or any(end is None or (isinstance(end, float) and math.isnan(end)) for end in pair)
        ):
            raise ValueError(f"edges must be pairs of people, got {_checks.shown(pair)}")
        one, other = pair
        if one == other:
            raise ValueError(f"edges must join two different people, got {_checks.shown(pair)}")
        contacts.setdefault(one, set()).add(other)
        contacts.setdefault(other, set()).add(one)
    if not contacts:
        raise ValueError("edges must hold at least one tie, got none")
    return contacts


def _known(contacts: dict[Person, set[Person]], *people: Person) -> None:
    for person in people:
        if person not in contacts:
            raise ValueError(f"person must have a tie in edges, got {_checks.shown(person)}")


def mutual_contacts(edges: Edges, one: Person, other: Person) -> set[Person]:
    """Return the people whom both know.

    Parameters
    ----------
    edges : list of pairs or pandas.DataFrame
        Ties without direction.
    one, other : person
        Two people with at least one tie each.

    Returns
    -------
    set of persons
        Shared contacts.

    Raises
    ------
    TypeError, ValueError
        If a person has no tie, or a tie does not join two different people.

    Source
    ------
    Granovetter 1973, "The Strength of Weak Ties", American Journal of Sociology 78.
    """
    contacts = neighbours(edges)
    _known(contacts, one, other)
    return contacts[one] & contacts[other]


def local_bridges(edges: Edges) -> set[frozenset[Person]]:
    """Return the ties whose two ends have no contact in common.

    Parameters
    ----------
    edges : list of pairs or pandas.DataFrame
        Ties without direction.

    Returns
    -------
    set of frozensets
        Each frozenset holds the two ends of a local bridge.

    Raises
    ------
    TypeError, ValueError
        If a tie does not join two different people.

    Source
    ------
    Granovetter 1973, "The Strength of Weak Ties", American Journal of Sociology 78.
    """
    contacts = neighbours(edges)
    return {
        frozenset((one, other))
        for one, known in contacts.items()
        for other in known
        if not known & contacts[other]
    }


def local_bridges_of(edges: Edges, person: Person) -> set[Person]:
    """Return the contacts who share no other contact with this person.

    Parameters
    ----------
    edges : list of pairs or pandas.DataFrame
        Ties without direction.
    person : person
        Somebody with at least one tie.

    Returns
    -------
    set of persons
        The far ends of the person's local bridges.

    Raises
    ------
    TypeError, ValueError
        If the person has no tie, or a tie does not join two different people.

    Source
    ------
    Granovetter 1973, "The Strength of Weak Ties", American Journal of Sociology 78.
    """
    contacts = neighbours(edges)
    _known(contacts, person)
    return {other for other in contacts[person] if not contacts[person] & contacts[other]}


def constraint(edges: Edges, person: Person) -> float:
    """Return Burt's constraint: how much of a person's network leads back to itself.

    Σⱼ (pᵢⱼ + Σ_q pᵢ_q p_qⱼ)² over the contacts j, with p an equal share of attention
    for each contact. Low means that the contacts do not know each other.

    Parameters
    ----------
    edges : list of pairs or pandas.DataFrame
        Ties without direction.
    person : person
        Somebody with at least one tie.

    Returns
    -------
    float
        Greater than 0; for one contact 1, for n unconnected contacts 1/n.

    Raises
    ------
    TypeError, ValueError
        If the person has no tie, or a tie does not join two different people.

    Source
    ------
    Burt 1992, Structural Holes: The Social Structure of Competition.
    """
    contacts = neighbours(edges)
    _known(contacts, person)
    mine = contacts[person]
    attention = 1 / len(mine)
    total = 0.0
    for other in mine:
        through = sum(attention / len(contacts[third]) for third in mine & contacts[other])
        total += (attention + through) ** 2
    return total


def _distances(
    contacts: dict[Person, set[Person]], start: Person
) -> tuple[dict[Person, int], dict[Person, Person]]:
    steps, came_from = {start: 0}, {}
    queue = deque([start])
    while queue:
        person = queue.popleft()
        # Sorted, because the order of a set of strings differs from run to run.
        for other in sorted(contacts[person], key=lambda one: (str(type(one)), str(one))):
            if other not in steps:
                steps[other] = steps[person] + 1
                came_from[other] = person
                queue.append(other)
    return steps, came_from


def distance(edges: Edges, start: Person, goals: Iterable[Person]) -> int | None:
    """Return how many steps it takes to the nearest of several people.

    Parameters
    ----------
    edges : list of pairs or pandas.DataFrame
        Ties without direction.
    start : person
        Somebody with at least one tie.
    goals : iterable of persons
        Whom to reach, at least one; people without ties are out of reach.

    Returns
    -------
    int or None
        Ties on the shortest path; None if there is no path.

    Raises
    ------
    TypeError, ValueError
        If ``start`` has no tie, there is no goal, or a tie does not join two different
        people.

    Source
    ------
    Rule of thumb: breadth-first search.
    """
    contacts = neighbours(edges)
    _known(contacts, start)
    wanted = [goals] if isinstance(goals, str) else list(goals)
    if not wanted:
        raise ValueError("goals must hold at least one person, got none")
    steps, _ = _distances(contacts, start)
    reached = [steps[goal] for goal in wanted if goal in steps]
    return min(reached) if reached else None


def shortest_path(edges: Edges, start: Person, goal: Person) -> list[Person] | None:
    """Return one shortest chain of acquaintances.

    Parameters
    ----------
    edges : list of pairs or pandas.DataFrame
        Ties without direction.
    start, goal : person
        Two people with at least one tie each.

    Returns
    -------
    list of persons or None
        From ``start`` to ``goal``, both included; None if there is no path. Among
        equally short chains always the same one.

    Raises
    ------
    TypeError, ValueError
        If a person has no tie, or a tie does not join two different people.

    Source
    ------
    Rule of thumb: breadth-first search.
    """
    contacts = neighbours(edges)
    _known(contacts, start, goal)
    steps, came_from = _distances(contacts, start)
    if goal not in steps:
        return None
    path = [goal]
    while path[-1] != start:
        path.append(came_from[path[-1]])
    return path[::-1]


def betweenness(edges: Edges) -> dict[Person, float]:
    """Return how often each person lies on the shortest paths between others.

    Parameters
    ----------
    edges : list of pairs or pandas.DataFrame
        Ties without direction.

    Returns
    -------
    dict of person to float
        Share of the pairs of other people whose shortest paths lead through the
        person, 0 to 1.

    Raises
    ------
    TypeError, ValueError
        If a tie does not join two different people.

    Source
    ------
    Freeman 1977, "A Set of Measures of Centrality Based on Betweenness", Sociometry
    40; algorithm: Brandes 2001, Journal of Mathematical Sociology 25.
    """
    contacts = neighbours(edges)
    score = dict.fromkeys(contacts, 0.0)
    for source in contacts:
        steps, _ = _distances(contacts, source)
        paths = dict.fromkeys(steps, 0.0)
        paths[source] = 1.0
        # Insertion order is the order of the search: nearer people come first.
        for person in steps:
            for other in contacts[person]:
                if steps[other] == steps[person] + 1:
                    paths[other] += paths[person]
        carried = dict.fromkeys(steps, 0.0)
        for person in reversed(steps):
            for other in contacts[person]:
                if steps[other] == steps[person] + 1:
                    carried[person] += paths[person] / paths[other] * (1 + carried[other])
            if person != source:
                score[person] += carried[person]
    pairs = (len(contacts) - 1) * (len(contacts) - 2)
    return {person: total / pairs if pairs else 0.0 for person, total in score.items()}
