"""The ``pmbridge`` command: one thin function a verb."""

import json
import sys
import time
from pathlib import Path
from typing import Any

import click

from pmbridge import __version__
from pmbridge.content import content_root, find_module
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


@click.group(cls=_Group, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="pmbridge")
def main() -> None:
    """Bridge to Product: work through the course, check your work, build the course."""


@main.command()
@click.argument("module", required=False)
@click.option("--check", is_flag=True, help="Build nothing; fail if a built file differs from its source.")
def build(module: str | None, check: bool) -> None:
    """Make the notebooks of MODULE, or of all modules, from their Markdown."""
    try:
        from pmbridge.authoring import build as builder
        from pmbridge.authoring.report import BuildRefused
    except ImportError as error:
        raise CourseError(
            f"Building needs {error.name}, which is not installed.", "Run: pip install 'pmbridge[author]'."
        ) from error
    layout = content_root()
    modules = [find_module(layout, module)] if module else builder.source_folders(layout)
    if module and not (layout.course / modules[0]).is_dir():
        raise CourseError(
            f"The module {modules[0]} has no sources yet.",
            f"Write course/{modules[0]}/lesson.md and exercise.md.",
        )
    passed_over = [] if check else builder.unchanged(layout, modules)
    failed = False
    for name in modules:
        if name in passed_over:
            continue
        began = time.monotonic()
        try:
            made = builder.make(layout, name, lambda step, name=name: click.echo(f"{name}: {step} …", err=True))
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
            click.echo(f"{name}: " + (f"differs; run pmbridge build {name}." if found else "as built."))
            continue
        builder.write(made)
        builder.remember(layout, name)
        click.echo(f"{name}: built in {time.monotonic() - began:.1f} s.")
    if passed_over:
        click.echo(f"Unchanged: {', '.join(passed_over)}.")
    if failed:
        sys.exit(1)


@main.command()
@click.argument("target", required=False)
@click.option("--json", "as_json", is_flag=True, help="Print the report as JSON.")
def check(target: str | None, as_json: bool) -> None:
    """Run every check of TARGET: a notebook, a module, or (with none) all notebooks of this folder."""
    from pmbridge.check.selfcheck import check_notebook
    from pmbridge.learner.notebooks import notebooks_to_check

    layout = content_root()
    paths = notebooks_to_check(layout, target, Path.cwd())
    reports = [check_notebook(path, layout) for path in paths]
    if as_json:
        click.echo(json.dumps(reports[0] if len(reports) == 1 else reports, ensure_ascii=False))
    else:
        from pmbridge.learner.tables import report_table

        for report in reports:
            report_table(report)
    if any(report["earned"] < report["points"] for report in reports):
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
