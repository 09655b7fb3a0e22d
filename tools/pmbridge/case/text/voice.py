"""How different people type: case, apostrophes, typos, short forms, lost full stops."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from pmbridge.case.text.grammar import Pen, lexicon

_WORD = re.compile(r"[A-Za-z][A-Za-z'’]*")
_SLIPS = {
    "definitely": ("definately", "defintely", "definitly"),
    "receive": ("recieve",),
    "received": ("recieved",),
    "appointment": ("apointment", "appointmnt", "appoinment"),
    "really": ("realy", "rly"),
    "because": ("becuase", "cos", "becasue", "bc"),
    "until": ("untill",),
    "tomorrow": ("tommorow", "tomorow"),
    "which": ("wich",),
    "believe": ("beleive",),
    "recommend": ("reccomend", "recomend"),
    "recommended": ("reccomended", "recomended"),
    "address": ("adress",),
    "again": ("agian", "agin"),
    "their": ("there", "thier"),
    "they're": ("their", "theyre"),
    "you're": ("your",),
    "your": ("you're", "ur"),
    "its": ("it's",),
    "it's": ("its",),
    "machine": ("machien", "mashine"),
    "technician": ("tecnician", "technican"),
    "washing": ("washng",),
    "friendly": ("freindly", "frendly"),
    "friend": ("freind",),
    "beginning": ("begining",),
    "people": ("poeple", "ppl"),
    "something": ("somthing", "smth"),
    "through": ("thru", "trough"),
    "though": ("tho",),
    "would": ("woud", "wud"),
    "should": ("shoud",),
    "about": ("abuot", "abt"),
    "after": ("aftr", "afer"),
    "before": ("befor", "b4"),
    "minutes": ("mins", "minuets"),
    "kitchen": ("kitchn",),
    "receipt": ("reciept",),
    "weird": ("wierd",),
    "neighbour": ("neighbor", "nieghbour"),
    "actually": ("actualy",),
    "finally": ("finaly",),
    "immediately": ("immediatly", "imediately"),
    "probably": ("probly", "probaly"),
    "separate": ("seperate",),
    "guarantee": ("garantee", "guarentee"),
    "warranty": ("waranty", "warrenty"),
    "quite": ("quiet",),
    "too": ("to",),
    "than": ("then",),
    "lose": ("loose",),
    "thanks": ("thx", "thnaks"),
    "please": ("pls", "plese"),
    "repaired": ("repiared", "repared"),
    "repairer": ("repairer", "reparer"),
    "dryer": ("drier",),
    "vacuum": ("vaccum", "vacum"),
    "working": ("workin", "wroking"),
    "customer": ("costumer",),
    "experience": ("experiance",),
    "excellent": ("excelent",),
    "different": ("diffrent",),
    "evening": ("evning",),
    "morning": ("mornig",),
    "Wednesday": ("Wensday", "Wednseday"),
    "February": ("Febuary",),
    "could": ("coud",),
    "thought": ("thougt", "tought"),
    "brought": ("brougt", "bought"),
    "without": ("whitout", "wihout"),
    "with": ("wiht", "w/"),
    "just": ("jsut",),
    "that": ("taht",),
    "have": ("hav",),
    "little": ("litle",),
    "number": ("numer",),
    "details": ("detials",),
    "email": ("emial", "mail"),
    "confirmation": ("confirmaton",),
}
_SHORT = {
    "please": "pls",
    "thanks": "thx",
    "thank you": "ty",
    "you": "u",
    "your": "ur",
    "are you": "r u",
    "and": "&",
    "with": "w",
    "weeks": "wks",
    "minutes": "mins",
    "tomorrow": "tmrw",
    "because": "cos",
    "though": "tho",
}
_LONG = {
    "I'm": "I am",
    "I've": "I have",
    "I'd": "I would",
    "it's": "it is",
    "It's": "It is",
    "don't": "do not",
    "doesn't": "does not",
    "didn't": "did not",
    "can't": "cannot",
    "couldn't": "could not",
    "they're": "they are",
    "They're": "They are",
    "we're": "we are",
    "that's": "that is",
    "That's": "That is",
}
_LONG_RE = re.compile(r"\b(" + "|".join(_LONG) + r")\b(?! (?:been|got|had|gone|come|never)\b)")
_SHORT_RE = re.compile(r"\b(" + "|".join(sorted(_SHORT, key=len, reverse=True)) + r")\b", re.I)
_ARTICLE = re.compile(r"(?<=[a-z,] )(?:the|a|an) (?=[a-z])")
_LOUD = ("never", "again", "nobody", "nothing", "very", "really", "all", "finally", "still", "not")
_CARELESS = 0.4
_EMOJI_GOOD = ("🙂", "👍", "🙏", "😊", "❤️", "👏", "☕")
_EMOJI_BAD = ("😡", "🙄", "👎", "😤", "😕", "🤷")


@dataclass(frozen=True)
class Voice:
    """One way of typing; every field but the name is a probability."""

    name: str
    lower: float = 0.0
    lose_apostrophe: float = 0.0
    lose_stop: float = 0.0
    lose_comma: float = 0.0
    typo: float = 0.0
    short: float = 0.0
    long: float = 0.0
    drop_article: float = 0.0
    dots: float = 0.0
    bang: float = 0.0
    loud: float = 0.0
    emoji: float = 0.0
    run_on: float = 0.0
    digits: float = 0.4


PLAIN = Voice("plain", lose_stop=0.06, typo=0.004)
VOICES: dict[Voice, float] = {
    PLAIN: 34,
    Voice("casual", lose_stop=0.45, typo=0.012, bang=0.10, emoji=0.04, run_on=0.15): 20,
    Voice(
        "phone",
        lower=1.0,
        lose_apostrophe=0.75,
        lose_stop=0.85,
        lose_comma=0.45,
        typo=0.025,
        short=0.25,
        run_on=0.3,
        emoji=0.03,
        digits=0.9,
    ): 14,
    Voice("hasty", lower=0.15, lose_apostrophe=0.4, lose_stop=0.5, lose_comma=0.3, typo=0.05): 8,
    Voice("loud", loud=0.12, bang=0.7, typo=0.015, lose_stop=0.2): 4,
    Voice("formal", long=1.0, digits=0.1): 7,
    Voice("second language", drop_article=0.32, typo=0.015, long=0.4, lose_comma=0.3): 6,
    Voice("dots", dots=0.7, lose_stop=0.5, typo=0.012, emoji=0.03): 5,
    Voice("half lower", lower=0.6, lose_stop=0.7, run_on=0.35, typo=0.015, digits=0.7): 6,
}


def speak(pieces: list[str], voice: Voice, pen: Pen, keep: frozenset[str], mood: float) -> str:
    """Join pieces into one text as this voice would type it.

    ``keep`` holds the lower-case words that must stay as they are; ``mood`` runs
    from -1 (cross) to 1 (pleased) and only chooses the emoji.
    """
    text = _string_together(pieces, voice, pen)
    if voice.long and pen.chance(voice.long):
        text = _LONG_RE.sub(lambda m: _LONG[m[1]], text)
    if voice.drop_article:
        text = _ARTICLE.sub(lambda m: "" if pen.chance(voice.drop_article) else m[0], text)
    if voice.short and pen.chance(voice.short):
        text = _SHORT_RE.sub(
            lambda m: _SHORT[m[1].lower()] if m[1].lower() not in keep else m[1], text
        )
    # Some type carefully, and those who slip do so more than once.
    if voice.typo and pen.chance(_CARELESS):
        text = _WORD.sub(lambda m: _slip(m[0], voice.typo / _CARELESS, pen, keep), text)
    if voice.loud:
        text = _WORD.sub(
            lambda m: (
                m[0].upper() if m[0].lower() in _LOUD and pen.chance(voice.loud * 4) else m[0]
            ),
            text,
        )
    if voice.bang and pen.chance(voice.bang) and text.endswith("."):
        text = text[:-1] + pen.pick(("!", "!", "!!"))
    elif voice.lose_stop and text.endswith(".") and pen.chance(voice.lose_stop):
        text = text[:-1]
    if voice.lower and pen.chance(voice.lower):
        text = text.lower()
    if voice.lose_apostrophe and pen.chance(voice.lose_apostrophe):
        text = text.replace("'", "")
    if voice.lose_comma and pen.chance(voice.lose_comma):
        text = text.replace(", ", " ")
    if voice.emoji and pen.chance(voice.emoji):
        text += " " + pen.pick(_EMOJI_GOOD if mood > 0 else _EMOJI_BAD)
    return text


@cache
def _proper() -> frozenset[str]:
    words = lexicon()
    names = {
        word for key in ("name", "surname", "day", "month", "city", "lang") for word in words[key]
    }
    own = "I I'm I've I'd I'll BoltFix BrandCare Kerb PostMend Christmas Gantt Excel Scrum"
    return frozenset(names | set(own.split()))


def soften(piece: str) -> str:
    """Write the first letter small where the first word is not a name or ``I``."""
    first = piece.split(" ", 1)[0].rstrip(",.:;!?")
    if (
        piece.startswith("Second Spark")
        or first.removesuffix("'s") in _proper()
        or first[1:] != first[1:].lower()
    ):
        return piece
    return piece[:1].lower() + piece[1:]


def _string_together(pieces: list[str], voice: Voice, pen: Pen) -> str:
    glue = " "
    if len(pieces) > 1 and pen.chance(voice.dots):
        glue = pen.pick((" ... ", "... ", "...", ".. "))
        pieces = [*(piece.rstrip(".,") for piece in pieces[:-1]), pieces[-1]]
    elif len(pieces) > 1 and pen.chance(voice.run_on):
        glue = pen.pick((", ", ", ", " - "))
        pieces = [*(piece.rstrip(".,") for piece in pieces[:-1]), pieces[-1]]
        pieces = [pieces[0], *(soften(piece) for piece in pieces[1:])]
    elif len(pieces) > 1:
        ends = ".,!?:;)"
        pieces = [piece if piece[-1] in ends else f"{piece}." for piece in pieces[:-1]] + [
            pieces[-1]
        ]
    text = glue.join(pieces)
    for mark in "!?":
        if mark in text:
            text = text.replace(f"{mark}, ", f"{mark} ").replace(f"{mark}...", mark)
    return text


def _slip(word: str, rate: float, pen: Pen, keep: frozenset[str]) -> str:
    low = word.lower()
    if low in keep or len(word) < 3:
        return word
    known = _SLIPS.get(low) or _SLIPS.get(word)
    if known is not None:
        if pen.chance(min(0.6, rate * 6)):
            slip = pen.pick(known)
            return slip[:1].upper() + slip[1:] if word[0].isupper() else slip
        return word
    if len(word) < 5 or "'" in word or not pen.chance(rate):
        return word
    place = 1 + pen.below(len(word) - 2)
    kind = pen.below(3)
    if kind == 0:
        slip = word[:place] + word[place + 1] + word[place] + word[place + 2 :]
    elif kind == 1:
        slip = word[:place] + word[place + 1 :]
    else:
        slip = word[:place] + word[place] + word[place:]
    return slip
