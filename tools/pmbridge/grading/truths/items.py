"""What is right for each item to judge, and what each wrong answer reveals.

Answers are kept by the key of the bank; ``answers`` gives them by the number
that a learner sees. The tables of the case never hold them.
"""

from __future__ import annotations

import contextlib
import io
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from pmbridge.case import Case
from pmbridge.case.items import Bank, code, rivals, role, talk
from pmbridge.grading.truths.people import kano_class


@dataclass(frozen=True)
class ItemAnswer:
    """The accepted answers of one item, and the misconception behind each wrong one."""

    accepted: frozenset[str]
    reveals: Mapping[str, str] = field(default_factory=dict)

    def judge(self, given: str) -> tuple[bool, str]:
        """Return whether an answer is right and, if not, what it reveals (or nothing)."""
        return given in self.accepted, self.reveals.get(given, "")


# --- M1.1 tasks ---------------------------------------------------------------

ROLES = (
    "product manager",
    "project manager",
    "product owner",
    "product marketing",
    "delivery team",
)
_PM, _PJ, _PO, _MK, _DT = ROLES
_TASKS: dict[str, tuple[str, ...]] = {
    **dict.fromkeys(("t01", "t03", "t04", "t06", "t07"), (_PM, _PO)),
    **dict.fromkeys(("t02", "t05", "t08"), (_PM,)),
    **dict.fromkeys(("t09", "t10", "t11", "t12", "t13", "t14"), (_PJ,)),
    **dict.fromkeys(("t15", "t16", "t18"), (_PO, _PM)),
    **dict.fromkeys(("t17", "t19"), (_PO,)),
    **dict.fromkeys(("t20", "t21", "t22", "t23", "t24"), (_MK,)),
    "t25": (_MK, _PM),
    **dict.fromkeys(("t26", "t27", "t28", "t29", "t30"), (_DT,)),
}
_ROLE_MIXED_UP = {
    (
        _PM,
        _PJ,
    ): "The date was taken for the goal. Which problem is worth solving is no question of schedule.",
    (_PM, _PO): "A backlog was taken for the product. This reaches beyond one Scrum Team.",
    (
        _PM,
        _MK,
    ): "Knowing customers was left to marketing. Who decides what the product does for them?",
    (_PM, _DT): "How was mixed up with what and why. The team decides how.",
    (
        _PJ,
        _PM,
    ): "A fixed plan was taken for product work. Is anything decided here about what customers need?",
    (_PJ, _PO): "Dates and suppliers were taken for a backlog. Nothing here is about value.",
    (_PJ, _MK): "The roll-out of a project was taken for a launch to customers.",
    (_PJ, _DT): "Coordinating was taken for building.",
    (_PO, _PJ): "Ordering by value was taken for keeping a schedule.",
    (_PO, _MK): "Explaining the backlog was taken for telling the market.",
    (_PO, _DT): "What an item is for was mixed up with how it is built.",
    (_PO, _PM): "This is an accountability that the Scrum Guide names for one role.",
    (
        _MK,
        _PM,
    ): "Telling the market was taken for deciding the product. Who owns message and channel?",
    (_MK, _PJ): "A campaign was taken for a project without an audience.",
    (_MK, _PO): "Words for the market were taken for the backlog.",
    (_MK, _DT): "The message was taken for the product.",
    (_DT, _PM): "The product manager was taken for the boss. Who decides how the work is done?",
    (_DT, _PJ): "The plan was taken for the work. Who knows best how it is done?",
    (
        _DT,
        _PO,
    ): "Ordering items was taken for handing out work. The developers decide who does what.",
    (_DT, _MK): "This is about how the product is built.",
}

# --- M1.2 risks -----------------------------------------------------------------

RISKS = ("value", "usability", "feasibility", "viability")
_RISK_GROUPS = (
    ("value", 1, 5),
    ("usability", 6, 9),
    ("feasibility", 10, 13),
    ("viability", 14, 18),
)
_RISKS = {f"r{n:02d}": (name,) for name, low, high in _RISK_GROUPS for n in range(low, high + 1)}
_RISK_MIXED_UP = {
    ("value", "usability"): "They managed to use it. They did not want it.",
    ("value", "feasibility"): "It can be built. Would anybody choose it?",
    ("value", "viability"): "The business might live with it. Would customers miss it?",
    ("usability", "value"): "They want it; they cannot work out how.",
    ("usability", "feasibility"): "It works as built. People stumble over it.",
    ("usability", "viability"): "No part of the business stands against it; the screen does.",
    ("feasibility", "value"): "Wanting it is not the problem. Can we build it with what we have?",
    (
        "feasibility",
        "usability",
    ): "Nobody stumbled, since there is nothing yet. Can it be built as planned?",
    ("feasibility", "viability"): "'Can we build it' was mixed up with 'should we sell it'.",
    ("viability", "value"): "Customers may love it. Does it work for the business?",
    ("viability", "usability"): "It may be easy to use. Does it work for the business?",
    ("viability", "feasibility"): "That we can build it does not mean that we should sell it.",
}

# --- M1.3 metrics ---------------------------------------------------------------

METRIC_ANSWERS = ("good", "comparative", "understandable", "rate", "changes behaviour")
_METRICS: dict[str, tuple[str, ...]] = {
    **dict.fromkeys(("m01", "m02", "m03", "m04", "m05", "m06"), ("good",)),
    **dict.fromkeys(("m07", "m08", "m09"), ("rate", "changes behaviour")),
    **dict.fromkeys(("m10", "m11", "m12"), ("comparative", "changes behaviour")),
    **dict.fromkeys(("m13", "m14"), ("understandable",)),
    **dict.fromkeys(("m15", "m16"), ("changes behaviour",)),
}
_METRIC_REVEALS = {
    "m07": "A vanity metric: can it ever fall?",
    "m08": "A vanity metric: can it ever fall?",
    "m09": "A vanity metric: can it ever fall?",
    "m10": "Better or worse than when, and than whom?",
    "m11": "Better or worse than when, and than whom?",
    "m12": "Better or worse than when, and than whom?",
    "m13": "Could a colleague say what a rise means?",
    "m14": "Could a colleague say what a rise means?",
    "m15": "What would you do tomorrow if it rose?",
    "m16": "What would you do tomorrow if it rose?",
}

# --- M1.8 launch ------------------------------------------------------------------

TEAMS = ("product", "design", "development", "marketing")
# key: phase (lower comes first; equal may run side by side), teams that may lead it
_LAUNCH: dict[str, tuple[int, tuple[str, ...]]] = {
    "l01": (1, ("product",)),
    "l02": (2, ("product", "design")),
    "l03": (3, ("product",)),
    "l04": (3, ("design",)),
    "l05": (3, ("development",)),
    "l06": (4, ("product",)),
    "l07": (5, ("design",)),
    "l08": (6, ("development",)),
    "l09": (7, ("development", "design")),
    "l10": (7, ("development",)),
    "l11": (7, ("marketing",)),
    "l12": (7, ("marketing", "product")),
    "l13": (8, ("development", "product")),
    "l14": (9, ("product",)),
    "l15": (10, ("marketing",)),
    "l16": (11, ("product",)),
}
_DISTRACTORS = {
    "d1": "Busy work: nobody would miss it.",
    "d2": "Approval was taken for evidence.",
    "d3": "Size was taken for value.",
    "d4": "A date was promised before anything was known.",
    "d5": "A list of wishes was taken for a problem.",
}

# --- M1.9 statements --------------------------------------------------------------

_EVIDENCE = ("w01", "w02", "w05", "w06", "w09", "w10", "w13", "w14")

# --- M2.6, M4.8, M6.4 ---------------------------------------------------------------

QUESTION_KINDS = ("sound", "leading", "hypothetical", "double-barrelled")
_QUESTION_GROUPS = (
    ("sound", 1, 6),
    ("leading", 7, 11),
    ("hypothetical", 12, 16),
    ("double-barrelled", 17, 21),
)
_QUESTIONS = {
    f"i{n:02d}": (name,) for name, low, high in _QUESTION_GROUPS for n in range(low, high + 1)
}
_QUESTION_REVEALS = {
    "sound": "It asks for one thing that really happened.",
    "leading": "The question already holds the answer one hopes for.",
    "hypothetical": "People are poor at telling what they would do. What did they do?",
    "double-barrelled": "Two questions in one: which of them was answered?",
}
_CLAIMS = {
    **{f"n{n:02d}": ("supported",) for n in range(1, 7)},
    **{f"n{n:02d}": ("not supported",) for n in range(7, 13)},
}
_CLAIM_REVEALS = {
    "n01": "The curve has its top at moderately weak ties.",
    "n02": "This is the definition.",
    "n03": "The effect differed between kinds of industry.",
    "n04": "Compare the shortest path before and after.",
    "n05": "Where everybody knows everybody, news goes in circles.",
    "n06": "Asking for a job breaks what was offered: a talk to learn.",
    "n07": "Weaker was not always better: very weak ties helped less again.",
    "n08": "An average is no promise about one message.",
    "n09": "Close friends know mostly whom and what you know.",
    "n10": "Many contacts in one circle lead to that circle.",
    "n11": "A large study is still about its own people, place and time.",
    "n12": "Strong ties helped too, and more so in some industries.",
}
ENGINEER_FLAGS = ("context", "constraint", "open", "non-prescriptive")
_ENGINEERS = {
    **dict.fromkeys(("e01", "e02", "e03"), "1111"),
    **dict.fromkeys(("e04", "e05", "e06"), "0011"),
    **dict.fromkeys(("e07", "e08", "e09"), "1100"),
    **dict.fromkeys(("e10", "e11", "e12"), "0001"),
    "e10": "0101",
    "e12": "0100",
}

# --- M0, M1: colleagues ---------------------------------------------------------------

_COLLEAGUES: dict[str, tuple[str, str]] = {
    "c01": ("no", "Both channels fell; their mix changed."),
    "c02": ("no", "Concern for the environment does not tell the groups apart."),
    "c03": ("yes", "Urgent households look at the price less."),
    "c04": ("no", "It is the loudest reason, not the costliest."),
    "c05": (
        "yes",
        "It is the reason behind the most euro; how much of it could be won back is open.",
    ),
    "c06": ("yes", "In every large region served, capacity is smaller than demand."),
    "c07": ("no", "Output stayed the same and the wait doubled."),
    "c08": ("no", "The question where a repair is hides under several labels and is larger."),
    "c09": ("yes", "It is the largest need, and its customers are less content."),
    "c10": ("no", "The idea names no evidence."),
}


def _by_number(bank: Bank, seed: int, right: Callable[[str], ItemAnswer]) -> dict[str, ItemAnswer]:
    return {number: right(key) for number, key in bank.keys(seed).items()}


def _mixed_up(
    accepted: tuple[str, ...], choices: tuple[str, ...], said: Mapping[tuple[str, str], str]
) -> ItemAnswer:
    reveals = {c: said[accepted[0], c] for c in choices if c not in accepted}
    return ItemAnswer(frozenset(accepted), reveals)


def _task(key: str) -> ItemAnswer:
    return _mixed_up(_TASKS[key], ROLES, _ROLE_MIXED_UP)


def _risk(key: str) -> ItemAnswer:
    return _mixed_up(_RISKS[key], RISKS, _RISK_MIXED_UP)


def _metric(key: str) -> ItemAnswer:
    accepted = _METRICS[key]
    wrong = [choice for choice in METRIC_ANSWERS if choice not in accepted]
    fallback = "It names a group and a time, is a rate or a median, and tells what to do."
    return ItemAnswer(
        frozenset(accepted), {choice: _METRIC_REVEALS.get(key, fallback) for choice in wrong}
    )


def _question(key: str) -> ItemAnswer:
    (kind,) = _QUESTIONS[key]
    wrong = [choice for choice in QUESTION_KINDS if choice != kind]
    return ItemAnswer(frozenset((kind,)), dict.fromkeys(wrong, _QUESTION_REVEALS[kind]))


def _claim(key: str) -> ItemAnswer:
    (right,) = _CLAIMS[key]
    wrong = "not supported" if right == "supported" else "supported"
    return ItemAnswer(frozenset((right,)), {wrong: _CLAIM_REVEALS[key]})


def _engineer(key: str) -> ItemAnswer:
    flags = zip(ENGINEER_FLAGS, _ENGINEERS[key], strict=True)
    return ItemAnswer(frozenset(("; ".join(name for name, on in flags if on == "1"),)))


def _colleague_claims(seed: int) -> dict[str, ItemAnswer]:
    del seed
    found = {}
    for number, claim in enumerate(rivals.CLAIMS, start=1):
        holds, why = _COLLEAGUES[claim[0]]
        wrong = "no" if holds == "yes" else "yes"
        found[f"C{number:02d}"] = ItemAnswer(frozenset((holds,)), {wrong: why})
    return found


def _statement_kinds(seed: int) -> dict[str, ItemAnswer]:
    found = {}
    for number, key in rivals.STATEMENTS.keys(seed).items():
        right = "evidence" if key in _EVIDENCE else "opinion"
        wrong = "opinion" if right == "evidence" else "evidence"
        said = (
            "Confidence was taken for evidence: what was observed, by whom, when?"
            if right == "opinion"
            else "It can be checked against a source that is named, whether you like it or not."
        )
        found[number] = ItemAnswer(frozenset((right,)), {wrong: said})
    return found


def _statement_tests(seed: int) -> dict[str, ItemAnswer]:
    chosen = dict(rivals.STATEMENTS.choose(seed))
    found = {}
    for row in Case(seed).market_statements.to_dict("records"):
        best = chosen[row["statement_id"]][3]
        letters = {row[f"option_{letter}"]: letter for letter in "abc"}
        said = "This asks for agreement. What could show that the statement is wrong?"
        found[row["statement_id"]] = ItemAnswer(
            frozenset((letters[best],)),
            {letter: said for text, letter in letters.items() if text != best},
        )
    return found


def _launch_teams(seed: int) -> dict[str, ItemAnswer]:
    return {
        number: ItemAnswer(frozenset(_LAUNCH[key][1]))
        for number, key, _ in role.launch_plan(seed)[0]
    }


def _launch_gaps(seed: int) -> dict[str, ItemAnswer]:
    found = {}
    for number, key, _ in role.launch_plan(seed)[1]:
        if key in _DISTRACTORS:
            found[number] = ItemAnswer(frozenset(("not needed",)), {"missing": _DISTRACTORS[key]})
        else:
            said = "Launches go wrong for want of this step."
            found[number] = ItemAnswer(frozenset(("missing",)), {"not needed": said})
    return found


def launch_phases(seed: int) -> dict[str, int]:
    """Return the phase of each step shown: a step of a lower phase has to come before.

    Steps of the same phase may stand in either order.
    """
    return {number: _LAUNCH[key][0] for number, key, _ in role.launch_plan(seed)[0]}


def _kano_pairs(seed: int) -> dict[str, ItemAnswer]:
    found = {}
    for row in Case(seed).kano_pairs.to_dict("records"):
        right = kano_class(row["if_present"], row["if_absent"])
        reveals = {}
        if right == "O":
            reveals["A"] = "Its absence annoys, so it is one-dimensional: more is better both ways."
        if right == "A":
            reveals["O"] = "Its absence does not annoy: nobody expected it."
        if right == "Q":
            reveals["R"] = (
                "Both answers contradict each other: check the respondent, not the feature."
            )
        if right == "M":
            reveals["O"] = "Having it pleases nobody; only its absence is noticed."
        found[row["pair_id"]] = ItemAnswer(frozenset((right,)), reveals)
    return found


# --- M4.1 snippets --------------------------------------------------------------------

# key: outputs that reveal a misconception, from the numbers of the snippet
_SNIPPET_WRONG: dict[str, Callable[[dict[str, int]], dict[str, str]]] = {
    "if_limit": lambda n: {"late": "'Greater than' was read as 'at least'."},
    "if_and": lambda n: {"call": "'and' was read as 'or': both parts have to be true."},
    "loop_sum": lambda n: {
        str(n["c"]): "Only the last round was kept; the total grows in each round.",
        str(n["a"]): "Only the first round was taken.",
    },
    "loop_range": lambda n: {
        str(n["a"] + n["b"]): "One round was taken; the loop runs four times.",
        str(n["a"] + 5 * n["b"]): "range(4) was read as 0 to 4: it stops before 4.",
        str(n["a"] + 3 * n["b"]): "range(4) was read as 1 to 3: it starts at 0.",
    },
    "list_first": lambda n: {str(n["a"]): "Counting starts at 0, so [1] is the second."},
    "list_last": lambda n: {
        "1": "-1 was read as a value; as a place it is the last.",
        str(n["b"]): "-1 is the last place, not the one before.",
    },
    "dict_get": lambda n: {
        str(n["a"]): "The new value was ignored; a key holds its last value.",
        str(n["b"]): "The wrong key was looked up.",
        str(n["a"] + n["c"]): "A new value replaces the old one, it is not added.",
    },
    "dict_len": lambda n: {
        str(n["a"] + 2): "The step of 1 was left out.",
        str(n["a"] + 1 + n["a"] + n["b"]): "len counts the keys, not the values.",
    },
    "function_return": lambda n: {
        str(n["a"] + n["b"]): "The function is called twice, the second time on its own result.",
        str(n["a"]): "What the function returns was ignored.",
    },
    "function_default": lambda n: {
        str(n["a"] * 100 / n["b"]): "A given value takes the place of the default.",
    },
    "none_missing": lambda n: {
        str(n["a"]): "None is a value that can be tested: nothing is there."
    },
    "none_function": lambda n: {
        f"{n['a'] + n['b']}": "A function without return gives back None, and print shows it.",
        f"{n['a'] + n['b']}\n{n['a'] + n['b']}": "Printing was taken for returning.",
    },
    "filter_count": lambda n: {
        "3": "'Greater than' was read as 'at least'.",
        str(n["c"]): "True counts as 1; the values themselves are not added.",
    },
    "filter_values": lambda n: {
        f"[{n['c']}]": "'At least' was read as 'greater than'.",
        "2": "The values are kept, not counted.",
    },
}


def _snippets(seed: int) -> dict[str, ItemAnswer]:
    found = {}
    for number, snippet, numbers in code.chosen(seed):
        right = _run(snippet.code.format(**numbers))
        wrong = _SNIPPET_WRONG[snippet.key](numbers)
        found[number] = ItemAnswer(frozenset((right,)), wrong)
    return found


def _run(source: str) -> str:
    """Run one of our own snippets and return what it prints. Never given a learner's code."""
    out = io.StringIO()
    with contextlib.redirect_stdout(out):
        exec(source, {})
    return out.getvalue().strip()


# --- M7.1, M7.5 ---------------------------------------------------------------------------

_POST_REVEALS = {
    "project manager": "The title was read, not the tasks: they keep a plan that is already agreed.",
    "product marketing": "The title was read, not the tasks: they bring to market what is decided.",
}


def _resume_bullets(seed: int) -> dict[str, ItemAnswer]:
    from pmbridge.case.text.bullets import LABELS, resume_bullet_labels

    table = Case(seed).resume_bullets
    texts = dict(zip(table["bullet_id"].tolist(), table["text"].tolist(), strict=True))
    found = {}
    for number, *flags in resume_bullet_labels(seed).itertuples(index=False):
        right = {name for name, on in zip(LABELS, flags, strict=True) if on}
        reveals = {}
        if "metric" not in right and re.search(r"\d", texts[number]):
            tempting = "; ".join(name for name in LABELS if name in right | {"metric"})
            reveals[tempting] = "A digit is not yet a metric: what was measured, and did it change?"
        accepted = "; ".join(name for name in LABELS if name in right)
        found[number] = ItemAnswer(frozenset((accepted,)), reveals)
    return found


def _job_posts(seed: int) -> dict[str, ItemAnswer]:
    from pmbridge.case.text.jobs import job_post_kinds

    titles = Case(seed).job_posts["title"].tolist()
    found = {}
    for (number, kind), title in zip(
        job_post_kinds(seed).itertuples(index=False), titles, strict=True
    ):
        tempting = "Product" in title and kind in _POST_REVEALS
        reveals = {"product manager": _POST_REVEALS[kind]} if tempting else {}
        found[number] = ItemAnswer(frozenset((kind,)), reveals)
    return found


ANSWERS: dict[str, Callable[[int], dict[str, ItemAnswer]]] = {
    "tasks": lambda seed: _by_number(role.TASKS, seed, _task),
    "risk_statements": lambda seed: _by_number(role.RISKS, seed, _risk),
    "metrics": lambda seed: _by_number(role.METRICS, seed, _metric),
    "launch_steps": _launch_teams,
    "launch_gaps": _launch_gaps,
    "market_statements": _statement_kinds,
    "market_statement_tests": _statement_tests,
    "colleague_claims": _colleague_claims,
    "interview_questions": lambda seed: _by_number(talk.INTERVIEW, seed, _question),
    "network_claims": lambda seed: _by_number(talk.NETWORK, seed, _claim),
    "engineer_questions": lambda seed: _by_number(talk.ENGINEERS, seed, _engineer),
    "kano_pairs": _kano_pairs,
    "snippets": _snippets,
    "resume_bullets": _resume_bullets,
    "job_posts": _job_posts,
}


def answers(name: str, seed: int) -> dict[str, ItemAnswer]:
    """Return the answer of each item of a bank by the number that this learner sees."""
    if name not in ANSWERS:
        raise ValueError(f"there are no item answers for {name!r}; known are {sorted(ANSWERS)}")
    return ANSWERS[name](seed)
