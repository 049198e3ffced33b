"""The Streamlit gestures that pages share: who looks, what they chose, and how things are shown."""

from ehealth.ui.filters import choose, setting
from ehealth.ui.frame import link, masthead, nothing, run
from ehealth.ui.shown import badge, csv_bytes, is_draft, muted, plain, show, table
from ehealth.ui.view import View, earlier, edition, language, may, remember, store_path, view, words

__all__ = [
    "View",
    "badge",
    "choose",
    "csv_bytes",
    "earlier",
    "edition",
    "is_draft",
    "language",
    "link",
    "masthead",
    "may",
    "muted",
    "nothing",
    "plain",
    "remember",
    "run",
    "setting",
    "show",
    "store_path",
    "table",
    "view",
    "words",
]
