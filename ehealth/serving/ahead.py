"""What nearly every page of ours loads once it is drawn, named in the index page: it comes at once.

Without it a browser learns of Plotly, 1.4 MB packed, when the first chart arrives over the websocket.
"""

from __future__ import annotations

import json
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

PARTS = ("Multiselect", "Html")  # of Streamlit's interface
FACES = ("SourceSerifVariable-Roman", "MaterialSymbols-Rounded")  # headings and signs


def streamlit_page() -> Path:
    """The one page of Streamlit's interface, as its package brings it."""
    spec = find_spec("streamlit")
    assert spec is not None and spec.submodule_search_locations
    return Path(spec.submodule_search_locations[0]) / "static" / "index.html"


@cache
def links() -> str:
    """<link> elements for the index page; a part that a later Streamlit names differently is loaded when it is met."""
    files: dict[str, dict[str, Any]] = json.loads(streamlit_page().with_name("manifest.json").read_text("utf-8"))
    known = _with_imports(files, "index.html")
    parts = [key for key, one in files.items() if one.get("name") in PARTS and one.get("isDynamicEntry")]
    scripts = dict.fromkeys(needed for part in parts for needed in _with_imports(files, part) if needed not in known)
    faces = [one["file"] for key, one in files.items() if key.endswith(".woff2") and any(face in key for face in FACES)]
    return "".join(
        ['<link rel="preload" as="script" href="/take/plotly.min.js" />']
        + [f'<link rel="modulepreload" crossorigin href="/{files[script]["file"]}" />' for script in scripts]
        + [f'<link rel="preload" as="font" type="font/woff2" crossorigin href="/{face}" />' for face in faces]
    )


def _with_imports(files: dict[str, dict[str, Any]], key: str) -> list[str]:
    """A file and all that it imports, the file first."""
    found: dict[str, None] = {}
    waiting = [key]
    while waiting:
        one = waiting.pop(0)
        if one not in found:
            found[one] = None
            waiting += files[one].get("imports", [])
    return list(found)
