"""What a machine can say about a card while it is written: about a story, and about a requirement.

A mark is ``{"good": True, False or None, "text": ...}``. None is for what only people can tell. The marks look at
words, and they can be wrong; a check that uses them says so. A word in quotation marks is passed over.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from pmbridge.boards.bullets import read as read_bullet
from pmbridge.boards.kind import Settings
from pmbridge.boards.picks import saved_artefacts
from pmbridge.workspace.conflicts import conflicts, key_of, same_value

Mark = dict[str, Any]
# The word that a role ends on: "the booking system" is nobody, "a clerk at a company" is somebody.
_NOBODY = re.compile(
    r"\b(?:system|database|server|backend|api|app|application|software|website|team|developer|engineer|"
    r"product manager|product owner|pm|po|scrum master|company|business|second spark|we|us)s?$",
    re.IGNORECASE,
)
_SAYS_MORE = re.compile(
    r"[,;:(]|\b(?:who|whom|whose|that|which|of|in|at|on|from|for|with|without|behind|near|to)\b",
    re.IGNORECASE,
)
_ANYBODY = re.compile(
    r"(?:as )?(?:an? |the |any |every |our )?(?:end ?)?(?:users?|customers?|clients?|persons?|people|"
    r"everyone|everybody|anyone|anybody)",
    re.IGNORECASE,
)
_OURS = re.compile(
    r"\b(revenue|sales|profit|conversion|market share|we (?:sell|earn|win|grow))\b",
    re.IGNORECASE,
)
_PLEASED = re.compile(r"\b(happy|happier|satisfied|pleased|delighted)\b", re.IGNORECASE)
SCREEN_WORDS = re.compile(
    r"\b(button|page|screen|app|drop-?down|menu|pop-?up|tab|link|icon|form|field|banner|dashboard|"
    r"widget|modal|checkbox|slider|map|website|portal|calendar(?: view)?|date picker|push notification|"
    r"chatbot|template)s?\b",
    re.IGNORECASE,
)
_VAGUE = re.compile(
    r"\b(fast|quickly|easy|easily|user-?friendly|intuitive|nice|nicer|good|better|well|smooth(?:ly)?|"
    r"happy|satisfied|modern|correctly|properly|appropriate|works?)\b",
    re.IGNORECASE,
)
_INSIDE = re.compile(
    r"\b(stored|saved|synchroni[sz]ed|processed|logged|database|backend|server|table)\b",
    re.IGNORECASE,
)
_LITTLE = re.compile(
    "a|an|the|to|of|in|on|at|for|and|or|so|that|i|we|they|it|is|are|be|can|will|my|our|their|his|her|with|by|"
    "from|when|want|need|know|have|has|as|than|more|not|no|do|does|would|could|should"
)
PARTS = ("role", "need", "benefit", "given", "when", "then")


def _mark(good: bool | None, text: str) -> Mark:
    return {"good": good, "text": text}


def unquoted(text: Any) -> str:
    """Return ``text`` without what stands in quotation marks: a word there is meant as it stands."""
    return re.sub(
        r"[\"\u201c\u201d][^\"\u201c\u201d]*[\"\u201c\u201d]", " ", str(text or "")
    ).strip()


def content_words(text: str) -> set[str]:
    """Return the words of ``text`` that carry meaning, without common endings."""
    words = re.findall(r"[a-z']+", text.lower())
    return {
        re.sub(r"(ing|ed|es|s)$", "", w) for w in words if len(w) > 2 and not _LITTLE.fullmatch(w)
    }


def alike(one: str, other: str) -> float:
    """Return which part of the shorter text's words stands in the other, 0 to 1."""
    a, b = content_words(one), content_words(other)
    return len(a & b) / min(len(a), len(b)) if a and b else 0.0


def _person(role: str) -> Mark:
    nobody = _NOBODY.search(_SAYS_MORE.split(role)[0].strip())
    if nobody:
        return _mark(False, f'Valuable: "{nobody[0]}" is nobody with a problem. Who is it for?')
    if _ANYBODY.fullmatch(role):
        return _mark(
            False, f'Valuable: "{role}" can be anybody. Which of them, in which situation?'
        )
    return _mark(True, "Valuable: somebody has this need.")


def _benefit(need: str, benefit: str) -> Mark:
    ours, pleased = _OURS.search(benefit), _PLEASED.search(benefit)
    if alike(need, benefit) >= 0.6:
        return _mark(False, "Valuable: the benefit repeats the need. And then what, in their day?")
    if ours:
        return _mark(False, f'Valuable: "{ours[0]}" is a benefit for us. What is it for them?')
    if pleased:
        return _mark(
            False, f'Valuable: "{pleased[0]}" because of what? What is easier in their day?'
        )
    return _mark(True, "Valuable: the benefit adds a reason.")


def story_marks(story: Mapping[str, Any]) -> dict[str, Mark]:
    """Return the marks of one story by the letter or part that they are about."""
    text = {part: unquoted(story.get(part)) for part in PARTS}
    found: dict[str, Mark] = {}
    if text["role"]:
        found["person"] = _person(text["role"])
    if text["need"]:
        screen = SCREEN_WORDS.search(text["need"])
        found["open"] = (
            _mark(
                False, f'Negotiable: "{screen[0]}" is one way to do it. What must they know or do?'
            )
            if screen
            else _mark(True, "Negotiable: the way to do it is still open.")
        )
        parts = len(re.findall(r"\band\b", text["need"], re.IGNORECASE))
        found["small"] = (
            _mark(
                False, f'Small: "and" stands {parts} times in the need. Are these several stories?'
            )
            if parts > 1 or len(text["need"].split()) > 30
            else _mark(True, "Small: one need.")
        )
    if text["need"] and text["benefit"]:
        found["benefit"] = _benefit(text["need"], text["benefit"])
    if all(text[part] for part in ("given", "when", "then")):
        found["testable"] = _outcome(text["then"])
    return found


def _outcome(then: str) -> Mark:
    vague, inside = _VAGUE.search(then), _INSIDE.search(then)
    if vague:
        return _mark(
            False, f'Testable: could two people disagree about "{vague[0]}"? What can be seen?'
        )
    if inside:
        return _mark(
            False, f'Testable: "{inside[0]}" happens where nobody sees it. What does somebody read?'
        )
    return _mark(True, "Testable: something can be seen.")


def _stories(value: Mapping[str, Any]) -> dict[str, list[Any]]:
    rows = []
    for row in value.get("rows", []):
        marks = list(story_marks(row).values())
        if marks:
            marks.append(_mark(None, "Independent and Estimable: your team would have to say."))
        rows.append(marks)
    return {"head": [], "rows": rows}


def number_marks(row: Mapping[str, Any], artefacts: Sequence[Mapping[str, Any]]) -> list[Mark]:
    """Return whether the number of a requirement is told the same way in the portfolio."""
    value, cited = str(row.get("value") or "").strip(), row.get("about") or []
    if not value or not cited:
        return []
    table, where, stat = [*str(cited[0]).split(" | "), "", ""][:3]
    key = key_of({"table": table, "filter": where, "stat": stat})
    others = [
        (str(artefact["name"]), source["value"])
        for artefact in artefacts
        for source in artefact["sources"]
        if key_of(source) == key
    ]
    off = [(name, said) for name, said in others if not same_value(value, said)]
    if off:
        said = " and ".join(f"{said} in {name}" for name, said in off)
        return [_mark(False, f"Conflict: you write {value}, and it is {said}. Which one is right?")]
    if others:
        names = " and ".join(dict.fromkeys(name for name, _ in others))
        return [_mark(True, f"The same number as in {names}.")]
    return [_mark(None, "No other piece of your portfolio has this number.")]


def _prd(value: Mapping[str, Any]) -> dict[str, list[Any]]:
    artefacts = saved_artefacts()
    head = [
        _mark(False, f"Conflict in your portfolio: {c.sentence()}") for c in conflicts(artefacts)
    ]
    problem = unquoted(value.get("head", {}).get("problem"))
    screen = SCREEN_WORDS.search(problem)
    if screen:
        head.append(
            _mark(False, f'Problem: "{screen[0]}" is a solution. What can people not do today?')
        )
    rows = []
    for row in value.get("rows", []):
        marks = number_marks(row, artefacts)
        if row.get("requirement"):
            cited = row.get("evidence") or []
            marks.insert(
                0,
                _mark(True, f"It points at {', '.join(map(str, cited))}.")
                if cited
                else _mark(
                    False, "It points at no evidence yet. How do you know that it is needed?"
                ),
            )
        rows.append(marks)
    return {"head": head, "rows": rows}


def _bullets(value: Mapping[str, Any]) -> dict[str, list[Any]]:
    rows = []
    for row in value.get("rows", []):
        after = str(row.get("after") or "").strip()
        marks = [
            _mark(
                f.ok,
                f"{f.name}: {f'“{f.found}”' if f.found else 'found.'}"
                if f.ok
                else f"{f.name}: {f.ask}",
            )
            for f in (read_bullet(after) if after else ())
        ]
        if marks:
            marks.append(_mark(None, "True, and yours to tell: only you know."))
        rows.append(marks)
    return {"head": [], "rows": rows}


MARKS: dict[str, Callable[[Mapping[str, Any]], dict[str, list[Any]]]] = {
    "stories": _stories,
    "prd": _prd,
    "bullets": _bullets,
}


def marks_of(settings: Settings, value: Mapping[str, Any]) -> dict[str, list[Any]]:
    """Return the marks that a board shows for what is written on it."""
    return MARKS[settings["marks"]](value) if "marks" in settings else {}
