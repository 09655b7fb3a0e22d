"""What can be found in a case study of 200 to 250 words; whether it convinces, a person must say."""

import re

from pmbridge.boards.findings import Finding, flat, phrase

LEAST, MOST = 200, 250

_PARTS: tuple[tuple[str, str, str, str], ...] = (
    (
        "decision",
        "A decision",
        r"\b(?:decided|decision|chose|chosen|choose|picked|settled on|recommended|proposed|put .{0,20} first|"
        r"stopped|dropped|postponed|said no|agreed|made up (?:my|our) minds?|so (?:i|we) (?:did|do|went|kept|put|told|"
        r"asked|moved|built|made|began)|then we (?:kept|opened|closed|moved|began))\b",
        "What was decided, and by whom?",
    ),
    (
        "alternative",
        "What you turned down",
        r"\b(?:instead of|rather than|alternatives?|rejected|turned down|considered|could have|other option|"
        r"second option|one option|another way|against (?:building|adding|the)|not to|tempting)\b",
        "Which other way was there, and why not that one?",
    ),
    (
        "evidence",
        "Evidence with a number",
        r"[€$£]?\d[\d.,]*\s?(?:%|percent|per cent|of \d+|of the|tickets?|customers?|households?|people|weeks?|days?|"
        r"interviews?|reviews?|euro|hours?|messages?|answers?|out of|in \d+|\w+)",
        "Which number made you sure, and where does it stand?",
    ),
    (
        "result",
        "A result, or honestly none",
        r"\b(?:not (?:yet )?(?:been )?measured|did not measure|didn't measure|no result|not known yet|too early|"
        r"nobody measured|no(?:body|t) (?:counted|asked)|stayed (?:the same|where)|results?|afterwards|rose|fell|dropped to|went (?:up|down)|since then|as a result|we saw|outcome)\b",
        'What happened? If nobody measured it, write "not measured".',
    ),
    (
        "lesson",
        "What you learned",
        r"\b(?:learn(?:ed|t)|next time|lesson|would (?:now |today )?(?:do|ask|begin|start|test)|today i|"
        r"since then i|now i|i had (?:been )?wrong|i was wrong|mistake)\b",
        "What would you do in another way today?",
    ),
)
# A year tells when, and is no evidence.
_YEAR = re.compile(
    r"\b(?:in|since|until|till|from|of|during|before|after|by|to|early|late|spring|summer|autumn|winter),? "
    r"(?:19|20)\d\d\b",
    re.I,
)


def read(text: str) -> list[Finding]:
    """Return which parts of a case study are found, each with the words that were taken for it."""
    line = flat(text)
    count = len(line.split())
    length = Finding(
        "length",
        f"{LEAST} to {MOST} words",
        LEAST <= count <= MOST,
        f"{count} words",
        "What can go?" if count > MOST else "What did you see, and what did you do?",
    )
    parts = []
    for name, title, pattern, ask in _PARTS:
        told = _YEAR.sub("", line) if name == "evidence" else line
        match = re.search(pattern, told, re.I)
        parts.append(Finding(name, title, match is not None, phrase(told, match), ask))
    return [length, *parts]
