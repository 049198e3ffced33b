"""The Streamlit gestures that pages share: who looks, what they chose, and how things are shown."""

from ehealth.ui.filters import choose, setting
from ehealth.ui.frame import link, masthead, nothing, run
from ehealth.ui.received import RECEIPT, capital, effect, history, publishing, receipt, received_projects
from ehealth.ui.shown import badge, csv_bytes, muted, plain, show, table
from ehealth.ui.view import View, edition, language, may, remember, store_path, view, words

__all__ = [
    "RECEIPT",
    "View",
    "badge",
    "capital",
    "choose",
    "csv_bytes",
    "edition",
    "effect",
    "history",
    "language",
    "link",
    "masthead",
    "may",
    "muted",
    "nothing",
    "plain",
    "publishing",
    "receipt",
    "received_projects",
    "remember",
    "run",
    "setting",
    "show",
    "store_path",
    "table",
    "view",
    "words",
]
