"""An IPython shell in this process, put away after the tests that use it."""

import atexit
import re
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from IPython.core.interactiveshell import InteractiveShell
from IPython.utils.capture import capture_output
from traitlets.config import Config


@dataclass
class Ran:
    """What a cell gave: its value, its error, what it displayed and what it printed."""

    value: Any
    error: BaseException | None
    shown: list[dict[str, Any]]
    printed: str


RunCell = Callable[[str], Ran]


@pytest.fixture
def shell() -> Iterator[InteractiveShell]:
    before = sys.modules["__main__"], sys.displayhook, sys.excepthook
    config = Config()
    config.HistoryManager.enabled = False
    config.InteractiveShell.colors = "nocolor"
    InteractiveShell.clear_instance()
    shell = InteractiveShell.instance(config=config)
    yield shell
    # Else every shell collects garbage once more when the tests are over.
    atexit.unregister(shell.atexit_operations)
    InteractiveShell.clear_instance()
    sys.modules["__main__"], sys.displayhook, sys.excepthook = before


@pytest.fixture
def run_cell(shell: InteractiveShell) -> RunCell:
    def run(source: str) -> Ran:
        with capture_output() as captured:
            done = shell.run_cell(source, store_history=True)
        shown = [output.data for output in captured.outputs]
        error = done.error_before_exec or done.error_in_exec
        # A terminal shows the value behind Out[n]; it is no print of the cell's.
        printed = re.sub(r"^Out\[.*\n", "", captured.stdout + captured.stderr, flags=re.MULTILINE)
        return Ran(done.result, error, shown, printed)

    return run
