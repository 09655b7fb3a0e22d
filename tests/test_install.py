"""What is shipped: a wheel that holds the whole course without its solutions, and a clean sdist."""

import os
import subprocess
import sys
import tarfile
import tomllib
import zipfile
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from pmbridge.content import content_root, module_names

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture(scope="module")
def distributions(tmp_path_factory: pytest.TempPathFactory) -> Path:
    pytest.importorskip("build")
    folder = tmp_path_factory.mktemp("dist")
    command = [sys.executable, "-m", "build", "--no-isolation", "--outdir", str(folder), str(ROOT)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=300, check=False)
    assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-2000:]
    return folder


@pytest.fixture(scope="module")
def installed(distributions: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """An environment in which the wheel, and not this checkout, is pmbridge."""
    target = tmp_path_factory.mktemp("site")
    (wheel,) = distributions.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(target)
    environment = {**os.environ, "PYTHONPATH": str(target)}
    environment.pop("PMBRIDGE_COURSE", None)
    return environment


def _run(arguments: list[str], environment: dict[str, str], folder: Path) -> str:
    done = subprocess.run(
        [sys.executable, *arguments],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode in (0, 1), done.stderr
    return done.stdout


def test_the_wheel_starts_and_checks_without_the_checkout(
    installed: dict[str, str], tmp_path: Path
) -> None:
    where = _run(["-c", "import pmbridge; print(pmbridge.__file__)"], installed, tmp_path)
    assert str(ROOT) not in where
    _run(["-m", "pmbridge", "start", "my-course", "--prepare-only"], installed, tmp_path)
    made = {p.parent.name for p in (tmp_path / "my-course").rglob("lesson.ipynb")}
    layout = content_root()
    built = {m for m in module_names(layout) if (layout.course / m / f"{m}.ipynb").is_file()}
    assert made == built
    assert built
    module = min(built)
    report = _run(["-m", "pmbridge", "check", module], installed, tmp_path / "my-course")
    assert "Not started" in report


def test_the_wheel_has_no_solutions_and_has_the_settings(distributions: Path) -> None:
    (wheel,) = distributions.glob("*.whl")
    names = zipfile.ZipFile(wheel).namelist()
    assert not [n for n in names if n.endswith(".md") and "dist-info" not in n]
    assert not [n for n in names if "solutions" in n]
    assert "pmbridge/jupyter/etc/labconfig/page_config.json" in names
    assert len(names) == len(set(names))


def test_the_sdist_holds_only_what_is_tracked(distributions: Path) -> None:
    (sdist,) = distributions.glob("*.tar.gz")
    tracked = subprocess.run(
        ["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    if tracked.returncode:
        pytest.skip("this is not a git checkout")
    with tarfile.open(sdist) as archive:
        names = {n.split("/", 1)[1] for n in archive.getnames() if "/" in n}
    extra = {n for n in names if not (ROOT / n).is_dir()} - set(tracked.stdout.split("\n"))
    new = subprocess.run(
        ["git", "ls-files", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout.split("\n")
    assert extra - set(new) <= {"PKG-INFO"}


def test_the_lock_has_everything_that_pyproject_asks_for() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    lock: dict[str, list[str]] = {}
    for line in (ROOT / "requirements.lock").read_text(encoding="utf-8").splitlines():
        if "==" in line and not line.startswith((" ", "#")):
            name, version = line.split(";")[0].strip(" \\").split("==")
            lock.setdefault(canonicalize_name(name.partition("[")[0]), []).append(version.strip())
    extras = project["optional-dependencies"].values()
    wanted = [*project["dependencies"], *(line for extra in extras for line in extra)]
    for requirement in map(Requirement, wanted):
        if requirement.name == "pmbridge":
            continue
        versions = lock.get(canonicalize_name(requirement.name), [])
        assert versions, (
            f"{requirement.name} is not in requirements.lock; run sh tools/renew-locks.sh"
        )
        assert any(requirement.specifier.contains(v) for v in versions), requirement


def test_readme_and_contributing_say_what_to_do() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert "pip install . && .venv/bin/pmbridge start" in readme
    assert "python -m pytest" in readme
    first = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8").splitlines()[0]
    assert "exercise.md" in first
    assert "pmbridge build" in first
