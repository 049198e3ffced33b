"""A reader without a browser: Streamlit's own protocol over a websocket, and a clock."""

from __future__ import annotations

import json
import time
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.util import calc_hash
from websockets.sync.client import ClientConnection, connect

from tests.figures import in_html


@dataclass
class Reader:
    """One session of one reader on one page; `widgets` and `specs`, the charts' JSON, are what the last run sent."""

    address: str
    page: str = ""
    widgets: dict[str, Any] = field(default_factory=dict)
    specs: list[str] = field(default_factory=list)
    chosen: dict[str, list[str]] = field(default_factory=dict)
    took: float = 0.0  # the first run, in seconds
    received: int = 0  # bytes of the last run's messages

    @property
    def figures(self) -> list[Any]:
        """The charts of the last run."""
        return [json.loads(spec) for spec in self.specs]

    def __enter__(self) -> Reader:
        address = self.address.replace("http://", "ws://") + "/_stcore/stream"
        self.socket: ClientConnection = connect(address, subprotocols=["streamlit"], max_size=None)  # type: ignore[list-item]
        self.took = self.rerun()
        return self

    def __exit__(self, *_: object) -> None:
        self.socket.close()

    def rerun(self) -> float:
        """Run the page again as it is; seconds from the request to the end of the script."""
        request = BackMsg()
        request.rerun_script.query_string = "lang=en"
        request.rerun_script.page_script_hash = calc_hash(self.page) if self.page else ""
        for name, values in self.chosen.items():
            state = request.rerun_script.widget_states.widgets.add(id=self.widgets[name].id)
            state.string_array_value.data[:] = values
        self.specs, self.received = [], 0
        start = time.perf_counter()
        self.socket.send(request.SerializeToString())
        while not self._finished():
            pass
        return time.perf_counter() - start

    def choose(self, name: str, values: Iterable[str]) -> float:
        """Change a filter, as a click does; seconds until the page is drawn again."""
        self.chosen = {name: list(values)}
        return self.rerun()

    def _finished(self) -> bool:
        message = ForwardMsg()
        told = self.socket.recv(timeout=120)
        self.received += len(told)
        message.ParseFromString(told)
        element = message.delta.new_element
        if element.WhichOneof("type") == "plotly_chart":  # of a twin
            self.specs.append(element.plotly_chart.spec)
        if element.WhichOneof("type") == "html":
            self.specs += in_html(element.html.body).values()
        if element.WhichOneof("type") == "multiselect":
            self.widgets[element.multiselect.query_param_key or element.multiselect.label] = element.multiselect
        if element.WhichOneof("type") == "exception":
            raise RuntimeError(f"The page failed: {element.exception.message}")
        return message.WhichOneof("type") == "script_finished"
