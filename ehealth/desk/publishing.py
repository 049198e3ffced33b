"""The next edition before it is published: made once for each state of the ledger, and kept in the session."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import streamlit as st

from ehealth import editions, indicators, publishing
from ehealth.access import Reader
from ehealth.charts import overview, protection
from ehealth.charts.differences import Differences
from ehealth.charts.theme import Row, Setting
from ehealth.desk.effect import setting_of_today
from ehealth.desk.worker import apart
from ehealth.domain import Refusal
from ehealth.gallery import compare
from ehealth.publishing import HeldBack, Proposal
from ehealth.store import Store
from ehealth.ui.shown import badge
from ehealth.ui.view import View, reader, still, words

OUTCOME = "publish.outcome"  # in the session: the number of the edition that was just published, or a Refusal
PROPOSED = "publish.proposed"  # in the session: what was asked, and what would be published


@dataclass(frozen=True)
class Proposed:
    """What `publish` would freeze, as the page says it.

    differences: from the edition on show, but for the files, which the ledger names better; None where there is none,
    or where the attack succeeded. failed: the table and the knowledge of the attack that succeeded, else None; verdict
    and attacked say its outcome.
    late: the title of the projects' freshness, and those that are not up to date.
    """

    ledger: int
    differences: Differences | None
    held_back: list[HeldBack]
    failed: tuple[str, str] | None
    verdict: str
    attacked: list[Row]
    late: tuple[str, list[Row]]


def proposed(opened: Store, view: View, ledger: int, closing: bool) -> Proposed | Refusal:
    """The proposal of this state of the ledger; a Refusal where none can be made."""
    asked = (ledger, closing, view.edition, view.lang)
    kept = st.session_state.get(PROPOSED)
    if kept is None or kept[0] != asked or isinstance(kept[1], Refusal):  # what was refused may have been mended
        with st.spinner(words().say("Preparing the next edition…")):
            kept = st.session_state[PROPOSED] = (asked, _propose(opened, view, closing))
    answer: Proposed | Refusal = kept[1]
    return answer


def freeze(opened: Store, by: Reader, note: str, closing: bool, ledger: int) -> None:
    """Publishes what was shown, as that was at `ledger`; `outcome` says how it went."""
    st.session_state.pop(PROPOSED, None)
    try:
        number = apart(publishing.publish, opened, still(by), note, closing=closing, ledger=ledger)
        st.session_state[OUTCOME] = number
    except Refusal as refusal:
        st.session_state[OUTCOME] = refusal


def outcome() -> int | Refusal | None:
    """What became of the last press on the button, told once: the edition's number, or why there is none."""
    done: int | Refusal | None = st.session_state.pop(OUTCOME, None)
    return done


def _propose(opened: Store, view: View, closing: bool) -> Proposed | Refusal:
    try:
        return apart(_prepared, opened, reader(), view, closing)
    except Refusal as refusal:
        return refusal


def _prepared(opened: Store, by: Reader, view: View, closing: bool) -> Proposed:
    with publishing.propose(opened, by, closing=closing) as proposal:
        return _said(opened, proposal, view)


def _said(opened: Store, proposal: Proposal, view: View) -> Proposed:
    said, fault = setting_of_today(view, protected=True), proposal.verdict.failure
    last = editions.latest(opened.path).edition
    try:
        found = replace(compare(last, proposal.edition, said), files=[]) if last and fault is None else None
    finally:
        if last:
            last.close()
    failed = None if fault is None else (fault.table, fault.knowledge)
    return Proposed(
        ledger=proposal.ledger,
        differences=found,
        held_back=list(proposal.held_back),
        failed=failed,
        verdict=protection.verdict(failed, said),
        attacked=protection.attack_rows(proposal.verdict.as_json(), said),
        late=_late(proposal, view, said),
    )


def _late(proposal: Proposal, view: View, said: Setting) -> tuple[str, list[Row]]:
    deliveries, projects, modules = (proposal.edition.read(name) for name in ("deliveries", "projects", "modules"))
    fresh = indicators.freshness(deliveries, projects, modules, view.today)
    missing: Any = fresh[fresh["state"] != "up_to_date"]
    return overview.freshness_title(fresh, said), overview.freshness_rows(missing, said, badge)
