"""What a briefing costs: seconds of CPU of the making of ten slides, and of the whole `brief` process around it.

The aim is ten slides in under two seconds of CPU.
"""

from __future__ import annotations

import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import closing
from datetime import date
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from ehealth import editions, gallery  # noqa: E402
from ehealth.briefing.pack import packed  # noqa: E402
from ehealth.briefing.slides import pack_pptx  # noqa: E402
from ehealth.briefing.workbook import pack_xlsx  # noqa: E402
from ehealth.domain import Selection  # noqa: E402

TIMES = 7
TEN = (*gallery.DEFAULT, "insertion", "response")


def main() -> None:
    """Prints the best of some runs: other processes of the machine only ever add."""
    with tempfile.TemporaryDirectory() as folder:
        store = Path(folder) / "store"
        run("--store", str(store), "init", "--demo")
        with closing(editions.open_edition(store)) as edition:
            draw = best(lambda: packed(TEN, edition, None, Selection(), "fr", date(2026, 11, 26)))
            pack = packed(TEN, edition, None, Selection(), "fr", date(2026, 11, 26))
        deck, book = best(lambda: pack_pptx(pack)), best(lambda: pack_xlsx(pack))
        charts = [word for name in TEN for word in ("--chart", name)]
        whole = min(run("--store", str(store), "brief", "--out", f"{folder}/brief.pptx", *charts) for _ in range(3))
        bare = min(run("--help") for _ in range(3))
    print(f"ten charts: drawn in {draw:.2f} s of CPU, as a deck {deck:.2f} s, as a workbook {book:.2f} s")
    print(f"brief, the whole process: {whole:.2f} s of CPU, of which {bare:.2f} s only start the command line")


def best(make: Callable[[], object]) -> float:
    """Seconds of CPU of this process."""
    found = []
    for _ in range(TIMES):
        start = time.process_time()
        make()
        found.append(time.process_time() - start)
    return min(found)


def run(*words: str) -> float:
    """Seconds of CPU of a process of its own."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run([sys.executable, "-m", "ehealth", *words], cwd=ROOT, check=True, capture_output=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


if __name__ == "__main__":
    main()
