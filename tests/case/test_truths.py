"""Every planted truth holds for a sample of seeds, and learners' answers differ.

Five hundred seeds are checked by ``pmbridge case verify --seeds 500``.
"""

import hashlib
import subprocess
import sys
from dataclasses import replace
from importlib import import_module
from pathlib import Path

import pytest

from pmbridge.case import Case
from pmbridge.case.items import rivals, role, talk
from pmbridge.case.items.code import SNIPPETS
from pmbridge.grading.truths import BY_NAME, TRUTHS, answers, catalogue, launch_phases, verify
from pmbridge.grading.truths.items import (
    _CLAIMS,
    _ENGINEERS,
    _LAUNCH,
    _METRICS,
    _QUESTIONS,
    _RISKS,
    _SNIPPET_WRONG,
    _TASKS,
    ANSWERS,
)

SAMPLE = [
    int.from_bytes(hashlib.sha256(f"sample {n}".encode()).digest()[:8], "big") >> 1
    for n in range(40)
]


# Text takes most of the time, so it gets a test of its own for another core.
WRITTEN = [truth for truth in TRUTHS if {"reviews", "tickets"} & set(truth.tables)]
COUNTED = [truth for truth in TRUTHS if truth not in WRITTEN]


@pytest.fixture(scope="module")
def report():
    return verify(SAMPLE, truths=COUNTED)


def test_all_truths_hold(report):
    assert report.failures == (), str(report)


def test_two_learners_have_different_answers(report):
    assert report.too_alike == {}, str(report)
    assert set(report.pairs) == {truth.name for truth in COUNTED if truth.asked}


@pytest.mark.apart
def test_truths_about_text_hold_and_differ():
    found = verify(SAMPLE, truths=WRITTEN)
    assert found.ok, str(found)
    for name, key, width in (
        ("price_complaints", "rate_first_pct", 14),
        ("status_complaints", "worst_pct", 14),
        ("hidden_need", "need_share", 0.14),
    ):
        low, high = found.ranges[name][key]
        assert high - low > width, name


def test_the_lessons_hold_them_too():
    assert verify([Case.lesson().seed, 11]).failures == ()


@pytest.mark.parametrize("seed", [1485, 1913, 2611])
def test_more_referrals_than_there_are_always_look_better(seed):
    # With what these seeds draw first, another channel is as good as a referral.
    assert BY_NAME["search_hours"].problems(Case(seed)) == []


@pytest.mark.slow
def test_all_truths_hold_for_500_seeds():
    report = verify(range(500))
    assert report.ok, str(report)


@pytest.mark.parametrize("truth", TRUTHS, ids=lambda truth: truth.name)
def test_a_truth_is_complete(truth):
    case = Case.lesson()
    found = truth.compute(case)
    assert truth.statement.endswith(".")
    assert truth.items
    assert all(table in case.tables() for table in truth.tables)
    assert set(truth.allowed) <= set(found)
    assert set(truth.asked) <= set(found)
    assert set(truth.tolerance) <= set(found)
    assert truth.naive or truth.name in {"status_complaints", "setbacks"}
    for naive in truth.naive:
        assert set(naive.compute(case)) <= set(found)
        assert naive.reveals.endswith((".", "?"))
        assert naive.hint.endswith((".", "?"))
    assert truth.problems(case) == []
    assert BY_NAME[truth.name] is truth


def test_a_truth_that_does_not_hold_is_reported():
    market = BY_NAME["market_size"]
    wrong = replace(
        market,
        allowed={"tam": (0.0, 1.0)},
        naive=(
            replace(
                market.naive[0], name="none", compute=lambda c: {"som": market.compute(c)["som"]}
            ),
        ),
    )
    report = verify([1], truths=[wrong])
    said = [failure.sentence for failure in report.failures]
    assert not report.ok
    assert said[0].startswith("tam must lie in 0.0 to 1.0, got ")
    assert said[1].startswith("naive answer 'none' is right about som: ")
    assert "seed 1, market_size" in str(report)


def test_alike_learners_are_reported():
    cause = replace(BY_NAME["funnel_mix"], asked=("cause",))
    report = verify([1, 2, 3], truths=[cause])
    assert report.too_alike == {"funnel_mix": 0.0}
    assert not report.ok


def test_progress_is_told_and_no_seed_is_an_error():
    told = []
    verify([4, 5], progress=lambda done, total: told.append((done, total)), truths=TRUTHS[:1])
    assert told == [(1, 2), (2, 2)]
    with pytest.raises(ValueError, match="at least one seed"):
        verify([])


# --- items to judge -----------------------------------------------------------------

BANKS = {
    "tasks": (role.TASKS, _TASKS),
    "risk_statements": (role.RISKS, _RISKS),
    "metrics": (role.METRICS, _METRICS),
    "interview_questions": (talk.INTERVIEW, _QUESTIONS),
    "network_claims": (talk.NETWORK, _CLAIMS),
    "engineer_questions": (talk.ENGINEERS, _ENGINEERS),
}


@pytest.mark.parametrize("name", BANKS)
def test_every_item_of_a_bank_has_an_answer(name):
    bank, right = BANKS[name]
    assert sorted(bank.all_keys()) == sorted(right)
    shown = sum(stratum.shown for stratum in bank.strata)
    assert 1.35 <= len(bank.all_keys()) / shown <= 1.8


def test_the_other_banks_are_answered_too():
    assert sorted(key for key, _ in role.LAUNCH_STEPS) == sorted(_LAUNCH)
    assert {snippet.key for snippet in SNIPPETS} == set(_SNIPPET_WRONG)
    assert len(rivals.STATEMENTS.all_keys()) == 16


@pytest.mark.parametrize("name", ANSWERS)
@pytest.mark.parametrize("seed", [Case.lesson().seed, *SAMPLE[:6]])
def test_answers_fit_what_the_learner_sees(name, seed):
    table = Case(seed).table({"market_statement_tests": "market_statements"}.get(name, name))
    found = answers(name, seed)
    assert list(found) == table.iloc[:, 0].tolist()
    for item in found.values():
        assert item.accepted
        assert not item.accepted & set(item.reveals)
        assert all(item.judge(right) == (True, "") for right in item.accepted)


def test_two_learners_see_other_items_or_another_order():
    for name in ("tasks", "metrics", "interview_questions", "market_statements", "snippets"):
        seen = {Case(seed).table(name).to_csv() for seed in SAMPLE[:12]}
        assert len(seen) == 12, name


def test_answers_are_not_in_the_tables():
    for name in BANKS:
        words = " ".join(Case.lesson().describe(name)["column"])
        assert "answer" not in words
        assert "key" not in words


def test_each_learner_sees_each_kind_of_item():
    for seed in SAMPLE[:10]:
        risks = [next(iter(item.accepted)) for item in answers("risk_statements", seed).values()]
        assert all(risks.count(kind) == 3 for kind in set(risks))
        assert len(set(risks)) == 4
        gaps = [next(iter(item.accepted)) for item in answers("launch_gaps", seed).values()]
        assert gaps.count("missing") == 3
        assert len(launch_phases(seed)) == 13


def test_a_wrong_answer_reveals_something():
    seed = Case.lesson().seed
    right, said = answers("colleague_claims", seed)["C01"].judge("yes")
    assert not right
    assert "mix" in said
    with pytest.raises(ValueError, match="no item answers for 'nonsense'"):
        answers("nonsense", seed)


def test_no_snippet_is_ambiguous():
    # A misconception that prints the right output would teach nothing.
    for seed in range(120):
        for item in answers("snippets", seed).values():
            assert not item.accepted & set(item.reveals)


def test_a_truth_loads_its_own_module_only() -> None:
    code = """
import sys
from pmbridge.grading.truths import BY_NAME
BY_NAME["market_size"]
slow = ("pmbridge.grading.truths.", "pmbridge.case.text")
print(*(name.rpartition(".")[2] for name in sys.modules if name.startswith(slow)))
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert set(done.stdout.split()) == {"catalogue", "model", "market"}


def test_the_catalogue_lists_every_truth_of_every_module() -> None:
    folder = Path(catalogue.__file__).parent
    written = [
        truth
        for path in sorted(folder.glob("[a-z]*.py"))
        for truth in getattr(import_module(f"pmbridge.grading.truths.{path.stem}"), "TRUTHS", ())
    ]
    assert set(BY_NAME) == {truth.name for truth in written}
    with pytest.raises(KeyError, match="no truth 'market'; known are market_size"):
        BY_NAME["market"]
