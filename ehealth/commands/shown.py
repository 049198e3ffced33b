"""show: an indicator as tidy rows."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import click
import pandas as pd

from ehealth import briefing, domain, editions, indicators, publishing, store, wording
from ehealth.access import operator
from ehealth.domain import Selection
from ehealth.editions import Edition


def _headcount(edition: Edition, chosen: Selection) -> pd.DataFrame:
    tables = (edition.read("enrolment", chosen), edition.read("modules", chosen))
    return indicators.headcount(*tables, protected=edition.protected)


def _completion(edition: Edition, chosen: Selection) -> pd.DataFrame:
    tables = (edition.read("enrolment", chosen), edition.read("modules", chosen))
    return indicators.completion(*tables, protected=edition.protected)


def _coverage(edition: Edition, chosen: Selection) -> pd.DataFrame:
    tables = (edition.read("enrolment", chosen), edition.read("modules", chosen))
    return indicators.coverage(*tables, protected=edition.protected)


def _employers(edition: Edition, chosen: Selection) -> pd.DataFrame:
    return indicators.employers(edition.read("placement", chosen), edition.read("employer", chosen), edition.protected)


def _freshness(edition: Edition, chosen: Selection) -> pd.DataFrame:
    tables = (edition.read("deliveries"), edition.read("projects", chosen), edition.read("modules", chosen))
    return indicators.freshness(*tables, date.today())


INDICATORS: dict[str, Callable[[Edition, Selection], pd.DataFrame]] = {
    "events": lambda edition, chosen: indicators.events(edition.read("events")),
    "envelopes": lambda edition, chosen: indicators.envelopes(edition.read("envelopes")),
    "projects": lambda edition, chosen: indicators.projects(edition.read("projects", chosen)),
    "headcount": _headcount,
    "completion": _completion,
    "coverage": _coverage,
    "placement": lambda edition, chosen: indicators.placement(edition.read("placement", chosen), edition.protected),
    "employers": _employers,
    "baseline": lambda edition, chosen: indicators.baseline(edition.read("baseline")),
    "freshness": _freshness,
}


PEOPLE = ("students", "enrolled", "graduated", "withdrawn", "numerator", "denominator")


@click.command()
@click.argument("indicator", type=click.Choice(list(INDICATORS)))
@click.option("--edition", "number", type=click.IntRange(1), help="An edition's number (the latest if absent).")
@click.option("--draft", is_flag=True, help="The exact figures of this moment, not for circulation.")
@click.option("--project", "projects", multiple=True, metavar="P", help="Only this project; may be repeated.")
@click.option("--year", "years", multiple=True, metavar="Y", help="2024-2025, or 2025 for the class of that year.")
@click.option("--route", "routes", multiple=True, type=click.Choice(domain.ROUTES))
@click.option("--months-after", "months", multiple=True, type=click.Choice([str(m) for m in domain.MONTHS_AFTER]))
@click.option("--format", "form", type=click.Choice(["csv", "json"]), default="csv")
@click.pass_context
def show(
    context: click.Context,
    indicator: str,
    number: int | None,
    draft: bool,
    projects: tuple[str, ...],
    years: tuple[str, ...],
    routes: tuple[str, ...],
    months: tuple[str, ...],
    form: str,
) -> None:
    """Print an INDICATOR as tidy rows: a header line, UTF-8, comma-separated; or as JSON."""
    if draft and number:
        raise click.UsageError("--draft and --edition exclude each other.")
    chosen = Selection(tuple(map(academic_year, years)), projects, routes=routes, months_after=tuple(map(int, months)))
    opened = store.open_store(context.obj["store"])
    edition = publishing.Draft(opened, operator("")) if draft else editions.open_edition(opened.path, number)
    try:
        table = without_zeros(in_euros(INDICATORS[indicator](edition, chosen)), edition.protected)
    finally:
        edition.close()
    if draft:
        click.echo(wording.of(context.obj["lang"]).say("exact figures – not for circulation"), err=True)
    text = (
        briefing.as_csv(table).decode()
        if form == "csv"
        else table.to_json(orient="records", date_format="iso", force_ascii=False) + "\n"
    )
    click.echo(text, nl=False)


def academic_year(text: str) -> str:
    """2025 is the class of 2024-2025; an academic year stays as it is."""
    start, _, end = text.partition("-")
    if not start.isdigit() or len(start) != 4 or (end and end != str(int(start) + 1)):
        raise click.BadParameter(f"{text} is neither an academic year (2024-2025) nor a graduation year (2025).")
    return text if end else domain.academic_year(int(start) - 1)


def without_zeros(table: pd.DataFrame, protected: bool) -> pd.DataFrame:
    """Rounded counts of people, empty where a 0 stands for a few; a row that has no reason of its own then has one."""
    counts = [name for name in PEOPLE if protected and name in table]
    if not counts:
        return table
    few = table[counts].eq(0).fillna(False)
    whole = {name: table[name].astype("Int64").mask(few[name]) for name in counts}
    missing = few.any(axis=1) & table["reason"].isna()
    return table.assign(**whole, reason=table["reason"].mask(missing, "too_few"))


def in_euros(table: pd.DataFrame) -> pd.DataFrame:
    """Money columns (whole cents) as euros written out, without a detour over floats."""
    money = {name: name.removesuffix("_cents") + "_eur" for name in table if str(name).endswith("_cents")}
    written = {name: table[name].map(_euros, na_action="ignore") for name in money}
    return table.assign(**written).rename(columns=money)


def _euros(cents: int) -> str:
    euros, rest = divmod(int(cents), 100)
    return f"{euros}.{rest:02d}" if rest else str(euros)
