"""What pages share, without a page: text, cells, files, languages, addresses, rights; and the server's own refusals."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from ehealth import access, briefing, serving, wording
from ehealth.access import Reader
from ehealth.charts.native import Interval
from ehealth.domain import Refusal
from ehealth.serving import packing
from ehealth.ui import shown
from tests.asking import apart

ROOT = Path(__file__).resolve().parents[1]
FR, EN = wording.of("fr"), wording.of("en")


@given(st.text(st.characters(min_codepoint=32, max_codepoint=0x17F, exclude_categories=["Cc", "Cf"]), max_size=40))
def test_text_from_data_shows_as_it_is_written(text: str) -> None:
    uncoloured = re.sub(r":color\[(\\.)\]", r"\1", shown.plain(text))
    shown_text = MarkdownIt("commonmark").enable("strikethrough").renderInline(uncoloured)
    escaped = text.strip(" ").replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace('"', "&quot;")
    expected = " ".join(part for part in escaped.split(" ") if part)
    assert shown_text.replace("\u2011", "-") == expected


def test_years_do_not_break_at_their_hyphen() -> None:
    assert "2024\u20112025" in shown.plain("2024-2025")


def test_text_that_is_markdown_already_is_left_alone() -> None:
    assert shown.plain(shown.badge("late", "orange", "schedule")) == ":orange-badge[:material/schedule: late]"


@pytest.mark.parametrize("missing", [None, float("nan"), pd.NA, pd.NaT])
def test_a_missing_value_is_a_dash_and_never_zero(missing: Any) -> None:
    assert shown.cell(missing, FR) == "–"
    assert briefing.csv_bytes([{"a": missing, "b": 1}], "fr").decode("utf-8") == "\ufeffa;b\r\n;1\r\n"


@pytest.mark.parametrize(
    ("value", "french", "english"),
    [
        (0, "0", "0"),
        (1240, "1\u202f240", "1,240"),
        (2.5, "2,5", "2\\.5"),
        (12_345_678.9, "12\u202f345\u202f678,9", "12,345,678\\.9"),
        (1250.25, "1\u202f250,25", "1,250\\.25"),
        (Interval(62, 75), "62 à 75", "62 to 75"),
        (True, "oui", "yes"),
        (date(2026, 10, 12), "12\u00a0oct\\.\u00a02026", "12\u00a0Oct\u00a02026"),
        ("*a*", "\\*a\\*", "\\*a\\*"),
    ],
)
def test_a_cell_is_written_in_the_readers_language(value: Any, french: str, english: str) -> None:
    assert (shown.cell(value, FR), shown.cell(value, EN)) == (french, english)


def test_a_french_file_opens_in_a_french_spreadsheet() -> None:
    rows = [{"Année": "2024-2025", "Étudiants": 1240, "Part": 2.5, "Note": None}]
    assert (
        briefing.csv_bytes(rows, "fr").decode("utf-8") == "\ufeffAnnée;Étudiants;Part;Note\r\n2024-2025;1240;2,5;\r\n"
    )
    assert (
        briefing.csv_bytes(rows, "en").decode("utf-8") == "\ufeffAnnée,Étudiants,Part,Note\r\n2024-2025,1240,2.5,\r\n"
    )


def test_an_interval_is_two_columns_of_a_file_and_a_word_in_its_place_stands_in_both() -> None:
    rows = [{"95% interval": Interval(62, 75)}, {"95% interval": "too few"}, {"95% interval": None}]
    said = briefing.csv_bytes(rows, "en").decode("utf-8")
    assert said == "\ufeff95% interval: low,95% interval: high\r\n62,75\r\ntoo few,too few\r\n,\r\n"
    french = briefing.csv_bytes([{"Intervalle à 95\u00a0%": Interval(62, 75)}], "fr").decode("utf-8")
    assert french == "\ufeffIntervalle à 95\u00a0%, borne basse;Intervalle à 95\u00a0%, borne haute\r\n62;75\r\n"


@pytest.mark.parametrize("text", ["=1+1", "+A1", "-x", "@cmd", "\tx"])
def test_a_downloaded_cell_is_never_a_formula(text: str) -> None:
    assert briefing.csv_bytes([{"a": text}], "en").decode("utf-8").splitlines()[1].strip('"') == f"'{text}"


@pytest.mark.parametrize(
    ("header", "lang"),
    [
        ("fr-FR,fr;q=0.9,en;q=0.8", "fr"),
        ("en-GB,en;q=0.9", "en"),
        ("de-DE,de;q=0.9,en;q=0.8,fr;q=0.7", "en"),
        ("fr;q=0.1,en;q=0.2", "en"),
        ("en;q=0,fr", "fr"),
        ("de", "fr"),
        ("", "fr"),
        ("en;q=x", "fr"),
    ],
)
def test_the_browsers_first_language_that_we_speak_is_used(header: str, lang: str) -> None:
    assert serving.preferred(header) == lang


@pytest.mark.parametrize(
    ("address", "ours"),
    [
        *(("127.0.0.1", True), ("localhost", True), ("::1", True)),
        *(("0.0.0.0", False), ("", False), (None, False)),
        *(("192.168.1.4", False), ("::", False), ("example.org", False)),
    ],
)
def test_only_loopback_counts_as_this_machine(address: str | None, ours: bool) -> None:
    assert serving.is_loopback(address) is ours


@pytest.mark.parametrize(
    ("name", "value", "french"),
    [
        ("routes", "full_course", "Parcours complet"),
        ("routes", "Complete course", "Parcours complet"),
        ("routes", "nonsense", "nonsense"),
        ("projects", "demo-01", "demo-01"),
        ("lang", "en", "en"),
    ],
)
def test_a_filters_value_is_understood_in_any_language(name: str, value: str, french: str) -> None:
    assert serving.in_language(name, value, "fr") == french


def test_without_sign_in_the_server_does_not_start_on_another_address(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "streamlit", "run", "dashboard.py", "--server.address", "0.0.0.0"]
    environment = {**os.environ, "EHEALTH_STORE": str(tmp_path)}
    run = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=60)
    assert run.returncode == 1
    assert run.stderr.startswith(
        "server.address is '0.0.0.0'; it must be 127.0.0.1 as long as no sign-in is configured."
    )


def test_a_request_over_another_interface_is_refused() -> None:
    scope = {"type": "http", "method": "GET", "path": "/", "server": ("192.168.1.4", 8501), "headers": []}
    assert answer(serving.LoopbackOnly(inner(b"secret")), scope)[0]["status"] == 403
    scope["server"] = ("127.0.0.1", 8501)
    assert answer(serving.LoopbackOnly(inner(b"page")), scope)[1]["body"] == b"page"


def test_the_document_is_in_the_readers_language_and_not_kept_for_another() -> None:
    scope = {"type": "http", "path": "/waves", "query_string": b"lang=fr", "headers": [(b"accept-language", b"en")]}
    start, body = answer(serving.DocumentLanguage(inner(b'<html lang="en">')), scope)
    assert body["body"] == b'<html lang="fr">'
    assert (b"vary", b"Accept-Language") in start["headers"]
    assert not any(name == b"etag" for name, _ in start["headers"])


def test_a_static_file_is_compressed_once() -> None:
    calls: list[str] = []
    packed = packing.PackedFiles(inner(b"x" * 5000, b"text/javascript", calls))
    scope = {"type": "http", "method": "GET", "path": "/static/a.js", "headers": [(b"accept-encoding", b"gzip")]}
    first, second = answer(packed, scope), answer(packed, scope)
    assert first == second
    assert (b"content-encoding", b"gzip") in first[0]["headers"]
    assert calls == ["/static/a.js"]


def test_an_unknown_static_path_is_not_kept() -> None:
    packed = packing.PackedFiles(inner(b"x" * 5000, b"text/html"))
    answer(packed, {"type": "http", "method": "GET", "path": "/static/z", "headers": [(b"accept-encoding", b"gzip")]})
    assert packed.kept == {}


def inner(body: bytes, kind: bytes = b"text/html", calls: list[str] | None = None) -> Any:
    """An application that answers every request with the same body."""

    async def application(scope: Any, receive: Any, send: Any) -> None:
        if calls is not None:
            calls.append(scope["path"])
        headers = [(b"content-type", kind), (b"etag", b'"1"'), (b"content-length", str(len(body)).encode())]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": body})

    return application


def answer(application: Any, scope: dict[str, Any]) -> list[dict[str, Any]]:
    """What an application sends for one request."""
    sent: list[dict[str, Any]] = []

    async def send(message: dict[str, Any]) -> None:
        sent.append(message)

    apart(application(scope, None, send))
    return sent


def test_a_role_may_do_what_its_row_says_and_an_unknown_role_nothing() -> None:
    reader, lead, steward = Reader("reader"), Reader("lead", frozenset({"p1"})), Reader("steward")
    assert access.may(reader, "read") and not access.may(reader, "upload")
    assert access.may(lead, "upload") and not access.may(lead, "publish")
    assert access.may(steward, "publish")
    assert not access.may(Reader(""), "read")
    with pytest.raises(Refusal, match="forbidden"):
        access.require(lead, "publish")


def test_a_lead_may_see_and_send_for_own_projects_only_and_one_without_a_project_nothing() -> None:
    lead, nobody, steward = Reader("lead", frozenset({"p1"})), Reader("lead"), Reader("steward")
    for action in ("upload", "exact_figures"):
        assert [access.may(lead, action, project) for project in ("p1", "p2", None)] == [True, False, True]
        assert [access.may(nobody, action, project) for project in ("p1", None)] == [False, False]
        assert [access.may(steward, action, project) for project in ("p1", None)] == [True, True]
    assert not access.may(lead, "drafts", "p1")


def test_a_negative_number_in_a_download_stays_a_number() -> None:
    assert briefing.csv_bytes([{"a": "-3"}, {"a": "+4,5"}], "en").decode("utf-8") == '\ufeffa\r\n-3\r\n"+4,5"\r\n'
