"""Three readers and one registry process behind nginx: an edition is published while people click, a reader dies.

Short: about 20 seconds of a quiet machine, most of it starting. Long: 12 guests, 4 editions, each reader killed once.
"""

from __future__ import annotations

import asyncio
import json
import os
import signal
import ssl
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest
from playwright.sync_api import Browser, BrowserContext, expect

from ehealth.editions import edition_file
from tests.asking import apart
from tests.browser import harness, identity, proxy
from tests.browser.conftest import copied
from tests.browser.test_upload import cohort_file
from tests.torture.guests import READER, Guest, Seen, click, kept_in_step
from tests.torture.size import of, tell

GUESTS, EDITIONS, DEATHS = of(6, 12), of(1, 4), of(1, 3)
PAGES = ["training", "", "funding", "waves"]
PAUSE = 0.5  # seconds that a guest looks at a page
WITHIN = 30.0  # seconds until every reader has moved, on a machine that others use too; what it took is told
END = 400.0  # a machine that others use, too


@dataclass
class Site:
    """address: of the readers; desk: of the registry process; processes: by the readers' numbers."""

    address: str
    desk: str
    store: Path
    trusting: ssl.SSLContext
    folders: dict[str, Path]
    told: dict[str, dict[str, str]]
    processes: dict[str, subprocess.Popen[bytes]]

    def start(self, name: str) -> None:
        """A process of the product on a folder; whether it answers is not waited for."""
        environment = {**os.environ, **self.told[name], "EHEALTH_STORE": str(self.folders[name])}
        with self.log(name).open("ab") as log:
            command = [sys.executable, "dashboard.py"]
            self.processes[name] = subprocess.Popen(command, cwd=harness.ROOT, env=environment, stdout=log, stderr=log)

    def log(self, name: str) -> Path:
        """What the server says of itself."""
        return self.store.with_name(f"{name}.said")

    def wait(self, name: str) -> None:
        harness.wait_for(f"http://127.0.0.1:{self.told[name]['PORT']}/readyz", self.processes[name])

    def kill(self, name: str) -> None:
        self.processes[name].send_signal(signal.SIGKILL)
        self.processes[name].wait(timeout=10)

    def guest(self, who: str = "dominique", where: str = "", lang: str = "en") -> Guest:
        return Guest(where or self.address, lang=lang, who=who, trusting=self.trusting)


@pytest.fixture(scope="module")
def site(demo_store: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    tmp_path = tmp_path_factory.mktemp("site")
    store, ports = copied(demo_store, tmp_path), [harness.free_port() for _ in range(7)]
    desk, address = (f"https://{proxy.NAME}:{port}" for port in ports[:2])
    with ExitStack() as stack:
        provider = stack.enter_context(identity.providing(address, desk=desk))
        identity.Service(address, provider, store).give(dominique="reader")
        folders = {"desk": store} | {name: tmp_path / f"machine-{name}" / "store" for name in "123"}
        for name in "12":  # one shared disk, which is theirs to read
            folders[name].mkdir(parents=True)
            for shared in ("editions", "access.json"):
                (folders[name] / shared).symlink_to(store / shared)
        stack.enter_context(kept_in_step(store, folders["3"]))
        told = identity.configuration(provider, address, tmp_path)
        told |= {"EHEALTH_MODE": "reader", "EHEALTH_DESK_URL": desk}
        own = {"EHEALTH_MODE": "", "EHEALTH_OIDC_CLIENT_ID": "desk", "EHEALTH_PUBLIC_URL": desk}
        each = {name: told | {"PORT": str(port)} for name, port in zip(folders, ports[3:], strict=True)}
        each["desk"] |= own
        found = Site(address, desk, store, ssl.create_default_context(), folders, each, {})
        stack.enter_context(running(found))
        more = proxy.readers_site(ports[1], ports[4:], tmp_path)
        found.trusting = stack.enter_context(proxy.proxying(ports[0], ports[2], ports[3], tmp_path, more))
        yield found


@contextmanager
def running(site: Site) -> Iterator[None]:
    """All of its processes, started at once."""
    try:
        for name in site.folders:
            site.start(name)
        for name in site.folders:
            site.wait(name)
        yield
    finally:
        for process in site.processes.values():
            process.kill()
            process.wait(timeout=10)


def test_every_reader_moves_to_a_new_edition_under_load_and_outlives_the_death_of_another(site: Site) -> None:
    seen = apart(clicked(site))
    assert seen.faults == []
    took = np.array([seconds for *_, seconds in seen.clicks])
    middle, tail = 1000 * np.percentile(took, [50, 95])
    tell(f"{len(took)} clicks of {GUESTS} guests on 3 readers: p50 {middle:.0f} ms, p95 {tail:.0f} ms, no error")
    assert sorted({reader for *_, reader, _, _ in seen.clicks}) == ["1", "2", "3"]
    lines = [json.loads(line) for name in "123" for line in logged(site.folders[name])]
    signed = [line for line in lines if line["action"] == "sign_in"]
    assert [line["action"] for line in lines if line not in signed] == ["sign_out"]
    assert len(signed) == GUESTS + 1 + len(seen.moved), "no sign-in without its line, on the machine of its reader"
    assert {line["role"] for line in signed} == {"reader"}
    assert [name for name in site.folders if "Traceback" in site.log(name).read_text()] == []
    for name in "123":
        assert {one.name for one in site.folders[name].iterdir()} == {"editions", "access.json"}


def logged(store: Path) -> list[str]:
    return [line for file in store.with_name("store.log").iterdir() for line in file.read_text().splitlines()]


async def clicked(site: Site) -> Seen:
    """The story; what the guests saw."""
    seen, done = Seen(), asyncio.Event()
    guests = [site.guest() for _ in range(GUESTS)] + [site.guest(lang="en&edition=1")]
    for guest in guests:
        await guest.sign_in()
    spread = Counter(guest.reader for guest in guests)
    assert len(spread) == 3, spread
    await alone(site, guests[0])
    for guest in guests:
        await guest.__aenter__()
    clicking = [asyncio.create_task(click(guest, seen, PAGES, PAUSE, done)) for guest in guests]
    async with asyncio.timeout(of(END, 3 * END)):
        await steward(site, seen)
        for name in "213"[:DEATHS]:
            await death(site, seen, guests, name)
    done.set()
    await asyncio.gather(*clicking)
    await left(site, guests[0])
    for guest in guests:
        await guest.__aexit__(None, None, None)
        await guest.client.aclose()
    return seen


async def alone(site: Site, guest: Guest) -> None:
    """A session is known to the reader that it began at, and to no other process."""
    there = {name: 200 if name == guest.reader else 401 for name in "123"} | {"desk": 401}
    assert await answers(site, guest.cookies) == there


async def left(site: Site, guest: Guest) -> None:
    """Who signs out is out everywhere, in the open tab and with a cookie that was kept."""
    kept = guest.cookies
    await guest.sign_out()
    await guest.open("training")
    assert (guest.faults, guest.charts) == (["auth_redirect"], 0)
    assert await answers(site, kept) == dict.fromkeys([*"123", "desk"], 401)


async def answers(site: Site, cookies: dict[str, str]) -> dict[str, int]:
    """What each process says to somebody with these cookies."""
    found = {}
    async with site.guest().client as other:
        for name in [*"123", "desk"]:
            said = "; ".join(f"{key}={value}" for key, value in (cookies | {READER: name}).items())
            where = site.desk if name == "desk" else site.address
            found[name] = (await other.get(f"{where}/chart/headcount.csv", headers={"Cookie": said})).status_code
            other.cookies.clear()
    return found


async def steward(site: Site, seen: Seen) -> None:
    """Sends a file and publishes, by the pages of the registry process; tells how long each reader took to move."""
    desk = site.guest("camille", site.desk)
    await desk.sign_in()
    async with desk:
        for number in range(2, EDITIONS + 2):
            await desk.open("upload")
            await desk.send(desk.key("upload.file."), "cohorts.csv", cohort_file("2026-2027", 20 + 5 * number))
            await desk.press(desk.key("upload.record."))
            await desk.open("publish")
            ledger = max(int(key[8:]) for key in desk.widgets if key.startswith("publish.") and key[8:].isdecimal())
            await desk.press(f"publish.{ledger}")
            assert any(f"Edition {number} is published" in said for said in desk.said), desk.said
            since = edition_file(site.store, number).stat().st_ctime  # when it got its name
            while len(moved := seen.moving(number, since)) < 3:
                assert time.time() - since < WITHIN, moved
                await asyncio.sleep(0.1)
            said = ", ".join(f"reader {name} {took:.1f} s" for name, took in sorted(moved.items()))
            tell(f"edition {number}, after its publication: {said} (3 has a copy that another tool writes)")


async def death(site: Site, seen: Seen, guests: list[Guest], name: str) -> None:
    """A reader is killed: its guests sign in at another, and stay there when it is back; nobody else notices."""
    before, theirs = len(seen.moved), [guest for guest in guests if guest.reader == name]
    site.kill(name)
    since = time.time()
    while len(seen.moved) < before + len(theirs):
        assert time.time() - since < WITHIN, seen.moved
        await asyncio.sleep(0.1)
    took = max(seconds for *_, seconds in seen.moved[before:])
    tell(f"reader {name} killed: its {len(theirs)} guests signed in at another, the last within {took:.1f} s")
    assert {left for left, *_ in seen.moved[before:]} == {name}
    assert len(seen.moved) == before + len(theirs), seen.moved
    site.start(name)
    await asyncio.to_thread(site.wait, name)
    for guest in theirs:
        answer = await guest.client.get(f"{site.address}/chart/headcount.csv?edition=1")
        assert (answer.status_code, guest.reader == name) == (200, False)


def test_a_browser_whose_reader_dies_is_back_where_it_was_after_one_click(site: Site, browser: Browser) -> None:
    context = harness.browser_of(browser, ignore_https_errors=True)
    service = identity.Service(site.address, identity.Provider(0, {}), site.store)
    page = identity.signed_in(service, context, "dominique")
    here, reader = page.url, cookie(context)
    site.kill(reader)
    identity.on_sign_in_page(page)
    identity.refused(page, "Votre session a pris fin. Connectez-vous pour reprendre où vous en étiez.")
    page.locator(identity.BUTTON).click()
    identity.arrived(page, here)
    assert cookie(context) != reader
    expect(page.get_by_role("link", name="Se déconnecter")).to_be_visible()
    page.goto(f"{site.address}/upload")
    harness.settled(page)
    page.get_by_role("link", name="Y aller").click()
    page.wait_for_url(f"{site.desk}/signin**")
    context.close()


def cookie(context: BrowserContext) -> str:
    """The number of the reader that the browser is led to."""
    return next(str(each["value"]) for each in context.cookies() if each["name"] == READER)
