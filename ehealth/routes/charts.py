"""/chart/<name>.<form>?edition=…&lang=…&…filters: a published chart as JSON, CSV, XLSX, PNG or SVG."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Collection
from dataclasses import replace
from datetime import date
from typing import Any

from plotly.utils import PlotlyJSONEncoder
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from ehealth import briefing, gallery, serving
from ehealth.briefing.pictures import provenance
from ehealth.briefing.workbook import chart_xlsx
from ehealth.charts.framed import framed
from ehealth.charts.theme import Chart, Setting
from ehealth.domain import LANGUAGES, Refusal, Selection
from ehealth.editions import Edition
from ehealth.routes.drawing import STUDIO
from ehealth.ui import published
from ehealth.wording.problems import refuse

Drawn = tuple[Chart, Setting, Selection]

KEPT = "private, max-age=86400, immutable"  # what pins edition, language and day never changes
# An SVG that is opened by itself is a page of ours: it may use the faces that it carries, and run nothing.
POLICY = "default-src 'none'; style-src 'unsafe-inline'; font-src data:; img-src data:; frame-ancestors 'none'"
STATUS = {
    "address-value": 400,
    "no-such-chart": 404,
    "no-such-form": 404,
    "no-edition": 404,
    "nothing-drawn": 404,
    "edition-exact": 404,
    "no-chromium": 501,
}


def chart(request: Request) -> Response:
    """The chart that the address asks for; a sentence in the asked language where there is none."""
    name, form = request.path_params["name"], request.path_params["form"]
    try:
        if form not in FORMS:
            raise Refusal("no-such-form", form=form[:20])
        asked = briefing.asked(request.query_params.multi_items())
        ((drawn, setting, selection),) = draw([name], asked, serving.document_language(request.scope))
        body, kind = FORMS[form](drawn, setting, selection, asked.times)
    except Refusal as refusal:
        said = refuse(refusal, serving.document_language(request.scope))
        return PlainTextResponse(said, STATUS.get(refusal.code, 503))
    return _answer(request, body, kind, f"{_title(drawn, setting)}.{form}", KEPT if asked.pinned else "no-cache")


def draw(names: Collection[str], asked: briefing.Asked, lang: str) -> list[Drawn]:
    """Charts as pictures hold them, in page order, each with its own setting and the part of the filters that it obeys.

    Raises Refusal: no-such-chart, no-edition, address-value, and as editions.open_edition.
    """
    for name in set(names) - set(gallery.NAMES):
        raise Refusal("no-such-chart", name=name[:40])
    edition = published.opened(asked.edition)
    day = asked.day or date.today()
    if not edition.manifest["made_at"][:10] <= day.isoformat() <= date.today().isoformat():
        raise Refusal("address-value", name="day", value=day.isoformat())  # « today » would be a lie
    whole, found = selected(edition, asked), dict[str, Drawn]()
    for group in gallery.GROUPS:
        if wanted := set(group.names) & set(names):
            selection = gallery.obeyed(group, whole)
            setting = replace(gallery.setting(edition, selection, asked.lang or lang, day), framed=True)
            drawn = gallery.draw(wanted, edition, selection, setting)
            found |= {chart.name: (chart, setting, selection) for chart in drawn}
    return [found[name] for name in gallery.NAMES if name in found]


def selected(edition: Edition, asked: briefing.Asked) -> Selection:
    """The selection of an address in an edition. Raises Refusal("address-value")."""
    return briefing.selection_of(asked.filters, {lang: gallery.options(edition, lang) for lang in LANGUAGES})


def frame(drawn: Chart, setting: Setting, selection: Selection) -> dict[str, Any]:
    """All that take.js needs to make a picture."""
    picture = framed(drawn, setting)
    return {
        "figure": picture.figure,
        "width": picture.width,
        "height": picture.height,
        "scale": picture.scale,
        "provenance": provenance(drawn, setting, selection),
        "name": _title(drawn, setting),
    }


def as_json(value: Any) -> str:
    """JSON of what holds figures: numpy numbers and dates too."""
    return json.dumps(value, cls=PlotlyJSONEncoder, ensure_ascii=False, separators=(",", ":"))


def _title(drawn: Chart, setting: Setting) -> str:
    """The name of a file: headcount-edition-7-fr."""
    return f"{drawn.name}-edition-{setting.edition}-{setting.lang}"


def _json(drawn: Chart, setting: Setting, selection: Selection, _: int) -> tuple[bytes, str]:
    return as_json(frame(drawn, setting, selection)).encode(), "application/json"


def _csv(drawn: Chart, setting: Setting, _: Selection, __: int) -> tuple[bytes, str]:
    if not drawn.table:
        raise Refusal("nothing-drawn")
    return briefing.chart_csv(drawn, setting.lang, setting.protected), "text/csv; charset=utf-8"


def _xlsx(drawn: Chart, setting: Setting, _: Selection, __: int) -> tuple[bytes, str]:
    if not drawn.table:
        raise Refusal("nothing-drawn")
    return chart_xlsx(drawn, setting), "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def _png(drawn: Chart, setting: Setting, selection: Selection, times: int) -> tuple[bytes, str]:
    return _picture(drawn, setting, selection, times), "image/png"


def _svg(drawn: Chart, setting: Setting, selection: Selection, _: int) -> tuple[bytes, str]:
    return _picture(drawn, setting, selection, 0), "image/svg+xml"


def _picture(drawn: Chart, setting: Setting, selection: Selection, times: int) -> bytes:
    return STUDIO.draw(json.loads(as_json(frame(drawn, setting, selection))), times)


FORMS: dict[str, Callable[[Chart, Setting, Selection, int], tuple[bytes, str]]] = {
    "json": _json,
    "csv": _csv,
    "xlsx": _xlsx,
    "png": _png,
    "svg": _svg,
}


def _answer(request: Request, body: bytes, kind: str, name: str, keep: str) -> Response:
    tag = f'"{hashlib.sha256(body).hexdigest()[:32]}"'
    headers = {"etag": tag, "cache-control": keep, "vary": "Accept-Language", "content-security-policy": POLICY}
    headers["cross-origin-resource-policy"] = "same-site"  # pages of the same organisation show pictures
    if tag in request.headers.get("if-none-match", ""):
        return Response(status_code=304, headers=headers)
    way = "inline" if name.endswith((".json", ".png", ".svg")) else "attachment"
    return Response(body, media_type=kind, headers=headers | {"content-disposition": f'{way}; filename="{name}"'})
