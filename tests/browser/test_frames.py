"""All that a reader's browser receives, frame by frame: nothing in it depends on more than the edition."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from itertools import product
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pytest
from playwright.sync_api import Browser
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from ehealth import gallery
from ehealth.domain import STRICT_OUTCOMES
from ehealth.editions import TABLES, open_edition
from ehealth.store import Store
from ehealth.ui.taken import drawn
from tests.browser import harness, telltale
from tests.browser.frames import Captured, Received, unpacked_office
from tests.browser.leaks import leaks, people

Visits = dict[str, Received]
Twins = tuple[telltale.Twin, telltale.Twin]

AS_READER = """
import os
from ehealth import access
access.ROLE_WITHOUT_SIGN_IN = "reader"
import dashboard
{more}
dashboard.app.run(config={{"server.port": int(os.environ["PORT"])}})
"""
LEAKING = """
import streamlit as st
from ehealth import store, ui
from pages import methods
honest = methods.render

def render():
    honest()
    with store.open_store(ui.store_path()).registry() as registry:
        degrees = "FROM current_cohorts WHERE (project_code, academic_year, module_code, status)"
        degrees += " = ('tell-a', '2023-2024', 'full', 'graduated')"
        told = registry.con.execute("SELECT count(*), any_value(student_id) " + degrees).fetchone()
        st.table([dict(zip(("what", "whom"), map(str, told)))])

methods.render = render
"""
OPENING = 700  # milliseconds in which a table slides open and moves what is below it
NOT_FOR_READERS = ("upload", "publish", "people", "log", "erase")
FULL_OF_PLACES = ("charts as json", "charts as xlsx", "briefings")  # whole numbers that are pixels, rows and identities
PAGES = [name for name in harness.PAGES if name not in NOT_FOR_READERS]
ADDRESSES = [f"/{'' if name == 'overview' else name}?lang={lang}" for lang in ("fr", "en") for name in PAGES]
ADDRESSES += [
    "/training?lang=fr&projects=TELL+A&years=2024-2025",
    "/training?lang=en&edition=1&routes=Awareness",
    "/placement?lang=en&projects=TELL+B&years=2023-2024",
    "/placement?lang=fr&regions=Bretagne&edition=draft",
    "/project?lang=en&project=tell-c",
    *(f"/{name}?lang=fr" for name in NOT_FOR_READERS),
]


@pytest.fixture(scope="module")
def twins(tmp_path_factory: pytest.TempPathFactory) -> Twins:
    """Two stores of one edition: three graduates more and three other answers are held back, the rest came later."""
    folder = tmp_path_factory.mktemp("twins")
    first = telltale.made(folder)
    return telltale.continued(first, folder / "one", 3, 41), telltale.continued(first, folder / "two", 0, 12)


@pytest.fixture(scope="module")
def visits(twins: Twins, browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> list[Visits]:
    """What a reader of each received, by address."""
    script = tmp_path_factory.mktemp("script") / "reader.py"
    script.write_text(AS_READER.format(more=""))
    found = []
    for twin in twins:
        with reading(twin.store, script, browser) as captured:
            found.append({address: captured.visit(captured.server + address) for address in ADDRESSES})
            found[-1] |= {"files of methods": taken_away(captured, "methods")}
            found[-1] |= {f"charts as {form}": by_address(captured, form) for form in ("csv", "json", "xlsx")}
            found[-1] |= {"briefings": Received(answers=tuple(briefings(captured)))}
    return found


@contextmanager
def reading(store: Store, script: Path, browser: Browser) -> Iterator[Captured]:
    with harness.serving(store.path, script) as server:
        page = harness.opened(browser)
        yield Captured(page, server)
        page.context.close()


def taken_away(captured: Captured, name: str) -> Received:
    """A page and every file that it offers, as a click gives them."""
    page = captured.page
    page.goto(f"{captured.server}/{name}?lang=en")
    captured.wait()
    harness.settled(page)
    page.evaluate("document.querySelectorAll('details:not([open]) summary').forEach(each => each.click())")
    page.wait_for_timeout(OPENING)
    buttons = page.get_by_test_id("stDownloadButton").get_by_role("button")
    for place in range(buttons.count()):
        with page.expect_download():
            buttons.nth(place).click()
    captured.wait()
    return captured.take()


def by_address(captured: Captured, form: str) -> Received:
    """Every chart in a form, in both languages, as its address answers."""
    answers = []
    for name, lang in product(gallery.NAMES, ("fr", "en")):
        answer = captured.page.request.get(f"{captured.server}/chart/{name}.{form}?lang={lang}")
        answers += unpacked_office(f"{name}-{lang}.{form}", answer.body())
    return Received(answers=tuple(answers))


def briefings(captured: Captured) -> Iterator[tuple[str, bytes]]:
    """What the briefing page gives to take away, file by file of what is packed in it."""
    for name, content in taken_away(captured, "briefing").answers:
        yield from unpacked_office(name, content)


def test_the_twins_have_other_people_and_the_same_edition(twins: Twins) -> None:
    one, two = (twin.store for twin in twins)
    assert len(twins[0].exact ^ twins[1].exact) > 30
    for number in (1, 2):
        for name in TABLES:
            assert open_edition(one.path, number).table(name).equals(open_edition(two.path, number).table(name))


def test_what_a_reader_receives_depends_on_the_edition_alone(visits: list[Visits]) -> None:
    one, two = visits
    other = {address: sorted(one[address].content() ^ two[address].content()) for address in one}
    assert {address: parts for address, parts in other.items() if parts} == {}


def test_no_exact_count_and_no_identifier_reaches_a_reader(twins: Twins, visits: list[Visits]) -> None:
    for twin, visited in zip(twins, visits, strict=True):
        identifiers = telltale.identifiers(twin.store)
        assert (len(twin.exact) > 80, len(identifiers) > 1500) == (True, True)
        counts = {address: set() if address in FULL_OF_PLACES else twin.exact for address in visited}
        found = {address: leaks(each, counts[address], identifiers) for address, each in visited.items()}
        assert {address: told for address, told in found.items() if told} == {}


def test_every_page_and_file_was_read(twins: Twins, visits: list[Visits]) -> None:
    """What is looked for would have been found: the counts that the edition shows are."""
    edition = open_edition(twins[0].store.path)
    students, answers = edition.read("enrolment"), edition.read("placement").set_index("months_after").loc[12]
    full = students[students["route"] == "full_course"].groupby("academic_year")["students"].sum()
    health = answers[answers["outcome"].isin(STRICT_OUTCOMES)]["students"].sum()
    for visited in visits:
        read = {address: len(each.frames) for address, each in visited.items() if address.startswith("/")}
        refused = {f"/{name}?lang=fr" for name in NOT_FOR_READERS}
        assert refused < set(read) and min(read[address] for address in set(read) - refused) > 20
        files = {name for each in visited.values() for name, _ in each.answers if name.endswith(".csv")}
        assert files >= {*(f"edition-2-{table}.csv" for table in TABLES), "employers-fr.csv", "placement-en.csv"}
        packed = {name for name, _ in visited["briefings"].answers}
        assert {"ppt/slides/slide9.xml", "xl/workbook.xml"} <= {name.partition("x/")[2] for name in packed}
        assert any("/ppt/embeddings/" in name and "/xl/worksheets/" in name for name in packed)
        counts = {address: {count for _, count in people(each)} for address, each in visited.items()}
        for lang in ("fr", "en"):
            assert {*full} <= counts[f"/training?lang={lang}"]
            assert health in counts[f"/placement?lang={lang}"]
            assert full["2025-2026"] in counts[f"/?lang={lang}"]
        assert {*students["students"]} <= counts["files of methods"]


def test_a_page_that_reads_the_registry_is_found(twins: Twins, browser: Browser, tmp_path: Path) -> None:
    script = tmp_path / "leaking.py"
    script.write_text(AS_READER.format(more=LEAKING))
    with reading(twins[0].store, script, browser) as captured:
        seen = captured.visit(f"{captured.server}/methods?lang=en")
    found = leaks(seen, twins[0].exact, telltale.identifiers(twins[0].store))
    assert any(each.endswith("column what: 213") for each in found)
    assert any(each.startswith("an identifier: ") for each in found)


def table(**columns: list[str]) -> ForwardMsg:
    message, stream = ForwardMsg(), pa.BufferOutputStream()
    rows = pa.Table.from_pandas(pd.DataFrame(columns))
    with pa.ipc.new_stream(stream, rows.schema) as writer:
        writer.write_table(rows)
    message.delta.new_element.table.arrow_data.data = stream.getvalue().to_pybytes()
    return message


def chart(**spec: object) -> ForwardMsg:
    message = ForwardMsg()
    message.delta.new_element.html.body = drawn("headcount", {"layout": {}} | spec, "What it shows")
    return message


def sentence(text: str) -> ForwardMsg:
    message = ForwardMsg()
    message.delta.new_element.markdown.body = text
    return message


@pytest.mark.parametrize(
    ("message", "wrong"),
    [
        (sentence("In all 187 graduates"), 2),
        (sentence("187"), 1),
        (sentence("En tout 1\u202f187"), 2),
        (sentence("En tout 1\u202f185, à 18 % et 0.187 près, #187187"), 0),
        (sentence("12 graduates"), 1),
        (sentence("p-00375ee4"), 1),
        (table(Students=["185", "3", "too few"]), 1),
        (table(Institutions=["3"], Year=["2024"]), 0),
        (table(**{"Out of \\(n\\)": ["207"]}), 1),
        (table(who=["00375ee4"]), 1),
        (
            sentence(
                '<table><thead><tr><th scope="col">Count</th></tr></thead><tbody><tr><td>33</td></tr></tbody></table>'
            ),
            1,
        ),
        (chart(data=[{"type": "bar", "y": [185, 12, None]}]), 1),
        (chart(data=[{"type": "bar", "y": {"dtype": "i2", "bdata": "uwC5AA=="}}]), 2),
        (chart(data=[], layout={"height": 187, "annotations": [{"y": 187, "text": "185"}]}), 0),
        (chart(data=[], layout={"annotations": [{"text": "<b>187</b>"}]}), 1),
        (chart(data=[], layout={"annotations": [{"text": "n = 33 · counts rounded<br>to multiples of\u00a05"}]}), 1),
    ],
)
def test_what_leaks_is_found_wherever_it_stands(message: ForwardMsg, wrong: int) -> None:
    exact, identifiers = {187, 1187}, {"00375ee4"}
    assert len(leaks(Received((message.SerializeToString(),)), exact, identifiers)) == wrong


def test_files_are_looked_into(tmp_path: Path) -> None:
    files = (("a.csv", b"project_code,students\r\np,185\r\np,4\r\n"), ("b.csv", "Diplômés;n\r\n187;1\r\n".encode()))
    assert len(leaks(Received(answers=files), {187}, {"p,4"})) == 4


def test_another_sentence_of_the_same_page_is_another_content() -> None:
    one, two = (Received((sentence(text).SerializeToString(),)).content() for text in ("185 students", "190 students"))
    assert one != two
