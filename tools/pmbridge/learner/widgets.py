"""What stands on the start page and below each notebook: save, bring back, progress, background."""

import base64
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from html import escape
from pathlib import Path
from typing import Any

from IPython.display import display

from pmbridge.boards.choice import choice
from pmbridge.check import panels
from pmbridge.check.lab import lab, save_all
from pmbridge.content import content_root
from pmbridge.home import find_home, mode
from pmbridge.learner import story
from pmbridge.learner.overview import next_exercise, overview
from pmbridge.learner.portfolio import part_html, portfolio_html, portfolio_text
from pmbridge.learner.portfolio_files import write_portfolio
from pmbridge.problems import CourseError
from pmbridge.workspace import answers, artefacts
from pmbridge.workspace.pack import pack, restore
from pmbridge.workspace.progress import MISSING, NOT_STARTED, NOT_YET, PASSED

BACKGROUND = "my-background"
BACKGROUNDS = {
    "marketing": "Marketing",
    "sales": "Sales",
    "operations": "Operations",
    "support": "Support",
    "teaching": "Teaching",
    "other": "Something else",
}
# Without it a button grows as wide as the page.
LEFT = {"align_items": "flex-start"}
_NO_HOME = (
    "This notebook is not in a course folder, so there is nowhere to keep your work. "
    "Open the course with: pmbridge start."
)


def _panel(state: str, label: str, body: str) -> str:
    return panels.box(panels.COLOURS[state], label, body)


def _stand_in(words: str) -> None:
    """Show ``words`` where a widget would be: in stored notebooks, where no kernel runs."""
    display({"text/plain": words, "text/html": f"<p><em>{escape(words)}</em></p>"}, raw=True)


def my_background() -> None:
    """Show the choice of the learner's background; it is kept, and can be changed at any time."""
    if mode() != "learn":
        _stand_in("Here you choose your background: " + ", ".join(BACKGROUNDS.values()) + ".")
        return
    settings = {
        "question": "What do you do today, or did most recently?",
        "options": [{"id": key, "text": text} for key, text in BACKGROUNDS.items()],
    }
    display(
        choice(
            settings,
            answers.load(BACKGROUND),
            lambda background: answers.save(BACKGROUND, background),
            note="Kept. Later examples start from there, and you can change it at any time.",
        )
    )


def my_progress() -> None:
    """Show how far the learner is, module by module, and what comes next."""
    home = find_home()
    if mode() != "learn":
        _stand_in("Here you see your progress, module by module.")
    elif home is None:
        display(
            {
                "text/html": _panel(NOT_YET, "No course folder", f"<p>{_NO_HOME}</p>"),
                "text/plain": _NO_HOME,
            },
            raw=True,
        )
    else:
        html, text = progress_panel(home)
        display({"text/html": html, "text/plain": text}, raw=True)


def progress_panel(home: Path) -> tuple[str, str]:
    """Return the progress in ``home`` as HTML and as text."""
    rows = overview(content_root(), home)
    cell = "text-align:left;padding:4px 16px 4px 0"
    body, lines = [], []
    for row in rows:
        total = len(row.exercises)
        state = PASSED if row.passed == total else NOT_YET if row.passed else NOT_STARTED
        words = {PASSED: "Done", NOT_YET: "Under way", NOT_STARTED: "Not started"}[state]
        sign = {PASSED: panels.SIGNS[PASSED], NOT_YET: "◐", NOT_STARTED: panels.SIGNS[NOT_STARTED]}[
            state
        ]
        left = f"about {row.minutes_left:g} min" if row.minutes_left else ""
        body.append(
            f"<tr><th scope='row' style='{cell}'>{escape(row.title)}</th>"
            f"<td style='{cell}'>{sign} {words}</td><td style='{cell}'>{row.passed} of {total}</td>"
            f"<td style='{cell}'>{left}</td></tr>"
        )
        lines.append(f"{row.title}: {words}, {row.passed} of {total} exercises")
    upcoming = next_exercise(rows)
    if upcoming is None:
        tail = "Every exercise is passed."
    else:
        tail = f"Next: {upcoming.title}, about {upcoming.minutes:g} minutes."
    heads = "".join(
        f"<th scope='col' style='{cell}'>{name}</th>"
        for name in ("Module", "State", "Exercises passed", "Exercises left")
    )
    table = f"<table><thead><tr>{heads}</tr></thead><tbody>{''.join(body)}</tbody></table>"
    html = _panel(
        MISSING,
        "Your progress",
        f"<p><strong>Your progress</strong></p>{table}<p>{escape(tail)}</p>",
    )
    return html, "\n".join([*lines, tail])


def my_portfolio() -> None:
    """Show the portfolio as far as it has grown, and the button that makes the page to send."""
    home = find_home()
    if mode() != "learn":
        _stand_in("Here you see your portfolio as far as it has grown.")
        return
    html = portfolio_html(home) if home else ""
    if home is None or not html:
        words = "Nothing is in your portfolio yet. What you make in this module will stand here."
        display({"text/html": f"<p>{words}</p>", "text/plain": words}, raw=True)
        return
    display({"text/html": html, "text/plain": portfolio_text(home)}, raw=True)
    display(_page_button(home))


def _page_button(home: Path) -> Any:
    """Return the button that writes the page to send and offers it."""

    def work() -> str:
        told = story.tell(home)
        written = write_portfolio(told, home / "my-portfolio")
        data = base64.b64encode(written.files[0].read_bytes()).decode()
        link = (
            '<a style="text-decoration:underline" download="portfolio.html" '
            f'href="data:text/html;base64,{data}">Download portfolio.html</a>'
        )
        names = ", ".join(path.name for path in written.files)
        left_out = ", ".join(part.title.lower() for part in told.left_out)
        private = (
            f"<p>Left out, since it is for you alone: {escape(left_out)}.</p>" if left_out else ""
        )
        return _panel(
            PASSED,
            "Your page is made",
            f"<p><strong>Your page is made.</strong> {link}</p><p>In the folder my-portfolio: "
            f"{escape(names)}. {escape(written.no_pdf)}</p>{private}",
        )

    return _button("Make the page to send", "file-text-o", "", work)


def add_to_portfolio(
    name: str,
    module: str,
    title: str,
    items: Sequence[Mapping[str, Any]],
    sources: Sequence[Mapping[str, Any]] = (),
    *,
    simulated: bool = True,
) -> None:
    """Save an artefact for the portfolio and show it; nothing is kept of an empty answer.

    It is a draft until its exercises are passed. ``simulated=False`` is for what was not made with the
    invented company's data.
    """
    empty = not items or any(value is ... for item in items for value in item.values())
    home = find_home()
    status = artefacts.DRAFT
    if home is not None and mode() == "learn":
        status = story.status_of(name, content_root(), home)
    if not empty and (
        artefacts.save(name, module, title, items, sources, status=status, simulated=simulated)
        is not None
    ):
        assert home is not None
        _show_part(home, name, status)
    else:
        _stand_in(
            f"When the exercise is done, run this cell: it puts the {title.lower()} into your portfolio."
        )


def _show_part(home: Path, name: str, status: str) -> None:
    """Show what has just come into the portfolio, and what it is at odds with."""
    told = story.tell(home, everything=True)
    words = "It is in your portfolio" + (
        "." if status == artefacts.DONE else ", marked as a draft until its check has passed."
    )
    clashes = [
        f"Two values for one number: {conflict.sentence()}"
        for conflict in told.conflicts
        if name in {said.artefact for said in conflict.said}
    ]
    lines = "".join(f"<p>{escape(line)}</p>" for line in [words, *clashes])
    panel = _panel(NOT_YET if clashes else PASSED, "Your portfolio", lines)
    display(
        {
            "text/html": panel + part_html(told, name),
            "text/plain": "\n".join([words, *clashes]),
        },
        raw=True,
    )


def my_numbers() -> list[dict[str, Any]]:
    """Return every number of the portfolio: the artefact that states it, its value, and where it is from.

    Empty outside a learner's folder and while a notebook is graded.
    """
    home = find_home()
    if home is None or mode() != "learn":
        return []
    return [
        {"artefact": artefact["name"], **{part: source[part] for part in artefacts.SOURCE}}
        for artefact in artefacts.read_all(home)
        for source in artefact["sources"]
    ]


def save_my_work() -> None:
    """Show the button that puts all of the learner's work into one zip to keep."""
    if mode() != "learn":
        _stand_in("A button stands here: Save my work.")
        return
    display(save_button())


def save_button() -> Any:
    """Return the *Save my work* button with its message."""

    application = lab()

    def work() -> str:
        home = find_home()
        if home is None:
            raise CourseError(_NO_HOME, "")
        save_all(application)
        target = home / f"my-work-{date.today().isoformat()}.zip"
        names = pack(home, target)
        data = target.read_bytes()
        link = (
            f'<a style="text-decoration:underline" download="{target.name}" href="data:application/zip;base64,{base64.b64encode(data).decode()}">'
            f"Download {target.name}</a> ({max(1, len(data) // 1000)} KB)"
        )
        return _panel(
            PASSED,
            "Your work is saved",
            f"<p><strong>{len(names)} files are in one zip.</strong> {link}</p>"
            "<p>Keep it where you keep what matters. To bring it back, drop it onto the start page of the "
            "course, on any computer.</p>",
        )

    return _button("Save my work", "download", "", work)


def _button(name: str, icon: str, style: str, work: Callable[[], str]) -> Any:
    import ipywidgets as widgets

    button = widgets.Button(
        description=name, icon=icon, button_style=style, layout=widgets.Layout(width="auto")
    )
    place = widgets.HTML()

    def pressed(_: Any) -> None:
        button.disabled = True
        place.value = "<p role='status'>One moment …</p>"
        try:
            place.value = work()
        except CourseError as error:
            place.value = _panel(NOT_YET, "That did not work", f"<p>{escape(str(error))}</p>")
        finally:
            button.disabled = False

    button.on_click(pressed)
    return widgets.VBox([button, place], layout=LEFT)


def bring_back_my_work() -> None:
    """Show the place to drop a zip that *Save my work* made."""
    if mode() != "learn":
        _stand_in("Here you drop the zip that Save my work made, to bring your work back.")
        return
    import ipywidgets as widgets

    from pmbridge.learner.dropzone import DropZone

    place = widgets.HTML()

    def take(data: bytes) -> None:
        place.value = _brought_back(data)

    zone = DropZone(take, label="Drop your zip here, or choose it:", accept=".zip")
    display(widgets.VBox([zone, place]))


def _brought_back(data: bytes) -> str:
    home = find_home()
    try:
        if home is None:
            raise CourseError(_NO_HOME, "")
        done = restore(data, home)
    except CourseError as error:
        return _panel(NOT_YET, "That did not work", f"<p>{escape(str(error))}</p>")
    kept = (
        f"<p>What was replaced is kept in {escape(done.kept.relative_to(home).as_posix())}.</p>"
        if done.kept
        else ""
    )
    return _panel(
        PASSED,
        "Your work is back",
        f"<p><strong>Your work is back: {len(done.written)} files came in, {len(done.equal)} were here "
        "already.</strong> A notebook that is open shows its old text until you close its tab and open "
        f"it again.</p>{kept}",
    )
