"""What is not accessible because Streamlit draws it so: the statement page says it, the browser tests allow it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from ehealth.wording import mark

TESTED_ON = date(2026, 11, 26)
TESTED_WITH = "axe-core 4.12.1"
STREAMLIT_ISSUES = "https://github.com/streamlit/streamlit/issues"


@dataclass(frozen=True)
class Upstream:
    """One finding of axe-core. rule: its name there; where: a CSS selector of the elements that may have it.

    issue: Streamlit's number for it, None while none is known; seen: the day it was last looked at.
    what, instead: messages for readers: what is wrong, and how one does without.
    """

    rule: str
    where: str
    issue: int | None
    seen: date
    what: str
    instead: str


UPSTREAM = (
    Upstream(
        "presentation-role-conflict",
        "[data-testid=stFileUploaderDropzone]",
        None,
        date(2026, 11, 26),
        mark("The place where a file is dropped has a name although its role says that it has no meaning."),
        mark("The button inside it does the same, has a name and takes the keyboard."),
    ),
)
