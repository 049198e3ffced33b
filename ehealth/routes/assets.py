"""/take/…: the script, the styles and the faces with which a browser makes pictures; nothing comes from elsewhere."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from importlib.util import find_spec
from pathlib import Path

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from ehealth.routes import faces

HERE = Path(__file__).resolve().parent
KEPT = "public, max-age=3600"


def asset(request: Request) -> Response:
    """One of the files of /take/."""
    name = request.path_params["name"]
    if name not in FILES:
        return PlainTextResponse("Not found", 404)
    read, kind = FILES[name]
    return Response(read(), media_type=kind, headers={"cache-control": KEPT})


def _beside(*names: str) -> Callable[[], bytes]:
    """The files of these names, one after another, read once."""
    return cache(lambda: b"\n".join((HERE / name).read_bytes() for name in names))


@cache
def plotly_script() -> bytes:
    return plotly_file().read_bytes()


def plotly_file() -> Path:
    """Plotly's own script, as its Python package brings it."""
    spec = find_spec("plotly")
    assert spec is not None and spec.submodule_search_locations
    return Path(spec.submodule_search_locations[0]) / "package_data" / "plotly.min.js"


FILES: dict[str, tuple[Callable[[], bytes], str]] = {
    "take.js": (_beside("take.js", "draw.js", "access.js"), "text/javascript; charset=utf-8"),
    "ehealth.css": (_beside("ehealth.css", "access.css"), "text/css; charset=utf-8"),
    "signin.css": (lambda: faces.linked().encode() + _beside("signin.css")(), "text/css; charset=utf-8"),
    "mode.css": (_beside("mode.css"), "text/css; charset=utf-8"),
    "fonts.css": (lambda: faces.style().encode(), "text/css; charset=utf-8"),
    "plotly.min.js": (plotly_script, "text/javascript; charset=utf-8"),
}
