"""What the index page lets a browser fetch ahead: Plotly, and Streamlit's own files, found again after an update."""

from __future__ import annotations

import re

from ehealth.serving import ahead


def test_what_is_fetched_ahead_is_there_and_not_what_streamlit_names_itself() -> None:
    hrefs = re.findall(r'href="/([^"]+)"', ahead.links())
    page = ahead.streamlit_page()
    hrefs.remove("take/plotly.min.js")  # tests/test_routes.py
    assert all((page.parent / href).is_file() for href in hrefs)
    assert not [href for href in hrefs if href in page.read_text("utf-8")]
    named = {re.split(r"[.]", href.rpartition("/")[2])[0] for href in hrefs}
    assert {"Multiselect", "Html", "SourceSerifVariable-Roman", "MaterialSymbols-Rounded"} <= named
