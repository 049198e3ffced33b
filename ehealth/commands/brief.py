"""brief: charts of an edition as a deck or a workbook."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from contextlib import ExitStack, closing
from datetime import date
from pathlib import Path

import click

from ehealth import domain, editions, gallery, store
from ehealth.briefing.pack import AUTHOR, Pack, packed
from ehealth.briefing.slides import pack_pptx
from ehealth.briefing.workbook import pack_xlsx
from ehealth.commands.shown import academic_year
from ehealth.domain import Refusal, Selection
from ehealth.editions import Edition

MAKING: dict[str, Callable[[Pack], bytes]] = {".pptx": pack_pptx, ".xlsx": pack_xlsx}
PROPERTIES, LARGEST = "docProps/core.xml", 100_000  # who saved an Office file last; bytes


@click.command()
@click.option(
    "--out", required=True, type=click.Path(path_type=Path, dir_okay=False), help="The .pptx or .xlsx to write."
)
@click.option("--edition", "number", type=click.IntRange(1), help="An edition's number (the latest if absent).")
@click.option("--lang", type=click.Choice(domain.LANGUAGES), help="Language of the briefing.")
@click.option(
    "--chart", "charts", multiple=True, type=click.Choice(gallery.NAMES), help="Only this chart; may be repeated."
)
@click.option("--project", "projects", multiple=True, metavar="P", help="Only this project; may be repeated.")
@click.option("--year", "years", multiple=True, metavar="Y", help="2024-2025, or 2025 for the class of that year.")
@click.option("--route", "routes", multiple=True, type=click.Choice(domain.ROUTES))
@click.option("--months-after", "months", multiple=True, type=click.Choice([str(m) for m in domain.MONTHS_AFTER]))
@click.pass_context
def brief(
    context: click.Context,
    out: Path,
    number: int | None,
    lang: str | None,
    charts: tuple[str, ...],
    projects: tuple[str, ...],
    years: tuple[str, ...],
    routes: tuple[str, ...],
    months: tuple[str, ...],
) -> None:
    """Write a briefing of a published edition: slides with native charts (.pptx), or the same numbers (.xlsx).

    A briefing that nobody has changed since it was written is replaced; any other file is left alone.
    """
    making = MAKING.get(out.suffix.lower())
    if not making:
        raise click.UsageError("A briefing is a deck or a workbook: name a file that ends in .pptx or .xlsx.")
    if out.exists() and not ours(out):
        raise Refusal("briefing-in-the-way", path=str(out))
    opened = store.open_store(context.obj["store"])
    chosen = Selection(tuple(map(academic_year, years)), projects, routes=routes, months_after=tuple(map(int, months)))
    with closing(editions.open_edition(opened.path, number)) as edition:
        pack = _packed(opened.path, edition, charts or gallery.DEFAULT, chosen, lang or context.obj["lang"])
    write(out, making(pack))
    click.echo(str(out))


def write(path: Path, content: bytes) -> None:
    """Writes a file whole or not at all. Raises Refusal("not-written")."""
    beside = path.with_name(f".{path.name}.part")
    try:
        beside.write_bytes(content)
        beside.replace(path)
    except OSError as fault:
        if beside.is_file():
            beside.unlink()
        raise Refusal("not-written", path=str(path), why=fault.strerror or type(fault).__name__) from fault


def ours(path: Path) -> bool:
    """Whether a file is a briefing as it was written: an office program that saves it puts its user's name in it."""
    try:
        with zipfile.ZipFile(path) as archive, archive.open(PROPERTIES) as properties:
            said = properties.read(LARGEST)
    except (zipfile.BadZipFile, KeyError, OSError):
        return False
    return f"<cp:lastModifiedBy>{AUTHOR}</cp:lastModifiedBy>".encode() in said


def _packed(path: Path, edition: Edition, charts: tuple[str, ...], chosen: Selection, lang: str) -> Pack:
    """Raises Refusal("filter-not-there") for a filter that the edition does not hold."""
    for name, known in gallery.options(edition, lang).items():
        if unknown := set(getattr(chosen, name)) - set(known):
            raise Refusal("filter-not-there", value=min(unknown), edition=edition.number)
    with ExitStack() as opened:
        previous = _before(path, edition)
        if previous:
            opened.enter_context(closing(previous))
        return packed(charts, edition, previous, chosen, lang, date.today())


def _before(path: Path, edition: Edition) -> Edition | None:
    """The newest edition before this one that can be shown."""
    for number in reversed([one for one in editions.numbers(path) if one < (edition.number or 0)]):
        try:
            return editions.open_edition(path, number)
        except Refusal:
            continue  # damaged, or exact: made before small counts were protected
    return None
