"""A briefing: charts of an edition, and what must go with them in a deck or a workbook."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date

from ehealth import gallery, wording
from ehealth.charts import methods
from ehealth.charts.differences import Differences
from ehealth.charts.theme import Chart, Setting
from ehealth.domain import Refusal, Selection
from ehealth.editions import Edition

AUTHOR = "eHealth monitor"
GRADUATES = set(gallery.PAGES["placement"])


@dataclass(frozen=True)
class Pack:
    """previous: the number of the edition that `changes` are counted from; both None for the first one."""

    charts: list[Chart]
    setting: Setting
    changes: Differences | None
    previous: int | None

    @property
    def definitions(self) -> list[methods.Entry]:
        """Those that its charts speak of."""
        found = {chart.name for chart in self.charts}
        students = methods.student_definitions(self.setting) if found - GRADUATES else []
        return [*students, *(methods.graduate_definitions(self.setting) if found & GRADUATES else [])]


def packed(
    names: Collection[str], edition: Edition, previous: Edition | None, selection: Selection, lang: str, today: date
) -> Pack:
    """The named charts as a picture holds them: light, wide. Raises Refusal("draft-not-exported") for a draft."""
    if edition.number is None or not edition.protected:
        raise Refusal("draft-not-exported")
    setting = replace(gallery.setting(edition, selection, lang, today), framed=True)
    changes = (
        gallery.compare(previous, edition, gallery.setting(edition, Selection(), lang, today)) if previous else None
    )
    charts = gallery.draw(names, edition, selection, setting)
    return Pack(charts, setting, changes, previous.number if previous else None)


def title(pack: Pack) -> str:
    """What the whole is called."""
    return wording.of(pack.setting.lang).say("Digital health training: key figures")


def facts(setting: Setting) -> list[str]:
    """Edition and date, filters, demonstration, rounding: one sentence each, for a cover."""
    w = wording.of(setting.lang)
    made = w.day(setting.made_on, "long")
    said = [w.say("Edition {number}, {date}", number=setting.edition, date=made)]
    said.append(w.say("Filters: {scope}", scope=setting.scope) if setting.scope else w.say("Whole action, no filter"))
    if setting.protected:
        said.append(w.say("Counts of people are rounded to multiples of 5"))
    if setting.demonstration:
        said.append(w.say("Demonstration data: the projects and their students are invented"))
    return said


def changed(pack: Pack) -> list[str]:
    """What the edition changed since the one before, in sentences."""
    w = wording.of(pack.setting.lang)
    if pack.changes is None:
        return [w.say("This is the first edition: there is nothing to compare it with.")]
    said = [w.say("Since edition {number}: {summary}.", number=pack.previous, summary=pack.changes.summary)]
    said += [" – ".join(filter(None, line.values())) for line in pack.changes.files]
    said += [
        ", ".join(
            f"{name}{wording.NBSP}: {value}" if w.lang == "fr" else f"{name}: {value}" for name, value in row.items()
        )
        for row in pack.changes.references
    ]
    return said
