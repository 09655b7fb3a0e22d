"""The ``pmbridge`` command: one thin function a verb."""

import json
import os
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import Any

import click

from pmbridge import __version__
from pmbridge.content import content_root, find_module
from pmbridge.home import find_home
from pmbridge.learner.start import FOLDER
from pmbridge.problems import CourseError


class _Group(click.Group):
    """Turns our errors into a sentence, a next step and exit code 2."""

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except CourseError as error:
            click.echo(error.what, err=True)
            click.echo(error.next_step, err=True)
            ctx.exit(2)


def _say(module: str, step: str) -> None:
    click.echo(f"{module}: {step} …", err=True)


def _home() -> Path:
    """Return the course folder that we are in, or the one beside us."""
    home = find_home() or find_home(Path.cwd() / FOLDER)
    if home is None:
        raise CourseError(
            f"{Path.cwd()} is not in a course folder.",
            "Go to your course folder, or make one: pmbridge start.",
        )
    return home


@click.group(cls=_Group, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="pmbridge")
def main() -> None:
    """Bridge to Product: work through the course, check your work, build the course."""


@main.command(context_settings={"ignore_unknown_options": True})
@click.argument("folder", required=False)
@click.option("--prepare-only", is_flag=True, help="Make the folder and stop.")
@click.argument("lab_options", nargs=-1, type=click.UNPROCESSED)
def start(folder: str | None, prepare_only: bool, lab_options: tuple[str, ...]) -> None:
    """Make a course folder (FOLDER, my-course if none is named) and open it.

    A folder that is there already is kept and used. Options that are not ours, such as --no-browser, go
    to JupyterLab.
    """
    from pmbridge.learner.start import folder_for, open_lab, prepare

    if folder is not None and folder.startswith("-"):
        lab_options = (folder, *lab_options)
        folder = None
    layout = content_root()
    home = folder_for(folder, Path.cwd())
    added = prepare(layout, home)
    click.echo(
        f"Your course folder is {home}." + ("" if added else " Everything in it is as you left it.")
    )
    if prepare_only:
        click.echo(f"Open it with: pmbridge start {folder or ''}".rstrip())
        return
    sys.exit(open_lab(home, arguments=lab_options))


@main.command()
@click.argument("target", required=False, type=click.Path(dir_okay=False, path_type=Path))
def pack(target: Path | None) -> None:
    """Put all of your work into one zip, TARGET: to keep, to carry, or to hand in."""
    from datetime import date

    from pmbridge.workspace.pack import pack as make_pack

    home = _home()
    target = (target or home / f"my-work-{date.today().isoformat()}.zip").resolve()
    names = make_pack(home, target)
    click.echo(f"{len(names)} files are in {target}.")


@main.command()
@click.argument("source", type=click.Path(path_type=Path))
@click.argument("folder", required=False)
def restore(source: Path, folder: str | None) -> None:
    """Bring the work in the zip SOURCE back into your course folder, or into FOLDER."""
    from pmbridge.learner.start import folder_for
    from pmbridge.workspace.pack import restore as bring_back

    home = folder_for(folder, Path.cwd())
    done = bring_back(source, home)
    click.echo(
        f"{len(done.written)} files are back in {home}; {len(done.equal)} were here already."
    )
    if done.kept is not None:
        click.echo(f"What was replaced is kept in {done.kept}.")


@main.command()
def progress() -> None:
    """Show how far you are, and what comes next."""
    from pmbridge.learner.overview import overview
    from pmbridge.learner.tables import progress_table

    progress_table(overview(content_root(), _home()))


@main.command(name="next")
@click.option("--show", is_flag=True, help="Say what comes next, and open nothing.")
def next_(show: bool) -> None:
    """Open the exercise that comes next."""
    from pmbridge.learner.overview import next_exercise, overview
    from pmbridge.learner.start import open_lab

    home = _home()
    upcoming = next_exercise(overview(content_root(), home))
    if upcoming is None:
        click.echo("Every exercise is passed. Well done.")
        return
    page = f"{upcoming.module}/{upcoming.module}.ipynb"
    click.echo(f"Next: {upcoming.title}, about {upcoming.minutes:g} minutes, in {page}.")
    if not show:
        sys.exit(open_lab(home, page))


@main.command()
@click.argument("target")
def reset(target: str) -> None:
    """Put TARGET, an exercise or a module, back to its start; a copy of your work is kept."""
    from pmbridge.learner.reset import reset as put_back

    done = put_back(content_root(), _home(), target)
    click.echo(f"{done.what} is back at its start. Your work is kept in {done.kept}.")
    click.echo("If the notebook is open, close its tab and open it again.")


@main.command()
@click.argument("module", required=False)
@click.option(
    "--check", is_flag=True, help="Build nothing; fail if a built file differs from its source."
)
def build(module: str | None, check: bool) -> None:
    """Make the notebooks of MODULE, or of all modules, from their Markdown."""
    try:
        from pmbridge.authoring import build as builder
        from pmbridge.authoring.report import BuildRefused
    except ImportError as error:
        raise CourseError(
            f"Building needs {error.name}, which is not installed.",
            "Run: pip install 'pmbridge[author]'.",
        ) from error
    layout = content_root()
    modules = builder.source_folders(layout) if module is None else [find_module(layout, module)]
    if module and not (layout.course / modules[0]).is_dir():
        raise CourseError(
            f"The module {modules[0]} has no sources yet.",
            f"Write course/{modules[0]}/lesson.md and exercise.md.",
        )
    passed_over = [] if check else builder.unchanged(layout, modules)
    failed = False

    def timed(name: str) -> tuple[builder.Built, float]:
        began = time.monotonic()
        return builder.make(layout, name, partial(_say, name)), time.monotonic() - began

    # A build waits for the kernels that it starts, so threads are enough to use every core.
    pool = ThreadPoolExecutor(os.cpu_count())
    making = {name: pool.submit(timed, name) for name in modules if name not in passed_over}
    pool.shutdown(wait=False)
    for name, future in making.items():
        try:
            made, seconds = future.result()
        except BuildRefused as refused:
            failed = True
            for problem in refused.problems:
                click.echo(problem.text(layout.root))
            count = len(refused.problems)
            click.echo(f"{name}: {count} problem{'s' if count != 1 else ''}; nothing was written.")
            continue
        if check:
            found = builder.differences(made, layout.root)
            failed = failed or bool(found)
            for line in found:
                click.echo(line)
            click.echo(
                f"{name}: " + (f"differs; run pmbridge build {name}." if found else "as built.")
            )
            continue
        builder.write(made)
        builder.remember(layout, name)
        click.echo(f"{name}: built in {seconds:.1f} s.")
    if passed_over:
        click.echo(f"Unchanged: {', '.join(passed_over)}.")
    if failed:
        sys.exit(1)


@main.command()
@click.argument("target", required=False)
@click.option("--json", "as_json", is_flag=True, help="Print the report as JSON.")
def check(target: str | None, as_json: bool) -> None:
    """Run every check of TARGET: a notebook, a module, or (with none) all notebooks of this folder."""
    from pmbridge.check.selfcheck import check_notebook, record
    from pmbridge.learner.notebooks import notebooks_to_check

    layout = content_root()
    paths = notebooks_to_check(layout, target, Path.cwd())
    reports = []
    for path in paths:
        report = check_notebook(path, layout)
        record(report, path)
        reports.append(report)
    if as_json:
        click.echo(json.dumps(reports[0] if len(reports) == 1 else reports))
    else:
        from pmbridge.learner.tables import report_table

        for report in reports:
            report_table(report)
    if any(report["earned"] < report["points"] for report in reports):
        sys.exit(1)


@main.group()
def case() -> None:
    """Look after Second Spark, the simulated company."""


@case.command()
@click.option("--seeds", default=40, show_default=True, help="How many learners' data to try.")
@click.option("--first", default=0, show_default=True, help="The first seed.")
def verify(seeds: int, first: int) -> None:
    """Check that every truth planted in the data holds, whoever the learner is."""
    from rich.progress import Progress

    from pmbridge.grading.truths import verify as verify_truths

    with Progress() as bar:
        task = bar.add_task("Verifying", total=seeds)
        report = verify_truths(
            range(first, first + seeds), lambda done, _: bar.update(task, completed=done)
        )
    click.echo(str(report))
    if not report.ok:
        sys.exit(1)


@main.command()
def doctor() -> None:
    """Look for what is missing on this machine, and say how to mend it."""
    from pmbridge.learner.doctor import examine
    from pmbridge.learner.tables import doctor_table

    findings = examine(Path.cwd())
    doctor_table(findings)
    if any(finding.state == "missing" for finding in findings):
        sys.exit(1)
