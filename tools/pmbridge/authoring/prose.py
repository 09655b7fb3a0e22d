"""Lints for what a learner reads: plain words, short sentences, links that lead somewhere, pictures in words."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote, urlsplit

import textstat
import yaml
from markdown_it import MarkdownIt
from markdown_it.token import Token

from pmbridge.authoring.report import Problem
from pmbridge.authoring.source import SourceCell, SourceFile

GRADE = 9.0
# Below this many words a section is too short for the grade to mean anything.
ENOUGH_WORDS = 50
BELITTLING = re.compile(r"\b(simply|just|obviously)\b", re.IGNORECASE)
_MARKDOWN = MarkdownIt("commonmark", {"html": True}).enable("table")
_READ_BY_LEARNERS = {"", "hint", "why", "manual", "rubric"}


def check_prose(source: SourceFile, targets: set[str]) -> Iterator[Problem]:
    """Yield what is wrong with the prose of ``source``.

    ``targets`` are the paths, relative to the file, of notebooks that will be built and may be linked to.
    """
    for cell in source.cells:
        if cell.type == "code":
            yield from _pictures_in_code(source.path, cell)
            if cell.role == "check":
                yield from _said(source.path, cell, "messages of the check", _messages(cell))
            continue
        if cell.role == "board":
            yield from _said(source.path, cell, "texts of the board", _board_texts(cell))
        if cell.role not in _READ_BY_LEARNERS:
            continue
        tokens = _MARKDOWN.parse(cell.text)
        yield from _words(source.path, cell, tokens)
        yield from _links_and_images(source.path, cell, tokens, targets)
    for cell, text in _sections(source):
        words = len(text.split())
        if words < ENOUGH_WORDS:
            continue
        grade = textstat.flesch_kincaid_grade(text)
        if grade > GRADE:
            title = cell.text.strip().splitlines()[0].lstrip("# ")[:50]
            longest = max(re.split(r"(?<=[.!?])\s+", text), key=lambda s: len(s.split()))
            yield Problem(
                source.path,
                cell.line,
                f'The section "{title}" reads at Flesch-Kincaid grade {grade:.1f}; at most {GRADE:g} is allowed.',
                f"Shorten sentences and words, first this one: {longest[:110]}",
            )


def _words(path: Path, cell: SourceCell, tokens: list[Token]) -> Iterator[Problem]:
    for token in tokens:
        for child in token.children or []:
            if child.type != "text":
                continue
            for match in BELITTLING.finditer(child.content):
                line = _line_of(cell, token, match[0])
                yield Problem(
                    path,
                    line,
                    f'"{match[0]}" tells a struggling reader that they should not struggle.',
                    "Leave the word out.",
                )


def _line_of(cell: SourceCell, token: Token, needle: str) -> int:
    start, end = token.map or [0, 1]
    for offset, line in enumerate(cell.text.splitlines()[start:end]):
        if needle in line:
            return cell.first + start + offset
    return cell.first + start


def _links_and_images(
    path: Path, cell: SourceCell, tokens: list[Token], targets: set[str]
) -> Iterator[Problem]:
    for token in tokens:
        raw = token.content if token.type in ("html_block",) else ""
        for child in token.children or []:
            if child.type == "link_open":
                yield from _link(path, cell, token, str(child.attrGet("href") or ""), targets)
            elif child.type == "image":
                source = str(child.attrGet("src") or "")
                yield from _link(path, cell, token, source, targets)
                if not child.content.strip():
                    yield Problem(
                        path,
                        _line_of(cell, token, source),
                        f"The image {source} has no alt text.",
                        "Say between the square brackets what it shows: ![a queue of kettles](queue.png).",
                    )
            elif child.type == "html_inline":
                raw += child.content
        for tag in re.findall(r"<img\b[^>]*>", raw, re.IGNORECASE):
            if not re.search(r"\balt\s*=\s*[\"'][^\"']+[\"']", tag):
                yield Problem(
                    path,
                    _line_of(cell, token, tag),
                    "An <img> has no alt text.",
                    'Add alt="..." that says what it shows.',
                )


def _link(
    path: Path, cell: SourceCell, token: Token, href: str, targets: set[str]
) -> Iterator[Problem]:
    line = _line_of(cell, token, href)
    try:
        parts = urlsplit(href)
    except ValueError:
        yield Problem(
            path, line, f"The link {href} is no address.", "Write it in full: https://..."
        )
        return
    if parts.scheme in ("https", "mailto"):
        if parts.scheme == "https" and "." not in parts.netloc:
            yield Problem(
                path, line, f"The link {href} has no site.", "Write it in full: https://..."
            )
        return
    if parts.scheme:
        yield Problem(
            path,
            line,
            f"The link {href} uses {parts.scheme}:.",
            "Use https:, or a path inside the course.",
        )
        return
    if not parts.path:
        return
    target = unquote(parts.path)
    if target not in targets and not _exists(path.parent, target):
        yield Problem(
            path,
            line,
            f"The link {href} leads nowhere.",
            f"Mend the path; it is taken from the folder {path.parent.name}.",
        )


def _exists(folder: Path, target: str) -> bool:
    try:
        return not Path(target).is_absolute() and (folder / target).exists()
    except OSError:
        return False


def _sections(source: SourceFile) -> Iterator[tuple[SourceCell, str]]:
    """Yield each section's first cell and its prose: sentences only, no code, tables or link targets."""
    first: SourceCell | None = None
    parts: list[str] = []
    for cell in source.cells:
        if cell.type != "markdown" or cell.role not in _READ_BY_LEARNERS:
            continue
        starts = cell.role != "" or cell.text.lstrip().startswith("#")
        if starts and first is not None:
            yield first, "\n".join(parts)
            parts = []
        if starts or first is None:
            first = cell
        parts.append(plain_text(cell.text))
    if first is not None:
        yield first, "\n".join(parts)


def plain_text(markdown: str) -> str:
    """Return the sentences of ``markdown``; headings, code, tables and HTML are no sentences."""
    sentences: list[str] = []
    skip = 0
    for token in _MARKDOWN.parse(markdown):
        if token.type in ("heading_open", "table_open"):
            skip += 1
        elif token.type in ("heading_close", "table_close"):
            skip -= 1
        elif token.type == "inline" and not skip:
            text = "".join(_spoken(child) for child in token.children or []).strip()
            if text:
                sentences.append(text if text[-1] in ".!?" else f"{text}.")
    return "\n".join(sentences)


def _spoken(token: Token) -> str:
    if token.type in ("text", "image"):
        return token.content
    if token.type == "code_inline":
        # A name in code counts as one short word, whatever its length.
        return "it"
    return " " if token.type in ("softbreak", "hardbreak") else ""


# What a board shows to a learner stands under one of these; all else in its YAML are names and settings.
_SHOWN = {"question", "text", "help", "hint", "note", "title", "label", "message", "why"} | {
    "given",
    "when",
    "then",
}


def _board_texts(cell: SourceCell) -> list[tuple[int, str]]:
    """Return each text that a board shows, with its line."""
    block = re.search(r"^```yaml\n(.*?)^```", cell.text, re.MULTILINE | re.DOTALL)
    if block is None:
        return []
    start = cell.first + cell.text.count("\n", 0, block.start(1))
    try:
        root = yaml.compose(block[1], Loader=yaml.SafeLoader)
    except yaml.YAMLError:
        return []  # Whoever reads the board's settings says what is wrong with them.
    texts: list[tuple[int, str]] = []

    def walk(node: yaml.Node | None) -> None:
        if isinstance(node, yaml.SequenceNode):
            for item in node.value:
                walk(item)
        elif isinstance(node, yaml.MappingNode):
            for key, value in node.value:
                if isinstance(value, yaml.ScalarNode):
                    if key.value in _SHOWN:
                        texts.append((start + value.start_mark.line, str(value.value)))
                # A table's settings name columns, and show nothing.
                elif key.value != "table":
                    walk(value)

    walk(root)
    return texts


def _messages(cell: SourceCell) -> list[tuple[int, str]]:
    """Return the message of each assertion, with its line; what a cell fills in counts as one short word."""
    try:
        tree = ast.parse(cell.text)
    except (SyntaxError, ValueError):
        return []
    found = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Assert) and node.msg is not None:
            words = " ".join(_written(node.msg))
            if words.strip():
                found.append((cell.first + node.msg.lineno - 1, words))
    return found


def _written(node: ast.AST) -> Iterator[str]:
    if isinstance(node, ast.JoinedStr):
        yield "".join(
            str(part.value) if isinstance(part, ast.Constant) else "it" for part in node.values
        )
    elif isinstance(node, ast.Constant):
        if isinstance(node.value, str):
            yield node.value
    elif isinstance(node, (ast.BinOp, ast.IfExp)):
        for child in ast.iter_child_nodes(node):
            yield from _written(child)


def _said(
    path: Path, cell: SourceCell, what: str, texts: list[tuple[int, str]]
) -> Iterator[Problem]:
    """Yield what is wrong with short texts that a learner reads, taken one by one and together."""
    for line, text in texts:
        for match in BELITTLING.finditer(text):
            yield Problem(
                path,
                line,
                f'"{match[0]}" tells a struggling reader that they should not struggle.',
                "Leave the word out.",
            )
    sentences = [t.strip() if t.strip()[-1:] in ".!?" else f"{t.strip()}." for _, t in texts]
    whole = "\n".join(sentences)
    if len(whole.split()) < ENOUGH_WORDS:
        return
    grade = textstat.flesch_kincaid_grade(whole)
    if grade > GRADE:
        line, worst = max(texts, key=lambda item: textstat.flesch_kincaid_grade(item[1]))
        yield Problem(
            path,
            line,
            f'The {what} "{cell.label}" read at Flesch-Kincaid grade {grade:.1f}; at most {GRADE:g} is allowed.',
            f"Shorten sentences and words, first this one: {worst[:110]}",
        )


def _pictures_in_code(path: Path, cell: SourceCell) -> Iterator[Problem]:
    try:
        tree = ast.parse(cell.text)
    except (SyntaxError, ValueError):
        return
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        name = getattr(node.func, "attr", getattr(node.func, "id", ""))
        line = cell.first + node.lineno - 1
        if name == "chart" and "alt" not in {k.arg for k in node.keywords} and len(node.args) < 2:
            yield Problem(
                path,
                line,
                "A chart has no alt text.",
                'Write chart(fig, alt="what the chart shows").',
            )
        elif name == "show" and "plt" in ast.unparse(node.func):
            yield Problem(
                path,
                line,
                "A figure is shown with plt.show().",
                'Write chart(fig, alt="what the chart shows"), so that it has words and fits both themes.',
            )
        elif name == "Image" and "alt" not in {k.arg for k in node.keywords}:
            yield Problem(path, line, "An Image has no alt text.", 'Add alt="what it shows".')
