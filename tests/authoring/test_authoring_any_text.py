"""Whatever an author's file holds, reading it gives problems to mend and never an exception."""

import random
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pmbridge.authoring import contract, prose
from pmbridge.authoring.exercises import gather, starter_of
from pmbridge.authoring.report import Problem
from pmbridge.authoring.source import parse_source, read_source

FOLDER = Path(__file__).resolve().parents[1] / "sample_course" / "course" / "03-sample"
TEXTS = {name: (FOLDER / name).read_text(encoding="utf-8") for name in ("lesson.md", "exercise.md")}

# Pieces that mean something to the parser, in any order.
PIECES = st.sampled_from(
    [
        "---\n", "title: x\n", "title: {\n", "? []: x\n", "n: !!int ''\n", "d: 2024-99-99\n", "b: 0x_\n",
        "objectives: {1: 2}\n", "# A heading\n", "<!-- #region -->\n", '<!-- #region hint="a" -->\n',
        '<!-- #region board="a" kind="choice" -->\n', '<!-- #region board="a" kind=[1] -->\n',
        "<!-- #endregion -->\n", "```yaml\n", "```python\n", "````python\n", "```\n", "```python exercise=\n",
        '```python exercise="a" ramp=1 minutes=1 objective="x"\n', '```python exercise="a" ramp=[] minutes={}\n',
        '```python check="a" points=1e999\n', '```python check="a" points=null hidden=true\n',
        '```python mistake="a" expect=3\n', "```python check=null exercise=true\n",
        "### BEGIN SOLUTION\n", "### END SOLUTION\n", "x = ...\n", "x = (\n", "assert x\n", "assert (x, 1)\n",
        "board('a')\n", "chart(f)\n", "a.b.show()\n", "[x](<https://[>)\n", "![](%00)\n", "<img>\n",
        "[y](" + "z" * 300 + ")\n", "| a |\n|---|\n", "simply\n", "\n", "\x00", "\u2028", "question: [\n",
        "options:\n", "- id: a\n", "  text: b\n", "  - {id: a, text: b}\n",
    ]
)  # fmt: skip
ASSEMBLED = st.lists(PIECES | st.text(max_size=30), max_size=25).map("".join)


@st.composite
def mutated(draw: st.DrawFn, name: str) -> str:
    """The sample with lines taken out, doubled, moved or cut."""
    lines = TEXTS[name].splitlines(keepends=True)
    chance = random.Random(draw(st.integers(0, 2**32)))
    for _ in range(draw(st.integers(1, 8))):
        at = chance.randrange(len(lines))
        kind = chance.randrange(4)
        if kind == 0:
            del lines[at]
        elif kind == 1:
            lines.insert(at, lines[chance.randrange(len(lines))])
        elif kind == 2:
            lines[at] = lines[at][: chance.randrange(len(lines[at]) + 1)]
        else:
            lines[at] = lines[at].replace('"', "", 1).replace("=", "= ", 1)
    return "".join(lines)


def read_all(text: str, name: str) -> list[Problem]:
    path = FOLDER / name
    source, problems = parse_source(path, text)
    exercises, more = gather(source)
    lesson = name == "lesson.md"
    problems = [*problems, *more, *contract.check_front(source, lesson)]
    problems += contract.check_exercises(source, exercises, 4, {"score": "x", 1: 2}, {"3.a": "x"})
    problems += contract.check_coverage(path, "03", exercises, {"3.a": "x"})
    problems += prose.check_prose(source, {"03-sample.ipynb"})
    lines = text.replace("\r\n", "\n").replace("\r", "\n").count("\n") + 1
    for problem in problems:
        assert 1 <= problem.line <= lines + 1
        assert problem.what
        assert problem.instead
    return problems


@given(ASSEMBLED)
def test_any_text_can_be_read(text: str) -> None:
    read_all(text, "exercise.md")


@given(ASSEMBLED.map(lambda text: f"---\ntitle: x\n---\n\n{text}"))
def test_any_text_below_a_front_matter_can_be_read(text: str) -> None:
    read_all(text, "exercise.md")


@given(ASSEMBLED.map(lambda text: f"---\n{text}\n---\n\n# A heading\n"))
def test_any_front_matter_can_be_read(text: str) -> None:
    read_all(text, "lesson.md")


@pytest.mark.parametrize("name", TEXTS)
def test_a_sample_with_any_damage_can_be_read(name: str) -> None:
    @given(mutated(name))
    def damaged(text: str) -> None:
        read_all(text, name)

    damaged()


@given(st.binary(max_size=300))
def test_any_bytes_can_be_read(tmp_path_factory: pytest.TempPathFactory, data: bytes) -> None:
    path = tmp_path_factory.getbasetemp() / "any.md"
    path.write_bytes(data)
    source, problems = read_source(path)
    assert problems or source.front


@given(st.text())
def test_a_starter_holds_nothing_of_its_solution(secret: str) -> None:
    secret = "".join(secret.split()) + "!"
    text = f"a = ...\n### BEGIN SOLUTION\n{secret}\n### END SOLUTION\nb = 2"
    assert starter_of(text) == "a = ...\n\nb = 2"
