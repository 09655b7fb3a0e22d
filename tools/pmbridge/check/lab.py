"""JupyterLab, asked from the kernel to do what only it can do: save notebooks, show a notice."""

import time
from pathlib import Path
from typing import Any

_SECONDS = 4.0


def lab() -> Any:
    """Return the JupyterLab application, or None in another editor."""
    try:
        from ipylab import JupyterFrontEnd

        return JupyterFrontEnd()
    except Exception:
        return None


def save(application: Any, path: Path) -> bool:
    """Ask JupyterLab to save the notebook at ``path``; return whether the file is new."""
    if application is None:
        return False
    before = path.stat().st_mtime_ns
    application.commands.execute("docmanager:save")
    deadline = time.monotonic() + _SECONDS
    while time.monotonic() < deadline:
        time.sleep(0.05)
        if path.stat().st_mtime_ns != before:
            return True
    return False


def save_all(application: Any) -> None:
    """Ask JupyterLab to save every open notebook, and give it a moment."""
    if application is not None:
        application.commands.execute("docmanager:save-all")
        time.sleep(1.0)


def notify(application: Any, message: str) -> None:
    """Show a notice that stays until it is closed."""
    if application is not None:
        application.commands.execute(
            "apputils:notify",
            {"message": message, "type": "warning", "options": {"autoClose": False}},
        )
