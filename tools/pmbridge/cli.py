"""The ``pmbridge`` command: one thin function a verb."""

import json
import os
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
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
@click.option(
    "--out",
    type=click.Path(file_okay=False, path_type=Path),
    help="The folder to write into (the course folder's my-portfolio).",
)
@click.option("--name", default="", help="Your name, as it should stand on the page.")
@click.option("--with", "extra", multiple=True, metavar="NAME", help="Show this private plan too.")
@click.option("--without", multiple=True, metavar="NAME", help="Leave this part out.")
def portfolio(
    out: Path | None, name: str, extra: tuple[str, ...], without: tuple[str, ...]
) -> None:
    """Make your portfolio to send: a page, a PDF and Markdown, with the source of each number.

    Your reading, networking and weekly plans stay private unless you name them, as in --with
    reading-plan. --with and --without can be given more than once.
    """
    from pmbridge.learner import portfolio_files, story

    home = _home()
    told = story.tell(home, extra=extra, without=without)
    folder = (out or home / "my-portfolio").resolve()
    written = portfolio_files.write_portfolio(told, folder, name.strip())
    click.echo(f"Your portfolio is in {folder}: {', '.join(p.name for p in written.files)}.")
    if written.no_pdf:
        click.echo(written.no_pdf)
    if not name.strip():
        click.echo('It carries no name yet. Add one: pmbridge portfolio --name "Your Name".')
    for line in story.advice(told):
        click.echo(line)
    if told.missing:
        click.echo(f"Not there yet: {', '.join(piece.title for piece in told.missing)}.")
    if told.left_out:
        click.echo(f"Left out: {', '.join(part.name for part in told.left_out)}.")


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

    def timed(name: str) -> tuple[builder.Built, float, str]:
        began, read = time.monotonic(), builder.sources(layout, name)
        made = builder.make(layout, name, partial(_say, name))
        return made, time.monotonic() - began, read

    # A build waits for the kernels that it starts, so threads are enough to use every core.
    pool = ThreadPoolExecutor(os.cpu_count())
    making = {name: pool.submit(timed, name) for name in modules if name not in passed_over}
    pool.shutdown(wait=False)
    for name, future in making.items():
        try:
            made, seconds, read = future.result()
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
        builder.remember(layout, name, read)
        click.echo(f"{name}: built in {seconds:.1f} s.")
    for path in builder.orphans(layout) if check and module is None else ():
        failed = True
        click.echo(f"{path}: its module has no sources. Delete it, or bring the sources back.")
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


@main.group()
def cohort() -> None:
    """Teach a cohort: from the roster to returned feedback, in a folder that is an nbgrader course."""


def _teaching() -> None:
    """Say what to install if the instructor's part is missing."""
    try:
        import nbgrader  # noqa: F401
        import nh3  # noqa: F401
    except ImportError as error:
        raise CourseError(
            f"Teaching a cohort needs {error.name}, which is not installed.",
            "Run: pip install 'pmbridge[teach]'.",
        ) from error


@cohort.command(name="init")
@click.argument("folder", type=click.Path(path_type=Path))
@click.option(
    "--roster",
    "participants",
    type=click.Path(dir_okay=False, path_type=Path),
    help="A list of participants (CSV), as your learning platform exports it.",
)
@click.option(
    "--same-data", is_flag=True, help="Everybody works with the same data, those of self-study."
)
def cohort_init(folder: Path, participants: Path | None, same_data: bool) -> None:
    """Make FOLDER a cohort's folder, or add to it what it lacks."""
    _teaching()
    from pmbridge.grading.cohort import folder as folders
    from pmbridge.grading.cohort import roster

    made, fresh = folders.create(folder, own_data=not same_data)
    click.echo(f"{made.root} is " + ("ready." if fresh else "as it was."))
    if participants is not None:
        new, all_of_them = roster.merge(made, participants)
        click.echo(f"{all_of_them} learners are on the roster, {new} of them new.")
    else:
        count = len(roster.load(made))
        click.echo(
            f"{count} learners are on the roster."
            if count
            else "There is no roster: whoever hands something in is put on it."
        )
    click.echo(f"Next: cd {folder}, then pmbridge cohort release")


@cohort.command(name="release")
@click.argument("modules", nargs=-1)
@click.option("--due", help="When it is due, such as '2026-12-01 18:00' (your time).")
def cohort_release(modules: tuple[str, ...], due: str | None) -> None:
    """Make assignments of MODULES (all, if none is named), and a pass for each learner."""
    _teaching()
    from pmbridge.grading.cohort import assignments, releasing, tables
    from pmbridge.grading.cohort.folder import open_cohort

    layout = content_root()
    here = open_cohort(Path.cwd())
    names = [find_module(layout, name) for name in modules] or assignments.modules(layout)
    when = _local_time(due) if due else None
    with here.busy(), tables.bar("Releasing") as (progress, task):
        progress.update(task, total=len(names))
        done = releasing.release(here, layout, names, when, lambda _: progress.advance(task))
    tables.released([(r.module, r.changed, r.points, r.own) for r in done])
    passes = releasing.write_passes(here)
    if here.own_data:
        click.echo(
            f"{passes} passes were written into {here.passes}." if passes else "No new passes."
        )
    click.echo("Next: when work comes in, pmbridge cohort collect FOLDER-OR-ZIP")


def _local_time(text: str) -> datetime:
    try:
        return datetime.fromisoformat(text).astimezone()
    except ValueError as error:
        raise CourseError(
            f"{text!r} is no time.", "Write it as '2026-12-01 18:00'; your own time zone is meant."
        ) from error


@cohort.command(name="collect")
@click.argument("source", type=click.Path(path_type=Path))
@click.option("--assignment", help="Take work of this module only.")
@click.option("--received", help="When it came, for work that does not say so itself.")
def cohort_collect(source: Path, assignment: str | None, received: str | None) -> None:
    """Take in the work in SOURCE: a folder or zip of your learning platform, packs, or an exchange."""
    _teaching()
    from pmbridge.grading.cohort import collect, tables
    from pmbridge.grading.cohort.folder import open_cohort

    here = open_cohort(Path.cwd())
    only = find_module(content_root(), assignment) if assignment else None
    at = _local_time(received).astimezone(UTC).isoformat(timespec="seconds") if received else ""
    with here.busy(), tables.bar("Collecting") as (progress, task):
        outcomes = collect.collect(
            here, source, only, at, lambda done, of: progress.update(task, completed=done, total=of)
        )
    tables.collected(outcomes)
    click.echo("Next: pmbridge grade")


@main.command()
@click.argument("assignment", required=False)
@click.option("--learner", help="Grade this learner's work only.")
@click.option("--again", is_flag=True, help="Grade also what is graded already.")
@click.option("--workers", type=click.IntRange(1), help="How many at once (one a core).")
@click.option("--scheduler", help="Grade on the Dask cluster at this address: tcp://HOST:8786.")
@click.option(
    "--unsafe", is_flag=True, help="Run learners' code without the sandbox. The report says so."
)
def grade(
    assignment: str | None,
    learner: str | None,
    *,
    again: bool,
    workers: int | None,
    scheduler: str | None,
    unsafe: bool,
) -> None:
    """Grade the work that was collected: all of it, or of ASSIGNMENT."""
    _teaching()
    if scheduler and workers:
        raise CourseError(
            "--workers is for this machine, and a cluster has its own workers.",
            "Give --scheduler alone.",
        )
    from pmbridge.grading.cohort import marking, tables
    from pmbridge.grading.cohort.folder import open_cohort
    from pmbridge.grading.cohort.gradebook import Book
    from pmbridge.grading.cohort.status import FORMGRADER

    here = open_cohort(Path.cwd())
    chosen = _chosen(here, assignment)
    with here.busy(), Book(here) as book, tables.bar("Grading") as (progress, task):
        outcomes = marking.mark(
            here,
            book,
            chosen,
            workers=workers,
            again=again,
            unsafe=unsafe,
            learner=learner,
            scheduler=scheduler or "",
            progress=marking.Progress(
                plan=lambda count: progress.update(task, total=count, completed=0),
                step=lambda _: progress.advance(task),
                say=progress.console.print,
            ),
        )
    tables.marked(outcomes)
    waiting = sum(bool(m.waiting) for m in outcomes)
    if waiting:
        click.echo(f"{waiting} wait for a person: {FORMGRADER}.")
    follows = "feedback" if outcomes else "collect FOLDER-OR-ZIP"
    click.echo(f"Next: pmbridge cohort {follows}")
    if any(m.what == marking.REFUSED for m in outcomes):
        sys.exit(1)


def _chosen(here: Any, assignment: str | None) -> list[Any]:
    """Return the released assignments, or the one that is named."""
    from pmbridge.grading.cohort import assignments

    if assignment is not None:
        return [assignments.find(here, assignment, content_root())]
    chosen = assignments.released(here)
    if not chosen:
        raise CourseError(
            "No assignment was released in this cohort.", "Run: pmbridge cohort release."
        )
    return chosen


@cohort.command(name="feedback")
@click.argument("assignment", required=False)
def cohort_feedback(assignment: str | None) -> None:
    """Write one page a learner, for all that is graded or for ASSIGNMENT."""
    _teaching()
    from collections import Counter

    from pmbridge.grading.cohort import returning, tables
    from pmbridge.grading.cohort.folder import open_cohort
    from pmbridge.grading.cohort.gradebook import Book

    here = open_cohort(Path.cwd())
    chosen = _chosen(here, assignment)
    with here.busy(), Book(here) as book, tables.bar("Writing feedback") as (progress, task):
        done = returning.write_all(
            here, book, chosen, lambda n, of: progress.update(task, completed=n, total=of)
        )
    counts = Counter(page.what for page in done)
    click.echo(f"In all: {', '.join(f'{n} {what}' for what, n in counts.items()) or 'nothing'}.")
    for page in done:
        if page.what == returning.NOT_GRADED:
            click.echo(f"{page.learner}, {page.assignment}: not graded yet. Run: pmbridge grade")
    click.echo(f"The pages are in {here.feedback}, one folder a learner.")
    for one in chosen:
        made = returning.write_zip(here, one.module)
        if made is not None:
            click.echo(f"For Moodle's upload of feedback files: {made[0]} ({made[1]} pages)")


@cohort.command(name="status")
@click.option("--everybody", is_flag=True, help="Name those who have not handed in, too.")
def cohort_status(everybody: bool) -> None:
    """Show how far the cohort is, and what needs you."""
    _teaching()
    from pmbridge.grading.cohort import status, tables
    from pmbridge.grading.cohort.folder import open_cohort
    from pmbridge.grading.cohort.gradebook import Book

    here = open_cohort(Path.cwd())
    with Book(here) as book:
        found = status.status(here, book)
    tables.standing(found, everybody)


@cohort.command(name="extend")
@click.argument("learner")
@click.argument("assignment")
@click.option("--days", type=click.FloatRange(0, 366), required=True, help="0 takes it back.")
def cohort_extend(learner: str, assignment: str, days: float) -> None:
    """Give LEARNER more time for ASSIGNMENT than the others have."""
    _teaching()
    from pmbridge.grading.cohort import assignments, records, roster
    from pmbridge.grading.cohort.folder import open_cohort

    here = open_cohort(Path.cwd())
    one = assignments.find(here, assignment, content_root())
    person, reason = roster.find(roster.load(here), roster.Whose(learner=learner))
    if person is None:
        raise CourseError(reason, "See roster.csv for the ids of the learners.")
    record = records.read(here, person.learner, one.module)
    record.extension = days
    records.write(here, record)
    click.echo(f"{person.learner} has {days:g} more days for {one.module}. Next: pmbridge grade")


@cohort.command(name="export-learner")
@click.argument("learner")
@click.argument("target", required=False, type=click.Path(dir_okay=False, path_type=Path))
def cohort_export_learner(learner: str, target: Path | None) -> None:
    """Write all that is kept about LEARNER into one zip, TARGET."""
    _teaching()
    from pmbridge.grading.cohort import assignments, privacy
    from pmbridge.grading.cohort.folder import open_cohort
    from pmbridge.grading.cohort.gradebook import Book

    here = open_cohort(Path.cwd())
    modules = [a.module for a in assignments.released(here)]
    with Book(here) as book:
        found = privacy.holdings(here, book, learner, modules)
        target = (target or privacy.exported(here, learner)).resolve()
        count = privacy.export(here, book, found, target)
    click.echo(f"{count} files about {learner} are in {target}.")


@cohort.command(name="purge")
@click.argument("learner")
@click.option("--yes", is_flag=True, help="Do not ask.")
def cohort_purge(learner: str, yes: bool) -> None:
    """Delete all that is kept about LEARNER. It can't be undone."""
    _teaching()
    from pmbridge.grading.cohort import assignments, privacy
    from pmbridge.grading.cohort.folder import open_cohort
    from pmbridge.grading.cohort.gradebook import Book

    here = open_cohort(Path.cwd())
    modules = [a.module for a in assignments.released(here)]
    with here.busy(), Book(here) as book:
        found = privacy.holdings(here, book, learner, modules)
        for path in found.places:
            click.echo(f"  {path.relative_to(here.root)}")
        if found.graded:
            click.echo(f"  grades of {', '.join(found.graded)}")
        if found.on_roster:
            click.echo("  a line of roster.csv")
        if not yes and not click.confirm(f"Delete all of this about {learner}?"):
            click.echo("Nothing was deleted.")
            return
        privacy.purge(here, book, found)
    click.echo(
        f"Nothing about {learner} is left in {here.root}. What your learning platform, the exchange and "
        "your backups hold is theirs to delete."
    )


@main.command()
def doctor() -> None:
    """Look for what is missing on this machine, and say how to mend it."""
    from pmbridge.learner.doctor import examine
    from pmbridge.learner.tables import doctor_table

    findings = examine(Path.cwd())
    doctor_table(findings)
    if any(finding.state == "missing" for finding in findings):
        sys.exit(1)
