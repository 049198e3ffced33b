"""A visitor without a browser: one tab that speaks Streamlit's protocol as a browser does, many in one process."""

from __future__ import annotations

import asyncio
import time
import uuid
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any

import httpx
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.Common_pb2 import FileURLs
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState
from streamlit.util import calc_hash
from websockets.asyncio.client import ClientConnection, connect

PATIENCE = 120.0  # seconds until a click counts as lost
KEPT = 3  # runs for which a browser keeps a large message, to be told its hash only

SUCCESS, FRAGMENT = ForwardMsg.FINISHED_SUCCESSFULLY, ForwardMsg.FINISHED_FRAGMENT_RUN_SUCCESSFULLY
IN_FILE, STREAM = "/_stcore/upload_file", "/_stcore/stream"


@dataclass
class Visitor:
    """One tab. After each run: `widgets` by the end of their id, which is their key; `said`, the texts of alerts;
    `charts`, how many there are; `faults`, what must not be."""

    address: str
    page: str = ""
    lang: str = "en"
    widgets: dict[str, Any] = field(default_factory=dict)
    said: list[str] = field(default_factory=list)
    charts: int = 0
    faults: list[str] = field(default_factory=list)
    states: dict[str, WidgetState] = field(default_factory=dict)
    large: dict[str, tuple[Any, int]] = field(default_factory=dict)  # hash → (element, the run that last had it)
    runs: int = 0

    async def __aenter__(self) -> Visitor:
        address = self.address.replace("http://", "ws://") + STREAM
        self.socket: ClientConnection = await connect(address, subprotocols=["streamlit"], max_size=None)  # type: ignore[list-item]
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, at: TracebackType | None
    ) -> None:
        await self.socket.close()

    async def open(self, page: str) -> float:
        """Goes to a page, as a click in the menu does; seconds until it is there."""
        self.page, self.states = page, {}
        return await self.run()

    async def choose(self, key: str, values: list[str]) -> float:
        """Changes a choice of several; seconds until the page is drawn again."""
        self._state(key).string_array_value.data[:] = values
        return await self.run()

    async def write(self, key: str, text: str) -> float:
        """Fills in a text, or takes one of a list."""
        self._state(key).string_value = text
        return await self.run()

    async def tick(self, key: str) -> float:
        """Ticks a box."""
        self._state(key).bool_value = True
        return await self.run()

    async def press(self, key: str) -> float:
        """Presses a button."""
        state = WidgetState(id=self.widgets[key].id, trigger_value=True)
        return await self.run(state)

    async def run(self, *once: WidgetState) -> float:
        """Runs the page with the widgets as they are; seconds from the click to the end of the script."""
        request = BackMsg()
        asked = request.rerun_script
        asked.query_string = f"lang={self.lang}"
        asked.page_script_hash = calc_hash(self.page) if self.page else ""
        asked.widget_states.widgets.extend([*self.states.values(), *once])
        asked.cached_message_hashes.extend(self.large)
        self.widgets, self.said, self.charts = {}, [], 0
        self.runs += 1
        start = time.perf_counter()
        await self.socket.send(request.SerializeToString())
        async with asyncio.timeout(PATIENCE):
            while not self._heard(await self.socket.recv(decode=False)):
                pass
        self.large = {key: kept for key, kept in self.large.items() if kept[1] > self.runs - KEPT}
        return time.perf_counter() - start

    async def send(self, key: str, name: str, content: bytes) -> float:
        """Gives a file to an uploader, by the address that the server names; seconds until the page has judged it."""
        start, place = time.perf_counter(), await self._place(name)
        async with httpx.AsyncClient(base_url=self.address, timeout=PATIENCE) as client:
            await client.get("/_stcore/health")  # the page asks it, and gets the cookie
            token = client.cookies.get("_streamlit_xsrf") or ""
            sent = await client.put(place.upload_url, files={"file": (name, content)}, headers={"X-Xsrftoken": token})
        sent.raise_for_status()
        info = self._state(key).file_uploader_state_value.uploaded_file_info.add()
        info.file_id, info.name, info.size = place.file_id, name, len(content)
        info.file_urls.CopyFrom(place)
        await self.run()
        return time.perf_counter() - start

    def key(self, beginning: str) -> str:
        """The key of the first widget that begins so: some carry a number."""
        found = [key for key in self.widgets if key.startswith(beginning)]
        assert found, f"/{self.page} has no {beginning}; it says: {self.said}"
        return found[0]

    async def _place(self, name: str) -> FileURLs:
        request = BackMsg()
        request.file_urls_request.request_id = uuid.uuid4().hex
        request.file_urls_request.file_names.append(name)
        await self.socket.send(request.SerializeToString())
        while True:
            message = ForwardMsg.FromString(await self.socket.recv(decode=False))
            if message.WhichOneof("type") == "file_urls_response":
                place: FileURLs = message.file_urls_response.file_urls[0]
                return place

    def _state(self, key: str) -> WidgetState:
        id = self.widgets[key].id
        self.states[id] = WidgetState(id=id)
        return self.states[id]

    def _heard(self, frame: bytes) -> bool:
        """Takes a message in; whether the script is at its end. One that is run again at once ends later."""
        message = ForwardMsg.FromString(frame)
        kind = message.WhichOneof("type")
        if kind == "script_finished":
            if message.script_finished in (SUCCESS, FRAGMENT):
                return True
            self.widgets, self.said, self.charts = {}, [], 0  # what was drawn so far is drawn anew
        if kind == "ref_hash":
            self._shown(self.large[message.ref_hash][0])
            self.large[message.ref_hash] = (self.large[message.ref_hash][0], self.runs)
        elif kind == "delta":
            element = message.delta.new_element
            if message.metadata.cacheable:
                self.large[message.hash] = (element, self.runs)
            self._shown(element)
        elif kind in ("page_not_found", "auth_redirect"):
            self.faults.append(kind)
        return False

    def _shown(self, element: Any) -> None:
        kind = element.WhichOneof("type")
        if kind is None:
            return
        found = getattr(element, kind)
        if kind == "html":
            self.charts += found.body.count('class="eh-chart"')
        elif kind == "exception":
            self.faults.append(f"{found.type}: {found.message}")
        elif kind == "alert":
            self.said.append(found.body)
        elif id := getattr(found, "id", ""):
            self.widgets[id.split("-", 2)[-1]] = found
