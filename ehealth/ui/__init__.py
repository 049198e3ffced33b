"""The Streamlit gestures that pages share: who looks, what they chose, and how things are shown."""

from ehealth.ui.effect import effect
from ehealth.ui.faults import consents, faults
from ehealth.ui.filters import choose, setting
from ehealth.ui.frame import link, masthead, nothing, run
from ehealth.ui.received import capital, history, publishing, receipt, received
from ehealth.ui.sent import LARGEST, Judged, Sent, judged, record, sent
from ehealth.ui.shown import badge, csv_bytes, is_draft, muted, plain, show, table
from ehealth.ui.understood import understood
from ehealth.ui.view import View, edition, language, may, remember, store_path, view, words

__all__ = [
    "LARGEST",
    "Judged",
    "Sent",
    "View",
    "badge",
    "capital",
    "choose",
    "consents",
    "csv_bytes",
    "edition",
    "effect",
    "faults",
    "history",
    "is_draft",
    "judged",
    "language",
    "link",
    "masthead",
    "may",
    "muted",
    "nothing",
    "plain",
    "publishing",
    "receipt",
    "received",
    "record",
    "remember",
    "run",
    "sent",
    "setting",
    "show",
    "store_path",
    "table",
    "understood",
    "view",
    "words",
]
