"""What a page run by AppTest shows: helpers for the tests in this folder."""

from __future__ import annotations

import json
import re
from html import unescape
from typing import Any

from streamlit.testing.v1 import AppTest


def figures(app: AppTest) -> list[dict[str, Any]]:
    """The Plotly JSON of every chart on the page, in the order of the page."""
    return [json.loads(chart.proto.spec) for chart in app.get("plotly_chart")]


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
