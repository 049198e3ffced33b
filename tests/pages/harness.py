"""What a page run by AppTest shows: helpers for the tests in this folder."""

from __future__ import annotations

import importlib
import json
import re
import sys
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from ehealth.access import Reader
from tests.figures import in_html

PAGES = Path(__file__).resolve().parents[2] / "pages"


def figures(app: AppTest) -> list[dict[str, Any]]:
    """The Plotly JSON of every chart on the page, in the order of the page."""
    return [json.loads(found) for html in app.get("html") for found in in_html(html.proto.body).values()]


def words_on(app: AppTest) -> str:
    """Every title, sentence, badge and notice of the page, one a line, as Markdown without its escapes."""
    shown = [*app.title, *app.header, *app.markdown, *app.info, *app.warning, *app.error, *app.success]
    said = unescaped("\n".join(str(element.value) for element in shown))
    return f"{said}\n{notes_on(app)}"


def unescaped(text: str) -> str:
    """Text that `ui.plain` wrote as Markdown, as it is read."""
    return re.sub(r"\\(.)", r"\1", re.sub(r":color\[(\\.)\]", r"\1", text))


def notes_on(app: AppTest) -> str:
    """The text of what the page writes as HTML: notes of charts, their links, their tables."""
    return unescape(re.sub(r"<[^>]+>", " ", "\n".join(element.proto.body for element in app.get("html"))))


def looks(monkeypatch: pytest.MonkeyPatch, reader: Reader) -> None:
    """From now on it is this reader who looks, wherever the product asks."""
    for path in PAGES.glob("[a-z]*.py"):  # all are loaded, so that none takes the stand-in for the real one later
        importlib.import_module(f"pages.{path.stem}")
    for name, module in list(sys.modules.items()):
        if name.startswith(("ehealth.", "pages.")) and callable(vars(module).get("reader")):
            monkeypatch.setattr(module, "reader", lambda: reader)
