"""Runs the cells of one notebook, in order, in a process of its own.

Reads a job as JSON from standard input and writes one line of JSON for each cell that starts and each
result, so that the process that waits knows which cell never ended. Started by ``runner``.
"""

import json
import os
import sys
from typing import Any, TextIO


def main() -> None:
    """Run the job on standard input."""
    job = json.load(sys.stdin)
    # Whatever the cells print must not get between the lines of the report.
    report = os.fdopen(os.dup(1), "w", encoding="utf-8")
    silence = os.open(os.devnull, os.O_WRONLY)
    os.dup2(silence, 1)
    os.dup2(silence, 2)
    sys.stdin = open(os.devnull, encoding="utf-8")  # noqa: SIM115 - input() must end at once, for good
    run(job, report)


def run(job: dict[str, Any], report: TextIO) -> None:
    """Run the cells of ``job`` and write to ``report``."""
    from IPython.core.interactiveshell import InteractiveShell
    from traitlets.config import Config

    from pmbridge import errors
    from pmbridge.check.session import Result
    from pmbridge.workspace import answers

    def tell(**event: Any) -> None:
        report.write(json.dumps(event) + "\n")
        report.flush()

    config = Config()
    config.HistoryManager.enabled = False
    config.InteractiveShell.colors = "nocolor"
    shell = InteractiveShell.instance(config=config)
    shell.showtraceback = lambda *args, **kwargs: None
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
    tell(done=True)


if __name__ == "__main__":
    main()
