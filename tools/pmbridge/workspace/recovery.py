"""Mends notebooks that a killed server left half-written.

Jupyter's server copies a notebook to ``.~NAME``, writes over NAME, and removes the copy. When it is killed
in between, NAME is torn and the copy holds the last save. JupyterLab puts it back when the notebook is
opened; whoever reads the file without JupyterLab has to do the same.
"""

import json
from pathlib import Path


def recover(path: Path) -> bool:
    """Put the last save of the notebook at ``path`` back if what is there is torn; return whether it was."""
    copy = path.with_name(f".~{path.name}")
    if not copy.is_file() or _is_whole(path) or not _is_whole(copy):
        return False
    copy.replace(path)
    return True


def recover_all(home: Path) -> list[Path]:
    """Mend every notebook below ``home``; return those that were torn."""
    torn = []
    for copy in home.rglob(".~*.ipynb"):
        path = copy.with_name(copy.name.removeprefix(".~"))
        if recover(path):
            torn.append(path)
    return torn


def _is_whole(path: Path) -> bool:
    try:
        return isinstance(json.loads(path.read_text(encoding="utf-8")), dict)
    except (OSError, ValueError):
        return False
