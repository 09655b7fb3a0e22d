"""On a borrowed computer: a reminder to save, before it is taken back with everything on it."""

import os
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from IPython.core.getipython import get_ipython

from pmbridge.check.lab import lab, notify
from pmbridge.home import find_home, mode

# JupyterLab cuts a notice off at about 140 characters.
MESSAGE = "This computer is borrowed, and soon taken back with all that is on it. Press Save my work now, and keep the zip."
# Binder's limit is ten minutes; this leaves time to come back and press the button.
SECONDS = 360.0


def newest_pack(home: Path | None) -> float:
    """Return when the learner last saved a pack, in seconds since 1970; 0 if never."""
    packs = home.glob("my-work-*.zip") if home else ()
    return max((path.stat().st_mtime for path in packs), default=0.0)


class Reminder:
    """Speaks once in each quiet spell that follows work which no pack holds yet."""

    def __init__(
        self, speak: Callable[[], None], saved: Callable[[], float], seconds: float
    ) -> None:
        self._speak = speak
        self._saved = saved
        self._seconds = seconds
        self._worked: float | None = None

    def worked(self, *_: Any, now: float | None = None) -> None:
        """Note that the learner has run a cell."""
        self._worked = time.time() if now is None else now

    def look(self, now: float) -> bool:
        """Speak if it is time to, and return whether it was."""
        if self._worked is None or now - self._worked < self._seconds:
            return False
        worked, self._worked = self._worked, None
        if self._saved() >= worked:
            return False
        self._speak()
        return True


def start() -> None:
    """Remind the learner from now on, if this computer is borrowed."""
    shell = get_ipython()
    if shell is None or mode() != "learn" or not os.environ.get("PMBRIDGE_BORROWED"):
        return
    application = lab()
    seconds = float(os.environ.get("PMBRIDGE_REMIND_SECONDS", SECONDS))
    reminder = Reminder(
        lambda: notify(application, MESSAGE), lambda: newest_pack(find_home()), seconds
    )
    shell.events.register("post_run_cell", reminder.worked)

    def watch() -> None:
        while True:
            time.sleep(min(15.0, seconds / 4))
            reminder.look(time.time())

    threading.Thread(target=watch, daemon=True, name="reminder").start()
