"""The case as a learner meets it: tables, dictionary, seeds and kind errors."""

import json
import sqlite3

import pandas as pd
import pytest

from pmbridge.case import Case, NoSuchTable, canonical_csv, digest, seed_of
from pmbridge.case.seeds import my_seed
from pmbridge.case.spec import TYPES
from pmbridge.problems import CourseError

SEED_11 = Case(seed=11)
NAMES = SEED_11.tables()
SELF_STUDY_SEED = 820_224_299_956_040_514


def test_every_way_to_a_table_gives_the_same():
    assert digest(SEED_11.survey) == digest(SEED_11.table("survey")) == digest(Case(11).survey)
    assert len(SEED_11.survey) == 600
    assert digest(Case(12).survey) != digest(SEED_11.survey)


def test_a_table_is_fresh_each_time():
    for name in NAMES:
        before = digest(SEED_11.table(name))
        mine = SEED_11.table(name)
        mine.iloc[:, 0] = mine.iloc[::-1, 0].to_numpy()
        mine["new"] = 1
        assert digest(SEED_11.table(name)) == before, name


def test_the_answer_of_the_service_is_fresh_each_time():
    SEED_11.api_response()["jobs"].clear()
    assert SEED_11.api_response()["jobs"]
    assert json.loads(SEED_11.api_text()) == SEED_11.api_response()
    assert [job["id"] for job in SEED_11.api_response()["jobs"]] == SEED_11.api_status[
        "id"
    ].tolist()


@pytest.mark.parametrize("name", NAMES)
def test_the_dictionary_covers_every_column(name):
    frame, words = SEED_11.table(name), SEED_11.describe(name)
    assert words["column"].tolist() == frame.columns.tolist()
    assert words["column"].is_unique
    assert set(words["type"]) <= set(TYPES)
    for row in words.to_dict("records"):
        assert row["meaning"], f"{name}.{row['column']} needs a meaning"
        assert row["allowed"], f"{name}.{row['column']} needs its allowed values"
        values = frame[row["column"]].dropna()
        if row["type"] in ("whole number", "number"):
            assert row["unit"] or row["column"].endswith(("_id", "late", "late_job", "booked")), (
                f"{name}.{row['column']} needs a unit"
            )
            assert pd.api.types.is_numeric_dtype(values)
        if row["type"] == "whole number":
            assert (values == values.round()).all()
            assert frame[row["column"]].notna().all()
        if row["type"] == "yes/no":
            assert values.dtype == bool
        if row["type"] in ("text", "date"):
            assert all(isinstance(value, str) for value in values)
        if row["type"] == "date":
            assert values[values != ""].str.fullmatch(r"\d{4}-\d\d-\d\d").all()
        listed = row["allowed"].split("; ")
        if (
            row["type"] == "text"
            and len(listed) > 1
            and " " not in row["allowed"].replace("; ", "")
        ):
            assert set(values) <= set(listed), f"{name}.{row['column']}"


def test_missing_values_are_announced():
    for name in NAMES:
        words = SEED_11.describe(name).set_index("column")
        for column, frame in SEED_11.table(name).items():
            if frame.isna().any():
                said = words.loc[column, "meaning"] + words.loc[column, "allowed"]
                assert "missing" in said or "empty" in said, f"{name}.{column}"


def test_overview_names_every_table():
    overview = SEED_11.describe()
    assert overview["table"].tolist() == NAMES == sorted(NAMES)
    assert overview["one row is"].str.len().gt(5).all()


@pytest.mark.parametrize("call", [lambda: SEED_11.table("surveys"), lambda: SEED_11.surveys])
def test_a_wrong_name_gets_a_sentence(call):
    with pytest.raises(NoSuchTable, match=r"There is no table 'surveys'\. Did you mean 'survey'\?"):
        call()


def test_other_wrong_input_gets_a_sentence():
    with pytest.raises(LookupError, match=r"no table 'zzz'\. case\.tables\(\) lists all"):
        SEED_11.describe("zzz")
    with pytest.raises(TypeError, match="must be a text such as 'survey', got 3"):
        SEED_11.table(3)
    for seed in (-1, 2**63, 1.5, "11", None, True):
        with pytest.raises(ValueError, match="seed must be a whole number from 0 to"):
            Case(seed)
    assert not hasattr(SEED_11, "surveys")
    assert "survey" in dir(SEED_11)


def test_cases_are_equal_by_seed():
    assert Case(5) == Case(5) != Case(6)
    assert len({Case(5), Case(5)}) == 1
    assert repr(Case(5)) == "Case(seed=5)"


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.delenv("PMBRIDGE_SEED", raising=False)
    inner = tmp_path / "exercises" / "01-role"
    inner.mkdir(parents=True)
    monkeypatch.chdir(inner)
    return tmp_path


def test_without_a_file_the_learner_is_self_study(folder):
    assert Case.mine() == Case(seed_of("self-study", "bridge-to-product"))
    assert Case.mine() != Case.lesson()


def test_the_nearest_learner_file_decides(folder):
    (folder / "learner.json").write_text('{"learner": "noor", "course_key": "spring"}')
    assert Case.mine().seed == seed_of("noor", "spring")
    (folder / "exercises" / "learner.json").write_text('{"learner": "wei", "course_key": "spring"}')
    assert Case.mine().seed == seed_of("wei", "spring") != seed_of("wei", "autumn")


def test_a_grader_sets_the_seed(folder, monkeypatch):
    (folder / "learner.json").write_text('{"learner": "noor", "course_key": "spring"}')
    monkeypatch.setenv("PMBRIDGE_SEED", "77")
    assert Case.mine() == Case(77)
    monkeypatch.setenv("PMBRIDGE_SEED", "seven")
    with pytest.raises(ValueError, match=r"PMBRIDGE_SEED must be a whole number .* got 'seven'"):
        my_seed()


@pytest.mark.parametrize(
    "content", ["{", "[1]", '{"learner": "", "course_key": "x"}', '{"learner": "noor"}']
)
def test_a_broken_learner_file_gets_a_sentence(folder, content):
    (folder / "learner.json").write_text(content)
    with pytest.raises(CourseError, match=r"should hold your learner name .* can't be read"):
        Case.mine()


def test_the_seed_of_a_learner_never_changes():
    assert seed_of("self-study", "bridge-to-product") == SELF_STUDY_SEED


def test_the_database_matches_the_tables_and_cannot_be_changed():
    database = SEED_11.database()
    rows = database.execute("SELECT COUNT(*), COUNT(repairer_id) FROM jobs").fetchone()
    assert rows == (len(SEED_11.jobs), SEED_11.jobs["repairer_id"].notna().sum())
    kinds = database.execute(
        "SELECT typeof(repairer_id) FROM jobs GROUP BY 1 ORDER BY 1"
    ).fetchall()
    assert kinds == [("integer",), ("null",)]
    with pytest.raises(sqlite3.OperationalError, match="readonly"):
        database.execute("DELETE FROM jobs")


def test_related_tables_fit_together():
    jobs, customers, repairers = SEED_11.jobs, SEED_11.customers, SEED_11.repairers
    assert set(jobs["customer_id"]) <= set(customers["customer_id"])
    assert set(jobs["repairer_id"].dropna()) <= set(repairers["repairer_id"])
    evidence = SEED_11.evidence
    for refs in SEED_11.backlog["evidence_ref"]:
        assert set(filter(None, refs.split("; "))) <= set(evidence["evidence_id"])
    for row in evidence.to_dict("records"):
        if row["source"] != "contract":
            frame = SEED_11.table(row["source"])
            assert set(row["column"].split(", ")) <= set(frame.columns), row["evidence_id"]
            if row["where"]:
                assert 0 < len(frame.query(row["where"])) < len(frame), row["evidence_id"]
    for claim in SEED_11.colleague_claims["table"]:
        assert claim in NAMES
    done = SEED_11.flow["finish_day"].dropna()
    weekly = ((done - 1) // 7 + 1).value_counts()
    by_week = SEED_11.throughput.set_index("week")["done"]
    assert weekly.to_dict() == by_week[by_week > 0].to_dict()
    edges = SEED_11.network_edges
    assert not edges.duplicated(["a", "b"]).any()
    assert (edges["a"] != edges["b"]).all()
    assert set(edges["a"]) | set(edges["b"]) == set(SEED_11.network_nodes["person"])


def test_canonical_csv_is_plain():
    frame = pd.DataFrame({"a": [1, 2], "b": [0.1, float("nan")], "c": ["x, y", None]})
    assert canonical_csv(frame) == b'a,b,c\n1,0.1,"x, y"\n2,,\n'
    with pytest.raises(TypeError, match="text, numbers and yes/no only, got list"):
        canonical_csv(pd.DataFrame({"a": [[1]]}))
