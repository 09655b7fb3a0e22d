"""One style sheet serves all boards of a page, whichever of them comes last."""

from pathlib import Path

from pmbridge.boards import widget
from pmbridge.boards.widget import BoardWidget, looks

BROWSER = Path(widget.__file__).parent / "browser"


def test_every_board_brings_the_looks_of_all_kinds() -> None:
    """anywidget keeps one style sheet a class: the last board's would replace the others'."""
    for path in BROWSER.glob("*.css"):
        assert path.read_text(encoding="utf-8") in looks()
    assert BoardWidget()._css == looks()
    assert looks().index(".pmb {") < 600, "what all share comes first, so that a kind may differ"
