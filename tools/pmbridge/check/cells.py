"""Runs the cells of one notebook, in order, in a process of its own.

Reads a job as JSON from standard input and writes one line of JSON for each cell that starts and each
result, so that the process that waits knows which cell never ended. Started by ``runner``.
"""

import json
import os
import sys
from collections.abc import Callable
from typing import Any, TextIO

from IPython.core.interactiveshell import InteractiveShell
from traitlets.config import Config

from pmbridge import errors
from pmbridge.check.session import Result
from pmbridge.workspace import answers


def main() -> None:
    """Run the job on standard input."""
    job = json.load(sys.stdin)
    report = os.fdopen(os.dup(1), "w", encoding="utf-8")
    be_silent()
    run(job, report, new_shell())


def be_silent() -> None:
    """Let nothing that cells print get between the lines of the report, and give them nothing to read."""
    silence = os.open(os.devnull, os.O_WRONLY)
    os.dup2(silence, 1)
    os.dup2(silence, 2)
    sys.stdin = open(os.devnull, encoding="utf-8")  # noqa: SIM115 - input() must end at once, for good


def new_shell() -> InteractiveShell:
    """Return the shell that the cells run in."""
    config = Config()
    config.HistoryManager.enabled = False
    config.InteractiveShell.colors = "nocolor"
    shell = InteractiveShell.instance(config=config)
    shell.showtraceback = lambda *args, **kwargs: None
    return shell


def run(
    job: dict[str, Any],
    report: TextIO,
    shell: InteractiveShell,
    at_end: Callable[[], None] = lambda: None,
) -> None:
    """Run the cells of ``job`` in ``shell`` and write to ``report``.

    Who waits for it may end this process after the last line, so ``at_end`` is called before that.
    """

    def tell(**event: Any) -> None:
        report.write(json.dumps(event) + "\n")
        report.flush()

    answers.give(job["answers"])
    sys.path.insert(0, os.getcwd())
    for cell in job["cells"]:
        if cell["id"] in job["skip"]:
            continue
        tell(started=cell["id"])
        done = shell.run_cell(cell["source"], store_history=True)
        problem = done.error_before_exec or done.error_in_exec
        if problem is not None:
            card = errors.explain(problem, shell.user_ns, cell["source"])
            where = f" (line {card.number}: {card.line})" if card.line else ""
            tell(failed=cell["id"], message=f"{card.title}. {card.happened}{where}")
        elif isinstance(done.result, Result):
            tell(result=done.result.as_data())
    at_end()
    tell(done=True)


if __name__ == "__main__":
    main()
