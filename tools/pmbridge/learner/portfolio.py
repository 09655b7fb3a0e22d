"""The portfolio as far as it has grown: every artefact, each number with its source."""

from html import escape
from pathlib import Path
from typing import Any

from pmbridge.workspace.artefacts import DONE, read_all

_CELL = "text-align:left;padding:4px 16px 4px 0;vertical-align:top"
_SIMULATED = "Made with simulated data of Second Spark, an invented company."


def portfolio_html(home: Path) -> str:
    """Return the portfolio in ``home`` as a piece of HTML; empty text if there is nothing yet."""
    parts = [_artefact(data) for data in read_all(home)]
    if not parts:
        return ""
    return (
        '<section aria-label="Your portfolio" style="max-width:46em;line-height:1.6;'
        'font-family:var(--jp-ui-font-family, system-ui, sans-serif)">'
        f"{''.join(parts)}</section>"
    )


def portfolio_text(home: Path) -> str:
    """Return the portfolio in ``home`` as text for a terminal."""
    return "\n\n".join(
        "\n".join([data["title"], *(_item_text(item) for item in data["items"])])
        for data in read_all(home)
    )


def _artefact(data: dict[str, Any]) -> str:
    draft = "" if data["status"] == DONE else " <em>(draft)</em>"
    items = "".join(_item(item) for item in data["items"])
    label = f"<p><small>{escape(_SIMULATED)}</small></p>" if data.get("simulated") else ""
    return (
        '<article style="border-top:1px solid var(--jp-border-color2, #bdbdbd);padding:12px 0">'
        f"<h3>{escape(str(data['title']))}{draft}</h3>{items}{_sources(data['sources'])}{label}</article>"
    )


def _item(item: dict[str, Any]) -> str:
    if item["kind"] == "number":
        value = escape(f"{item['value']} {item['unit']}".strip())
        return f"<p>{escape(str(item['label']))}: <strong>{value}</strong></p>"
    heading = f"<h4>{escape(str(item['heading']))}</h4>" if item["heading"] else ""
    if item["kind"] == "text":
        paragraphs = [p for p in str(item["text"]).split("\n") if p.strip()]
        return heading + "".join(f"<p>{escape(p)}</p>" for p in paragraphs)
    head = "".join(
        f'<th scope="col" style="{_CELL}">{escape(str(c))}</th>' for c in item["columns"]
    )
    rows = "".join(
        "<tr>" + "".join(f'<td style="{_CELL}">{escape(str(c))}</td>' for c in row) + "</tr>"
        for row in item["rows"]
    )
    return f"{heading}<table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>"


def _item_text(item: dict[str, Any]) -> str:
    if item["kind"] == "number":
        return f"{item['label']}: {item['value']} {item['unit']}".rstrip()
    if item["kind"] == "text":
        return f"{item['heading']}\n{item['text']}".strip()
    return "\n".join([str(item["heading"]), *(" | ".join(map(str, row)) for row in item["rows"])])


def _sources(sources: list[dict[str, Any]]) -> str:
    if not sources:
        return ""
    lines = "".join(
        f"<li>{escape(str(s['value']))}: {escape(str(s['stat']))} in the table "
        f"<code>{escape(str(s['table']))}</code>"
        + (f", where {escape(str(s['filter']))}" if s["filter"] else "")
        + "</li>"
        for s in sources
    )
    return f"<details><summary>Where the numbers come from</summary><ul>{lines}</ul></details>"
