"""The learner's process: runs a submission's cells and answers the examiner's questions about them.

Nothing that this process says is believed beyond what it is: the answers of code that may lie. It has the
learner's notebook, the tables of the learner's case on demand, and nothing that could help it to guess.
"""

from __future__ import annotations

import functools
import inspect
import json
import os
import random
import socket
import sys
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from IPython.core.displayhook import DisplayHook
from IPython.core.displaypub import DisplayPublisher
from IPython.core.interactiveshell import InteractiveShell
from traitlets import Type
from traitlets.config import Config

from pmbridge import errors
from pmbridge.case import company
from pmbridge.check.started import untouched
from pmbridge.grading import wire
from pmbridge.grading.channel import Channel, Lost
from pmbridge.workspace import answers

TEXT_LIMIT = 100_000


class Outputs:
    """What the cell that runs has shown so far, in nbformat's shape and within a limit."""

    def __init__(self) -> None:
        self.shown: list[dict[str, Any]] = []
        self._left = TEXT_LIMIT

    def clear(self) -> list[dict[str, Any]]:
        """Begin anew and return what there was."""
        shown, self.shown, self._left = self.shown, [], TEXT_LIMIT
        return shown

    def stream(self, name: str, text: str) -> None:
        """Add text that was printed."""
        if self._left <= 0:
            return
        text = text[: self._left]
        self._left -= len(text)
        last = self.shown[-1] if self.shown else {}
        if last.get("output_type") == "stream" and last["name"] == name:
            last["text"] += text
        else:
            self.shown.append({"output_type": "stream", "name": name, "text": text})

    def bundle(self, kind: str, data: dict[str, Any], display_id: str = "") -> None:
        """Add something that was displayed."""
        kept = {}
        for mime, value in data.items():
            text = value if isinstance(value, str) else json.dumps(value, default=repr)
            if len(text) <= 20 * TEXT_LIMIT:
                kept[str(mime)] = text
        self.shown.append({"output_type": kind, "data": kept, "id": display_id})


class _Stream:
    """Stands for standard output or error."""

    encoding, errors = "utf-8", "strict"

    def __init__(self, name: str, outputs: Outputs) -> None:
        self.name = f"<{name}>"
        self._stream = name
        self._outputs = outputs

    def write(self, text: str) -> int:
        if not isinstance(text, str):
            raise TypeError(f"write() argument must be str, not {type(text).__name__}")
        self._outputs.stream(self._stream, text)
        return len(text)

    def writelines(self, lines: Any) -> None:
        for line in lines:
            self.write(line)

    def flush(self) -> None:
        pass

    def isatty(self) -> bool:
        return False

    def fileno(self) -> int:
        return 1 if self._stream == "stdout" else 2

    def writable(self) -> bool:
        return True


_outputs = Outputs()


class _Publisher(DisplayPublisher):
    def publish(
        self,
        data: Any,
        metadata: Any = None,
        source: Any = None,
        *,
        transient: Any = None,
        update: bool = False,
        **kwargs: Any,
    ) -> None:
        identifier = str((transient or {}).get("display_id", ""))
        if update:
            for output in _outputs.shown:
                if identifier and output.get("id") == identifier:
                    output["data"] = {
                        m: v if isinstance(v, str) else json.dumps(v, default=repr)
                        for m, v in data.items()
                    }
            return
        _outputs.bundle("display_data", data, identifier)

    def clear_output(self, wait: bool = False) -> None:
        _outputs.shown.clear()


class _Hook(DisplayHook):
    def start_displayhook(self) -> None:
        pass

    def write_output_prompt(self) -> None:
        pass

    def write_format_data(self, format_dict: Any, md_dict: Any = None) -> None:
        _outputs.bundle("execute_result", format_dict)

    def finish_displayhook(self) -> None:
        pass


class _Shell(InteractiveShell):
    displayhook_class = Type(_Hook)
    display_pub_class = Type(_Publisher)


def warm_shell() -> InteractiveShell:
    """Return the shell that submissions run in, with what is imported late imported already."""
    config = Config()
    config.HistoryManager.enabled = False
    config.InteractiveShell.colors = "nocolor"
    config.InteractiveShell.cache_size = 0
    shell = _Shell.instance(config=config)
    shell.showtraceback = functools.partial(_show_error, shell)
    shell.showsyntaxerror = functools.partial(_show_error, shell)
    streams = sys.stdout, sys.stderr
    sys.stdout, sys.stderr = _Stream("stdout", _outputs), _Stream("stderr", _outputs)
    shell.run_cell("import pandas\npandas.DataFrame({'a': [1.5]})", store_history=False)
    shell.run_cell("print(1 / 0", store_history=False)
    shell.run_cell("1 / 0", store_history=False)
    shell.user_ns.pop("pandas", None)
    _outputs.clear()
    sys.stdout, sys.stderr = streams
    return shell


def _show_error(shell: InteractiveShell, *_: Any, **__: Any) -> None:
    kind, error, trace = sys.exc_info()
    if error is None or kind is None:
        return
    try:
        text = str(error)[:2000]
        lines = traceback.format_exception(kind, error, trace, limit=-5)
    except BaseException:
        text, lines = "", []
    _outputs.shown.append(
        {
            "output_type": "error",
            "ename": kind.__name__[:200],
            "evalue": text,
            "traceback": "".join(lines)[-5000:],
        }
    )


class _Tables:
    """The case, as the examiner hands it out."""

    def __init__(self, ask: Callable[[dict[str, Any]], Any]) -> None:
        self._ask = ask

    def table(self, name: str, seed: int) -> pd.DataFrame:
        frame: pd.DataFrame = self._ask({"ask": "table", "name": name, "seed": seed})
        return frame

    def dictionary(self, name: str | None) -> pd.DataFrame:
        frame: pd.DataFrame = self._ask({"ask": "dictionary", "name": name})
        return frame

    def api_text(self, seed: int) -> str:
        text: str = self._ask({"ask": "api_text", "seed": seed})
        return text


class Server:
    """Answers the examiner, one request after the other, until it hangs up."""

    def __init__(self, end: socket.socket, shell: InteractiveShell) -> None:
        self.channel = Channel(end, describe=self.describe)
        self.shell = shell
        self.names: dict[str, Any] = shell.user_ns
        self.functions: list[Any] = []
        self.pid = os.getpid()
        self.does: dict[str, Callable[[dict[str, Any]], dict[str, Any]]] = {
            "begin": self.begin,
            "run": self.run,
            "get": self.get,
            "call": self.call,
            "untouched": self.untouched,
        }

    def serve(self) -> None:
        """Answer until the examiner is gone."""
        while True:
            try:
                request = self.channel.receive()
            except Lost:
                return
            answer = self.does[request["do"]](request)
            if os.getpid() != self.pid:
                # A fork that a learner's cell made: only the first process answers.
                os._exit(0)
            self._answer(request, answer)

    def _answer(self, request: dict[str, Any], answer: dict[str, Any]) -> None:
        try:
            self.channel.send({"id": request["id"], **answer})
        except Lost:
            raise
        except BaseException as error:
            # An answer's own methods may do anything while it is packed.
            said = str(error) if type(error) is wire.WireError else type(error).__name__
            self.channel.send({"id": request["id"], "refused": said})

    def begin(self, request: dict[str, Any]) -> dict[str, Any]:
        """Take the notebook's surroundings: what the checks show, the boards' answers, whose case it is."""
        root = Path(request["folder"]).resolve()
        content = root / "_content" / f"{request['module']}.json"
        content.parent.mkdir(parents=True, exist_ok=True)
        content.write_text(json.dumps(request["content"]), encoding="utf-8")
        os.environ["PMBRIDGE_COURSE"] = str(root)
        os.environ["PMBRIDGE_SEED"] = str(request["seed"])
        os.environ["PMBRIDGE_MODE"] = "grade"
        answers.give(request["answers"])
        company.take_from(_Tables(self._ask))
        sys.stdout = _Stream("stdout", _outputs)
        sys.stderr = _Stream("stderr", _outputs)
        sys.path.insert(0, os.getcwd())
        random.seed()
        np.random.seed()
        return {}

    def _ask(self, question: dict[str, Any]) -> Any:
        self.channel.send(question)
        answer = self.channel.receive(60)
        if "refused" in answer:
            raise ValueError(str(answer["refused"]))
        return answer["value"]

    def run(self, request: dict[str, Any]) -> dict[str, Any]:
        """Run a cell."""
        _outputs.clear()
        done = self.shell.run_cell(request["source"], store_history=True)
        problem = done.error_before_exec or done.error_in_exec
        said = ""
        if problem is not None:
            said = _said(problem, self.names, request["source"])
        return {"outputs": _outputs.clear(), "failed": said}

    def get(self, request: dict[str, Any]) -> dict[str, Any]:
        """Give the value of a name."""
        if request["name"] not in self.names:
            return {"found": False}
        return {"found": True, "value": self.names[request["name"]]}

    def describe(self, value: Any) -> wire.Remote | None:
        """Tell how a function can be called from afar."""
        if issubclass(type(value), type) or not callable(value):
            return None
        self.functions.append(value)
        name = str(getattr(value, "__name__", type(value).__name__))[:200]
        try:
            parameters = [
                (p.name, int(p.kind), p.default is not p.empty, _plain_default(p.default))
                for p in inspect.signature(value).parameters.values()
            ]
        except (ValueError, TypeError):
            parameters = None
        return wire.Remote(len(self.functions) - 1, name, parameters)

    def call(self, request: dict[str, Any]) -> dict[str, Any]:
        """Call a function and give what it returns, or what it raised."""
        _outputs.clear()
        try:
            function = self.functions[request["function"]]
            value = function(*request["args"], **request["kwargs"])
            return {"value": value, "printed": self._printed()}
        except BaseException as error:
            kinds = [kind.__name__ for kind in type(error).__mro__]
            return {"raised": kinds, "text": _text(error), "printed": self._printed()}

    def _printed(self) -> str:
        texts = [o["text"] for o in _outputs.clear() if o["output_type"] == "stream"]
        return "".join(texts)[:2000]

    def untouched(self, request: dict[str, Any]) -> dict[str, Any]:
        """Say whether what the starter defines is still as the starter made it."""
        try:
            return {"value": bool(untouched(request["starter"], self.names))}
        except BaseException:
            return {"value": False}


def _plain_default(value: Any) -> Any:
    return value if type(value) in (str, int, float, bool, type(None)) else None


def _text(error: BaseException) -> str:
    try:
        return str(error)[:2000]
    except BaseException:
        return ""


def _said(problem: BaseException, names: dict[str, Any], source: str) -> str:
    """Explain an error as the learner's own check does."""
    try:
        card = errors.explain(problem, names, source)
        where = f" (line {card.number}: {card.line})" if card.line else ""
        return f"{card.title}. {card.happened}{where}"[:2000]
    except BaseException:
        return f"Python stopped: {type(problem).__name__}."


def serve(end: socket.socket, shell: InteractiveShell) -> None:
    """Serve the examiner at the other end of ``end`` until it hangs up."""
    Server(end, shell).serve()
