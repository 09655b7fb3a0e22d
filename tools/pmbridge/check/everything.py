"""The *Check everything* button at the end of each exercise notebook."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from datetime import datetime
from html import escape
from pathlib import Path
from typing import Any

from IPython.display import display

from pmbridge.check import panels
from pmbridge.check.lab import lab, save
from pmbridge.home import mode

_CHECK_SECONDS = 600


def notebook_path(module: str) -> Path:
    """Return the notebook that this kernel belongs to."""
    session = os.environ.get("JPY_SESSION_NAME", "")
    path = Path(session)
    return path if path.suffix == ".ipynb" and path.is_file() else Path.cwd() / f"{module}.ipynb"


class Everything:
    """Saves the notebook and runs all its checks, those included that are not shown.

    ``below`` makes what stands below the button: *Save my work*.
    """

    def __init__(self, module: str, below: Callable[[], Any]) -> None:
        self._module = module
        self._below = below

    def __call__(self) -> None:
        """Show the button."""
        if mode() != "learn":
            text = "Two buttons stand here: Check everything, and Save my work."
            display({"text/plain": text, "text/html": f"<p>{text}</p>"}, raw=True)
            return
        import ipywidgets as widgets

        button = widgets.Button(
            description="Check everything",
            button_style="primary",
            icon="check",
            layout=widgets.Layout(width="auto"),
        )
        place = widgets.HTML()
        application = lab()

        def pressed(_: Any) -> None:
            button.disabled = True
            place.value = "<p role='status'>Saving your notebook and running every check …</p>"
            try:
                place.value = self.check(application)
            finally:
                button.disabled = False

        button.on_click(pressed)
        display(widgets.VBox([button, place, self._below()], layout={"align_items": "flex-start"}))

    def check(self, application: Any) -> str:
        """Save through JupyterLab where there is one, run ``pmbridge check`` and return its table as HTML."""
        path = notebook_path(self._module)
        if not path.is_file():
            return panels.box(
                panels.COLOURS[panels.NOT_YET],
                "The notebook was not found",
                f"<p>The notebook {escape(path.name)} was not found in {escape(str(path.parent))}. "
                "Save it there (Ctrl+S) and press the button again.</p>",
            )
        saved = save(application, path)
        command = [sys.executable, "-P", "-m", "pmbridge", "check", "--json", str(path)]
        try:
            done = subprocess.run(
                command, capture_output=True, text=True, timeout=_CHECK_SECONDS, check=False
            )
            report = json.loads(done.stdout)
        except subprocess.TimeoutExpired:
            report = {
                "error": "The checks ran for ten minutes and were stopped. Look for a loop that never ends."
            }
        except ValueError:
            lines = done.stderr.strip().splitlines()
            # Exit code 2 is a sentence for people; anything else ends with the reason.
            said = " ".join(lines if done.returncode == 2 else lines[-1:])
            report = {"error": said or "The checks gave no answer."}
        return everything_html(report, "" if saved else _not_saved(path))


def everything_html(report: dict[str, Any], note: str = "") -> str:
    """Return the table of all checks of a notebook as HTML."""
    if "error" in report:
        return panels.box(
            panels.COLOURS[panels.NOT_YET],
            "The checks could not run",
            f"<p>{escape(report['error'])}</p>",
        )
    left = "text-align:left;padding:4px 12px 4px 0;vertical-align:top"
    rows = "".join(
        f"<tr><th scope='row' style='{left}'>{escape(row['title'])}</th>"
        f"<td style='{left};white-space:nowrap'>"
        f"{panels.SIGNS[row['state']]} {panels.WORDS[row['state']]}</td>"
        f"<td style='{left};white-space:nowrap'>{row['earned']:g} of {row['points']:g}</td>"
        f"<td style='{left}'>{panels.inline(row['message'])}"
        f"{panels.fold(panels.WHY, row['why']) if row['why'] else ''}</td></tr>"
        for row in report["exercises"]
    )
    heads = "".join(
        f"<th scope='col' style='{left}'>{name}</th>"
        for name in ("Exercise", "State", "Points", "What we saw")
    )
    table = (
        "<table><caption style='text-align:left'>All checks of this notebook, those not shown included"
        f"</caption><thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table>"
    )
    total = (
        f"<p><strong>{report['earned']:g} of {panels.points_text(report['points'])}</strong></p>"
    )
    waiting = report.get("by_a_person", 0)
    person = f"<p>A person grades another {panels.points_text(waiting)}.</p>" if waiting else ""
    all_passed = report["earned"] == report["points"]
    colour = panels.COLOURS[panels.PASSED if all_passed else panels.NOT_YET]
    return panels.box(colour, "Check everything", f"{note}{total}{table}{person}")


def _not_saved(path: Path) -> str:
    when = datetime.fromtimestamp(path.stat().st_mtime).strftime("%H:%M")
    return (
        f"<p>This is your notebook as it was saved at {when}. If you have changed it since, save it "
        "(Ctrl+S, or ⌘S on a Mac) and press the button again.</p>"
    )
