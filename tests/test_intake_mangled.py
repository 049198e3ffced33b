"""Files after an accident: told what is wrong, or read as they are written; the store stays as it was."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests import fuzz


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_mangled_files_end_in_a_sentence_or_in_what_they_say(
    seed: int, tmp_path: Path, record_property: Callable[[str, object], None]
) -> None:
    found = fuzz.run(fuzz.store_with_a_course(tmp_path / "store"), seed, range(80), 60)
    record_property("tell", fuzz.told(found, seed))
    assert found["problems told"] > 10
    assert found["accepted, the clean rows"] + found["accepted, other rows that the file does say"] > 2
