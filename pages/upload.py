"""May I send this file, what did it change, and can I take it back?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import streamlit as st

from ehealth import domain, store, ui
from ehealth.domain import Problem, Refusal
from ehealth.intake import Checked
from ehealth.store import Replaced, Store
from ehealth.templates import template, workbook
from ehealth.wording import Words
from ehealth.wording.problems import explain, kind_name, refuse

FIRST_KINDS = (
    "cohorts",
    "cohort_totals",
    "placements",
    "placement_totals",
)  # what project leads send; the others are the stewards' reference data
SHOWN = 50  # problems on the page; the download has a thousand


@dataclass(frozen=True)
class Judged:
    """What a check found, kept in the session so that a rerun does not check again."""

    kind: str
    encoding: str
    delimiter: str
    sheet: str
    rows: int
    problems: tuple[Problem, ...]
    problem_count: int
    warnings: tuple[Problem, ...]
    preview: list[dict[str, Any]]
    replaced: list[Replaced]


def render() -> None:
    view, w = ui.view(), ui.words()
    opened = store.open_store(ui.store_path())
    ui.masthead(
        view,
        w.say("Upload a file"),
        w.say(
            "The file is checked first, cell by cell. Nothing is recorded until you say so, and it can be taken back."
        ),
    )
    kind, project, by = _choose(opened, w)
    _explain_kind(kind, w)
    ui.receipt()
    _file(opened, kind, project, by, w)
    ui.publishing(opened, by)
    ui.history(opened, by, project, view.compact)


def _choose(opened: Store, w: Words) -> tuple[str, str | None, str]:
    """(kind, project or None for all, who) as chosen."""
    kinds = [*FIRST_KINDS, *(kind for kind in domain.KINDS if kind not in FIRST_KINDS)]
    first, second, third = st.columns(3)
    kind = first.selectbox(
        w.say("Kind of file"), kinds, format_func=lambda name: ui.capital(kind_name(name, w.lang)), key="upload.kind"
    )
    project = second.selectbox(
        w.say("Project"),
        ui.received_projects(opened),
        index=None,
        placeholder=w.say("All projects"),
        key="upload.project",
        help=w.say("Lines of any other project are then refused."),
    )
    by = third.text_input(w.say("Your e-mail address, kept in the log"), key="upload.by", autocomplete="email")
    return str(kind), project, str(by).strip()


def _explain_kind(kind: str, w: Words) -> None:
    """What the file must hold, and an empty one to fill in."""
    with st.expander(w.say("Columns of this file, and a template")):
        with st.container(horizontal=True):
            st.download_button(
                w.say("Template for Excel"), lambda: workbook(kind), f"{kind}.xlsx", icon=":material/download:"
            )
            st.download_button(w.say("Template as CSV"), template(kind), f"{kind}.csv", icon=":material/download:")
        ui.table([_column(field, w) for field in domain.schema(kind)["fields"]])


def _column(field: dict[str, Any], w: Words) -> dict[str, Any]:
    french, codes = w.lang == "fr", field.get("x-codes", {})
    described = field["description" if french else "x-description-en"]
    accepted = ", ".join(f"{code} ({labels[w.lang]})" for code, labels in codes.items())
    return {
        w.say("Column"): field["name"],
        w.say("Title"): field["title" if french else "x-title-en"],
        w.say("Required"): bool(field.get("constraints", {}).get("required")),
        w.say("What it holds"): f"{described} {accepted}".strip(),
    }


def _file(opened: Store, kind: str, project: str | None, by: str, w: Words) -> None:
    times = st.session_state.setdefault("upload.times", 0)
    file = st.file_uploader(
        w.say("File (CSV or Excel, 50 MB at most)"),
        type=["csv", "txt", "tsv", "xlsx", "xlsm"],
        key=f"upload.file.{times}",
        max_upload_size=50,
    )
    if not file:
        return
    memory = f"upload.judged.{file.file_id}.{kind}.{project}"
    if memory not in st.session_state:
        st.session_state[memory] = _judge(opened, kind, project, file.getvalue(), w)
    judged = st.session_state[memory]
    if isinstance(judged, Refusal):
        st.error(ui.plain(refuse(judged, w.lang)), icon=":material/error:")
        return
    _understood(judged, file.name, w)
    if judged.problem_count:
        _faults(judged, w)
        return
    _warnings(judged, w)
    ui.effect(judged.replaced)
    _preview(judged, w)
    _commit(opened, kind, project, by, file, w)


def _judge(opened: Store, kind: str, project: str | None, content: bytes, w: Words) -> Judged | Refusal:
    with _Progress(w) as tell:
        try:
            with opened.registry() as registry, registry.examine(kind, content, opened.key, tell, project) as checked:
                return _kept(checked, registry.replaced(checked) if checked.ok else [])
        except Refusal as refusal:
            return refusal


def _kept(checked: Checked, replaced: list[Replaced]) -> Judged:
    return Judged(
        checked.kind,
        checked.encoding,
        checked.delimiter,
        checked.sheet,
        checked.rows,
        tuple(checked.problems),
        checked.problem_count,
        tuple(checked.warnings),
        checked.preview() if checked.ok else [],
        replaced,
    )


class _Progress:
    """A progress bar for long work; `tell` of the intake moves it."""

    def __init__(self, w: Words) -> None:
        self.stages = {
            "reading": w.say("Reading the file…"),
            "checking": w.say("Checking the cells…"),
            "done": w.say("Checked."),
            "recording": w.say("Recording…"),
        }

    def __enter__(self) -> _Progress:
        self.bar = st.progress(0.0, self.stages["reading"])
        return self

    def __call__(self, stage: str, share: float) -> None:
        self.bar.progress(share, self.stages.get(stage, ""))

    def __exit__(self, *_: object) -> None:
        self.bar.empty()


def _understood(judged: Judged, name: str, w: Words) -> None:
    separators = {";": w.say("semicolon"), ",": w.say("comma"), "\t": w.say("tab"), "|": w.say("vertical bar")}
    rows = w.count("{n} row", "{n} rows", judged.rows)
    kind = kind_name(judged.kind, w.lang)
    if judged.sheet:
        read = [w.say("Excel workbook, sheet “{sheet}”", sheet=judged.sheet)]
    else:
        read = [judged.encoding.upper(), separators[judged.delimiter]]
    ui.muted(" · ".join((name, kind, rows, *read)))


def _faults(judged: Judged, w: Words) -> None:
    count = w.count(
        "{n} problem to mend: nothing was recorded", "{n} problems to mend: nothing was recorded", judged.problem_count
    )
    st.subheader(ui.plain(count), anchor=False)
    rows = [_fault(problem, judged.kind, w) for problem in judged.problems]
    ui.table(rows[:SHOWN])
    if judged.problem_count > SHOWN:
        ui.muted(w.say("The first {shown} are shown; the list to download has up to a thousand.", shown=SHOWN))
    st.download_button(
        w.say("Download the list of problems"),
        ui.csv_bytes(rows, w.lang),
        "problems.csv",
        "text/csv",
        icon=":material/download:",
    )


def _fault(problem: Problem, kind: str, w: Words) -> dict[str, Any]:
    wrong, remedy = explain(problem, kind, w.lang)
    return {
        w.say("Line"): str(problem.line or ""),
        w.say("Column"): problem.column or "",
        w.say("Value read"): problem.value or "",
        w.say("What is wrong"): wrong,
        w.say("How to mend it"): remedy,
    }


def _warnings(judged: Judged, w: Words) -> None:
    if not judged.warnings:
        return
    st.warning(
        ui.plain(w.say("Nothing forbids recording this file, but check these lines.")), icon=":material/warning:"
    )
    ui.table([_fault(problem, judged.kind, w) for problem in judged.warnings[:SHOWN]])


def _preview(judged: Judged, w: Words) -> None:
    st.subheader(ui.plain(w.say("No problem: this is how the first rows were understood")), anchor=False)
    st.dataframe([_written(row) for row in judged.preview], hide_index=True)


def _written(row: dict[str, Any]) -> dict[str, str]:
    """The cells as text, empty where there is nothing; money in euros."""
    return {name.replace("_cents", "_eur"): _text(name, value) for name, value in row.items()}


def _text(name: str, value: Any) -> str:
    if value is None:
        return ""
    return f"{value // 100}.{value % 100:02d}" if name.endswith("_cents") else str(value)


def _commit(opened: Store, kind: str, project: str | None, by: str, file: Any, w: Words) -> None:
    if "@" not in by:
        ui.muted(w.say("Give your e-mail address above to record the file."))
    if not st.button(w.say("Record this file"), type="primary", disabled="@" not in by, icon=":material/check:"):
        return
    content = file.getvalue()
    with (
        _Progress(w) as tell,
        opened.registry() as registry,
        registry.examine(kind, content, opened.key, tell, project) as checked,
    ):
        tell("recording", 0.9)
        st.session_state[ui.RECEIPT] = registry.accept(checked, opened.key, by, file.name)
    st.session_state["upload.times"] += 1  # an empty uploader for the next file
    st.rerun()
