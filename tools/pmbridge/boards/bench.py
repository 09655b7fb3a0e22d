"""The experiment bench: plan a test, check its split, read it, and see what peeking does."""

from collections.abc import Callable
from typing import Any

from pmbridge.boards import instruments
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
)
from pmbridge.boards.widget import BoardWidget, make
from pmbridge.home import mode

POWERS = (0.8, 0.9)
VERDICTS = ("valid", "invalid")
ENVELOPES = ("split", "lift")
_FIELD = ("id", "text", "options")
# The keys of the answer that an instrument takes for itself.
TAKEN = {
    "size": ("target", "power"),
    "split": ("experiment_v1", "experiment_v2"),
    "peek": ("looks", "run"),
    "readout": ("metric", "guardrail", "margin"),
}
_NEEDS = {"split": ("tests",), "readout": ("test", "margins")}


def flaws(settings: Settings) -> list[Flaw]:
    """Return what is wrong with the settings of a bench."""
    show = settings.get("show")
    if show not in TAKEN:
        return [(f"has show: {show!r}.", f"Write show: and one of {', '.join(TAKEN)}.")]
    own = _NEEDS.get(str(show), ())
    found = strange_keys(settings, ("question", "help", "show", "fields", *own))
    found += text_flaws(settings, "question", "Write question: and what is to be found out.")
    if "help" in settings:
        found += text_flaws(settings, "help", "Write help: and a text, or leave it out.")
    found += item_flaws(settings.get("fields"), "fields", 1, _FIELD)
    if found:
        return found
    for field in settings["fields"]:
        found += item_flaws(field.get("options"), f"options of the field {field['id']!r}", 2)
        if field["id"] in TAKEN[str(show)]:
            found.append(
                (f"has a field {field['id']!r}, which the bench uses itself.", "Rename it.")
            )
    known = TAKEN["split"]
    if show == "split":
        found += item_flaws(settings.get("tests"), "tests", 1)
        tests = [t.get("id") for t in settings.get("tests") or () if isinstance(t, dict)]
    else:
        tests = [settings["test"]] if "test" in settings else []
        if show == "readout" and not tests:
            found.append(("has no test.", "Write test: experiment_v2."))
    found += [
        (f"has the test {test!r}, which the case does not have.", f"Use {' or '.join(known)}.")
        for test in tests
        if test not in known
    ]
    if show == "readout":
        margins = settings.get("margins")
        if (
            not isinstance(margins, list)
            or len(margins) < 2
            or not all(type(m) in (int, float) and m >= 0 for m in margins)
        ):
            found.append(("has no margins.", "Write margins: [0, 1, 2], in percentage points."))
    return found


def read(settings: Settings, answer: Any) -> Any:
    """Return the answer with what this bench knows of it, or ``...``."""
    if not isinstance(answer, dict):
        return ...
    kept: dict[str, Any] = _READ[settings["show"]](settings, answer)
    for field in settings["fields"]:
        if answer.get(field["id"]) in ids(field["options"]):
            kept[field["id"]] = answer[field["id"]]
    return kept or ...


def _read_size(settings: Settings, answer: dict[str, Any]) -> dict[str, Any]:
    kept: dict[str, Any] = {}
    target = answer.get("target")
    if type(target) is float and 0 < target < 1:
        kept["target"] = round(target, 4)
    # The power alone is no answer: the bench sets it.
    if kept and answer.get("power") in POWERS:
        kept["power"] = answer["power"]
    return kept


def _read_split(settings: Settings, answer: dict[str, Any]) -> dict[str, Any]:
    kept: dict[str, Any] = {}
    for name in ids(settings["tests"]):
        given = answer.get(name)
        if not isinstance(given, dict):
            continue
        found: dict[str, Any] = {}
        opened = given.get("opened")
        if isinstance(opened, list):
            known = list(dict.fromkeys(o for o in opened if o in ENVELOPES))
            if known:
                found["opened"] = known
        if given.get("verdict") in VERDICTS:
            found["verdict"] = given["verdict"]
        if found:
            kept[name] = found
    return kept


def _read_peek(settings: Settings, answer: dict[str, Any]) -> dict[str, Any]:
    looks, run = answer.get("looks"), answer.get("run")
    kept = {"looks": looks} if type(looks) is int and 1 <= looks <= instruments.LOOKS else {}
    return kept | ({"run": run} if kept and type(run) is int and 0 <= run < 1000 else {})


def _read_readout(settings: Settings, answer: dict[str, Any]) -> dict[str, Any]:
    kept: dict[str, Any] = {}
    for name in ("metric", "guardrail"):
        part = answer.get(name)
        if not isinstance(part, dict):
            continue
        found = {
            key: part[key]
            for key, known in (("count", instruments.COUNTS), ("of", instruments.BASES))
            if isinstance(part.get(key), str) and part[key] in known
        }
        if found:
            kept[name] = found
    if type(answer.get("margin")) in (int, float) and answer["margin"] in settings["margins"]:
        kept["margin"] = answer["margin"]
    return kept


_READ: dict[str, Callable[[Settings, dict[str, Any]], dict[str, Any]]] = {
    "size": _read_size,
    "split": _read_split,
    "peek": _read_peek,
    "readout": _read_readout,
}


def results(settings: Settings, answer: Any) -> dict[str, Any]:
    """Return what the instrument shows for an answer, on the learner's own data."""
    from pmbridge.case import Case

    case = Case.lesson() if mode() == "verify" else Case.mine()
    show, given = settings["show"], read(settings, answer)
    given = {} if given is ... else given
    if show == "size":
        plan = instruments.planning(case)
        if "target" in given and given["target"] != plan["baseline"]:
            plan |= instruments.size(**plan, target=given["target"], power=given.get("power", 0.8))
        return plan
    if show == "split":
        opened: dict[str, Any] = {}
        for name, part in given.items():
            # An envelope's content leaves the kernel only when it is opened.
            inside = part.get("opened", ()) if isinstance(part, dict) else ()
            opened[name] = {
                key: instruments.split(case.table(name))
                if key == "split"
                else instruments.compare(case.table(name), "booked", "visitors")
                for key in inside
            }
        return opened
    if show == "peek":
        guessed = settings["fields"][0]["id"] in given
        seed = (case.seed + given.get("run", 0)) % 2**32
        return instruments.peek(seed) if guessed else {}
    return instruments.readout(case.table(settings["test"]), given)


def widget(settings: Settings, answer: Any, changed: Changed) -> BoardWidget:
    """Return the bench with its instrument."""
    return make(
        "bench",
        {**settings, "counts": instruments.COUNTS, "bases": instruments.BASES},
        answer,
        changed,
        lambda _, given: read(settings, given),
        translate=lambda given: (given, {"results": results(settings, given)}),
        uses=("plot.js",),
    )


def still(settings: Settings) -> tuple[str, str]:
    """Return the question with what there is to choose."""
    html, text = still_question(settings)
    fields, lines = still_list(
        f"{field['text']} {' · '.join(option['text'] for option in field['options'])}"
        for field in settings["fields"]
    )
    return html + fields, f"{text}\n{lines}"


KIND = Kind(flaws, read, widget, still)
