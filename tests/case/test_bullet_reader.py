"""The reader of resume bullets and its honest table."""

import pytest

from pmbridge.boards import bullets, case_study
from pmbridge.case.text.bullets import LABELS, calibration, lint_bullet
from pmbridge.case.text.grammar import stock


def test_two_hundred_lines_are_labelled_and_a_hundred_are_held_out() -> None:
    known, held_out = stock("bullets")["bullet"], stock("bullets_held_out")["bullet"]
    assert len(known) >= 100
    assert len(held_out) >= 100
    assert len(known) + len(held_out) >= 200
    assert not {piece.text for piece in known} & {piece.text for piece in held_out}


def test_the_table_says_what_the_reader_does() -> None:
    table = calibration()
    assert list(table.index) == list(LABELS)
    pieces = stock("bullets_held_out")["bullet"]
    truth = ["o" in next(t[1:] for t in piece.tags if t.startswith("=")) for piece in pieces]
    said = [lint_bullet(piece.text)["outcome"] for piece in pieces]
    right = sum(t and s for t, s in zip(truth, said, strict=True))
    assert table.loc["outcome", "held out: precision"] == round(100 * right / sum(said))
    assert table.loc["outcome", "held out: recall"] == round(100 * right / sum(truth))
    assert (table["held out: precision"] >= 75).all(), "too often wrong to advise anybody"


@pytest.mark.parametrize(
    ("line", "found"),
    [
        (
            "Cut the wait from 12 to 8 days by planning tours by district.",
            {"verb", "metric", "outcome", "baseline", "share"},
        ),
        ("Responsible for campaigns in 2023.", set()),
        # Wrong, and the lesson says so: it takes the customers for the size of a field.
        ("Interviewed 32 customers about why they cancelled.", {"verb"}),
        ("Doubled sign-ups with two colleagues.", {"verb", "metric", "outcome", "share"}),
    ],
)
def test_what_is_found_in_a_line(line: str, found: set[str]) -> None:
    assert {finding.id for finding in bullets.read(line) if finding.ok} == found


def test_an_empty_case_study_has_no_part_and_each_part_asks() -> None:
    findings = case_study.read("")
    assert not any(finding.ok for finding in findings)
    assert all(finding.ask for finding in findings)
