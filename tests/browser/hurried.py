"""The product with other times than its own: python tests/browser/hurried.py, HURRIED='{"POLL": 1, "IDLE": 6}' set."""

from __future__ import annotations

import json
import os
import runpy
from pathlib import Path

from ehealth.signin import provider, sessions
from ehealth.ui import admission

WHERE = {"POLL": admission, "IDLE": sessions, "ABSOLUTE": sessions, "PATIENCE": provider}

for name, seconds in json.loads(os.environ["HURRIED"]).items():
    assert hasattr(WHERE[name], name)
    setattr(WHERE[name], name, seconds)
runpy.run_path(str(Path(__file__).resolve().parents[2] / "dashboard.py"), run_name="__main__")
