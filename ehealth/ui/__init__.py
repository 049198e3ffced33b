"""The Streamlit gestures that pages share: who looks, what they chose, and how things are shown."""

from ehealth.ui.admission import admit
from ehealth.ui.choosing import Listed
from ehealth.ui.compared import compared, since
from ehealth.ui.filters import choose, setting
from ehealth.ui.frame import failed, link, masthead, nothing, run
from ehealth.ui.shown import badge, below, heading, is_draft, muted, pairs, plain, show, table
from ehealth.ui.view import (
    View,
    earlier,
    edition,
    elsewhere,
    language,
    listed,
    may,
    on_phone,
    reader,
    remember,
    store_path,
    view,
    words,
)

__all__ = [
    "Listed",
    "View",
    "admit",
    "badge",
    "below",
    "choose",
    "compared",
    "earlier",
    "edition",
    "elsewhere",
    "failed",
    "heading",
    "is_draft",
    "language",
    "link",
    "listed",
    "masthead",
    "may",
    "muted",
    "nothing",
    "on_phone",
    "pairs",
    "plain",
    "reader",
    "remember",
    "run",
    "setting",
    "show",
    "since",
    "store_path",
    "table",
    "view",
    "words",
]
