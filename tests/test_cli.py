"""The ``pmbridge`` command: help, refusals in a sentence with exit code 2, and the doctor."""

import importlib.metadata
import os
import shutil
import subprocess
import sys
from collections import namedtuple
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from pmbridge import __version__
from pmbridge.cli import main
from pmbridge.content import Layout, content_root
from pmbridge.learner import doctor

COMMANDS = sorted(main.commands)


def run(*arguments: str) -> Result:
    return CliRunner(env={"COLUMNS": "250"}).invoke(main, list(arguments))


class TestHelp:
    def test_every_command_is_listed_with_a_sentence(self) -> None:
        done = run("--help")
        assert done.exit_code == 0
        listed = done.stdout.split("Commands:\n")[1].splitlines()
        assert [line.split()[0] for line in listed] == COMMANDS
        assert all(len(line.split()) > 3 for line in listed)

    @pytest.mark.parametrize("command", COMMANDS)
    def test_a_command_explains_itself(self, command: str) -> None:
        for option in ("-h", "--help"):
            done = run(command, option)
            assert done.exit_code == 0
            assert done.stdout.startswith(f"Usage: main {command}")
            assert "Options:" in done.stdout

    def test_a_command_that_is_none_is_refused(self) -> None:
        assert run("bild").exit_code == 2

    def test_as_a_module(self) -> None:
        done = subprocess.run(
            [sys.executable, "-m", "pmbridge", "--version"],
            capture_output=True,
            text=True,
            check=True,
        )
        assert done.stdout == f"pmbridge, version {__version__}\n"


class TestRefusals:
    def refuse(self, *arguments: str) -> list[str]:
        done = run(*arguments)
        assert done.exit_code == 2
        assert done.stdout == ""
        assert "Traceback" not in done.stderr
        return done.stderr.splitlines()

    @pytest.mark.parametrize("command", ["build", "check"])
    def test_an_unknown_module(self, command: str, in_sample: Layout) -> None:
        assert self.refuse(command, "03-smaple") == [
            "There is no module called '03-smaple'.",
            "Did you mean 03-sample? The modules are: 03-sample.",
        ]

    def test_a_module_without_sources(
        self, sample_copy: Layout, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("PMBRIDGE_COURSE", str(sample_copy.root))
        shutil.rmtree(sample_copy.course / "03-sample")
        assert self.refuse("build", "3") == [
            "The module 03-sample has no sources yet.",
            "Write course/03-sample/lesson.md and exercise.md.",
        ]

    def test_no_course_at_all(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("PMBRIDGE_COURSE", str(tmp_path))
        what, next_step = self.refuse("build")
        assert what.startswith(f"There is no course in {tmp_path}: ")
        assert (
            next_step
            == "Run the command inside a checkout of the course, or install pmbridge again."
        )

    def test_a_curriculum_that_is_no_toml(
        self, sample_copy: Layout, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("PMBRIDGE_COURSE", str(sample_copy.root))
        (sample_copy.course / "curriculum.toml").write_text("[[modules]\n", encoding="utf-8")
        what, next_step = self.refuse("build")
        assert "curriculum.toml is not valid TOML: " in what
        assert next_step == "Mend that line; the other tables in the file show the form."

    def test_a_tool_that_is_not_installed(
        self, in_sample: Layout, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setitem(sys.modules, "pmbridge.authoring.build", None)
        monkeypatch.delattr("pmbridge.authoring.build", raising=False)
        what, next_step = self.refuse("build")
        assert "which is not installed" in what
        assert next_step == "Run: pip install 'pmbridge[author]'."


class TestWhereTheCourseIs:
    def test_a_checkout_is_the_course(self) -> None:
        layout = content_root()
        assert layout.root == Path(__file__).resolve().parents[1]
        assert layout.content == layout.root / "tools" / "pmbridge" / "_content"

    def test_an_installed_package_carries_it(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        from pmbridge import content

        monkeypatch.setattr(content, "PACKAGE", tmp_path / "site-packages" / "pmbridge")
        layout = content_root()
        assert layout.course == tmp_path / "site-packages" / "pmbridge" / "_course" / "course"
        assert layout.content == tmp_path / "site-packages" / "pmbridge" / "_content"


class TestDoctor:
    @pytest.fixture
    def findings(self, learner_home: Path) -> Any:
        return lambda: {f.what: f for f in doctor.examine(learner_home)}

    def test_all_is_well(self, learner_home: Path) -> None:
        done = run("doctor")
        assert done.exit_code == 0
        assert "What this machine has" in done.stdout
        assert "the course: 1 module(s)" in done.stdout
        assert "your course folder" in done.stdout
        assert "missing" not in done.stdout

    def without(self, monkeypatch: pytest.MonkeyPatch, gone: str) -> None:
        real = importlib.metadata.version

        def version(name: str) -> str:
            if name == gone:
                raise importlib.metadata.PackageNotFoundError(name)
            return real(name)

        monkeypatch.setattr(importlib.metadata, "version", version)

    def test_a_package_that_is_missing(
        self, findings: Any, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        self.without(monkeypatch, "pandas")
        found = findings()["packages of pmbridge: pandas"]
        assert (found.state, found.remedy) == ("missing", "pip install --upgrade pmbridge")
        done = run("doctor")
        assert done.exit_code == 1
        assert "pip install --upgrade pmbridge" in done.stdout

    def test_a_package_that_is_too_old(
        self, findings: Any, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        real = importlib.metadata.version
        monkeypatch.setattr(
            importlib.metadata, "version", lambda n: "1.0" if n == "pandas" else real(n)
        )
        found = findings()["packages of pmbridge: pandas 1.0 (needs >=2.2)"]
        assert found.state == "missing"

    def test_a_package_that_only_some_need(
        self, findings: Any, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        self.without(monkeypatch, "nbgrader")
        found = findings()["packages of pmbridge[teach]: nbgrader"]
        assert (found.state, found.purpose) == ("optional", "to grade a cohort")
        assert found.remedy == "pip install --upgrade 'pmbridge[teach]'"
        assert run("doctor").exit_code == 0

    def test_a_kernel_that_is_missing(self, findings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
        from jupyter_client.kernelspec import KernelSpecManager, NoSuchKernel

        def none(self: Any, name: str) -> None:
            raise NoSuchKernel(name)

        monkeypatch.setattr(KernelSpecManager, "get_kernel_spec", none)
        found = findings()["the Python kernel"]
        assert (found.state, found.remedy) == (
            "missing",
            "python -m ipykernel install --sys-prefix",
        )

    @pytest.mark.parametrize("content", ["", "{}", "[]", '{"learner": "anna"}', "\x00"])
    def test_a_name_tag_that_cannot_be_read(
        self, findings: Any, learner_home: Path, content: str
    ) -> None:
        (learner_home / "learner.json").write_text(content, encoding="utf-8")
        found = findings()[f"your course folder {learner_home}"]
        assert found.state == "missing"
        assert found.remedy.startswith('Put {"learner": "self-study", "course_key"')
        assert run("doctor").exit_code == 1

    def test_a_full_disk(
        self, findings: Any, learner_home: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        usage = namedtuple("usage", "total used free")
        monkeypatch.setattr(shutil, "disk_usage", lambda path: usage(100, 100, 0))
        found = findings()[f"your course folder {learner_home}"]
        assert (found.state, found.remedy) == (
            "missing",
            "Free some disk space: less than 200 MB are left.",
        )

    def test_a_folder_that_may_not_be_written(
        self, findings: Any, learner_home: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        real = os.access
        monkeypatch.setattr(
            os, "access", lambda path, how: path != learner_home and real(path, how)
        )
        found = findings()[f"your course folder {learner_home}"]
        assert found.remedy == f"Choose a folder that you may write to, not {learner_home}."

    def test_a_course_that_was_never_built(
        self, sample_copy: Layout, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("PMBRIDGE_COURSE", str(sample_copy.root))
        shutil.rmtree(sample_copy.content)
        found = {f.what: f for f in doctor.examine(sample_copy.root)}["the course"]
        assert (found.state, found.remedy) == ("missing", "pmbridge build")

    def test_no_course(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("PMBRIDGE_COURSE", str(tmp_path))
        found = {f.what: f for f in doctor.examine(tmp_path)}["the course"]
        assert found.state == "missing"
        assert "install pmbridge again" in found.remedy

    def test_chromium_is_optional(self, findings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(shutil, "which", lambda command: None)
        found = findings()["chromium"]
        assert found.state == "optional"
        assert "apt install chromium" in found.remedy
