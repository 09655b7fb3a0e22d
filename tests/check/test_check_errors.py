"""The errors that beginners meet, as cards: what happened, on which line, and what to try."""

from typing import Any

import pytest

from pmbridge import errors
from pmbridge.check import panels

NAME, SYNTAX, SPACES = (
    "Python does not know this name",
    "Python can't read this line",
    "The spaces at the start of a line are off",
)
KEY, TYPE, INDEX = (
    "There is nothing under that label",
    "These two don't go together",
    "There is no item at that position",
)
WORD, NOTHING, ZERO = (
    "That word after the dot does not exist here",
    "There is nothing on the left of the dot",
    "You divide by zero",
)
PANDAS = "import pandas as pd\nt = pd.DataFrame({'Reach': [1, 2]})\n"

# source, title, number of the line, words of what happened, words of what to try
CASES: list[tuple[str, str, int, str, str]] = [
    ("total = 3\nprint(totl)", NAME, 2, "`totl`", "Did you mean `total`?"),
    ("name = ravi", NAME, 1, "`ravi`", 'put it in quotes: "ravi"'),
    ("def share():\n    return sum_of_all\n\nshare()", NAME, 2, "`sum_of_all`", "an earlier cell"),
    ("pint('hello')", NAME, 1, "`pint`", "Did you mean `print`?"),
    ("x = (1, 2\ny = 3", SYNTAX, 1, "opened here and never closed", "Count the brackets"),
    ("x = 5)", SYNTAX, 1, "was not opened", "Follow the brackets"),
    ("x = [1, 2)", SYNTAX, 1, "wrong partner", "Follow the brackets"),
    ("print('hello)", SYNTAX, 1, "starts with a quote and never ends", "the same quote"),
    ('x = """abc', SYNTAX, 1, "does not end", "without its partner"),
    ("x = 1\nif x == 1\n    print(x)", SYNTAX, 2, "end with a colon", "Put a : at the end"),
    ("x = [1 2]", SYNTAX, 1, "nothing between them", "Put a comma"),
    ("print(x y)", SYNTAX, 1, "nothing between them", "Put a comma"),
    ("x = “hello”", SYNTAX, 1, "often a curly quote", "Type that character again"),
    ("if x = 3:\n    pass", SYNTAX, 1, "One equals sign", "two equals signs"),
    ("5 = x", SYNTAX, 1, "One equals sign", "two equals signs"),
    ("x = 007", SYNTAX, 1, "A number on this line", "digits and one dot"),
    ("print 'hello'", SYNTAX, 1, "needs round brackets", "print("),
    ("for in x:\n    pass", SYNTAX, 1, "breaks Python's grammar", "arrow points to the spot"),
    ("x = 1\n\n\ny = = 2", SYNTAX, 4, "breaks Python's grammar", "bracket, quote, comma or colon"),
    ("def f():\nreturn 1", SPACES, 2, "should be inside it", "Put four spaces"),
    ("x = 1\n  y = 2", SPACES, 2, "same number of spaces", "Line it up"),
    ("if True:\n    x = 1\n  y = 2", SPACES, 3, "same number of spaces", "Line it up"),
    ("if True:\n\tx = 1\n        y = 2", SPACES, 3, "same number of spaces", "Line it up"),
    ("d = {'reach': 1}\nd['raech']", KEY, 2, "`'raech'`", "Did you mean `reach`?"),
    (PANDAS + "t['reach']", KEY, 3, "`'reach'`", "Did you mean `Reach`?"),
    ("{1: 2}[3]", KEY, 1, "`3`", "Labels must match exactly"),
    ("'5' + 3", TYPE, 1, "One side is text and the other is a number", "Take the quotes off"),
    ("5 * 2 - '3'", TYPE, 1, "One side is text and the other is a number", "Take the quotes off"),
    ("3 < '4'", TYPE, 1, "One side is text and the other is a number", "Take the quotes off"),
    ("[1] + 'a'", TYPE, 1, "can't combine", "type(value)"),
    ("def f():\n    3\n\nf() + 1", TYPE, 4, "One side is None", "without a `return`"),
    ("answer = ...\nanswer * 2", TYPE, 2, "still `...`", "Replace the `...`"),
    ("x = [1, 2]\nx(0)", TYPE, 2, "of type `list`", "use square ones"),
    ("x = 5\nx[0]", TYPE, 2, "as if it were a list", "what the name holds"),
    ("answer = ...\nfor x in answer:\n    pass", TYPE, 2, "inside `...`", "replace that"),
    ("def f(a, b):\n    return a\n\nf(1)", TYPE, 4, "'b' is missing", "each name in the brackets"),
    ("def f(a):\n    return a\n\nf(1, 2)", TYPE, 4, "takes 1 value(s) and was given 2", "Compare"),
    ("len(5)", TYPE, 1, "another type than the line needs", "type(value)"),
    ("x = [1, 2]\nx[2]", INDEX, 2, "does not reach", "counts from 0"),
    ("'abc'[5]", INDEX, 1, "does not reach", "`len(items)`"),
    (PANDAS + "t.iloc[7]", INDEX, 3, "does not reach", "counts from 0"),
    ("'abc'.uper()", WORD, 1, "`.uper`", "Did you mean `.upper`?"),
    ("[1].apend(2)", WORD, 1, "of type `list`", "Did you mean `.append`?"),
    ("import math\nmath.sqroot(4)", WORD, 2, "`.sqroot`", "Did you mean `.sqrt`?"),
    (PANDAS + "t.Reech", WORD, 3, "of type `DataFrame`", "Did you mean `.Reach`?"),
    ("x = [2, 1].sort()\nx.reverse()", NOTHING, 2, "None", "without a `return`"),
    ("x = ...\nx.total", "There is still a ... to replace", 2, "of `...`", "Replace the `...`"),
    ("1 / 0", ZERO, 1, "is 0", "what you divide by"),
    ("def share(a, b):\n    return a / b\n\nshare(1, 0)", ZERO, 2, "is 0", "what you divide by"),
    ("7 % 0", ZERO, 1, "is 0", "what you divide by"),
    ("int('12a')", "Python stopped: ValueError", 1, "'12a'", "names a value"),
    ("open('nowhere.csv')", "Python stopped: FileNotFoundError", 1, "nowhere.csv", "a file"),
    ("raise ValueError", "Python stopped: ValueError", 1, "no further reason", "print(...)"),
]


@pytest.mark.parametrize("case", CASES, ids=[case[0] for case in CASES])
@pytest.mark.parametrize("above", [0, 2])
def test_a_card_names_the_line_and_a_next_step(
    case: tuple[str, str, int, str, str], above: int, run_cell: Any, shell: Any
) -> None:
    source, title, number, happened, tryout = case
    # IPython takes empty lines off the top; the learner still counts them.
    source = "\n" * above + source
    ran = run_cell(source)
    assert ran.error is not None
    card = errors.explain(ran.error, shell.user_ns, source)
    assert card.title == title
    assert card.number == number + above
    assert card.line == source.splitlines()[number + above - 1].strip()
    assert happened in card.happened
    assert tryout in card.tryout
    assert type(ran.error).__name__ in card.original


def test_an_error_in_a_function_of_an_earlier_cell_names_the_line_there(
    run_cell: Any, shell: Any
) -> None:
    run_cell("def share(a, b):\n    half = b - b\n    return a / half")
    ran = run_cell("share(4, 2)")
    card = errors.explain(ran.error, shell.user_ns, "share(4, 2)")
    assert (card.number, card.line) == (3, "return a / half")


def test_an_error_inside_a_library_names_the_learners_line(run_cell: Any, shell: Any) -> None:
    source = "import json\n\njson.loads('{')"
    ran = run_cell(source)
    card = errors.explain(ran.error, shell.user_ns, source)
    assert (card.number, card.line) == (3, "json.loads('{')")


def test_names_that_misbehave_do_not_hide_an_error(run_cell: Any, shell: Any) -> None:
    run_cell(
        "class Odd:\n"
        "    @property\n    def columns(self):\n        raise RuntimeError('no')\n"
        "    def __str__(self):\n        raise RuntimeError('no')\n"
        "odd = Odd()\nodds = {odd: 1}"
    )
    ran = run_cell("{}['reach']")
    card = errors.explain(ran.error, shell.user_ns, "{}['reach']")
    assert card.number == 1
    assert "KeyError: 'reach'" in card.original


def test_a_card_is_escaped_and_holds_pythons_own_message_in_a_fold(
    run_cell: Any, shell: Any
) -> None:
    source = "x = '<script>alert(1)</script>' + 5"
    ran = run_cell(source)
    card = errors.explain(ran.error, shell.user_ns, source)
    html, text = panels.error_panel(card)
    assert "<script" not in html
    assert "&lt;script&gt;" in html
    assert "<details>" in html
    assert "Python&#x27;s own message" in html
    assert "can only concatenate str" in html
    assert "Line 1: x = '<script>" in text
    assert "What to try: Take the quotes off numbers" in text
