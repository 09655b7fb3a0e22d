"""The builder runs every answer that an author declares, and refuses what does not keep its promise."""

from pathlib import Path

import pytest
from click.testing import CliRunner

from pmbridge.cli import main
from pmbridge.content import Layout

MODULE = "03-sample"

EDITS = [
    # A solution that fails a check of its own.
    ('first_idea = "reminder"\n### END', 'first_idea = "status"\n### END'),
    # A starter that passes.
    ("prediction = ...\n", "prediction = 25.0\n"),
    # A starter that stops with an error.
    ("confidence = 1.0\n", "confidence = ...\n"),
    # A mistake that gets another message than it promises.
    ('expect="Effort should divide"', 'expect="Reach is no cost"'),
    # A mistake that is none.
    (
        'key=lambda item: item["reach"], reverse',
        'key=lambda i: i["reach"] * i["impact"] * i["confidence"] / i["effort"], reverse',
    ),
    # An unusual answer that fails.
    (
        '<!-- #region why="note-to-founder" -->',
        '```python unusual="note-to-founder"\nnote = "The reminder text, not the chat: 2,500."\n```\n\n'
        '<!-- #region why="note-to-founder" -->',
    ),
]

REFUSED = [
    (
        'exercise="first-idea"',
        'The solution of "first-idea" fails its check 1: The status page is close. '
        "Look at the idea that takes half a month.",
        "Mend the answer, or the check that is too strict.",
    ),
    (
        'exercise="first-idea"',
        'The solution of "first-idea" fails its check 2: Divide what each idea brings by its effort '
        "and compare the four results.",
        "Mend the answer, or the check that is too strict.",
    ),
    (
        'exercise="read-a-line"',
        'Check 1 of "read-a-line" passes on the untouched starter.',
        "Give the starter ... or a wrong value, or make the check ask for more.",
    ),
    (
        'exercise="read-a-line"',
        'Check 2 of "read-a-line" passes on the untouched starter.',
        "Give the starter ... or a wrong value, or make the check ask for more.",
    ),
    (
        'exercise="no-evidence"',
        'The untouched starter of "no-evidence" is "not yet" in check 1 and not "not started": '
        "These two don't go together. One side is still `...`, the placeholder for your answer. "
        "(line 4: chat_score = reach * impact * confidence / effort)",
        "Let the starter's cell run without an error, with names set to ... or to plain values.",
    ),
    (
        'expect="Reach is no cost"',
        'A mistake of "rice-blank" promises "Reach is no cost" and gets: Effort should divide: an idea '
        "that takes twice as long scores half as much.",
        "Change expect= to words of the message that it gets, or add an assert that tells it apart.",
    ),
    (
        'expect="large reach',
        'A mistake of "rank-backlog" gets no message: its checks are passed.',
        'Add an assert that it breaks, with the message "large reach can still be a poor buy".',
    ),
    (
        'unusual="note-to-founder"',
        'The unusual answer of "note-to-founder" fails its check 1: Your note has 7 words. The founder '
        "needs the decision, a number and what would change your mind.",
        "Mend the answer, or the check that is too strict.",
    ),
]


def tree(folder: Path) -> dict[Path, bytes]:
    return {p: p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}


def test_answers_that_break_their_promise_are_all_refused_and_nothing_is_written(
    sample_copy: Layout, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = sample_copy.course / MODULE / "exercise.md"
    text = path.read_text(encoding="utf-8")
    for old, new in EDITS:
        assert text.count(old) == 1
        text = text.replace(old, new)
    path.write_text(text, encoding="utf-8")
    lines = text.splitlines()
    before = tree(sample_copy.root)
    monkeypatch.setenv("PMBRIDGE_COURSE", str(sample_copy.root))

    done = CliRunner().invoke(main, ["build"])

    assert done.exit_code == 1
    for at, what, instead in REFUSED:
        line = next(number for number, line in enumerate(lines, 1) if at in line)
        assert f"course/{MODULE}/exercise.md:{line}: {what}\n    {instead}\n" in done.stdout
    # The untouched starter's second check of "no-evidence" fails for the same reason.
    count = len(REFUSED) + 1
    assert f"{MODULE}: {count} problems; nothing was written." in done.stdout
    assert done.stdout.count("\n    ") == count
    for step in ("reading", "solutions", "starters", "unusual 1", "mistakes 3"):
        assert f"{MODULE}: {step} …" in done.stderr
    assert tree(sample_copy.root) == before
