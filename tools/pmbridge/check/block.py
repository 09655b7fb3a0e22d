"""The cell that runs a check: the author's assertions, in a block that never raises."""


def check_block(label: str, part: int, body: str) -> str:
    """Return the source of check ``part`` of the exercise ``label``; ``body`` is its assertions."""
    lines = "\n".join(f"    {line}" if line.strip() else "" for line in body.splitlines())
    return f'with check("{label}", part={part}):\n{lines}\ncheck.result("{label}", {part})'
