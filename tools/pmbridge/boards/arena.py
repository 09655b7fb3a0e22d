"""A board for test cases: the learner's own cases have to catch versions with a planted mistake."""

import re
from html import escape
from typing import Any

from pmbridge.boards.kind import (
    Changed,
    Flaw,
    Kind,
    Settings,
    ids,
    item_flaws,
    still_list,
    still_question,
    strange_keys,
    text_flaws,
    whole_flaws,
)
from pmbridge.boards.rules import names_in, verdicts
from pmbridge.boards.widget import BoardWidget, make
from pmbridge.home import mode
from pmbridge.problems import CourseError

_KEYS = ("question", "help", "facts", "inputs", "outcomes", "given", "when", "then", "spec")
MOST_CASES = 20
MOST = 9999


def flaws(settings: Settings) -> list[Flaw]:
    """Return what is wrong with the settings of an arena."""
    found = strange_keys(settings, (*_KEYS, "rule", "versions"))
    for key in ("question", "given", "when", "then"):
        found += text_flaws(settings, key, f"Write {key}: and a text.")
    found += item_flaws(settings.get("inputs"), "inputs", 1, ("id", "text", "most"))
    found += item_flaws(settings.get("outcomes"), "outcomes", 2)
    versions = settings.get("versions") or []
    found += item_flaws(versions, "versions", 1, ("id", "text", "rule"))
    spec = settings.get("spec") or []
    if not isinstance(spec, list) or not spec or not all(isinstance(s, str) for s in spec):
        found.append(("has no spec.", "Write spec: and a list of sentences."))
    facts = settings.get("facts", {})
    if not isinstance(facts, dict) or not all(isinstance(name, str) for name in facts.values()):
        found.append(("has facts that are no names.", "Write facts: {limit: fee_limit_eur}."))
    if found:
        return found
    for given in settings["inputs"]:
        found += whole_flaws({"most": MOST, **given}, "most", 1, MOST)
    known = {*ids(settings["inputs"]), *facts}
    said = re.findall(r"\{(\w+)\}", " ".join([settings["given"], settings["when"]]))
    if sorted(said) != sorted(ids(settings["inputs"])):
        found.append(
            ("does not name each input once in given and when.", "Write {km} where km belongs.")
        )
    for sentence in spec:
        for name in re.findall(r"\{(\w+)\}", sentence):
            if name not in facts:
                found.append((f"names {name!r} in spec, which is no fact.", "Add it to facts:."))
    for where, rule in (
        ("rule", settings.get("rule")),
        *((v["id"], v.get("rule")) for v in versions),
    ):
        found += _rule_flaws(rule, where, known, ids(settings["outcomes"]))
    return found


def _rule_flaws(rule: Any, where: str, known: set[str], outcomes: list[str]) -> list[Flaw]:
    form = "Write rule: [{if: km > farthest, then: none}, {then: next}]."
    if not isinstance(rule, list) or not rule or not all(isinstance(line, dict) for line in rule):
        return [(f"has no rule for {where}.", form)]
    found = [f for line in rule for f in strange_keys(line, ("if", "then"), f" in {where}")]
    if "if" in rule[-1] or any("if" not in line for line in rule[:-1]):
        found.append((f"has a rule for {where} that may decide nothing, or too soon.", form))
    for line in rule:
        if line.get("then") not in outcomes:
            found.append(
                (f"has then: {line.get('then')!r} in {where}.", f"Use {', '.join(outcomes)}.")
            )
    try:
        strange = names_in(rule) - known
    except CourseError as error:
        return [*found, (f"has a rule for {where} that can't be read: {error}", form)]
    if strange:
        found.append((f"names {sorted(strange)[0]!r} in {where}.", f"Known: {', '.join(known)}."))
    return found


def read(settings: Settings, answer: Any) -> Any:
    """Return the cases, each with what is filled in of it, or ``...``."""
    if not isinstance(answer, list):
        return ...
    inputs, outcomes = ids(settings["inputs"]), ids(settings["outcomes"])
    kept = []
    for row in answer[:MOST_CASES]:
        if not isinstance(row, dict):
            continue
        case: dict[str, Any] = {
            name: row[name]
            for name in inputs
            if type(row.get(name)) is int and 0 <= row[name] <= MOST
        }
        if row.get("expect") in outcomes:
            case["expect"] = row["expect"]
        if case:
            kept.append(case)
    return kept or ...


def fill(settings: Settings) -> Settings:
    """Put in the learner's own limits."""
    from pmbridge.case import Case

    case = Case.lesson() if mode() == "verify" else Case.mine()
    table = case.facts.set_index("name")["value"]
    numbers = {name: int(table[fact]) for name, fact in settings.get("facts", {}).items()}
    spec = [sentence.format(**numbers) for sentence in settings["spec"]]
    return {**settings, "numbers": numbers, "spec": spec}


def results(settings: Settings, answer: Any) -> dict[str, Any]:
    """Return for the browser which cases are right, and which version each of them catches."""
    cases = read(settings, answer)
    given = answer if isinstance(answer, list) else []
    whole = len(settings["inputs"]) + 1
    # The browser's rows and the kept ones differ by those that are still empty.
    places = [
        n for n, row in enumerate(given[:MOST_CASES]) if isinstance(row, dict) and len(row) == whole
    ]
    complete = [c for c in (() if cases is ... else cases) if len(c) == whole]
    if len(places) != len(complete):
        places = list(range(len(complete)))
    right, caught = verdicts(
        complete,
        settings["rule"],
        {v["id"]: v["rule"] for v in settings["versions"]},
        settings["numbers"],
    )
    return {
        "right": {str(places[n]): good for n, good in enumerate(right)},
        "caught": {name: [places[n] for n in by] for name, by in caught.items()},
    }


def widget(settings: Settings, answer: Any, changed: Changed) -> BoardWidget:
    """Return the arena; the rules stay in the kernel, and a version's text comes when it is caught."""
    texts = {version["id"]: version["text"] for version in settings["versions"]}
    hidden = ("rule", "versions", "numbers", "facts")
    shown = {key: value for key, value in settings.items() if key not in hidden}

    def translate(given: Any) -> tuple[Any, dict[str, Any]]:
        found = results(settings, given)
        found["texts"] = {name: texts[name] for name, by in found["caught"].items() if by}
        return given, found

    return make(
        "arena",
        {**shown, "versions": list(texts), "most_cases": MOST_CASES},
        answer,
        changed,
        lambda _, given: read(settings, given),
        translate=translate,
    )


def still(settings: Settings) -> tuple[str, str]:
    """Return the rule in words, and what a case looks like."""
    html, text = still_question(settings)
    rules, lines = still_list(fill(settings)["spec"])
    blank = re.sub(r"\{\w+\}", "…", f"Given {settings['given']}. When {settings['when']}.")
    ends = " or ".join(outcome["text"] for outcome in settings["outcomes"])
    case = f"{blank} Then {settings['then']} {ends}."
    html += f"<p>The rule, with the lesson's numbers:</p>{rules}<p>A case: {escape(case)}</p>"
    return html, f"{text}\n{lines}\nA case: {case}"


KIND = Kind(flaws, read, widget, still, fill)
