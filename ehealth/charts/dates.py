"""What is said of the call's dates beside their picture: finding, text alternative, table, note."""

from __future__ import annotations

from datetime import date
from typing import Any, cast

import pandas as pd

from ehealth import wording
from ehealth.charts.magnifier import contradictions
from ehealth.charts.native import Native, euros
from ehealth.charts.sentences import capital, finding, first_source, named_sources, partial_day, spelled
from ehealth.charts.theme import Row, Setting
from ehealth.charts.timeline import said_of, when
from ehealth.wording import Words


def title(events: pd.DataFrame, w: Words) -> str:
    """How many cut-offs, first to last in how many months, where every source says the same; else a neutral title."""
    neutral = w.say("Dates of the call")
    cutoffs = events[(events["category"] == "wave_cutoff") & events["retained"]]
    if len(cutoffs) < 2:
        return neutral
    last = _possible(events, cutoffs.iloc[-1])
    months = {_months(start, end) for start in _possible(events, cutoffs.iloc[0]) for end in last}
    facts = {"cutoffs": spelled(w, len(cutoffs)), "months": spelled(w, min(months))}
    rolling = any(day > max(last) for day in events.loc[events["category"] == "reopening", "date_first"])
    if len(months) > 1 or min(months) < 2:  # two sources, or a day that is not known: another number of months
        said = w.say("{cutoffs} cut-offs, then a rolling call", **facts) if rolling else neutral
    elif rolling:
        said = w.say("{cutoffs} cut-offs in {months} months, then a rolling call", **facts)
    else:
        said = w.say("{cutoffs} cut-offs in {months} months", **facts)
    return finding(capital(said), neutral)


def _possible(events: pd.DataFrame, event: Any) -> set[date]:
    """The first and the last day that an event may have had, by every source that is shown."""
    same = events[(events["event_id"] == event.event_id) | (events["disputes"] == event.event_id)]
    return {*same["date_first"], *same["date_last"]}


def _months(start: date, end: date) -> int:
    """Whole months from one day to another."""
    return 12 * (end.year - start.year) + end.month - start.month - (end.day < start.day)


def subtitle(events: pd.DataFrame, setting: Setting, w: Words) -> str:
    """From the first event to today, and that both dates are shown where sources disagree."""
    first = partial_day(w, events["date"].iloc[0], "long")
    said = w.say("The call and its results, from {first} to {today}.", first=first, today=w.day(setting.today))
    if events["disputed"].any():
        said += " " + w.say("Where two sources give two dates, both are shown.")
    return said


def alternative(events: pd.DataFrame, setting: Setting, w: Words) -> str:
    """Every event in order, in words."""
    listed = [
        f"{when(event, w)}{_colon(w)} {', '.join(filter(None, (_said(event, w), _disputed(event, w))))}"
        for event in events.itertuples()
    ]
    start = w.say("Timeline of the call, with a line for today, {today}.", today=w.day(setting.today))
    return f"{start} {' ; '.join(listed) if w.lang == 'fr' else '; '.join(listed)}."


def _colon(w: Words) -> str:
    return wording.NBSP + ":" if w.lang == "fr" else ":"


def _said(event: Any, w: Words) -> str:
    """The label, and the amount unless the label says one."""
    said = said_of(event, w)
    if pd.isna(event.amount_cents) or "€" in said:
        return said
    return f"{said}, {w.money(int(event.amount_cents))}"


def _disputed(event: Any, w: Words) -> str:
    if not event.disputed:
        return ""
    return w.say("disputed date, the one kept") if event.retained else w.say("disputed date, other source")


def rows(events: pd.DataFrame, setting: Setting, w: Words) -> list[Row]:
    """One row per event; without amount and source on a phone, where the table takes the place of the figure."""
    if setting.compact:
        return [
            {
                w.say("Date"): _day(event, w),
                w.say("Event"): said,
                w.say("Disputed date"): _disputed(event, w) or None,
            }
            for event, said in ((event, _said(event, w)) for event in events.itertuples())
        ]
    return [
        {
            w.say("Date"): _day(event, w),
            w.say("Event"): said_of(event, w),
            w.say("Amount, €"): None if pd.isna(event.amount_cents) else euros(int(event.amount_cents)),
            w.say("Disputed date"): _disputed(event, w) or None,
            w.say("Source"): w.side(event.source),
        }
        for event in events.itertuples()
    ]


def _day(event: Any, w: Words) -> date | str:
    """A date, or what is known of it on one line; what is not known may stand on a second one."""
    if event.precision == "day":
        return cast(date, event.date_first)
    return ", ".join(part.replace(" ", wording.NBSP) for part in when(event, w).split(", "))


def native(w: Words) -> Native:
    """Marks on a time line; an event whose day is not known has none."""
    other = (w.say("Disputed date"), w.say("disputed date, other source"))
    return Native("dates", w.say("Event"), (w.say("Date"),), weak=other)


def note(events: pd.DataFrame, setting: Setting, w: Words) -> str:
    """Both sources of each disputed date, and that totals are not added up."""
    said = [_dispute(group, w) for group in contradictions(events)]
    if setting.compact:  # the table takes the figure's place, and with it the footer's
        said.append(w.say("Source: {source}", source=named_sources(events, w)) + ".")
    return " ".join([*said, w.say("Totals from different sources are never added up.")])


def _dispute(group: pd.DataFrame, w: Words) -> str:
    kept = next(group[group["retained"]].itertuples())
    facts = {
        "name": said_of(kept, w),
        "kept": _dated_source(kept, w),
        "others": w.listing([_dated_source(event, w) for event in group[~group["retained"]].itertuples()]),
    }
    return w.say("{name}: {kept} is the date kept, against {others}.", **facts)


def _dated_source(event: Any, w: Words) -> str:
    return w.say("{date} ({source})", date=when(event, w), source=first_source(w.side(event.source)))
