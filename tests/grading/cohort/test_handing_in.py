"""Whose a file is, who is on a roster, and what is never read."""

import os
import zipfile
from pathlib import Path

import golden
import pytest
from golden import MODULE

from pmbridge.content import Layout
from pmbridge.grading.cohort import collect, handins, intake, records, releasing, roster
from pmbridge.grading.cohort.folder import Cohort, create, open_cohort
from pmbridge.grading.cohort.roster import Person
from pmbridge.learner.start import prepare
from pmbridge.problems import CourseError
from pmbridge.workspace.pack import restore

PEOPLE = [
    Person("ada", "Ada", "Lovelace", "ada@example.org", "90001"),
    Person("jlo", "José", "López García", "jose@example.org", "90002"),
    Person("o.neil", "Fay", "O'Neil", "fay@example.org"),
    Person("wei1", "Wei", "Chen"),
    Person("wei2", "Wei", "Chen"),
]


@pytest.mark.parametrize(
    ("place", "learner", "received", "rest"),
    [
        ("Ada Lovelace_1234567_assignsubmission_file_/x.ipynb", "ada", "", ""),
        ("José López García_88_assignsubmission_file_x.ipynb", "jlo", "", "x.ipynb"),
        ("Jose Lopez Garcia_88_assignsubmission_onlinetext_/x.ipynb", "jlo", "", ""),
        ("lopezgarciajose_90002_7_x.ipynb", "jlo", "", "x.ipynb"),
        ("unknownname_90002_7_x-1.ipynb", "jlo", "", "x-1.ipynb"),
        ("oneilfay_LATE_55_7_x.ipynb", "o.neil", "", "x.ipynb"),
        ("Role of a PM_o.neil_attempt_2026-11-16-09-30-00_my_own_x.ipynb", "o.neil", "time", "my_own_x.ipynb"),
        ("Role_ada@example.org_attempt_2026-11-16-09-30-00_x.ipynb", "ada", "time", "x.ipynb"),
        # The number of a participant in Moodle happens to be another learner's in the list.
        ("José López García_90001_assignsubmission_file_x.ipynb", "jlo", "", "x.ipynb"),
        ("90001-2 - Fay O'Neil - Nov 16, 2026 1230 PM - x.ipynb", "o.neil", "time", "x.ipynb"),
        ("1-2 - wei2 - Wei Chen - Nov 16, 2026 1230 PM - x.ipynb", "wei2", "time", "x.ipynb"),
        ("1-2 - N0123456 - Fay O'Neil - Nov 16, 2026 1230 PM - x.ipynb", "o.neil", "time", "x.ipynb"),
        ("1-2 - Fay O'Neil - Nov 16, 2026 1230 PM - x.ipynb", "o.neil", "time", "x.ipynb"),
        ("1-2 - Fay O'Neil - Nov 6, 2026 930 AM/x.ipynb", "o.neil", "time", ""),
        ("ada+01-role+2026-11-16 09:30:00 UTC+c2Vj/01-role.ipynb", "ada", "2026-11-16T09:30:00+00:00", ""),
        ("ada+01-role+2026-11-16 09:30:00.123456 UTC/01-role.ipynb", "ada", "2026-11-16T09:30:00+00:00", ""),
        ("ada/01-role.ipynb", "ada", "", None),
        ("ada.ipynb", "ada", "", None),
        ("ADA.zip", "ada", "", None),
        ("01-role ada (2).ipynb", "ada", "", None),
        ("ada_01-role.ipynb", "ada", "", None),
        ("Ada Lovelace/anything.ipynb", "ada", "", None),
        ("week 3/Ada Lovelace/anything.ipynb", "ada", "", None),
    ],
)  # fmt: skip
def test_names_that_platforms_give(
    place: str, learner: str, received: str, rest: str | None
) -> None:
    person, claim, reason = handins.owner(tuple(place.split("/")), PEOPLE, ["01-role"])
    assert person is not None, reason
    assert person.learner == learner
    assert (claim.rest if claim else None) == rest
    if received == "time":
        assert claim is not None
        assert claim.received.startswith("2026-11-")
    else:
        assert (claim.received if claim else "") == received


@pytest.mark.parametrize(
    ("place", "words"),
    [
        ("Wei Chen_9_assignsubmission_file_/x.ipynb", "could be wei1 and wei2"),
        ("Ada Lovelase_9_assignsubmission_file_/x.ipynb", "Is it ada?"),
        ("Grace Hopper_9_assignsubmission_file_/x.ipynb", "is not on the roster"),
        ("my-work-2026-11-16.zip", ""),
    ],
)
def test_who_can_not_be_told_is_not_guessed(place: str, words: str) -> None:
    person, _, reason = handins.owner(tuple(place.split("/")), PEOPLE, ["01-role"])
    assert person is None
    assert words in reason


@pytest.mark.parametrize(
    ("text", "learners"),
    [
        ("First name,Surname,ID number,Email address\nAda,Lovelace,ada,a@x.org\n", ["ada"]),
        ("\ufeffFirst name;Last name;Email address\nAda;Lovelace;ada@x.org\n", ["ada@x.org"]),
        (
            "Student,ID,SIS User ID,SIS Login ID,Section\n    Points Possible,,,,\n"
            '"Lovelace, Ada",7,s7,ada,one\n"Student, Test",8,,t,one\n',
            ["ada"],
        ),
        ("Last Name\tFirst Name\tUsername\tStudent ID\nLovelace\tAda\tada\t5\n", ["ada"]),
        ("learner\nada\nbob\n\n", ["ada", "bob"]),
        ("Name\nAda Lovelace\nJosé López\n", ["ada-lovelace", "jose-lopez"]),
    ],
)
def test_rosters_as_platforms_export_them(text: str, learners: list[str]) -> None:
    people = roster.parse(text, "list.csv")
    assert [p.learner for p in people] == learners
    if learners == ["ada"]:
        assert (people[0].first_name, people[0].last_name) == ("Ada", "Lovelace")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("colour,size\nred,3\n", "no column that tells the learners apart"),
        ("learner\n../etc\n", "line 2: '../etc' can't be a learner's id"),
        ("learner\nada\nAda\n", "the id Ada twice"),
    ],
)
def test_a_roster_that_cant_be_used_says_where(text: str, words: str) -> None:
    with pytest.raises(CourseError, match=words):
        roster.parse(text, "list.csv")


def test_without_a_roster_learners_are_put_on_it(cohort: Cohort, tmp_path: Path) -> None:
    cohort.roster.unlink()
    folder = tmp_path / "in"
    for place in ("Ada Lovelace_12_assignsubmission_file_", "bob"):
        (folder / place).mkdir(parents=True)
        (folder / place / f"{MODULE}.ipynb").write_bytes(golden.right())
    outcomes = collect.collect(cohort, folder)
    assert {o.learner for o in outcomes} == {"ada-lovelace", "bob"}
    assert {p.learner for p in roster.load(cohort)} == {"ada-lovelace", "bob"}
    assert {p.name for p in roster.load(cohort)} == {"Ada Lovelace", "bob"}


def test_the_newest_version_counts_whatever_the_order(cohort: Cohort, tmp_path: Path) -> None:
    def put(folder: str, place: str, data: bytes) -> None:
        path = tmp_path / folder / place
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)

    early = f"X_ada_attempt_2026-11-15-09-30-00_{MODULE}.ipynb"
    late = f"X_ada_attempt_2026-11-16-09-30-00_{MODULE}.ipynb"
    put("both", early, golden.half())
    put("both", late, golden.right())
    put("old", early, golden.half())
    (taken, older) = sorted(collect.collect(cohort, tmp_path / "both"), key=lambda o: o.what)
    assert (taken.what, older.what) == (collect.NEW, collect.OLDER)
    assert taken.origin == late
    (again,) = collect.collect(cohort, tmp_path / "old")
    assert again.what == collect.OLDER
    assert records.read(cohort, "ada", MODULE).origin == late
    put("plain", "ada.ipynb", golden.mistake(0)())
    assert [o.what for o in collect.collect(cohort, tmp_path / "plain")] == [collect.AGAIN]
    assert {o.what for o in collect.collect(cohort, tmp_path / "both")} == {collect.OLDER}


def test_a_platforms_zip_with_learners_zips_in_it(cohort: Cohort, tmp_path: Path) -> None:
    inner = tmp_path / "inner.zip"
    with zipfile.ZipFile(inner, "w") as archive:
        archive.writestr("my course/03-sample.ipynb", golden.right())
        archive.writestr("__MACOSX/._03-sample.ipynb", b"junk")
    outer = tmp_path / "submissions.zip"
    with zipfile.ZipFile(outer, "w") as archive:
        archive.write(
            inner, "Ada Example_1_assignsubmission_file_/work.zip".replace("Ada Example", "ada")
        )
        archive.writestr(f"bob/{MODULE}.ipynb", golden.half())
    outcomes = collect.collect(cohort, outer)
    assert [(o.learner, o.what) for o in outcomes] == [("ada", collect.NEW), ("bob", collect.NEW)]


def test_a_pass_makes_a_folder_the_learners_and_keeps_their_work(
    cohort: Cohort, tmp_path: Path, in_sample: Layout
) -> None:
    assert releasing.write_passes(cohort) == 2
    assert releasing.write_passes(cohort) == 0
    home = tmp_path / "my-course"
    prepare(in_sample, home)
    notebook = home / MODULE / f"{MODULE}.ipynb"
    notebook.write_bytes(golden.right())
    done = restore(cohort.passes / "ada.zip", home)
    assert done.written == ["learner.json"]
    assert notebook.read_bytes() == golden.right()
    text = (home / "learner.json").read_text()
    assert cohort.pseudonym("ada") in text
    assert cohort.course_key in text
    assert "ada" not in text.replace(cohort.pseudonym("ada"), "").replace(cohort.course_key, "")


def test_with_the_same_data_for_all_there_are_no_passes(tmp_path: Path) -> None:
    cohort, fresh = create(tmp_path / "c", own_data=False)
    assert fresh
    assert cohort.identity("ada") == cohort.identity("bob")
    assert releasing.write_passes(cohort) == 0
    again, fresh = create(tmp_path / "c")
    assert not fresh
    assert again == cohort


def test_links_pipes_and_large_files_are_refused_before_they_are_read(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "large.ipynb").write_bytes(b"")
    os.truncate(folder / "large.ipynb", intake.MAX_FILE_BYTES + 1)
    os.symlink("/etc", folder / "etc")
    os.mkfifo(folder / "pipe")
    items = list(intake.walk(folder))
    refused = {item[0] for item in items if isinstance(item, tuple)}
    assert refused == {"etc", "pipe"}
    (large,) = (item for item in items if not isinstance(item, tuple))
    with pytest.raises(intake.Refused, match="at most 25 MB"):
        large.read()


def test_a_zip_that_lies_about_its_sizes_is_not_read_to_its_end(tmp_path: Path) -> None:
    path = tmp_path / "liar.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.ipynb", b"0" * 30_000_000)
    data = path.read_bytes()
    real = (30_000_000).to_bytes(4, "little")
    path.write_bytes(data.replace(real, (10).to_bytes(4, "little")))
    (found,) = (item for item in intake.walk(path) if not isinstance(item, tuple))
    with pytest.raises(intake.Refused):
        found.read()


def test_a_folder_that_is_something_else_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").write_text("mine")
    with pytest.raises(CourseError, match="is not empty"):
        create(tmp_path)
    with pytest.raises(CourseError, match="not in a cohort's folder"):
        open_cohort(tmp_path)
    cohort, _ = create(tmp_path / "c")
    (cohort.root / "cohort.json").write_text("{")
    with pytest.raises(CourseError, match="Take it from a backup"):
        open_cohort(cohort.root)
