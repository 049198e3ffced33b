"""The addresses of charts: what they answer, what they pin, and one plain sentence for what they do not hold."""

from __future__ import annotations

import csv
import io
import json
import shutil
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import duckdb
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from starlette.applications import Starlette

from ehealth import gallery, serving
from ehealth.domain import LANGUAGES
from ehealth.routes import ROUTES, drawing
from ehealth.ui import published
from tests.asking import Answer, Client

PINNED = "edition=1&lang=en&day=2026-11-26"


@pytest.fixture(scope="module")
def store(demo_store: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return Path(shutil.copytree(demo_store, tmp_path_factory.mktemp("routes") / "store"))


@pytest.fixture
def client(store: Path, monkeypatch: pytest.MonkeyPatch) -> Client:
    """The routes behind what stands between them and the network, on a demonstration store."""
    monkeypatch.setenv("EHEALTH_STORE", str(store))
    app = Starlette(routes=ROUTES, middleware=serving.middleware(published.acronyms))
    return Client(app)


def said(answer: Answer, status: int) -> str:
    """The sentence of a refusal, of the kind that a browser shows as it is."""
    assert (answer.status, answer.headers["content-type"]) == (status, "text/plain; charset=utf-8")
    assert answer.text.count("\n") == 0 and answer.text.endswith(".")
    return answer.text.replace("\u00a0", " ").replace("\u202f", " ")


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("name", gallery.NAMES)
def test_every_chart_is_answered_as_a_frame_that_says_where_it_comes_from(name: str, lang: str, client: Client) -> None:
    answer = client.get(f"/chart/{name}.json?edition=1&lang={lang}&day=2026-11-26")
    assert answer.status == 200
    found: dict[str, Any] = answer.json()
    assert found["name"] == f"{name}-edition-1-{lang}"
    assert round(found["width"] * found["scale"]) == 1600
    about = found["provenance"]
    assert about["address"] == f"/chart/{name}.png?edition=1&lang={lang}&day=2026-11-26"
    assert (about["chart"], about["edition"], about["lang"], about["demonstration"]) == (name, 1, lang, True)


def test_codes_and_labels_of_either_language_ask_for_the_same_and_the_address_keeps_the_codes(
    client: Client,
) -> None:
    asked = [
        "years=2024-2025&projects=demo-01&projects=demo-02&routes=full_course",
        "years=2024-2025&projects=DÉMO 01&projects=DÉMO 02&routes=Complete course",
        "years=2024-2025&projects=DÉMO 01&projects=demo-02&routes=Parcours complet",
        "years=2024-2025&projects=demo-01&projects=demo-02&projects=demo-01&routes=full_course&utm_source=mail&years=",
    ]
    found = [client.get(f"/chart/headcount.json?{PINNED}&{one}").json() for one in asked]
    assert found[0]["provenance"]["address"] == (
        f"/chart/headcount.png?{PINNED}&years=2024-2025&projects=demo-01&projects=demo-02&routes=full_course"
    )
    assert all(one == found[0] for one in found)
    assert found[0] != client.get(f"/chart/headcount.json?{PINNED}").json()


def test_an_address_that_a_picture_carries_answers_with_the_same_numbers(client: Client) -> None:
    about = client.get("/chart/placement.json?years=2023-2024&lang=fr").json()["provenance"]
    again = client.get(about["address"].replace(".png", ".json")).json()["provenance"]
    assert again == about


@pytest.mark.parametrize(
    ("address", "status", "sentence"),
    [
        ("headcounts.json", 404, "There is no chart named headcounts. Copy the address from the page once more."),
        ("headcount.gif", 404, "A chart is not to be had as .gif: ask for json, csv, xlsx, png or svg."),
        ("headcount.json?edition=9", 404, "Edition 9 does not exist."),
        ("headcount.json?edition=0", 400, "The address asks for edition=0, which is not there."),
        ("headcount.csv?edition=draft", 400, "The address asks for edition=draft, which"),
        ("headcount.csv?edition=-1", 400, "The address asks for edition=-1, which"),
        ("headcount.csv?edition=" + "9" * 400, 400, "The address asks for edition=999"),
        ("headcount.csv?edition=²", 400, "The address asks for edition=², which"),
        ("headcount.json?projects=demo-99", 400, "The address asks for projects=demo-99, which is not there."),
        ("headcount.json?years=1999-2000", 400, "The address asks for years=1999-2000, which is not there."),
        ("headcount.json?routes=<b>x</b>", 400, "The address asks for routes=<b>x</b>, which is not there."),
        ("headcount.json?day=tomorrow", 400, "The address asks for day=tomorrow, which is not there."),
        ("headcount.json?day=0001-01-01", 400, "The address asks for day=0001-01-01, which is not there."),
        ("headcount.json?day=9999-12-31", 400, "The address asks for day=9999-12-31, which is not there."),
        ("headcount.png?times=4", 400, "The address asks for times=4, which is not there."),
        ("headcount.png?times=-1", 400, "The address asks for times=-1, which is not there."),
    ],
)
def test_what_is_not_there_gets_one_sentence_and_never_a_picture(
    address: str, status: int, sentence: str, client: Client
) -> None:
    answer = client.get(f"/chart/{address}", accept_language="en")
    assert said(answer, status).startswith(sentence)
    assert answer.headers["cache-control"] == "no-store"


WORDS = (
    st.sampled_from(["demo-01", "2024-2025", "53", "Bretagne", "2", "full_course", "fr", "1", "2026-11-26"]) | st.text()
)
NAMES = st.sampled_from(["edition", "lang", "day", "times", *gallery.FILTERS, "theme"])


@settings(deadline=None, max_examples=60, suppress_health_check=list(HealthCheck))
@given(st.sampled_from([*gallery.NAMES, "", "..", "é"]), st.lists(st.tuples(NAMES, WORDS), max_size=4))
def test_whatever_an_address_asks_for_gets_a_chart_or_a_sentence(
    client: Client, name: str, pairs: list[tuple[str, str]]
) -> None:
    answer = client.get(f"/chart/{name}.json?{urlencode(pairs, errors='replace')}")
    assert answer.status in (200, 400, 404)
    if answer.status == 200:
        about = answer.json()["provenance"]
        again = client.get(about["address"].replace(".png?", ".json?"))
        assert again.json()["provenance"] == about


def test_the_sentence_is_in_the_language_that_is_asked_for(client: Client) -> None:
    assert said(client.get("/chart/x.json?lang=fr"), 404).startswith("Aucun graphique ne s’appelle x.")
    assert said(client.get("/chart/headcount.json?lang=de"), 400).startswith("L’adresse demande lang=de")
    assert said(client.get("/chart/headcount.json?projects=x", accept_language="fr"), 400).startswith(
        "L’adresse demande"
    )


def test_what_pins_everything_is_kept_and_known_again(client: Client) -> None:
    first = client.get(f"/chart/headcount.csv?{PINNED}")
    assert first.headers["cache-control"] == "private, max-age=86400, immutable"
    assert first.headers["cross-origin-resource-policy"] == "same-site"
    assert first.headers["content-security-policy"].endswith("frame-ancestors 'none'")
    again = client.get(f"/chart/headcount.csv?{PINNED}", if_none_match=first.headers["etag"])
    assert (again.status, again.content, again.headers["etag"]) == (304, b"", first.headers["etag"])
    other = client.get(f"/chart/headcount.csv?{PINNED}&years=2024-2025")
    assert other.headers["etag"] != first.headers["etag"]


@pytest.mark.parametrize("left_out", ["edition", "lang", "day"])
def test_what_leaves_something_open_is_asked_again_each_time(left_out: str, client: Client) -> None:
    kept = "&".join(part for part in PINNED.split("&") if not part.startswith(left_out))
    answer = client.get(f"/chart/headcount.json?{kept}")
    assert answer.headers["cache-control"] == "no-cache"
    assert "Accept-Language" in answer.headers["vary"]


def test_a_csv_is_a_spreadsheets_of_its_language_with_the_pictures_numbers(client: Client) -> None:
    french, english = (client.get(f"/chart/headcount.csv?{PINNED}".replace("=en", f"={lang}")) for lang in ("fr", "en"))
    assert french.headers["content-disposition"] == 'attachment; filename="headcount-edition-1-fr.csv"'
    assert french.content[:3] == b"\xef\xbb\xbf"
    rows = [
        list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig")), delimiter=sign))
        for answer, sign in ((french, ";"), (english, ","))
    ]
    assert rows[0][0][0] == "Année universitaire" and rows[1][0][0] == "Academic year"
    assert [row[1] for row in rows[0][1:]] == [row[1] for row in rows[1][1:]] and len(rows[0]) > 3


def test_a_spreadsheet_is_a_workbook(client: Client) -> None:
    answer = client.get(f"/chart/headcount.xlsx?{PINNED}")
    assert (answer.status, answer.content[:2]) == (200, b"PK")
    assert answer.headers["content-disposition"] == 'attachment; filename="headcount-edition-1-en.xlsx"'


def test_many_readers_at_once_get_each_their_own_chart(client: Client) -> None:
    addresses = [f"/chart/{name}.json?{PINNED}" for name in gallery.NAMES]
    alone = {address: client.get(address).text for address in addresses}
    with ThreadPoolExecutor(8) as pool:
        for address, text in zip(addresses * 2, pool.map(lambda one: client.get(one).text, addresses * 2), strict=True):
            assert text == alone[address]


def test_an_edition_that_was_not_protected_is_not_shown(client: Client, store: Path, tmp_path: Path) -> None:
    exact = store / "editions" / "0002.duckdb"
    shutil.copy2(store / "editions" / "0001.duckdb", exact)
    exact.chmod(0o600)
    with duckdb.connect(str(exact)) as edition:
        edition.execute("UPDATE manifest SET value = 'false' WHERE key = 'protected'")
        edition.execute("UPDATE manifest SET value = '2' WHERE key = 'edition'")
    try:
        answer = client.get("/chart/headcount.json?edition=2&lang=en")
        assert said(answer, 404).startswith("Edition 2 was made before small counts were protected")
        newest = client.get("/chart/headcount.json?lang=en")
        assert newest.json()["provenance"]["edition"] == 1
    finally:
        exact.unlink()


def test_without_a_store_it_says_that_nothing_was_published(
    client: Client, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("EHEALTH_STORE", str(tmp_path / "none"))
    assert said(client.get("/chart/headcount.json?lang=en"), 404) == "No edition has been published yet."
    assert said(client.get("/chart/headcount.json?lang=en&edition=1"), 404) == "Edition 1 does not exist."


@pytest.mark.parametrize("form", ["png", "svg"])
def test_without_a_chromium_only_pictures_are_refused(
    form: str, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BROWSER_PATH", "/nowhere/chromium")
    monkeypatch.setattr("ehealth.routes.charts.STUDIO", drawing.Studio())
    french = said(client.get(f"/chart/headcount.{form}?lang=fr"), 501)
    assert french.startswith("Ce serveur n’a pas de Chromium")
    assert said(client.get(f"/chart/headcount.{form}?lang=en"), 501).startswith("This server has no Chromium")
    assert client.get("/chart/headcount.json").status == 200


def test_another_interface_than_loopback_is_refused(client: Client) -> None:
    app = Starlette(routes=ROUTES, middleware=serving.middleware(published.acronyms))
    elsewhere = Client(app, "192.0.2.1")
    for address in ("/chart/headcount.json", "/take/take.js", "/briefing-mode"):
        assert elsewhere.get(address).status == 403


@pytest.mark.parametrize("name", ["take.js", "ehealth.css", "fonts.css", "plotly.min.js", "mode.css"])
def test_what_pictures_are_made_with_is_served_from_here_alone(name: str, client: Client) -> None:
    answer = client.get(f"/take/{name}")
    assert answer.status == 200 and len(answer.content) > 200
    if name != "plotly.min.js":  # which knows the addresses of map tiles; no chart of ours asks for any
        assert "http" not in answer.text.replace("http://www.w3.org/", "")
    assert client.get("/take/../dashboard.py").status == client.get("/take/faces.py").status == 404


def test_the_frame_is_plain_json(client: Client) -> None:
    text = client.get(f"/chart/waves.json?{PINNED}").text
    assert "NaN" not in text and "Infinity" not in text
    json.loads(text)


@pytest.mark.parametrize("wrong", ["year=2024-2025", "draft=1", "project=demo-01", "day=2010-01-01", "day=2040-01-01"])
def test_a_filter_misspelt_and_a_day_that_is_not_the_editions_are_refused(client: Client, wrong: str) -> None:
    answer = client.get(f"/chart/waves.json?lang=en&{wrong}")
    assert (answer.status, f"asks for {wrong}" in answer.text) == (400, True)
