"""What can be counted in a message to somebody one does not know, and what can't be: its tone."""

import re

from pmbridge.boards.findings import Finding, flat, phrase

LEAST, MOST, MINUTES = 30, 90, 20


_NUMBERS = {
    **{"a": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "ten": 10, "fifteen": 15},
    **{"twenty": 20, "thirty": 30, "forty": 40},
    **{"forty-five": 45, "sixty": 60},
}
_SEEN = (
    r"wrote|write|said|spoke|speak|gave|moved|came|shared|built|told|publish(?:ed)?|run|ran|host(?:ed)?|"
    r"mentor(?:ed)?|led|lead|started|began|asked|answered|turned|changed|stopped|launched|made|taught|"
    r"mention(?:ed)?|describe(?:d)?|work(?:ed)?|joined|collect(?:ed)?|used to|left|kept|won|lost|drew|grew|put|"
    r"sold|chose|found|saw|took|held|(?!need)\w{2,}ed"
)
_THINGS = (
    r"talk|post|article|newsletter|answer|question|questions|notes|team|launch|story|move|advice|page|book|"
    r"podcast|comment|session|work|examples|list|evening|chart|blog|video|reply|idea|path|way|switch|episode|"
    r"interview|panel|recording|slides|thread|map|letter|report|presentation|sentence|example"
)
_REASON = re.compile(
    rf"(?<!are )(?<!were )\b(?:you(?:'ve| have| had)? (?:\w+ly )?(?:{_SEEN})|your (?:\w+ ){{0,2}}(?:{_THINGS}))\b",
    re.I,
)
_MINUTES = re.compile(
    r"\b(\d{1,3}|" + "|".join(_NUMBERS) + r")[ -]?(?:to[ -]\d{1,3}[ -]?)?(?:minutes?|mins?)\b", re.I
)
_QUARTER = re.compile(r"\b(?:a )?quarter(?: of an| of one|-| )?[ -]?hour\b", re.I)
_HOUR = re.compile(r"\b(?:an|one|1|half an|two|2) hours?\b|\bcoffee\b|\blunch\b", re.I)
_LINES = re.compile(
    r"\b(?:a|one|two|three|few|some) (?:short )?(?:lines?|sentences?|words?|notes?|repl(?:y|ies))\b|\bby (?:mail|email|e-mail|message)\b",
    re.I,
)
_NO = re.compile(
    r"\b(?:no is (?:fine|a good answer|ok|okay)|(?:if|should) (?:it|this|now|that|the time) (?:is|does|do)(?:n't| not) \w+|"
    r"(?:fine|ok|okay|understand|no problem|no trouble) if\b|if not\b|(?:feel )?free to (?:say no|ignore|decline|pass)|"
    r"(?:don't|do not) worry|no need to (?:answer|reply)|no hard feelings|no pressure|that is (?:fine|ok|okay)|"
    r"that's (?:fine|ok|okay)|say no|perfectly fine|leave it|too busy|no offence|(?:please )?ignore (?:this|me|it)|"
    r"silence is|(?:not|n't) mind (?:silence|if)|no worries|no hurry|you(?: would|'d) rather not|"
    r"if you (?:have no|can't|cannot|don't|do not|prefer not)|decline|if (?:now is|this is) (?:a )?(?:bad|not))",
    re.I,
)
_JOB = re.compile(
    r"\b(?:openings|(?:any|an|job|open) opening|vacanc(?:y|ies)|hiring|recruiting|"
    r"(?:is|are) (?:your team|your company|you|they) (?:\w+ )?(?:looking|searching) for|refer me|referral|good word|recommend me|hire me|"
    r"(?:any|an?|open) (?:\w+ )?(?:jobs?|positions?|roles?) (?:at|in|with|for|open)|job opportunit\w+|"
    r"looking for (?:an? |my )?(?:\w+ )?(?:job|role|position)|my (?:cv|resume|résumé)|attach(?:ed|ment|ing)?|enclosed)\b",
    re.I,
)


def _minutes(text: str) -> tuple[int | None, re.Match[str] | None]:
    quarter = _QUARTER.search(text)
    if quarter is not None:
        return 15, quarter
    match = _MINUTES.search(text)
    if match is None:
        return None, None
    said = match[1].lower()
    return (int(said) if said.isdigit() else _NUMBERS[said]), match


def read(text: str) -> list[Finding]:
    """Return what a message has of what makes it easy to answer.

    Words are looked for, and nothing else: whether a message is kind, or true, a person must judge.
    """
    line = flat(text)
    count = len(line.split())
    questions = line.count("?")
    reason, no, job = _REASON.search(line), _NO.search(line), _JOB.search(line)
    minutes, said = _minutes(line)
    lines, hour = _LINES.search(line), _HOUR.search(line)
    small = (minutes is not None and minutes <= MINUTES) or (minutes is None and lines is not None)
    size = said or (hour if not small else None) or lines
    return [
        Finding(
            "length",
            f"{LEAST} to {MOST} words",
            LEAST <= count <= MOST,
            f"{count} words",
            "What can go?" if count > MOST else "What does the reader need to know?",
        ),
        Finding(
            "reason",
            "A reason that is about the reader",
            reason is not None,
            phrase(line, reason),
            "What did they write, say or do that made you think of them?",
        ),
        Finding(
            "question",
            "One question",
            questions == 1,
            f"{questions} question mark{'s' if questions != 1 else ''}",
            "Which one question could nobody else answer as well?"
            if questions > 1
            else "What do you want to know? End that sentence with a question mark.",
        ),
        Finding(
            "size",
            f"A small size: {MINUTES} minutes at most, or a few lines",
            small and not (hour is not None and minutes is None and hour[0].lower() != "coffee"),
            phrase(line, size, 4),
            "How much of their time do you ask for?",
        ),
        Finding(
            "no",
            "An easy no",
            no is not None,
            phrase(line, no),
            "How can they say no without a bad feeling?",
        ),
        Finding(
            "job",
            "Nothing attached, and no job asked for",
            job is None and count > 0,
            phrase(line, job, 5),
            "Is this a talk to learn, or a request for a job?",
        ),
    ]
