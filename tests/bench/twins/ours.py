"""The product itself, with six charts where its page Training is: with all that it puts around a server and a chart."""

from __future__ import annotations

import runpy
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
sys.path.insert(0, str(ROOT))

from ehealth import ui  # noqa: E402
from pages import placement, training  # noqa: E402


def six() -> None:
    """The page."""
    view = ui.view()
    selection = ui.choose(view, "years", "projects", "waves", "regions")
    ui.masthead(view, "Six charts", "Measured.", selection)
    for chart in [*training.students(view, selection), *placement.graduates(view, selection)][:6]:
        ui.show(chart, view, selection)


training.render = six
runpy.run_path(str(ROOT / "dashboard.py"), run_name="__main__")
