"""One style sheet serves all boards of a page, whichever of them comes last."""

import shutil
import subprocess
from pathlib import Path

import pytest

from pmbridge.boards import widget
from pmbridge.boards.board import KINDS
from pmbridge.boards.widget import BoardWidget, looks

BROWSER = Path(widget.__file__).parent / "browser"


def test_every_board_brings_the_looks_of_all_kinds() -> None:
    """anywidget keeps one style sheet a class: the last board's would replace the others'."""
    for path in BROWSER.glob("*.css"):
        assert path.read_text(encoding="utf-8") in looks()
    assert BoardWidget()._css == looks()
    assert looks().index(".pmb {") < 600, "what all share comes first, so that a kind may differ"


@pytest.mark.parametrize("kind", KINDS)
def test_the_browser_side_of_a_kind_is_one_valid_module(kind: str, tmp_path: Path) -> None:
    """A bracket that a merge lost in the common part would take every board away."""
    node = shutil.which("node")
    if node is None:
        pytest.skip("node is not installed; the browser tests show it, too")
    parts = [BROWSER / name for name in ("parts.js", "plot.js", f"{kind}.js")]
    module = tmp_path / "board.mjs"
    module.write_text("".join(path.read_text(encoding="utf-8") for path in parts))
    checked = subprocess.run(
        [node, "--check", str(module)], check=False, capture_output=True, text=True
    )
    assert checked.returncode == 0, checked.stderr
