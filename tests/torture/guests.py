"""Readers who sign in, over TLS, behind nginx, without a browser; and a folder that another machine keeps in step."""

from __future__ import annotations

import asyncio
import re
import shutil
import ssl
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed

from tests.torture.visitor import PATIENCE, STREAM, Visitor

ON_SHOW = re.compile(r"badge\[Edition (\d+) ")
WRONG = re.compile(r"damaged|broke|does not exist|not on this server|[Nn]othing has been|No edition")
READER = "ehealth_reader"  # the cookie that docs/nginx-readers.conf gives
ROUND, PIECES = 1.0, 4  # seconds between two looks of a copying tool; parts in which it writes a file


@dataclass
class Guest(Visitor):
    """edition: on show after a run; gone: how often the server closed its tab."""

    who: str = "dominique"
    trusting: ssl.SSLContext | None = None
    edition: int = 0
    gone: int = 0

    def __post_init__(self) -> None:
        self.client = httpx.AsyncClient(verify=self.trusting or True, timeout=PATIENCE, follow_redirects=True)

    @property
    def reader(self) -> str:
        """The number of the reader that nginx leads it to."""
        return self.client.cookies.get(READER) or ""

    async def sign_in(self) -> None:
        """By the provider, which asks who one is the first time only."""
        page = await self.client.get(f"{self.address}/login?next=/healthz")
        if "/interaction/" in str(page.url):
            page = await self.client.get(f"{page.url}/{self.who}")
        assert (page.status_code, page.text) == (200, "ok"), page.text

    async def __aenter__(self) -> Guest:
        cookies = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        self.socket = await connect(
            self.address.replace("https://", "wss://") + STREAM,
            subprotocols=["streamlit"],  # type: ignore[list-item]
            additional_headers={"Cookie": cookies},
            ssl=self.trusting,
            max_size=None,
        )
        assert self.socket.response is not None
        for given in self.socket.response.headers.get_all("set-cookie"):
            name, _, value = given.partition(";")[0].partition("=")
            self.client.cookies.set(name, value, self.domain)
        return self

    @property
    def cookies(self) -> dict[str, str]:
        """What a browser would send to the service."""
        return {one.name: str(one.value) for one in self.client.cookies.jar if one.domain == self.domain}

    @property
    def domain(self) -> str:
        return str(httpx.URL(self.address).host)

    async def come_back(self) -> None:
        """What a browser does whose tab was closed: it connects again, is told to sign in, and does."""
        self.gone, self.large = self.gone + 1, {}
        self.faults = []
        async with self, asyncio.timeout(PATIENCE):
            try:
                while True:
                    self._heard(await self.socket.recv())
            except ConnectionClosed:
                assert self.faults == ["auth_redirect"], self.faults
        self.faults = []
        await self.sign_in()
        await self.__aenter__()

    async def sign_out(self) -> None:
        """As the page's link does; the provider's own end of it is not waited for."""
        asked = {"sec-fetch-site": "same-origin", "sec-fetch-dest": "document", "sec-fetch-user": "?1"}
        answer = await self.client.get(f"{self.address}/logout", headers=asked, follow_redirects=False)
        assert answer.status_code == 303, answer.text

    async def send(self, key: str, name: str, content: bytes) -> float:
        """As a visitor, with the cookies of the session."""
        start, place = time.perf_counter(), await self._place(name)
        await self.client.get(f"{self.address}/_stcore/health")
        files, headers = {"file": (name, content)}, {"X-Xsrftoken": self.client.cookies.get("_streamlit_xsrf") or ""}
        (await self.client.put(self.address + place.upload_url, files=files, headers=headers)).raise_for_status()
        info = self._state(key).file_uploader_state_value.uploaded_file_info.add()
        info.file_id, info.name, info.size = place.file_id, name, len(content)
        info.file_urls.CopyFrom(place)
        await self.run()
        return time.perf_counter() - start

    def _shown(self, element: Any) -> None:
        super()._shown(element)
        if found := ON_SHOW.search(element.markdown.body):
            self.edition = int(found[1])


@dataclass
class Seen:
    """What guests saw: (when, whose guest number, reader, edition, seconds of the answer), and what must not be."""

    clicks: list[tuple[float, int, str, int, float]] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    moved: list[tuple[str, str, float]] = field(default_factory=list)  # from which reader to which, in how many seconds

    def moving(self, edition: int, since: float) -> dict[str, float]:
        """Reader → seconds until the last of its guests saw the edition; only readers whose guests all have."""
        theirs, first = dict[int, str](), dict[int, float]()
        for when, guest, reader, on_show, _ in self.clicks:
            theirs[guest] = reader
            if on_show >= edition:
                first.setdefault(guest, when)
        late = {reader for guest, reader in theirs.items() if guest not in first}
        last = {one: max(first[guest] for guest in theirs if theirs[guest] == one) for one in {*theirs.values()} - late}
        return {reader: max(when - since, 0) for reader, when in last.items()}


async def click(guest: Guest, seen: Seen, pages: list[str], pause: float, done: asyncio.Event) -> None:
    """One guest: page after page until the end; what the address pins must stay on show."""
    turn, pinned = 0, "edition=1" in guest.lang
    while not done.is_set():
        guest.edition, turn = 0, turn + 1
        try:
            took = await guest.open(pages[turn % len(pages)])
        except ConnectionClosed:
            left, start = guest.reader, time.time()
            await guest.come_back()
            seen.moved.append((left, guest.reader, time.time() - start))
            continue
        wrong = [said for said in guest.said if WRONG.search(said)]
        wrong += guest.faults + ["no edition"] * (not guest.edition) + ["not pinned"] * (pinned and guest.edition != 1)
        seen.faults += [f"{guest.page} at {guest.reader}: {one}" for one in wrong]
        guest.faults = []
        if not pinned:
            seen.clicks.append((time.time(), id(guest), guest.reader, guest.edition, took))
        await asyncio.sleep(pause)


@contextmanager
def kept_in_step(store: Path, copy: Path) -> Iterator[None]:
    """A copy of the editions and the access list, as a tool makes it that is worse than those we recommend: it looks
    every second, and writes an edition where it stands, in parts, its sum after it."""
    done = threading.Event()

    def run() -> None:
        while not done.wait(ROUND):
            for file in sorted((store / "editions").glob("[0-9]*")):
                if not (copy / "editions" / file.name).exists():
                    _write_slowly(file, copy / "editions" / file.name)
            _replace(store / "access.json", copy / "access.json")

    (copy / "editions").mkdir(parents=True)
    for file in (store / "editions").glob("[0-9]*"):
        shutil.copy2(file, copy / "editions")
    _replace(store / "access.json", copy / "access.json")
    thread = threading.Thread(target=run)
    thread.start()
    try:
        yield
    finally:
        done.set()
        thread.join()


def _write_slowly(source: Path, target: Path) -> None:
    content = source.read_bytes()
    step = len(content) // PIECES + 1
    with target.open("wb", buffering=0) as file:
        for start in range(0, len(content), step):
            file.write(content[start : start + step])
            time.sleep(ROUND / PIECES)


def _replace(source: Path, target: Path) -> None:
    waiting = target.parent.with_name("waiting")
    shutil.copy2(source, waiting)
    waiting.replace(target)
