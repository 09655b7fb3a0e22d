"""What learners' outputs and texts may bring to the page of somebody else: tables, pictures and words.

``safe_html`` builds its result anew from a short list of tags; everything else in it is escaped text. So it
is safe however oddly its input is written.
"""

import re
from html import escape, unescape

_TAGS = frozenset(
    [
        "a",
        "abbr",
        "b",
        "blockquote",
        "br",
        "caption",
        "code",
        "col",
        "colgroup",
        "dd",
        "div",
        "dl",
        "dt",
        "em",
        "figcaption",
        "figure",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "hr",
        "i",
        "img",
        "li",
        "ol",
        "p",
        "pre",
        "s",
        "section",
        "small",
        "span",
        "strong",
        "sub",
        "sup",
        "table",
        "tbody",
        "td",
        "tfoot",
        "th",
        "thead",
        "tr",
        "u",
        "ul",
    ]
)
_EMPTY = frozenset(("br", "col", "hr", "img"))
_ATTRIBUTES = frozenset(("alt", "border", "class", "colspan", "rowspan", "scope", "title"))
_TAG = re.compile(r"<(/?)([A-Za-z][A-Za-z0-9]*)((?:[^<>\"']|\"[^\"]*\"|'[^']*')*)>")
_ATTRIBUTE = re.compile(r"([A-Za-z-]+)\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s\"'<>]+))")
_UNSEEN = re.compile(r"<(style|script|title|noscript|template)\b.*?(?:</\1\s*>|\Z)", re.I | re.S)
_COMMENT = re.compile(r"<!--.*?(?:-->|\Z)", re.S)
_PICTURE = re.compile(r"data:image/(?:png|jpeg|gif);base64,[A-Za-z0-9+/=\s]+")
_PLACE = re.compile(r"#[A-Za-z0-9_-]*|https?://[^\s\"'<>]+")
_STYLE = re.compile(r"\s*text-align:\s*(?:left|right|center)\s*;?\s*")
_DEEPEST = 100


def safe_html(text: str) -> str:
    """Return ``text`` with a few harmless tags kept and everything else of it as plain words."""
    text = _COMMENT.sub("", _UNSEEN.sub("", text))
    made: list[str] = []
    opened: list[str] = []
    at = 0
    for tag in _TAG.finditer(text):
        made.append(_words(text[at : tag.start()]))
        at = tag.end()
        closing, name, rest = tag.group(1), tag.group(2).lower(), tag.group(3)
        if name not in _TAGS:
            continue
        if not closing:
            if name not in _EMPTY:
                if len(opened) >= _DEEPEST:
                    continue
                opened.append(name)
            made.append(f"<{name}{_attributes(name, rest)}>")
        elif name in opened:
            # What lies inside is closed with it, so that nothing reaches out of the output.
            while opened:
                last = opened.pop()
                made.append(f"</{last}>")
                if last == name:
                    break
    made.append(_words(text[at:]))
    made.extend(f"</{name}>" for name in reversed(opened))
    return "".join(made)


def _words(text: str) -> str:
    return (
        escape(unescape(text), quote=False) if "&" in text or "<" in text or ">" in text else text
    )


def _attributes(name: str, text: str) -> str:
    kept = ""
    for match in _ATTRIBUTE.finditer(text):
        key = match.group(1).lower()
        value = unescape(next((g for g in match.groups()[1:] if g is not None), ""))
        good = key in _ATTRIBUTES
        good |= name == "img" and key == "src" and bool(_PICTURE.fullmatch(value))
        good |= key == "style" and bool(_STYLE.fullmatch(value))
        good |= name == "a" and key == "href" and bool(_PLACE.fullmatch(value))
        if good and f" {key}=" not in kept:
            kept += f' {key}="{escape(value)}"'
    return kept


_OPENS = re.compile(r"<(?=[A-Za-z/!?])")
_MATHS = re.compile(r"\\(?=(?:href|style|class|cssId|require|unicode|data)\b)")


def safe_markdown(text: str) -> str:
    """Return Markdown in which HTML shows as it is written, and formulas bring no links or styles."""
    return _MATHS.sub("\\\\\\\\", _OPENS.sub("&lt;", text))
