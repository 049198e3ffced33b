"""Pages run in this process, without a browser: what a reader would see, as Streamlit's own elements."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest
from streamlit.util import calc_hash

SCRIPT = "import dashboard\ndashboard.draw()\n"
WAIT = 30  # seconds; the first run of a process imports pandas and plotly

Opened = Callable[..., AppTest]


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> Opened:
    """opened("training", store, lang="fr", years="2024-2025") runs that page on a store's folder, once."""

    def run(page: str, store: Path, lang: str = "en", dark: bool = False, **address: str | list[str]) -> AppTest:
        monkeypatch.setenv("EHEALTH_STORE", str(store))
        app = AppTest.from_string(SCRIPT, default_timeout=WAIT)
        app.context = {"locale": {"fr": "fr-FR", "en": "en-GB"}[lang], "theme": "dark" if dark else "light"}
        app._page_hash = calc_hash(page)  # what a deep link asks for; AppTest offers it for pages that are files only
        for name, value in address.items():
            app.query_params[name] = value
        return app.run()

    return run
