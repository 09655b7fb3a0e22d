"""Binder without Docker: the recipe that repo2docker writes, and the same steps in a fresh environment."""

import os
import subprocess
import sys
import venv
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from jupyterlab import Lab, ready, run_all, serve, stop

ROOT = Path(__file__).resolve().parents[2]


def test_repo2docker_finds_every_file_of_ours() -> None:
    pytest.importorskip("repo2docker")
    done = subprocess.run(
        [
            sys.executable,
            "-m",
            "repo2docker",
            *("--no-build", "--debug", "--user-id", "1000", "--user-name", "jovyan"),
            str(ROOT),
        ],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    recipe = done.stdout + done.stderr
    # Without runtime.txt, or with a typo in it, the Python would be another one and nobody would know.
    wanted = (ROOT / "binder" / "runtime.txt").read_text().strip().removeprefix("python-")
    for line in (
        f"python={wanted}",
        'pip install --no-cache-dir -r "binder/requirements.txt"',
        "RUN ./binder/postBuild",
        'R2D_ENTRYPOINT="${REPO_DIR}/binder/start"',
    ):
        assert line in recipe, f"{line!r} is missing in:\n{recipe[-3000:]}"


def test_the_scripts_are_executable_and_valid() -> None:
    for name in ("start", "postBuild"):
        script = ROOT / "binder" / name
        assert os.access(script, os.X_OK)
        subprocess.run(["bash", "-n", str(script)], check=True)


@pytest.fixture(scope="module")
def image(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """The steps of the image: locked requirements, a copy of the repository, postBuild."""
    folder = tmp_path_factory.mktemp("binder")
    venv.create(folder / "env", with_pip=True)
    python = folder / "env" / "bin" / "python"
    pip = [str(python), "-m", "pip", "install", "-q", "--no-cache-dir"]
    done = subprocess.run(
        [*pip, "-r", str(ROOT / "binder" / "requirements.txt")],
        capture_output=True,
        text=True,
        timeout=600,
        check=False,
    )
    if done.returncode:
        if os.environ.get("CI") == "true":
            pytest.fail(done.stderr[-2000:])
        pytest.skip("the packages for Binder can't be fetched here")
    repository = folder / "repository"
    listed = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    names = subprocess.run(listed, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    for name in filter(None, names.split("\0")):
        if (ROOT / name).is_file():
            (repository / name).parent.mkdir(parents=True, exist_ok=True)
            (repository / name).write_bytes((ROOT / name).read_bytes())
            (repository / name).chmod((ROOT / name).stat().st_mode)
    environment = {
        **os.environ,
        "PATH": f"{python.parent}{os.pathsep}{os.environ['PATH']}",
        "HOME": str(folder / "home"),
    }
    environment.pop("PMBRIDGE_COURSE", None)
    (folder / "home").mkdir()
    subprocess.run(["binder/postBuild"], cwd=repository, env=environment, check=True, timeout=300)
    return {"folder": folder, "repository": repository, "environment": environment}


@pytest.fixture(scope="module")
def binder(image: dict[str, Any]) -> Iterator[Lab]:
    running = serve(
        [str(image["repository"] / "binder" / "start"), "jupyter", "lab"],
        image["repository"],
        image["folder"] / "home" / "my-course",
        image["folder"],
        **{k: image["environment"][k] for k in ("PATH", "HOME")},
        PMBRIDGE_REMIND_SECONDS="4",
    )
    yield running
    stop(running)


@pytest.mark.browser
def test_the_link_opens_the_start_page_in_the_learners_folder(binder: Lab, page: Any) -> None:
    assert (binder.home / "learner.json").is_file()
    binder.open(page, "00-start-here/lesson.ipynb")
    assert page.locator("text=Jupyter news").count() == 0
    names = page.locator(".jp-DirListing-itemText:visible").all_inner_texts()
    assert "pyproject.toml" not in names
    run_all(page, "text=Drop your zip here")
    # Four seconds without a keystroke stand for six minutes.
    page.locator("text=This computer is borrowed").first.wait_for(timeout=30_000)
    page.screenshot(path=str(ROOT / "test-results" / "binder.png"))
    ready(page)
