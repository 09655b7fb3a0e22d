"""Deliberately broken exercises, one of each kind: each is refused with its place and what to write instead."""

import shutil
from dataclasses import dataclass
from pathlib import Path

import pytest

from pmbridge.authoring import build as builder
from pmbridge.authoring.report import BuildRefused, Problem
from pmbridge.content import Layout

MODULE = "03-sample"
READ = 'exercise="read-a-line" ramp=1 minutes=3 objective="score"'
HINT = '<!-- #region hint="read-a-line" -->'
WHY = """<!-- #region why="read-a-line" -->
Python reads a sum as you do, from the left. You have read a RICE score: reach 100, impact 2,
confidence 0.5, effort 4.
<!-- #endregion -->
"""
UNUSUAL = '```python unusual="read-a-line"\nprediction = 100 * 2 * 0.5 / 4\n```\n'
VISIBLE = '```python check="read-a-line" points=1\n'
HIDDEN = """```python check="read-a-line" points=1 hidden=true name="the number"
assert abs(prediction - 25) < 0.001, "Go from left to right, one sign at a time."
```
"""
RUBRIC_AT = '<!-- #region rubric="note-to-founder" -->'
MANUAL = """<!-- #region manual="note-to-founder" points=3 -->
### Graded by a person: is it a note you would send?
<!-- #endregion -->
"""
BOARD_YAML = "question: Which idea gives most for a month of work?\noptions:"
LONG_WORDS = (
    "Organisational prioritisation methodologies necessitate interdepartmental collaboration "
    "notwithstanding considerable heterogeneity of stakeholder expectations regarding commercial "
    "applicability, technological feasibility and organisational accountability throughout "
    "consecutive planning intervals. "
)


@dataclass(frozen=True)
class Broken:
    """One edit of the sample (every ``old`` becomes ``new``) and the problem that it makes.

    ``at`` is text on the line that the problem must name; None stands for the first line.
    """

    old: str
    new: str
    at: str | None
    what: str
    instead: str
    file: str = "exercise.md"
    times: int = 1


FOLDED = "```python fold=true\n# Draws the score of each idea.\n"

CASES = {
    "a folded cell that does not say what it shows": Broken(
        FOLDED,
        "```python fold=true\n",
        "```python fold=true",
        "A folded cell shows its first line only",
        "Begin the cell with what it shows",
        file="lesson.md",
    ),
    "a folded cell whose first line is too long": Broken(
        "of each idea.",
        "of each idea, for this quarter and for the next.",
        "```python fold=true",
        "A folded cell shows its first line only",
        "in up to 60 characters",
        file="lesson.md",
    ),
    "fold that is neither true nor false": Broken(
        "fold=true",
        "fold=1",
        "```python fold=1",
        "The fence: fold is 1.",
        "Write true or false: fold=true.",
        file="lesson.md",
    ),
    "a message of a check that belittles": Broken(
        '"Go from left to right, one sign at a time."',
        '"Simply go from left to right."',
        '"Simply go from left to right."',
        '"Simply" tells a struggling reader',
        "Leave the word out.",
    ),
    "a message of a check that is hard to read": Broken(
        '"Go from left to right, one sign at a time."',
        f'f"{LONG_WORDS * 3}{{prediction}}"',
        'assert abs(prediction - 25) < 0.001, f"Organisational',
        'The messages of the check "read-a-line" read at Flesch-Kincaid grade',
        "Shorten sentences and words, first this one: Organisational",
    ),
    "a text of a board that belittles": Broken(
        BOARD_YAML,
        "question: Just choose.\noptions:",
        "question: Just choose.",
        '"Just" tells a struggling reader',
        "Leave the word out.",
    ),
    "texts of a board that are hard to read": Broken(
        BOARD_YAML,
        f"question: {LONG_WORDS * 2}\noptions:",
        "question: Organisational",
        "The texts of the board",
        "Shorten sentences and words, first this one: Organisational",
    ),
    "an answer that is folded": Broken(
        'exercise="read-a-line" ramp=1',
        'exercise="read-a-line" fold=true ramp=1',
        'exercise="read-a-line"',
        'exercise="read-a-line" has an unknown attribute: fold.',
        "It may have:",
    ),
    "no visible check": Broken(
        VISIBLE,
        VISIBLE.replace("points=1", "points=1 hidden=true"),
        READ,
        '"read-a-line" has 0 of at least 1 visible check(s).',
        'Add ```python check="read-a-line" points=1.',
    ),
    "no hidden check": Broken(
        HIDDEN,
        "",
        READ,
        '"read-a-line" has 0 of at least 1 hidden check(s).',
        'Add ```python check="read-a-line" points=1 hidden=true with other inputs.',
    ),
    "two hints": Broken(
        f"{HINT}\nPython works from the left here: multiply, multiply, then divide.\n<!-- #endregion -->\n",
        "",
        READ,
        '"read-a-line" has 2 of at least 3 hint(s).',
        'Add "<!-- #region hint="read-a-line" -->": first a question',
    ),
    "one mistake": Broken(
        '```python mistake="read-a-line" expect="without quotes"\nprediction = "25"\n```\n',
        "",
        READ,
        '"read-a-line" has 1 of at least 2 declared mistake(s).',
        'Add ```python mistake="read-a-line" expect="..."',
    ),
    "no explanation": Broken(
        WHY,
        "",
        READ,
        '"read-a-line" has 0 of at least 1 explanation(s).',
        'Add "<!-- #region why="read-a-line" -->": why the answer works.',
    ),
    "two explanations": Broken(
        WHY,
        f"{WHY}\n{WHY.replace('Python', 'A computer')}",
        "why#2",
        '"read-a-line" has a second why.',
        "Join the two into one.",
    ),
    "empty hint": Broken(
        f"{HINT}\nWhat do you do first when you meet `100 * 2`?\n",
        f"{HINT}\n",
        HINT,
        'hint="read-a-line" is empty.',
        "Write its text.",
    ),
    "the same hint twice": Broken(
        "Python works from the left here: multiply, multiply, then divide.",
        "What do you do first when you meet `100 * 2`?",
        READ,
        '"read-a-line" gives the same hint twice.',
        "Each hint should say more than the last.",
    ),
    "no heading": Broken(
        "# Four good ideas and one team\n\nThe planning",
        '```python exercise="first-idea" ramp=0 minutes=3 objective="score"\nx = 1\n```\n\nThe planning',
        'exercise="first-idea" ramp=0 minutes=3 objective="score"\nx',
        '"first-idea" has no heading above it.',
        "Put a line such as ## Score one feature.",
    ),
    "check without points": Broken(
        VISIBLE,
        '```python check="read-a-line"\n',
        '```python check="read-a-line"\n',
        'check="read-a-line" does not say its points.',
        "Add points= and a whole number.",
    ),
    "exercise without ramp": Broken(
        READ,
        READ.replace("ramp=1 ", ""),
        'exercise="read-a-line"',
        'exercise="read-a-line" does not say its ramp.',
        "Add ramp= and a whole number.",
    ),
    "exercise without minutes": Broken(
        READ,
        READ.replace("minutes=3 ", ""),
        'exercise="read-a-line"',
        'exercise="read-a-line" does not say its minutes.',
        "Add minutes= and a whole number.",
    ),
    "exercise without objective": Broken(
        READ,
        READ.replace(' objective="score"', ""),
        'exercise="read-a-line"',
        'exercise="read-a-line" does not say its objective.',
        "Add objective= and text in quotes.",
    ),
    "mistake without promise": Broken(
        '```python mistake="read-a-line" expect="without quotes"',
        '```python mistake="read-a-line"',
        '```python mistake="read-a-line"\n',
        'mistake="read-a-line" does not say its expect.',
        "Add expect= and text in quotes.",
    ),
    "points that are a word": Broken(
        VISIBLE,
        VISIBLE.replace("points=1", 'points="one"'),
        'check="read-a-line" points="one"',
        "check=\"read-a-line\": points is 'one'.",
        "Write a whole number: points=1.",
    ),
    "points that are true": Broken(
        VISIBLE,
        VISIBLE.replace("points=1", "points=true"),
        'check="read-a-line" points=true',
        'check="read-a-line": points is True.',
        "Write a whole number: points=1.",
    ),
    "no points at all": Broken(
        VISIBLE,
        VISIBLE.replace("points=1", "points=0"),
        'check="read-a-line" points=0',
        '"read-a-line" gives 0 points.',
        "Give more than 0 and at most 100.",
    ),
    "unknown attribute": Broken(
        VISIBLE,
        VISIBLE.replace("points=1", "points=1 hiden=true"),
        "hiden=true",
        'check="read-a-line" has an unknown attribute: hiden.',
        "Did you mean hidden? It may have: hidden, name, points.",
    ),
    "unknown role": Broken(
        '```python unusual="read-a-line"',
        '```python unusal="read-a-line"',
        "unusal=",
        "The fence has attributes and no role: unusal.",
        'Did you mean unusual="..."? Give it one of: exercise, check',
    ),
    "two roles": Broken(
        '```python unusual="read-a-line"',
        '```python unusual="read-a-line" mistake="read-a-line"',
        'unusual="read-a-line" mistake=',
        "The fence has several roles: unusual, mistake.",
        "Give it one of: exercise, check",
    ),
    "attribute without quotes": Broken(
        '```python unusual="read-a-line"',
        "```python unusual=read-a-line",
        "unusual=read-a-line",
        "The fence has an attribute that can't be read.",
        "Put text into quotes",
    ),
    "label that is none": Broken(
        "read-a-line",
        "Read A Line",
        'exercise="Read A Line"',
        "'Read A Line' is no label for exercise.",
        'Use lower-case words with hyphens, in quotes: exercise="rice-score".',
        times=10,
    ),
    "label twice": Broken(
        'exercise="read-a-line"',
        'exercise="first-idea"',
        'exercise="first-idea" ramp=1',
        'The label "first-idea" names two exercises; the first is on line 37.',
        "Give each exercise a label of its own.",
    ),
    "label in the wrong cell": Broken(
        UNUSUAL,
        '<!-- #region unusual="read-a-line" -->\nprediction = 25\n<!-- #endregion -->\n',
        '<!-- #region unusual="read-a-line" -->',
        'unusual="read-a-line" is in the wrong kind of cell.',
        "Put it into a ```python fence.",
    ),
    "text role in a fence": Broken(
        WHY,
        '```python why="read-a-line"\n"A RICE score."\n```\n',
        '```python why="read-a-line"',
        'why="read-a-line" is in the wrong kind of cell.',
        'Put it into a "<!-- #region why=... -->".',
    ),
    "orphan": Broken(
        '```python unusual="read-a-line"',
        '```python unusual="read-a-lime"',
        'unusual="read-a-lime"',
        'unusual="read-a-lime" belongs to no exercise of this file.',
        'Write the fence ```python exercise="read-a-lime" ... before it, or mend the label. '
        "Labels here: first-idea, read-a-line",
    ),
    "part above its exercise": Broken(
        "## Read a line of Python\n",
        f"## Read a line of Python\n\n{UNUSUAL}",
        'unusual="read-a-line"',
        'unusual="read-a-line" stands above its exercise.',
        "Put it below the exercise's fence, so that the file reads from top to bottom.",
    ),
    "ramp too steep": Broken(
        READ,
        READ.replace("ramp=1", "ramp=5"),
        "ramp=5",
        '"read-a-line" has ramp=5; in this module it may be 0 to 4.',
        "Ask for less code",
    ),
    "unknown objective": Broken(
        READ,
        READ.replace('"score"', '"scores"'),
        'objective="scores"',
        '"read-a-line" practises an objective that lesson.md does not have: "scores".',
        "Use one of: score, doubt, rank.",
    ),
    "objective not practised": Broken(
        'objective="doubt"',
        'objective="score"',
        None,
        'No exercise practises the objective "doubt" (Lower a score when there is no evidence behind it.).',
        'Give an exercise objective="doubt", or take the objective out of lesson.md.',
    ),
    "unknown point": Broken(
        READ,
        f'{READ} covers="3.prioritization"',
        "3.prioritization",
        '"read-a-line" covers a point that course/curriculum.toml does not have: "3.prioritization".',
        "Take a key of its [points] table.",
    ),
    "point not covered": Broken(
        ' covers="3.prioritisation"',
        "",
        None,
        'No exercise covers the point "3.prioritisation" (prioritisation as a craft).',
        'Give the exercise that practises it covers="3.prioritisation".',
    ),
    "no solution": Broken(
        "### BEGIN SOLUTION\nprediction = 25\n### END SOLUTION\n",
        "",
        READ,
        '"read-a-line" needs one solution region, from ### BEGIN SOLUTION to ### END SOLUTION.',
        "Put the solution between these two lines",
    ),
    "two solutions": Broken(
        "prediction = 25\n### END SOLUTION\n",
        "prediction = 25\n### END SOLUTION\n### BEGIN SOLUTION\nprediction = 25\n### END SOLUTION\n",
        READ,
        '"read-a-line" needs one solution region, from ### BEGIN SOLUTION to ### END SOLUTION.',
        "Put the solution between these two lines",
    ),
    "solution that is no Python": Broken(
        "### BEGIN SOLUTION\nprediction = 25\n",
        "### BEGIN SOLUTION\nprediction = 25 25\n",
        "prediction = 25 25",
        'The solution of "read-a-line" is not valid Python: invalid syntax.',
        "Mend the line; the cell must run both with and without its solution region.",
    ),
    "starter that is no Python": Broken(
        "prediction = ...\n",
        "prediction = = ...\n",
        "prediction = = ...",
        'The starter of "read-a-line" is not valid Python: invalid syntax.',
        "Mend the line; the cell must run both with and without its solution region.",
    ),
    "starter that is no Python below its solution": Broken(
        "/ divide_by\n```\n\n<!-- #region hint",
        "/\n```\n\n<!-- #region hint",
        "return reach * impact * confidence /\n",
        'The starter of "rice-blank" is not valid Python: invalid syntax.',
        "Mend the line; the cell must run both with and without its solution region.",
    ),
    "starter that raises": Broken(
        "prediction = ...\n",
        "prediction = ...\nraise NotImplementedError()\n",
        READ,
        'The starter of "read-a-line" raises NotImplementedError.',
        "Starters are calm: write answer = ... above the solution region.",
    ),
    "starter without the name": Broken(
        "prediction = ...\n",
        "",
        READ,
        'The starter of "read-a-line" does not define prediction.',
        "Write prediction = ... above the solution region",
    ),
    "assert without message": Broken(
        ', "You stopped before the slash. There is one more step."',
        "",
        "assert prediction != 100",
        'An assert of "read-a-line" has no message.',
        "Add one after a comma",
    ),
    "assert of a tuple": Broken(
        'assert prediction != 100, "You stopped before the slash. There is one more step."',
        'assert (prediction != 100, "You stopped before the slash."), "Once more."',
        "assert (prediction != 100",
        'An assert of "read-a-line" can never fail.',
        "Take away the brackets around the test and its message.",
    ),
    "check without assert": Broken(
        'assert abs(prediction - 25) < 0.001, "Go from left to right, one sign at a time."',
        "abs(prediction - 25) < 0.001",
        'hidden=true name="the number"',
        'The check of "read-a-line" has no assert.',
        'Write assert ..., "what the learner should think about".',
    ),
    "check that is no Python": Broken(
        "assert prediction != 100,",
        "assert prediction =! 100,",
        "assert prediction =! 100",
        'The check of "read-a-line" is not valid Python: invalid syntax.',
        "Mend the line.",
    ),
    "board that is not called": Broken(
        'first_idea = board("first-idea").answer',
        "first_idea = ...",
        'exercise="first-idea"',
        '"first-idea" has a board region or a call of board(), but not both.',
        'Write answer = board("first-idea").answer in the exercise and a region board="first-idea".',
    ),
    "call without a board": Broken(
        "prediction = ...\n",
        'prediction = board("read-a-line").answer\n',
        READ,
        '"read-a-line" has a board region or a call of board(), but not both.',
        'Write answer = board("read-a-line").answer in the exercise and a region board="read-a-line".',
    ),
    "board without YAML": Broken(
        "```yaml\nquestion",
        "```text\nquestion",
        'board="first-idea" kind',
        'board="first-idea" holds no YAML fence.',
        "Write a ```yaml fence with question: and options:",
    ),
    "board with broken YAML": Broken(
        BOARD_YAML,
        "question: Which idea: the best?\noptions:",
        'board="first-idea" kind',
        'board="first-idea" is not valid YAML: mapping values are not allowed here.',
        "Write a ```yaml fence with question: and options:",
    ),
    "board of an unknown kind": Broken(
        'kind="choice"',
        'kind="chioce"',
        'kind="chioce"',
        "board=\"first-idea\" has an unknown kind: 'chioce'.",
        "Use one of: choice",
    ),
    "board without a kind": Broken(
        ' kind="choice"',
        "",
        '<!-- #region board="first-idea" -->',
        'board="first-idea" does not say its kind.',
        "Add kind= and text in quotes.",
    ),
    "board without a question": Broken(
        BOARD_YAML,
        "options:",
        'board="first-idea" kind',
        'board="first-idea" needs a question and two or more options.',
        "Write a ```yaml fence with question: and options:",
    ),
    "board with an option twice": Broken(
        "- id: chat",
        "- id: status",
        'board="first-idea" kind',
        'board="first-idea" has two options with the same id.',
        "Make each id different.",
    ),
    "manual without rubric": Broken(
        RUBRIC_AT,
        '<!-- #region why="rank-backlog" -->',
        'manual="note-to-founder"',
        'manual="note-to-founder" has no rubric.',
        'Add "<!-- #region rubric="note-to-founder" -->": what earns which points.',
    ),
    "rubric without manual": Broken(
        MANUAL,
        "",
        RUBRIC_AT,
        'rubric="note-to-founder" goes with no manually graded part.',
        'Add "<!-- #region manual="note-to-founder" points=2 -->", or take the rubric out.',
    ),
    "region not closed": Broken(
        "multiply, multiply, then divide.\n<!-- #endregion -->\n",
        "multiply, multiply, then divide.\n",
        f"{HINT}#2",
        "The region is not closed.",
        'Put "<!-- #endregion -->" after its text.',
    ),
    "region closed twice": Broken(
        "multiply, multiply, then divide.\n<!-- #endregion -->\n",
        "multiply, multiply, then divide.\n<!-- #endregion -->\n<!-- #endregion -->\n",
        "divide.\n<!-- #endregion -->\n#+2",
        "An #endregion closes nothing.",
        "Take it out, or open its region.",
    ),
    "fence not closed": Broken(
        "prediction = 100 * 2 * 0.5 / 4\n```\n",
        "prediction = 100 * 2 * 0.5 / 4\n",
        'unusual="read-a-line"',
        "The fence is not closed.",
        "Put a line of ``` after its code.",
    ),
    "link to nowhere": Broken(
        "[the exercises](03-sample.ipynb)",
        "[the exercises](04-sample.ipynb)",
        "04-sample.ipynb",
        "The link 04-sample.ipynb leads nowhere.",
        "Mend the path; it is taken from the folder 03-sample.",
        "lesson.md",
    ),
    "link out of the course": Broken(
        "[the exercises](03-sample.ipynb)",
        "[the exercises](/etc/hosts)",
        "/etc/hosts",
        "The link /etc/hosts leads nowhere.",
        "Mend the path",
        "lesson.md",
    ),
    "link with a name too long for a file": Broken(
        "03-sample.ipynb",
        "x" * 300,
        "x" * 300,
        f"The link {'x' * 300} leads nowhere.",
        "Mend the path",
        "lesson.md",
    ),
    "http link": Broken(
        "03-sample.ipynb",
        "http://example.org/rice",
        "http://example.org",
        "The link http://example.org/rice uses http:.",
        "Use https:, or a path inside the course.",
        "lesson.md",
    ),
    "link that is no address": Broken(
        "(03-sample.ipynb)",
        "(<https://[rice>)",
        "(<https://",
        "The link https://%5Brice has no site.",
        "Write it in full: https://...",
        "lesson.md",
    ),
    "image without alt": Broken(
        "Now open",
        "![](../curriculum.toml)\n\nNow open",
        "![]",
        "The image ../curriculum.toml has no alt text.",
        "Say between the square brackets what it shows",
        "lesson.md",
    ),
    "HTML image without alt": Broken(
        "Now open",
        '<img src="queue.png">\n\nNow open',
        "<img",
        "An <img> has no alt text.",
        'Add alt="..." that says what it shows.',
        "lesson.md",
    ),
    "chart without alt": Broken(
        "chart(fig, alt=",
        "chart(fig, al=",
        "chart(fig, al=",
        "A chart has no alt text.",
        'Write chart(fig, alt="what the chart shows").',
        "lesson.md",
    ),
    "plt.show": Broken(
        'ax.set_xlabel("RICE score")',
        "plt.show()",
        "plt.show()",
        "A figure is shown with plt.show().",
        'Write chart(fig, alt="what the chart shows")',
        "lesson.md",
    ),
    "belittling word": Broken(
        "the planning meeting is an hour away",
        "the planning meeting is just an hour away",
        "is just an hour",
        '"just" tells a struggling reader that they should not struggle.',
        "Leave the word out.",
        "lesson.md",
    ),
    "belittling hint": Broken(
        "Which line says how sure the founder is?",
        "Obviously: which line says how sure the founder is?",
        "Obviously:",
        '"Obviously" tells a struggling reader that they should not struggle.',
        "Leave the word out.",
    ),
    "hard to read": Broken(
        "You have been here before.",
        LONG_WORDS * 2,
        "# Four good ideas and one team\n\nIt is",
        'The section "Four good ideas and one team" reads at Flesch-Kincaid grade',
        "Shorten sentences and words, first this one: Organisational prioritisation methodologies",
        "lesson.md",
    ),
    "lesson without key points": Broken(
        "key_points:",
        "key_point:",
        None,
        "The front matter has no proper key_points.",
        "Write key_points: a list of sentences to remember.",
        "lesson.md",
    ),
    "lesson with minutes in words": Broken(
        "minutes: 10",
        "minutes: ten",
        None,
        "The front matter has no proper minutes.",
        "Write minutes: 45.",
        "lesson.md",
    ),
    "lesson without questions": Broken(
        "questions:\n  - How do I choose between ideas that all sound good?\n",
        "questions: []\n",
        None,
        "The front matter has no proper questions.",
        "Write questions: a list of what a reader asks before this lesson.",
        "lesson.md",
    ),
    "exercise file without title": Broken(
        "title: Four good ideas and one team",
        "tilte: Four good ideas and one team",
        None,
        "The front matter has no proper title.",
        "Write title: Understand the role.",
    ),
    "front matter that is no YAML": Broken(
        "title: Four good ideas and one team",
        "title: Ideas: four, and one team",
        "title: Ideas:",
        "The front matter is not valid YAML: mapping values are not allowed here.",
        "Put text that holds a colon, a # or quotes into quotes.",
        "lesson.md",
    ),
    "front matter that is a list": Broken(
        "title: Four good ideas and one team",
        "- title",
        None,
        "The front matter is not a table.",
        "Write it as lines of key: value.",
    ),
    "front matter not closed": Broken(
        "---\n\n# Four",
        "--\n\n# Four",
        None,
        "The front matter is not closed.",
        "Put a line of three dashes after it.",
    ),
    "front matter missing": Broken(
        "---\ntitle: Four good ideas and one team\n---\n",
        "",
        None,
        "The front matter is missing.",
        "Start the file with: ---, title: ..., ---.",
    ),
}


@pytest.fixture
def course(tmp_path: Path, sample: Layout) -> Layout:
    """The sources of the sample course alone, to be broken."""
    shutil.copytree(sample.course, tmp_path / "course")
    return Layout.of(tmp_path)


def refused(course: Layout) -> list[Problem]:
    with pytest.raises(BuildRefused) as caught:
        builder.make(course, MODULE, lambda step: None)
    return caught.value.problems


def line_of(text: str, at: str | None) -> int:
    """Return the line that holds ``at``; ``#2`` at its end asks for the second, ``#+2`` for two lines on."""
    if at is None:
        return 1
    if at == "why#2":
        at = '<!-- #region why="read-a-line" -->#2'
    needle, _, which = at.rpartition("#") if at[-2:] in ("#2", "+2") else (at, "", "")
    position = text.index(needle)
    if which == "2":
        position = text.index(needle, position + 1)
    return text.count("\n", 0, position) + 1 + (2 if which == "+2" else 0)


@pytest.mark.parametrize("name", CASES)
def test_a_broken_exercise_is_refused_with_what_to_write_instead(name: str, course: Layout) -> None:
    case = CASES[name]
    path = course.course / MODULE / case.file
    text = path.read_text(encoding="utf-8")
    assert text.count(case.old) >= case.times, "the edit must meet the sample"
    broken = text.replace(case.old, case.new)
    path.write_text(broken, encoding="utf-8")
    problems = refused(course)
    found = [p for p in problems if p.what.startswith(case.what)]
    assert found, "\n".join(p.text(course.root) for p in problems)
    assert found[0].path == path
    assert found[0].line == line_of(broken, case.at)
    assert case.instead in found[0].instead


def test_a_report_names_file_line_and_next_step(course: Layout) -> None:
    path = course.course / MODULE / "exercise.md"
    path.write_text(path.read_text(encoding="utf-8").replace("ramp=1", "ramp=7"), encoding="utf-8")
    (problem,) = refused(course)
    assert problem.text(course.root) == (
        'course/03-sample/exercise.md:88: "read-a-line" has ramp=7; in this module it may be 0 to 4.\n'
        "    Ask for less code: give the code and let the learner choose, predict or change a value."
    )


def test_all_problems_of_a_file_come_in_one_go(course: Layout) -> None:
    path = course.course / MODULE / "exercise.md"
    text = path.read_text(encoding="utf-8")
    chosen = [
        CASES[name]
        for name in (
            "ramp too steep",
            "assert without message",
            "two hints",
            "belittling hint",
            "rubric without manual",
        )
    ]
    for case in chosen:
        text = text.replace(case.old, case.new)
    path.write_text(text, encoding="utf-8")
    problems = refused(course)
    assert [p.what for p in problems if p.path == path] == [p.what for p in problems]
    assert {c.what for c in chosen} == {p.what for p in problems}
    assert [p.line for p in problems] == sorted(p.line for p in problems)


@pytest.mark.parametrize("name", ["lesson.md", "exercise.md"])
def test_a_missing_source_is_a_problem(name: str, course: Layout) -> None:
    (course.course / MODULE / name).unlink()
    problems = refused(course)
    assert (name, 1, "The file is missing.", f"Write {name} in 03-sample.") in [
        (p.path.name, p.line, p.what, p.instead) for p in problems
    ]


def test_a_source_that_is_not_utf8_is_a_problem(course: Layout) -> None:
    path = course.course / MODULE / "lesson.md"
    path.write_bytes("---\ntitle: Prüfung\n---\n".encode("latin-1"))
    assert ("The file is not UTF-8 text.", "Save it with the encoding UTF-8.") in [
        (p.what, p.instead) for p in refused(course)
    ]


def test_a_file_with_windows_line_ends_and_a_byte_order_mark_is_read_like_any_other(
    course: Layout,
) -> None:
    from pmbridge.authoring.source import read_source

    path = course.course / MODULE / "exercise.md"
    plain, _ = read_source(path)
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes().replace(b"\n", b"\r\n"))
    windows, problems = read_source(path)
    assert not problems
    assert windows == plain


def test_every_cell_knows_its_lines(course: Layout) -> None:
    from pmbridge.authoring.source import read_source

    for name in ("lesson.md", "exercise.md"):
        path = course.course / MODULE / name
        lines = path.read_text(encoding="utf-8").splitlines()
        source, _ = read_source(path)
        for cell in source.cells:
            assert lines[cell.first - 1] == cell.text.splitlines()[0]
            opening = lines[cell.line - 1]
            if cell.role:
                assert f'{cell.role}="{cell.label}"' in opening
            elif cell.type == "code":
                assert opening.split(" ")[0] == "```python"


def test_a_label_of_another_module_is_refused(course: Layout, sample: Layout) -> None:
    other = course.content / "04-other.json"
    other.parent.mkdir()
    shutil.copy(sample.content / f"{MODULE}.json", other)
    assert not other.with_name("04-other").exists()
    (course.course / "04-other").mkdir()
    found = [p for p in refused(course) if "is taken" in p.what]
    assert len(found) == 6
    assert found[0].what == 'The label "first-idea" is taken: module 04-other has it too.'
    assert found[0].line == 37
    assert found[0].instead == "Choose another; labels are unique in the whole course."
    # What is left over from a module that is gone takes no label.
    (course.course / "04-other").rmdir()
    from pmbridge.authoring import contract
    from pmbridge.authoring.exercises import gather
    from pmbridge.authoring.source import read_source

    source, _ = read_source(course.course / MODULE / "exercise.md")
    assert not list(contract.check_labels(course, MODULE, source, gather(source)[0]))
