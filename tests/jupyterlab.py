"""JupyterLab as a learner has it, in headless Chromium."""

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

_FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
RESULTS = Path(__file__).resolve().parents[1] / "test-results"
WINDOW = {
    "viewport": {"width": 1366, "height": 768},
    "reduced_motion": "reduce",
    "accept_downloads": True,
}


def _need(found: Any, what: str) -> Any:
    if found:
        return found
    if os.environ.get("CI") == "true":
        pytest.fail(f"{what} is missing, and the browser tests must run here")
    pytest.skip(f"{what} is not installed")


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    """Chromium, started once."""
    path = _need(
        next(
            filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None
        ),
        "Chromium",
    )
    sync_api = pytest.importorskip("playwright.sync_api")
    with sync_api.sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=path, args=_FLAGS)
        yield started
        started.close()


@dataclass
class Lab:
    """A running JupyterLab: its address and the learner's folder."""

    url: str
    home: Path
    process: subprocess.Popen[bytes]

    def open(self, page: Any, name: str) -> None:
        """Open a notebook and wait until its kernel is ready."""
        page.goto(f"{self.url}/lab/tree/{name}?reset")
        ready(page)


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def serve(command: list[str], folder: Path, home: Path, scratch: Path, **environment: str) -> Lab:
    """Start JupyterLab with ``command`` and wait until it answers."""
    port = free_port()
    log = (scratch / "server.log").open("wb")
    process = subprocess.Popen(
        [*command, "--no-browser", "--allow-root", f"--port={port}", "--IdentityProvider.token="],
        cwd=folder,
        env={
            **os.environ,
            # Nothing of this machine's own Jupyter settings, and nothing left in them.
            "JUPYTER_CONFIG_DIR": str(scratch / "jupyter-config"),
            "JUPYTER_DATA_DIR": str(scratch / "jupyter-data"),
            "JUPYTER_RUNTIME_DIR": str(scratch / "jupyter-runtime"),
            "JUPYTERLAB_SETTINGS_DIR": str(scratch / "lab-settings"),
            "JUPYTERLAB_WORKSPACES_DIR": str(scratch / "lab-workspaces"),
            **environment,
        },
        stdout=log,
        stderr=subprocess.STDOUT,
        start_new_session=True,
    )
    url = f"http://127.0.0.1:{port}"
    deadline = time.monotonic() + 90
    while True:
        try:
            urllib.request.urlopen(f"{url}/api").read()
            return Lab(url, home, process)
        except (urllib.error.URLError, ConnectionError):
            if time.monotonic() > deadline or process.poll() is not None:
                process.kill()
                text = (scratch / "server.log").read_text(errors="replace")
                raise RuntimeError(f"JupyterLab did not start:\n{text[-3000:]}") from None
            time.sleep(0.1)


def start_lab(home: Path, scratch: Path, **environment: str) -> Lab:
    """Start JupyterLab as ``pmbridge start`` does."""
    scratch.mkdir(parents=True, exist_ok=True)
    command = [sys.executable, "-m", "pmbridge", "start", str(home)]
    return serve(command, scratch, home, scratch, **environment)


def _signalled(group: int, sign: int) -> bool:
    """Send a signal to a group of processes, and say whether any is left to get it."""
    try:
        os.killpg(group, sign)
    except ProcessLookupError:
        return False
    return True


def stop(lab: Lab) -> None:
    """Stop a JupyterLab and what it started.

    ``pmbridge start`` waits for a JupyterLab of its own, which a signal to the command alone leaves running.
    """
    group = lab.process.pid
    deadline = time.monotonic() + 20
    _signalled(group, signal.SIGTERM)
    while _signalled(group, 0):
        lab.process.poll()
        if time.monotonic() > deadline:
            _signalled(group, signal.SIGKILL)
            break
        time.sleep(0.1)
    lab.process.wait()


@pytest.fixture
def page(browser: Any, request: pytest.FixtureRequest) -> Iterator[Any]:
    """A fresh window at laptop width; a failing test leaves a screenshot behind.

    With ``PMBRIDGE_TRACE=1`` also a trace of every step. Recording one makes a test half as long again.
    """
    traced = os.environ.get("PMBRIDGE_TRACE") == "1"
    context = browser.new_context(**WINDOW)
    if traced:
        context.tracing.start(screenshots=True, snapshots=True)
    window = context.new_page()
    window.set_default_timeout(30_000)
    yield window
    report = getattr(request.node, "report_call", None)
    if report is not None and report.failed:
        RESULTS.mkdir(exist_ok=True)
        name = RESULTS / request.node.name.replace("/", "_")[:80]
        window.screenshot(path=f"{name}.png")
        if traced:
            context.tracing.stop(path=f"{name}-trace.zip")
    context.close()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]) -> Any:
    report = yield
    if report.when == "call":
        item.report_call = report  # type: ignore[attr-defined]
    return report


def index_of(notebook: Path, identifier: str) -> int:
    """Return the position of the cell ``identifier`` in the notebook at ``notebook``."""
    cells = json.loads(notebook.read_text(encoding="utf-8"))["cells"]
    return next(i for i, cell in enumerate(cells) if cell["id"] == identifier)


def cell(page: Any, notebook: Path, identifier: str) -> Any:
    """Return the cell ``identifier`` on the page."""
    return page.locator(".jp-Notebook:visible .jp-Cell").nth(index_of(notebook, identifier))


def ready(page: Any) -> None:
    """Wait until the notebook in front has its kernel, and that has nothing left to do."""
    # The toolbar's own indicator says idle before there is a kernel, and is hidden in a narrow window.
    page.locator("#jp-main-statusbar", has_text="(ipykernel) | Idle").wait_for(timeout=90_000)


def run_all(page: Any, wait_for: str) -> None:
    """Run all cells through the menu, and wait for what the last one shows."""
    page.get_by_role("menuitem", name="Run", exact=True).click()
    page.get_by_role("menuitem", name="Run All Cells", exact=True).click()
    page.locator(wait_for).last.wait_for(timeout=90_000)
    ready(page)
