"""A whole portfolio, as the solutions of all modules make it: for what is tested on a page that is full.

``portfolio_sample.json`` holds what the last cells of the modules saved. ``made_by`` makes it anew.
"""

import json
import re
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from pmbridge.content import Layout
from pmbridge.workspace import artefacts
from submissions import answered, solutions

SAMPLE: list[dict[str, Any]] = json.loads(
    (Path(__file__).resolve().parent / "portfolio_sample.json").read_text(encoding="utf-8")
)


def fill(
    home: Path, modules: Iterable[str] = ("01", "02", "03", "04", "05", "06", "07", "08")
) -> Path:
    """Put the artefacts of ``modules`` (their numbers) into a learner's folder and return it."""
    wanted = tuple(modules)
    for data in SAMPLE:
        if data["module"].startswith(wanted):
            artefacts.save(**data, home=home)
    return home


def made_by(layout: Layout, module: str, home: Path) -> Path:
    """Run a module's exercises with its solutions, in a learner's folder, and return that folder."""
    notebook = answered(layout, module, solutions(layout, module))
    cells = [cell.source for cell in notebook.cells if cell.cell_type == "code"]
    script = home / f"{module}.ipy"
    # One broken cell must not keep the others from running, as in a notebook.
    script.write_text(
        "from IPython.core.interactiveshell import InteractiveShell\n"
        "shell = InteractiveShell.instance()\n"
        + "".join(f"shell.run_cell({source!r}, silent=True)\n" for source in cells),
        encoding="utf-8",
    )
    subprocess.run([sys.executable, str(script)], cwd=home, check=True, capture_output=True)
    return home


# What may stand on a page without a source: a code of the page itself, a day, the base of a rate.
_NO_FIGURE = re.compile(
    r"^(?:[SR]\d+|Week \d+|\d+ of 100|Q\d \d{4}|\d{1,2})$"
    r"|(?:per|of) 100\b|\b\d{1,2}(?:st|nd|rd|th)\b|\b\d{1,2} (?:January|February|March|April|May|June|July|August|September"
    r"|October|November|December)\b"
)
_APART = re.compile(
    r"<svg.*?</svg>|<button.*?</button>|<sup.*?</sup>|<t?h\d?[ >].*?</t?h\d?>|<summary.*?</summary>"
    r'|<div class="sources on-paper">.*?</div>|<p class="of-table">.*?</p>',
    re.DOTALL,
)


def without_source(page: str) -> list[str]:
    """Return each text of a page that shows a number which opens no source."""
    main = _APART.sub("", page[page.index("<main") : page.index("</main>")])
    texts = (" ".join(text.split()) for text in re.split(r"<[^>]+>", main))
    plain = (text.replace("&#x27;", "'") for text in texts)
    return [text for text in plain if re.search(r"\d", _NO_FIGURE.sub("", text))]
