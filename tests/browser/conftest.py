"""The boards of a test file, open in JupyterLab: a file says which, as ``BOARDS``."""

from collections.abc import Iterator
from typing import Any

import pytest

from board_pages import Boards, lab_with, open_boards
from jupyterlab import Lab


@pytest.fixture(scope="module")
def lab(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lab]:
    """JupyterLab on a course that has the boards of the test's own file."""
    yield from lab_with(request.module.BOARDS, tmp_path_factory)


@pytest.fixture
def board(lab: Lab, page: Any) -> Boards:
    """The boards by label, with nothing answered yet."""
    return open_boards(lab, page)
