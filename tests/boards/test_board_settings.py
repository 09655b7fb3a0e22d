"""What an author is told when the settings of a board do not make sense."""

import copy
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from board_samples import BOARDS, settings
from pmbridge.boards.board import KINDS
from pmbridge.boards.kind import Flaw


def flaws(label: str, change: Callable[[dict[str, Any]], Any]) -> list[Flaw]:
    changed = copy.deepcopy(settings(label))
    change(changed)
    return KINDS[BOARDS[label][0]].flaws(changed)


@pytest.mark.parametrize("label", BOARDS)
def test_the_samples_are_right(label: str) -> None:
    assert KINDS[BOARDS[label][0]].flaws(settings(label)) == []


@pytest.mark.parametrize("kind", KINDS)
def test_nothing_at_all_is_a_flaw_and_no_crash(kind: str) -> None:
    assert KINDS[kind].flaws({})


def put(path: str, value: Any) -> Callable[[dict[str, Any]], None]:
    def change(data: Any) -> None:
        *way, last = path.split(".")
        for step in way:
            data = data[int(step) if step.isdecimal() else step]
        if value is None:
            del data[last]
        else:
            data[int(last) if last.isdecimal() else last] = value

    return change


@pytest.mark.parametrize(
    ("label", "path", "value", "wrong", "instead"),
    [
        ("roles", "question", None, "has no question", "Write question:"),
        ("roles", "questoin", "x", "has 'questoin'", "Did you mean question:?"),
        ("roles", "table", None, "neither rows nor a table", "Write rows:"),
        ("roles", "table", "tasks", "a table that is no name", "Write table: {name: tasks"),
        ("roles", "table.name", "taks", "the table 'taks'", "Did you mean tasks?"),
        ("roles", "table.text", "txt", "the column 'txt' of tasks", "task_id, task"),
        ("roles", "rows", [{"id": "a", "text": "A"}], "rows and a table", "Keep one"),
        ("roles", "columns", [], "needs columns, at least 1", "Write columns:"),
        ("roles", "columns.0.options", [], "fewer than two options", "Write columns:"),
        ("roles", "columns.0.options.0.id", "po", "with the same id", "each id different"),
        ("roles", "columns.0.options.0.id", True, "not text: True", "Put it in quotes"),
        ("metrics", "rows.0.id", "M2", "two rows with the id 'M2'", "each id different"),
        ("metrics", "rows.0.text", "", "has no text in number 1 of rows", "Write rows:"),
        ("metrics", "rows.0", "All repairs", "something else than an item", "Write rows:"),
        ("metrics", "columns.1.when", "not", "an unclear when:", "Write when:"),
        ("metrics", "columns.1.when.column", "x", "'x', which is no earlier column", "when:"),
        ("metrics", "columns.1.when.is", False, "False, which is no option", "good, not"),
        ("trend", "columns.1.options.0.column", "a", "an option from 'a'", "option_a"),
        ("launch", "steps", [{"id": "a", "text": "A"}], "needs steps, at least 2", "Write steps:"),
        ("launch", "extras", {"table": {"name": "x"}}, "has no id for its table", "Write table:"),
        ("launch", "owners", "Design", "needs owners, at least 2", "Write owners:"),
        ("market", "chips.0.id", "homes", "'homes', which is no column", "households"),
        ("market", "chips.6.value", "1%", "no number to multiply by", "value: 0.01"),
        ("market", "chips.7.filter", "yes", "has filter: 'yes'", "filter: true"),
        ("market", "slots.0.hnit", "x", "has 'hnit' in number 1 of slots", "hint:"),
        ("memo", "max_words", "120", "max_words: '120'", "such a number"),
        ("memo", "rows", 0, "rows: 0", "such a number"),
        ("funnel", "fields.0.type", "share", "the type 'share'", "number, percent, choice"),
        ("funnel", "fields.2.options", None, "needs options of the field 'cause'", "at least 2"),
        ("funnel", "fields.3.unit", "€", "has unit: in the field 'reason'", "type: number"),
        ("stories", "fields.2.max_words", 0, "max_words: 0", "such a number"),
        ("stories", "fields.3.rows", 3, "has rows: in the field 'reach'", "type: long"),
        ("stories", "fields.3.optional", "yes", "has optional: 'yes'", "optional: true"),
        ("stories", "fields.0.id", "key", "the id 'key'", "another id"),
        ("stories", "least", 9, "more cards than it allows", "no larger than most:"),
        ("stories", "examples.table", "examples", "'examples', no table of the case", "examples:"),
        ("stories", "examples.group", "field", "'field', which is no column", "background"),
        ("stories", "examples", {"sales": [{"what": "x"}]}, "'what' in an example", "experience"),
        ("stories", "examples", {"sales": "x"}, "else than cards as examples for 'sales'", "cards"),
        ("guesses", "most", 3, "most: and cards of its own", "Leave out most:"),
        ("guesses", "head.0.type", None, "the type None", "number, percent"),
        ("persona", "proto", "proto", "where the proto-persona stands", "label: its exercise"),
        ("persona", "rules", [], "has 'rules'", "Known: question"),
        ("needs", "help", 3, "a help that is not text", "in quotes"),
        ("guesses", "lock", True, "a lock that is not text", "in quotes"),
    ],
)
def test_each_flaw_says_what_to_write_instead(
    label: str, path: str, value: Any, wrong: str, instead: str
) -> None:
    found = flaws(label, put(path, value))
    assert any(wrong in what and instead in then for what, then in found), found
    assert all(what[-1] == "." and then[-1] == "." for what, then in found), found


def test_ids_of_steps_and_extras_differ() -> None:
    def change(data: dict[str, Any]) -> None:
        data["steps"] = [{"id": "a", "text": "A"}, {"id": "b", "text": "B"}]
        data["extras"] = [{"id": "b", "text": "C"}]

    assert flaws("launch", change) == [
        ("has 'b' among steps and extras.", "Make each id different.")
    ]


def test_the_builder_names_the_board(tmp_path: Any) -> None:
    from pmbridge.authoring.exercises import gather
    from pmbridge.authoring.source import read_source

    text = (
        "---\ntitle: T\n---\n\n## One\n\n"
        '<!-- #region board="a" kind="form" -->\n```yaml\nquestion: Q\n```\n<!-- #endregion -->\n\n'
        '```python exercise="a" ramp=0 minutes=1 objective="o"\na = board("a").answer\n```\n'
    )
    path = tmp_path / "exercise.md"
    path.write_text(text, encoding="utf-8")
    exercises, problems = gather(read_source(path)[0])
    assert [str(p.what) for p in problems] == ['board="a" needs fields, at least 1.']
    assert exercises["a"].board_settings is None
    fields = "fields:\n- {id: n, text: N, type: number}\n"
    path.write_text(text.replace("question: Q\n", f"question: Q\n{fields}"), encoding="utf-8")
    exercises, problems = gather(read_source(path)[0])
    assert not problems
    assert exercises["a"].board_settings == {
        "kind": "form",
        "question": "Q",
        **yaml.safe_load(fields),
    }


@pytest.mark.parametrize("kind", KINDS)
def test_the_example_in_the_reference_is_right(kind: str) -> None:
    text = (Path(__file__).parents[2] / "docs" / "boards.md").read_text(encoding="utf-8")
    section = text.split(f"## {kind}\n")[1].split("\n## ")[0]
    example = section.split("```yaml\n")[1].split("```")[0]
    assert KINDS[kind].flaws(yaml.safe_load(example)) == []
