"""A reader of the Dash twin without a browser: the request that a change of its filter makes, and a clock."""

from __future__ import annotations

import http.client
import json
import time
from collections.abc import Iterable
from urllib.parse import urlsplit

from tests.bench.twins.ready import CHARTS


class DashReader:
    """One reader; what the page is drawn from is fetched at entry, as a browser does."""

    def __init__(self, address: str) -> None:
        self.connection = http.client.HTTPConnection(urlsplit(address).netloc, timeout=120)

    def __enter__(self) -> DashReader:
        self._asked("GET", "/_dash-layout")
        return self

    def __exit__(self, *_: object) -> None:
        self.connection.close()

    def choose(self, name: str, values: Iterable[str]) -> float:
        """Change a filter; seconds until the six figures are there."""
        body = {
            "output": "".join((".." if place == 0 else "...") + f"{chart}.figure" for place, chart in enumerate(CHARTS))
            + "..",
            "outputs": [{"id": chart, "property": "figure"} for chart in CHARTS],
            "inputs": [{"id": name, "property": "value", "value": list(values)}],
            "changedPropIds": [f"{name}.value"],
        }
        start = time.perf_counter()
        self._asked("POST", "/_dash-update-component", json.dumps(body))
        return time.perf_counter() - start

    def _asked(self, method: str, path: str, body: str | None = None) -> None:
        self.connection.request(method, path, body, {"Content-Type": "application/json"})
        answer = self.connection.getresponse()
        sent = answer.read()
        if answer.status != 200:
            raise RuntimeError(f"{path}: {answer.status} {sent[:200]!r}")
