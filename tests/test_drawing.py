"""Pictures that the server draws: the same as a browser's, with a Chromium that may die, hang, be missing or be asked
for too much."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier
from typing import Any

import pytest
from playwright.sync_api import Browser
from starlette.applications import Starlette

from ehealth.briefing import pictures
from ehealth.domain import LANGUAGES, Refusal
from ehealth.routes import ROUTES, drawing
from ehealth.routes.drawing import Studio
from tests.asking import Client

SAID = {
    "address": "/chart/headcount.png?edition=7&lang=fr&day=2026-11-26",
    "chart": "headcount",
    "edition": 7,
    "made_on": "2026-11-26",
    "lang": "fr",
    "filters": "sans filtre",
    "title": "Un titre <b>long</b> & « vrai »",
    "demonstration": True,
    "numbers": "0" * 64,
    "drawn_on": "2026-11-26",
}
FIGURE: dict[str, Any] = {"data": [{"type": "bar", "x": ["a"], "y": [1]}], "layout": {"paper_bgcolor": "#FFFFFF"}}


def frame(**changes: Any) -> dict[str, Any]:
    return {"figure": FIGURE, "width": 800, "height": 450, "scale": 2, "provenance": SAID, "name": "x"} | changes


@pytest.fixture(scope="module", autouse=True)
def browser_path(request: pytest.FixtureRequest) -> Iterator[None]:
    """Where `make chromium` did not install a system's Chromium, it installed Playwright's."""
    with pytest.MonkeyPatch.context() as patch:
        if not any(map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))):
            browser: Browser = request.getfixturevalue("browser")
            patch.setenv("BROWSER_PATH", browser.browser_type.executable_path)
        yield


@pytest.fixture(scope="module")
def studio() -> Iterator[Studio]:
    one = Studio()
    yield one
    one.close()


def chromiums() -> list[int]:
    """The browsers that this process started; Kaleido starts them through a process of its own."""
    listed = subprocess.run(
        ["ps", "-A", "-ww", "-o", "pid=,ppid=,args="], capture_output=True, text=True, check=True
    ).stdout
    rows = [
        (int(pid), int(parent), *said) for pid, parent, *said in (line.split(None, 2) for line in listed.splitlines())
    ]
    ours = {os.getpid()} | {pid for pid, parent, *_ in rows if parent == os.getpid()}
    started = [row for row in rows if row[1] in ours - {os.getpid()} and "--remote-debugging-pipe" in row[-1]]
    return [row[0] for row in started if "playwright_" not in row[-1]]  # the browser tests have one of their own


def size(png: bytes) -> tuple[int, int]:
    return int.from_bytes(png[16:20], "big"), int.from_bytes(png[20:24], "big")


@pytest.mark.parametrize("times", [1, 2, 3])
def test_a_png_is_so_many_times_1600_wide_and_says_where_it_comes_from(studio: Studio, times: int) -> None:
    png = studio.draw(frame(), times)
    assert size(png) == (1600 * times, 900 * times)
    assert pictures.read(png) == pictures.Said(**SAID)


def test_an_svg_has_its_faces_inside_and_says_where_it_comes_from(studio: Studio) -> None:
    svg = studio.draw(frame(), 0)
    assert pictures.read(svg) == pictures.Said(**SAID)
    assert svg.count(b"@font-face") == 2 and b"http://www.w3.org/2000/svg" in svg


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_address_of_a_chart_answers_with_its_picture(
    lang: str, studio: Studio, demo_store: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("EHEALTH_STORE", str(shutil.copytree(demo_store, tmp_path / "store")))
    monkeypatch.setattr("ehealth.routes.charts.STUDIO", studio)
    client = Client(Starlette(routes=ROUTES))
    about = client.get(f"/chart/placement.json?lang={lang}&years=2023-2024").json()["provenance"]
    for address, kind in ((about["address"] + "&times=2", "png"), (about["address"].replace("png", "svg"), "svg+xml")):
        answer = client.get(address)
        assert (answer.status, answer.headers["content-type"]) == (200, f"image/{kind}")
        assert answer.headers["content-security-policy"].startswith("default-src 'none';")
        assert answer.headers["cache-control"] == "private, max-age=86400, immutable"
        assert vars(pictures.read(answer.content)) == about
    png = client.get(about["address"] + "&times=2")
    assert size(png.content)[0] == 3200
    assert png.headers["content-disposition"] == f'inline; filename="placement-edition-1-{lang}.png"'


def test_one_browser_draws_them_all(studio: Studio) -> None:
    studio.draw(frame(), 1)
    (first,) = chromiums()
    studio.draw(frame(), 0)
    assert chromiums() == [first]


def test_a_browser_that_died_between_two_pictures_is_started_again_unnoticed(studio: Studio) -> None:
    studio.draw(frame(), 1)
    (dead,) = chromiums()
    os.kill(dead, signal.SIGKILL)
    assert size(studio.draw(frame(), 1)) == (1600, 900)
    assert len(chromiums()) == 1 and chromiums() != [dead]


def test_a_browser_that_dies_over_a_picture_is_started_again_unnoticed(studio: Studio) -> None:
    studio.draw(frame(), 1)
    many = frame(figure=FIGURE | {"data": [{"type": "scatter", "y": list(range(20_000))}] * 5})
    with ThreadPoolExecutor() as pool:
        drawn = pool.submit(studio.draw, many, 1)
        time.sleep(0.5)
        for busy in chromiums():
            os.kill(busy, signal.SIGKILL)
        assert size(drawn.result()) == (1600, 900)
    assert size(studio.draw(frame(), 1)) == (1600, 900)


def test_a_figure_that_cannot_be_drawn_is_refused_and_the_next_one_is_drawn(studio: Studio) -> None:
    with pytest.raises(Refusal, match="picture-failed"):
        studio.draw(frame(figure=None), 1)
    assert size(studio.draw(frame(), 1)) == (1600, 900)


def test_a_picture_that_takes_too_long_is_given_up_and_the_next_one_is_drawn(
    studio: Studio, monkeypatch: pytest.MonkeyPatch
) -> None:
    studio.draw(frame(), 1)
    with monkeypatch.context() as hurried:
        hurried.setattr(drawing, "DRAWING", 0.01)
        with pytest.raises(Refusal, match="picture-failed"):
            studio.draw(frame(), 3)
    assert size(studio.draw(frame(), 1)) == (1600, 900)
    assert len(chromiums()) == 1


def test_whoever_asks_while_four_wait_is_told_to_come_back(studio: Studio) -> None:
    studio.draw(frame(), 1)

    together = Barrier(7)

    def asked(_: int) -> str:
        together.wait()
        try:
            return f"{size(studio.draw(frame(), 3))}"
        except Refusal as refusal:
            return refusal.code

    with ThreadPoolExecutor(7) as pool:
        assert sorted(pool.map(asked, range(7))) == ["(4800, 2700)"] * 4 + ["pictures-busy"] * 3


def test_without_a_chromium_it_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BROWSER_PATH", "/nowhere/chromium")
    nowhere, before = Studio(), chromiums()
    for _ in range(2):
        with pytest.raises(Refusal, match="no-chromium"):
            nowhere.draw(frame(), 1)
    nowhere.close()
    assert chromiums() == before


def test_a_chromium_that_does_not_start_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BROWSER_PATH", shutil.which("false") or "")
    broken = Studio()
    with pytest.raises(Refusal, match="picture-failed"):
        broken.draw(frame(), 1)
    broken.close()


def test_a_picture_fetches_nothing_whatever_its_figure_names(studio: Studio) -> None:
    with socket.create_server(("127.0.0.1", 0)) as asked:
        asked.settimeout(1)
        image = {"source": f"http://127.0.0.1:{asked.getsockname()[1]}/x.png", "sizex": 1, "sizey": 1}
        layout = FIGURE["layout"] | {"images": [image], "title": {"text": f'<a href="{image["source"]}">x</a>'}}
        for times in (0, 1):
            try:
                studio.draw(frame(figure=FIGURE | {"layout": layout}), times)
            except Refusal as refusal:
                assert refusal.code == "picture-failed"
        with pytest.raises(TimeoutError):
            asked.accept()


def test_closing_ends_the_browser_and_the_next_picture_starts_another() -> None:
    one, before = Studio(), chromiums()
    one.draw(frame(), 1)
    assert len(chromiums()) == len(before) + 1
    one.close()
    assert chromiums() == before
    assert size(one.draw(frame(), 1)) == (1600, 900)
    one.close()
    assert chromiums() == before
