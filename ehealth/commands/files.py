"""check, upload, withdraw, schema, template: what a project lead does."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click

from ehealth import domain, intake, store, templates, wording
from ehealth.access import operator
from ehealth.domain import Problem, Refusal
from ehealth.intake import Checked
from ehealth.wording.problems import explain, kind_name, refuse, tell
from ehealth.wording.unseen import UNSEEN

as_format = click.option(
    "--format", "form", type=click.Choice(["text", "json"]), default="text", help="How to print it."
)
in_language = click.option("--lang", type=click.Choice(domain.LANGUAGES), help="Language of the sentences.")


def address(context: click.Context, option: click.Parameter, value: str) -> str:
    """An e-mail address, where one is given."""
    if value != option.default and not re.fullmatch(r"[^@\s]+@[^@\s]+\.[^@\s]+", value):
        raise click.BadParameter(f"{value} is not an e-mail address.")
    return value


by_whom = click.option("--by", required=True, metavar="EMAIL", callback=address, help="Who does it; kept in the log.")


@click.command()
@click.argument("kind", type=click.Choice(domain.KINDS))
@click.argument("file", type=click.Path(path_type=Path))
@as_format
@in_language
@click.pass_context
def check(context: click.Context, kind: str, file: Path, form: str, lang: str | None) -> None:
    """Check FILE against its KIND and print every problem; nothing is recorded.

    Exit code 0: no problem, 1: problems, 2: the file cannot be read.
    """
    lang = lang or context.obj["lang"]
    try:
        with _examined(context.obj["store"], kind, _content(file)) as checked:
            _print_report(checked, form, lang)
            sys.exit(0 if checked.ok else 1)
    except Refusal as refusal:
        if form == "json":
            click.echo(_json(_unreadable(refusal, kind, lang)))
        else:
            click.echo(refuse(refusal, lang), err=True)
        sys.exit(2)


@contextmanager
def _examined(path: Path, kind: str, content: bytes) -> Iterator[Checked]:
    """The file checked against the store, where there is one; else codes are not looked up, and a warning says so."""
    if not store.Store(path).registry_file.exists():
        with intake.check(kind, content) as checked:
            yield checked
        return
    opened = store.open_store(path)
    with (
        opened.registry() as registry,
        registry.examine(kind, content, opened.key, _progress, by=operator("")) as checked,
    ):
        yield checked


@click.command()
@click.argument("kind", type=click.Choice(domain.KINDS))
@click.argument("file", type=click.Path(path_type=Path))
@by_whom
@as_format
@click.pass_context
def upload(context: click.Context, kind: str, file: Path, by: str, form: str) -> None:
    """Check FILE and, if it has no problem, record it and print the receipt."""
    opened, content, lang = store.open_store(context.obj["store"]), _content(file), context.obj["lang"]
    with (
        opened.registry() as registry,
        registry.examine(kind, content, opened.key, _progress, by=operator(by)) as checked,
    ):
        if not checked.ok:
            _print_report(checked, form, lang)
            sys.exit(1)
        known = registry.last
        _confirm(checked, lang)
        entry = registry.accept(checked, opened.key, operator(by), file.name)
    if form == "json":
        click.echo(json.dumps(entry.as_json(), ensure_ascii=False, indent=1))
        return
    words = wording.of(lang)
    if entry.number <= known:
        click.echo(words.say("Received already: receipt {receipt}. Nothing was recorded again.", receipt=entry.receipt))
        return
    sentence = words.say("Received: {kind}, {rows}. Receipt {receipt}.")
    rows = words.count("{n} row", "{n} rows", checked.rows)
    click.echo(sentence.format(kind=kind_name(kind, lang), rows=rows, receipt=entry.receipt))


def _confirm(checked: Checked, lang: str) -> None:
    """Says the warnings; at a terminal, those that the page has confirmed are confirmed here, too."""
    for warning in checked.warnings:
        click.echo(" ".join(explain(warning, checked.kind, lang)), err=True)
    if sys.stdin.isatty() and any(warning.code in domain.CONFIRMED for warning in checked.warnings):
        words = wording.of(lang)
        yes, no = words.say("yes")[0], words.say("no")[0]
        asked = words.say("Record the file all the same?")
        if click.prompt(asked, type=click.Choice([yes, no], case_sensitive=False), default=no, err=True) != yes:
            raise click.Abort


@click.command()
@click.argument("receipt")
@by_whom
@click.option("--why", required=True, metavar="TEXT", help="The reason, kept in the log.")
@click.pass_context
def withdraw(context: click.Context, receipt: str, by: str, why: str) -> None:
    """Take an upload back: the earlier one is current again."""
    with store.open_store(context.obj["store"]).registry() as registry:
        entry = registry.withdraw(receipt, operator(by), why)
    words = wording.of(context.obj["lang"])
    click.echo(words.say("Withdrawn: upload {upload}. Receipt {receipt}.", upload=entry.target, receipt=entry.receipt))


@click.command()
@click.argument("kind", type=click.Choice(domain.KINDS))
def schema(kind: str) -> None:
    """Print the Table Schema of a KIND."""
    click.echo(json.dumps(domain.schema(kind), ensure_ascii=False, indent=1))


@click.command()
@click.argument("kind", type=click.Choice(domain.KINDS))
@click.option("--out", required=True, type=click.Path(path_type=Path, dir_okay=False), help="The file to write.")
@click.pass_context
def template(context: click.Context, kind: str, out: Path) -> None:
    """Write an empty KIND file to fill in: .csv for a French Excel, or .xlsx with lists and instructions."""
    making = {".csv": templates.template, ".xlsx": templates.workbook}.get(out.suffix.lower())
    if not making:
        raise click.UsageError("The template is a CSV or an Excel workbook: name a file that ends in .csv or .xlsx.")
    out.write_bytes(making(kind))
    click.echo(str(out))


def _content(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as fault:
        raise Refusal("no-such-file", path=str(file)) from fault


def _progress(stage: str, share: float) -> None:
    """One moving line on a terminal; nothing in a pipe."""
    if sys.stderr.isatty():
        click.echo(f"\r{share:4.0%} {stage:<10}" + ("\n" if share == 1 else ""), nl=False, err=True)


def _print_report(checked: Checked, form: str, lang: str) -> None:
    if form == "json":
        click.echo(_json(report(checked, lang)))
        return
    words = wording.of(lang)
    read = words.count("{n} row read", "{n} rows read", checked.rows)
    if checked.sheet:
        click.echo(f"{read} · " + words.say("Excel workbook, sheet “{sheet}”", sheet=checked.sheet))
    else:
        click.echo(f"{read} · {checked.encoding} · {checked.delimiter!r}")
    for group in [*checked.groups, *checked.warning_groups]:
        click.echo(tell(group, checked.kind, lang))
    told = sum(group.count for group in checked.groups)
    if checked.problem_count > told:
        click.echo(words.say("… and {more} more.", more=words.number(checked.problem_count - told)))
    click.echo(
        words.count("{n} problem", "{n} problems", checked.problem_count)
        if not checked.ok
        else words.say("No problem.")
    )


def _json(value: dict[str, Any]) -> str:
    """As JSON in which what nobody sees is escaped: a terminal would obey it."""
    text = json.dumps(value, ensure_ascii=False, indent=1)
    return UNSEEN.sub(lambda found: json.dumps(found[0])[1:-1], text)


def report(checked: Checked, lang: str) -> dict[str, Any]:
    """A checked file as the JSON of the command line's contract."""
    return {
        "kind": checked.kind,
        "encoding": checked.encoding,
        "delimiter": checked.delimiter or None,
        "rows": checked.rows,
        "problem_count": checked.problem_count,
        "problems": [_as_json(problem, checked.kind, lang) for problem in checked.problems],
        "warnings": [_as_json(problem, checked.kind, lang) for problem in checked.warnings],
    }


def _as_json(problem: Problem, kind: str, lang: str) -> dict[str, Any]:
    message, remedy = explain(problem, kind, lang)
    return {
        "line": problem.line,
        "column": problem.column,
        "value": problem.value,
        "proposal": problem.proposal,
        "code": problem.code,
        "message": message,
        "remedy": remedy,
    }


def _unreadable(refusal: Refusal, kind: str, lang: str) -> dict[str, Any]:
    reason, _, remedy = refuse(refusal, lang).partition(". ")
    problem = {
        "line": refusal.facts.get("line"),
        "column": None,
        "value": None,
        "proposal": None,
        "code": refusal.code,
        "message": reason.rstrip(".") + ".",
        "remedy": remedy or reason,
    }
    return {
        "kind": kind,
        "encoding": None,
        "delimiter": None,
        "rows": 0,
        "problem_count": 1,
        "problems": [problem],
        "warnings": [],
    }
