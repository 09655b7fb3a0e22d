"""Artefacts and the page that shows them."""

import json
from pathlib import Path

import pytest

from pmbridge.learner.widgets import add_to_portfolio
from pmbridge.problems import CourseError
from pmbridge.workspace import artefacts
from submissions import learner_json

MEMO = [
    {"kind": "text", "heading": "The problem", "text": "People <b>wait</b>.\n\nThey don't know."},
    {"kind": "number", "label": "Ask where it is", "value": 44.2, "unit": "%"},
    {"kind": "table", "heading": "By label", "columns": ["label", "n"], "rows": [["status", 12]]},
]
SOURCES = [{"value": "44.2 %", "table": "tickets", "filter": "asks where", "stat": "share"}]


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("PMBRIDGE_MODE", "learn")
    monkeypatch.chdir(learner_json(tmp_path / "home", "noor"))
    return tmp_path / "home"


def test_an_artefact_is_kept_with_its_sources(home: Path) -> None:
    path = artefacts.save("memo", "01-role", "Opportunity memo", MEMO, SOURCES)
    assert path == home / "portfolio" / "memo.json"
    data = json.loads(path.read_text(encoding="utf-8"))
    assert data["schema"] == 1
    assert data["learner"] == "noor"
    assert data["status"] == "draft"
    assert data["simulated"] is True
    assert data["sources"] == SOURCES


def test_damaged_and_foreign_files_are_passed_over(home: Path) -> None:
    artefacts.save("memo", "01-role", "Opportunity memo", MEMO)
    for name, text in {
        "broken": "{",
        "list": "[]",
        "future": '{"schema": 99}',
        "empty": '{"schema": 1, "name": "empty", "module": "1", "title": "t", "items": [], "sources": [], "status": "draft"}',
    }.items():
        (home / "portfolio" / f"{name}.json").write_text(text)
    assert [data["name"] for data in artefacts.read_all(home)] == ["memo"]
    assert artefacts.damaged(home) == ["broken.json", "empty.json", "future.json", "list.json"]


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"name": "../memo"}, "is no name"),
        ({"items": []}, "holds nothing"),
        ({"items": [{"kind": "picture"}]}, "kind 'picture'"),
        ({"items": [{"kind": "text", "text": "x"}]}, "a text has no heading"),
        ({"sources": [{"value": 1}]}, "a source has no table"),
        ({"status": "perfect"}, "status is 'perfect'"),
        ({"items": [{**MEMO[1], "value": float("nan")}]}, "not text, a number"),
        ({"items": [{**MEMO[1], "value": {1, 2}}]}, "not text, a number"),
    ],
)
def test_what_can_not_be_kept_is_refused(
    home: Path, change: dict[str, object], reason: str
) -> None:
    given = {"name": "memo", "module": "01-role", "title": "Memo", "items": MEMO, **change}
    with pytest.raises(CourseError, match=reason):
        artefacts.save(**given)  # type: ignore[arg-type]
    assert not (home / "portfolio").exists()


def test_an_empty_answer_and_a_graded_run_leave_nothing(
    home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    item = {"kind": "text", "heading": "", "text": ...}
    add_to_portfolio("memo", "01-role", "Opportunity memo", [item])
    assert not (home / "portfolio").exists()
    monkeypatch.setenv("PMBRIDGE_MODE", "grade")
    assert artefacts.save("memo", "01-role", "Opportunity memo", MEMO) is None
    assert not (home / "portfolio").exists()


def test_outside_a_course_folder_nothing_is_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PMBRIDGE_MODE", "learn")
    monkeypatch.chdir(tmp_path)
    assert artefacts.save("memo", "01-role", "Opportunity memo", MEMO) is None
    assert list(tmp_path.iterdir()) == []
