"""Charts of the portfolio: a drawing that needs nothing besides itself, made from a table of an artefact.

A table says in its ``chart`` how to draw it. Across, places are parts of the width, so that a drawing fits any
screen and its letters keep their size. The table stays as the drawing's twin: it holds every number and its
source. What a colour says, a shape or a word says as well.
"""

import re
from collections.abc import Callable, Sequence
from html import escape
from typing import Any

Row = Sequence[Any]
_NUMBER = re.compile(r"[+\-\u2212]?\d[\d,]*(?:\.\d+)?")
# Parts of the width that the longest bar and the scale of the others take; the rest is for words.
BAR, NARROW, EDGE = 72.0, 50.0, 4.0
ROW, TALL = 46, 64
"""Pixels from one row of a chart to the next: a line of words and the marks, and for some a line more."""


def chart(item: dict[str, Any]) -> str:
    """Return a table's drawing as SVG, or empty text if it has none or its numbers can't be drawn."""
    spec = item.get("chart")
    if not isinstance(spec, dict):
        return ""
    draw = _KINDS.get(str(spec.get("kind")))
    try:
        return draw(spec, [str(c) for c in item["columns"]], item["rows"]) if draw else ""
    except (ValueError, IndexError, TypeError):
        # A person changed the table. It is shown as it is, without a drawing.
        return ""


def _bars(spec: dict[str, Any], columns: list[str], rows: Sequence[Row]) -> str:
    label, value = columns.index(spec["label"]), columns.index(spec["value"])
    beside = columns.index(spec["beside"]) if "beside" in spec else None
    numbers = [_number(row[value]) for row in rows]
    most = float(spec.get("most", 0)) or max(numbers)
    if most <= 0 or min(numbers) < 0:
        raise ValueError("bars begin at nothing")
    shapes, told = [], []
    for n, (row, number) in enumerate(zip(rows, numbers, strict=True)):
        words = f"{row[value]} {spec['unit']}" if "unit" in spec else str(row[value])
        marked = str(row[label]) == spec.get("mark")
        name = f"{row[label]}{', which I promise' if marked else ''}"
        width = (NARROW if beside is not None else BAR) * number / most
        shapes.append(
            _name(n * ROW + 14, name, "strong" if marked else "")
            + f'<rect class="bar{" chosen" if marked or not spec.get("mark") else ""}" x="0" y="{_y(n) - 6}" '
            f'width="{width:.2f}%" height="12" rx="2"/>'
            + _text(max(width, 0.0), _y(n) + 5, words, dx=8)
            + (_text(100, _y(n) + 5, str(row[beside]), anchor="end") if beside is not None else "")
        )
        told.append(f"{name}: {words}{f', {row[beside]}' if beside is not None else ''}")
    return _svg("Bars", told, shapes)


def _pairs(spec: dict[str, Any], columns: list[str], rows: Sequence[Row]) -> str:
    label, one, other = (columns.index(spec[k]) for k in ("label", "value", "other"))
    unit = str(spec.get("unit", ""))
    kept = [row for row in rows if str(row[one]).strip().endswith(unit)]
    if not kept:
        return ""
    ends = [(_number(row[one]), _number(row[other])) for row in kept]
    most = max(max(pair) for pair in ends)
    shapes, told = [_legend(((True, spec["value"]), (False, spec["other"])))], []
    for n, (row, (a, b)) in enumerate(zip(kept, ends, strict=True)):
        x, z = (EDGE + (BAR + 10) * v / most for v in (a, b))
        y = n * TALL + 56
        left, right = ((a, x, row[one]), (b, z, row[other]))
        if left[1] > right[1]:
            left, right = right, left
        shapes.append(
            _name(y - 16, str(row[label]))
            + f'<line class="axis" x1="0" x2="100%" y1="{y}" y2="{y}"/>'
            f'<line class="span" x1="{left[1]:.2f}%" x2="{right[1]:.2f}%" y1="{y}" y2="{y}"/>'
            + _dot(x, y, filled=True)
            + _dot(z, y, filled=False)
            + _text(
                left[1], y + 20, str(left[2]), anchor="end" if right[1] - left[1] < 14 else "middle"
            )
            + _text(
                right[1],
                y + 20,
                str(right[2]),
                anchor="start" if right[1] - left[1] < 14 else "middle",
            )
        )
        told.append(f"{row[label]}: {spec['value']} {row[one]}, {spec['other']} {row[other]}")
    return _svg("Two dots a row", told, shapes, len(kept) * TALL + 30)


def _dots(spec: dict[str, Any], columns: list[str], rows: Sequence[Row]) -> str:
    label, mark = columns.index(spec["label"]), columns.index(spec["mark"])
    others = [n for n in range(len(columns)) if n not in (label, mark)]
    values = [[_number(row[n]) for n in (mark, *others)] for row in rows]
    most = max(max(v) for v in values)
    shapes, told = [_legend(((True, columns[mark]), (False, "The others")))], []
    for n, (row, (ours, *theirs)) in enumerate(zip(rows, values, strict=True)):
        y = n * TALL + 56
        first = ours > max(theirs)
        shapes.append(
            _name(
                y - 16,
                f"{row[label]}{': most of all' if first else ''}",
                "strong" if first else "",
            )
            + f'<line class="axis" x1="0" x2="100%" y1="{y}" y2="{y}"/>'
            + "".join(_dot(EDGE + (BAR + 18) * v / most, y, filled=False) for v in theirs)
            + _dot(EDGE + (BAR + 18) * ours / most, y, filled=True)
            + _text(EDGE + (BAR + 18) * ours / most, y + 20, str(row[mark]), anchor="middle")
        )
        told.append(
            f"{row[label]}: {columns[mark]} {row[mark]}, "
            + ", ".join(f"{columns[k]} {row[k]}" for k in others)
        )
    return _svg("Dots in a row", told, shapes, len(rows) * TALL + 30)


def _intervals(spec: dict[str, Any], columns: list[str], rows: Sequence[Row]) -> str:
    label, value, interval = (columns.index(spec[k]) for k in ("label", "value", "interval"))
    limit = float(spec["limit"])
    parts = []
    for row in rows:
        low, high = (_number(end) for end in str(row[interval]).split(" to "))
        parts.append((low, _number(row[value]), high))
    least = min(0.0, limit, *(low for low, _, _ in parts))
    most = max(0.0, limit, *(high for _, _, high in parts))

    def at(number: float) -> float:
        return EDGE + (100 - 2 * EDGE) * (number - least) / (most - least)

    shapes, told = [], []
    for n, (row, (low, middle, high)) in enumerate(zip(rows, parts, strict=True)):
        limited = str(row[label]) == spec.get("limit_of")
        words = f"{row[value]} ({row[interval]})"
        y = n * TALL + 48
        shapes.append(_name(y - 34, str(row[label]), "strong" if limited else ""))
        if limited:
            words += f"; I had allowed {limit:+g}"
            shapes.append(
                f'<rect class="beyond" x="{at(limit):.2f}%" y="{y - 9}" '
                f'width="{max(0.0, at(most) - at(limit)):.2f}%" height="18"/>'
                f'<line class="limit" x1="{at(limit):.2f}%" x2="{at(limit):.2f}%" y1="{y - 9}" y2="{y + 9}"/>'
            )
        shapes.append(
            _text(0, y - 17, words) + f'<line class="axis" x1="0" x2="100%" y1="{y}" y2="{y}"/>'
            f'<line class="zero" x1="{at(0):.2f}%" x2="{at(0):.2f}%" y1="{y - 9}" y2="{y + 9}"/>'
            f'<line class="span" x1="{at(low):.2f}%" x2="{at(high):.2f}%" y1="{y}" y2="{y}"/>'
            f'<line class="span" x1="{at(low):.2f}%" x2="{at(low):.2f}%" y1="{y - 5}" y2="{y + 5}"/>'
            f'<line class="span" x1="{at(high):.2f}%" x2="{at(high):.2f}%" y1="{y - 5}" y2="{y + 5}"/>'
            + _dot(at(middle), y, filled=True)
        )
        told.append(f"{row[label]}: {words}")
    end = len(parts) * TALL + 14
    shapes.append(
        _text(at(0), end, "0: no change", anchor="start" if at(0) < 15 else "middle")
        + _text(100, end, "shaded: more than I had allowed", anchor="end")
    )
    return _svg("Dots with their intervals", told, shapes, end + 8)


_KINDS: dict[str, Callable[[dict[str, Any], list[str], Sequence[Row]], str]] = {
    "bars": _bars,
    "pairs": _pairs,
    "dots": _dots,
    "intervals": _intervals,
}


def _svg(kind: str, told: list[str], shapes: list[str], height: int = 0) -> str:
    words = f"{kind}. {'; '.join(told)}."
    return (
        f'<svg class="chart" role="img" aria-label="{escape(words)}" width="100%" '
        f'height="{height or len(shapes) * ROW}">{"".join(shapes)}</svg>'
    )


def _y(row: int) -> int:
    """Return where the marks of a row stand."""
    return row * ROW + 28


def _name(y: int, words: str, kind: str = "") -> str:
    return f'<text class="name {kind}" x="0" y="{y}">{escape(words)}</text>'


def _text(x: float, y: float, words: str, *, anchor: str = "start", dx: int = 0) -> str:
    return f'<text x="{x:.2f}%" y="{y:g}" dx="{dx}" text-anchor="{anchor}">{escape(words)}</text>'


def _dot(x: float, y: float, *, filled: bool) -> str:
    kind = "filled" if filled else "hollow"
    return f'<circle class="{kind}" cx="{x:.2f}%" cy="{y}" r="{6 if filled else 5}"/>'


def _legend(entries: Sequence[tuple[bool, str]]) -> str:
    made, x = "", 0.0
    for filled, words in entries:
        made += (
            f'<circle class="{"filled" if filled else "hollow"}" cx="{x:g}%" cy="10" r="5" transform="translate(6 0)"/>'
            + _text(x, 14, words, dx=18)
        )
        x += 36
    return made


def _number(value: Any) -> float:
    found = _NUMBER.search(str(value))
    if found is None:
        raise ValueError(f"{value!r} holds no number")
    return float(found[0].replace(",", "").replace("\u2212", "-"))
