"""Learners' HTML on somebody else's page: only a few tags come through, whatever is written."""

from html.parser import HTMLParser

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pmbridge.grading.html import _ATTRIBUTES, _EMPTY, _TAGS, safe_html, safe_markdown


class Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.opened: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert tag in _TAGS
        for name, value in attrs:
            assert name in {*_ATTRIBUTES, "src", "href", "style"}
            assert name != "src" or str(value).startswith("data:image/")
            assert name != "href" or str(value).startswith(("#", "http://", "https://"))
        if tag not in _EMPTY:
            self.opened.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.opened.pop() == tag

    def handle_decl(self, decl: str) -> None:
        raise AssertionError(decl)

    unknown_decl = handle_pi = handle_comment = handle_decl


PIECES = st.sampled_from(
    [
        "<script>",
        "</script>",
        "<img",
        "src=x",
        "onerror=alert(1)>",
        "<a",
        "href='javascript:x'>",
        "<svg/onload=x>",
        "<!--",
        "-->",
        "<style>",
        "</style>",
        "</div>",
        "<div>",
        "<table>",
        "</td>",
        "<",
        ">",
        '"',
        "'",
        "&",
        "&lt;",
        "&#60;",
        "<iframe",
        "src=y>",
        "<p",
        'class="a"onclick=b>',
        "<scr<script>ipt>",
        "<b",
        "<b>",
        "text",
        "]]>",
        "<![CDATA[",
        "<?php",
        "<a",
        "href=#top>",
        "<img/src/onerror=x>",
    ]
)


@given(st.lists(PIECES | st.text(max_size=5), max_size=12).map("".join))
def test_only_harmless_tags_come_through(text: str) -> None:
    reader = Reader()
    reader.feed(safe_html(text))
    reader.close()
    assert reader.opened == []


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        "<ScRiPt >alert(1)",
        "<img src=x onerror=alert(1)>",
        "<a href='java&#115;cript:alert(1)'>x</a>",
        "<svg><script>alert(1)</script></svg>",
        '<div style="position:fixed" onmouseover=x>',
    ],
)
def test_scripts_do_not(text: str) -> None:
    made = safe_html(text)
    assert "alert" not in made or "<" not in made
    assert "javascript" not in made
    assert "position" not in made


def test_a_table_and_a_picture_look_as_before() -> None:
    table = pd.DataFrame({"a": [1], "b": ["x < y & z"]}).to_html()
    assert safe_html(table) == table
    picture = '<figure><img src="data:image/png;base64,iVBORw0KGgo=" alt="A chart"></figure>'
    assert safe_html(picture) == picture


def test_markdown_keeps_its_words_and_loses_its_html() -> None:
    made = safe_markdown(
        "# Notes\n\n2 < 3, <b>bold</b> <script>x</script> $\\href{javascript:x}{y}$"
    )
    assert made.startswith("# Notes\n\n2 < 3, &lt;b>bold")
    assert "<script" not in made
    assert "$\\href" not in made
