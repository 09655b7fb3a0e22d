"""What can be found in a line of a resume. Words are looked for; whether it is true, a person must say."""

import re

from pmbridge.boards.findings import Finding, flat, phrase

_BASELINE = re.compile(
    r"\b(?:from (?:about |over |under )?[€$£]?\d[\d.,k]*\b.{0,30}?\bto\b|up from|down from|compared (?:to|with)|"
    r"against (?:a|an|the|\d)|while (?:the|others|our)|than (?:the|a|in|before|last|any|other|average)|instead of|"
    r"relative to|the (?:year|month|quarter) before|average of)",
    re.I,
)
_SHARE = re.compile(
    r"\b(?:my|i|alone|on my own|led|together with|with (?:a |one |two |three |four |five |six |\d+ )?"
    r"(?:team|colleagues?|designers?|engineers?|developers?|partners?|people)|one of (?:two|three|four|five|\d+)|"
    r"as (?:the )?(?:only|lead|one)|by \w+ing|after \w+ing|for a team)\b",
    re.I,
)
_DIGITS = re.compile(r"[€$£]?\d[\d.,]*\s?(?:%|percent|points?|k\b|\w+)?")


def read(text: str) -> list[Finding]:
    """Return what a line has of verb, measure, outcome, baseline and own share.

    The first three come from ``lint_bullet``, whose precision and recall step 7 shows; where they are low, the
    finding says how often it errs. Nobody has measured that for the last two.
    """
    from pmbridge.case.text.bullets import lint_bullet

    line = flat(text)
    labels = lint_bullet(line)
    baseline, share = _BASELINE.search(line), _SHARE.search(line)
    return [
        Finding(
            "verb",
            "Begins with what you did",
            labels["verb"],
            " ".join(line.split()[:3]),
            "Which one word says what you did? Put it first.",
        ),
        Finding(
            "metric",
            f"A measure{', though about one in four that I find is none' if labels['metric'] else ''}",
            labels["metric"],
            phrase(line, _DIGITS.search(line), 4) if labels["metric"] else "",
            "What could be counted, and by whom?",
        ),
        Finding(
            "outcome",
            "What became different",
            labels["outcome"],
            "",
            "What was different afterwards, and for whom? I overlook about one outcome in three.",
        ),
        Finding(
            "baseline",
            "Compared with what",
            baseline is not None,
            phrase(line, baseline, 5),
            "What was it before, or elsewhere?",
        ),
        Finding(
            "share",
            "Your own part",
            share is not None,
            phrase(line, share, 5),
            "Which part was yours: alone, with whom, by doing what?",
        ),
    ]
