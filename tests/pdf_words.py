"""The words of a PDF that Chromium printed, and how many pages it has: enough of the format for a test."""

import re
import zlib

_OBJECT = re.compile(rb"(\d+) 0 obj(.*?)endobj", re.DOTALL)
_STREAM = re.compile(rb"stream\r?\n(.*?)\r?\nendstream", re.DOTALL)
_FONT = re.compile(rb"/(F\d+)\s+(\d+) 0 R")
_TOKEN = re.compile(rb"/(F\d+) [\d.]+ Tf|<([0-9A-Fa-f]+)>|\((.*?)(?<!\\)\)\s*Tj")
_SINGLE = re.compile(rb"<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>\s*\n")
_RANGE = re.compile(rb"<([0-9A-Fa-f]{4})>\s*<([0-9A-Fa-f]{4})>\s*<([0-9A-Fa-f]+)>")


def words(data: bytes) -> str:
    """Return all letters of a PDF in the order of its pages, without the spaces between them.

    A printed page sets each letter at its place, so spaces are not kept: compare without them.
    """
    objects = {int(number): body for number, body in _OBJECT.findall(data)}
    fonts: dict[bytes, dict[int, str]] = {}
    for body in objects.values():
        for name, number in _FONT.findall(body):
            link = re.search(rb"/ToUnicode (\d+) 0 R", objects.get(int(number), b""))
            if link:
                fonts[name] = _letters(_content(objects[int(link[1])]))
    told = []
    for body in objects.values():
        text = _content(body)
        if b" Tf" not in text:
            continue
        letters: dict[int, str] = {}
        for font, glyphs, _ in _TOKEN.findall(text):
            if font:
                letters = fonts.get(font, {})
            elif glyphs and len(glyphs) % 4 == 0:
                codes = (int(glyphs[n : n + 4], 16) for n in range(0, len(glyphs), 4))
                told.append("".join(letters.get(code, "") for code in codes))
    return re.sub(r"\s+", "", "".join(told))


def pages(data: bytes) -> int:
    """Return how many pages a PDF has."""
    return len(re.findall(rb"/Type\s*/Page\b", data))


def _content(body: bytes) -> bytes:
    found = _STREAM.search(body)
    if found is None:
        return b""
    try:
        return zlib.decompress(found[1]) if b"FlateDecode" in body else found[1]
    except zlib.error:
        return b""


def _letters(cmap: bytes) -> dict[int, str]:
    """Return the letters of a font by the codes of its glyphs."""
    letters = {}
    for block in re.findall(rb"beginbfchar(.*?)endbfchar", cmap, re.DOTALL):
        for code, letter in _SINGLE.findall(block):
            letters[int(code, 16)] = bytes.fromhex(letter.decode()).decode("utf-16-be")
    for block in re.findall(rb"beginbfrange(.*?)endbfrange", cmap, re.DOTALL):
        for first, last, letter in _RANGE.findall(block):
            start = int(letter, 16)
            for n in range(int(last, 16) - int(first, 16) + 1):
                letters[int(first, 16) + n] = chr(start + n)
    return letters
