"""/briefing-mode?page=…&edition=…&lang=…&…filters: a page's charts at 16:9, one a screen, and nothing else."""

from __future__ import annotations

from html import escape

from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, Response

from ehealth import briefing, gallery, serving
from ehealth.charts.theme import Chart, Setting
from ehealth.domain import Refusal, Selection
from ehealth.routes.charts import draw
from ehealth.ui import taken
from ehealth.wording import of
from ehealth.wording.problems import refuse

PAGE = """<!DOCTYPE html>
<html lang="{lang}">
<head>
<meta charset="utf-8" />
<meta name="viewport" content="width=device-width, initial-scale=1" />
<title>{title} · eHealth monitor</title>
<link rel="stylesheet" href="/take/fonts.css" />
<link rel="stylesheet" href="/take/ehealth.css" />
<link rel="stylesheet" href="/take/mode.css" />
<script defer src="/take/take.js"></script>
</head>
<body>
<main>
<h1>{title}</h1>
{sections}
</main>
</body>
</html>
"""


def mode(request: Request) -> Response:
    """The charts of a page, or those named by `charts`, or the default set of a briefing."""
    lang = serving.document_language(request.scope)
    try:
        pairs = request.query_params.multi_items()
        asked = briefing.asked(
            [("projects" if name == "project" else name, value) for name, value in pairs], "page", "charts"
        )
        found = draw(_names(request), asked, lang)
    except Refusal as refusal:
        return PlainTextResponse(refuse(refusal, lang), 400)
    sections = "".join(_section(*one) for one in found)
    said = PAGE.format(lang=lang, title=escape(of(lang).say("Charts for a briefing")), sections=sections)
    return HTMLResponse(said, headers={"vary": "Accept-Language", "cache-control": "no-cache"})


def _names(request: Request) -> tuple[str, ...]:
    asked = tuple(request.query_params.getlist("charts"))
    return asked or gallery.PAGES.get(request.query_params.get("page", ""), gallery.DEFAULT)


def _section(chart: Chart, setting: Setting, selection: Selection) -> str:
    assert setting.edition is not None
    pinned = (chart.name, selection, setting.edition, setting.lang, setting.today)
    address = escape(briefing.chart_address("json", *pinned), quote=True)
    title, alt = (escape(text, quote=True) for text in (chart.title, f"{chart.title}. {chart.alt}"))
    below = _below(chart, selection, setting) if chart.table else ""
    return f'<section aria-label="{title}"><img data-chart="{address}" alt="{alt}" />{below}</section>'


def _below(chart: Chart, selection: Selection, setting: Setting) -> str:
    """What is done with the picture, and its numbers."""
    assert setting.edition is not None
    ways = taken.links(chart, selection, setting.edition, setting.lang, setting.today)
    summary = escape(of(setting.lang).say("Data"))
    table = taken.table_html(chart.table, chart.title, setting.lang)
    return f'<div class="eh-below">{ways}<details><summary>{summary}</summary>{table}</details></div>'
