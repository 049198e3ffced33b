"""What is not accessible because Streamlit draws it so: the statement page says it, the browser tests allow it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from ehealth.wording import Words, mark

TESTED_ON = date(2026, 11, 26)
TESTED_WITH = "axe-core 4.12.1"
STREAMLIT_ISSUES = "https://github.com/streamlit/streamlit/issues"


@dataclass(frozen=True)
class Upstream:
    """One finding. rule: its name in axe-core; where: a CSS selector of the elements that may have it.

    issue: Streamlit's number for it, None while none is known; seen: the day it was last looked at.
    what, instead: messages for readers: what is wrong, and how one does without.
    """

    rule: str
    where: str
    issue: int | None
    seen: date
    what: str
    instead: str

    def said(self, w: Words) -> tuple[str, str]:
        """What is wrong, and how one does without, in the reader's language."""
        return w.say(self.what), w.say(self.instead)


# What axe-core finds.
UPSTREAM = (
    Upstream(
        "presentation-role-conflict",
        "[data-testid=stFileUploaderDropzone]",
        None,
        date(2026, 11, 26),
        mark("The place where a file is dropped has a name, although its role says that it has no meaning."),
        mark("The button inside it does the same, has a name and takes the keyboard."),
    ),
    Upstream(
        "region",
        "[role=listbox], [role=listbox] *",
        None,
        date(2026, 11, 26),
        mark("The open list of a filter lies outside the main part of the page."),
        mark("The filter names its list, and the arrow keys walk through it."),
    ),
)

# What axe-core cannot find.
BY_HAND = (
    Upstream(
        "",
        "[data-testid=stFileUploaderDropzone] button, [data-testid=stSkipToContent], [data-testid=stTopNav]",
        13500,
        date(2026, 11, 26),
        mark("A few words of the frame stay English: the button of the file uploader, the link to the main content."),
        mark("The label above the uploader says the same in French."),
    ),
    Upstream(
        "",
        "[data-testid=stDataFrame]",
        13332,
        date(2026, 11, 26),
        mark("In the grid where corrections are typed, the menu of a column cannot be reached by keyboard."),
        mark("The copies to download hold the same rows, and a file can be mended in a spreadsheet."),
    ),
)
