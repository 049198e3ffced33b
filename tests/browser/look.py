"""Screenshots of every page, to be looked at: python tests/browser/look.py [--store DIR] [--pages waves,funding] …

Without --store it makes a demonstration store and an empty one in a temporary folder and takes both.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
from itertools import product
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from playwright.sync_api import Page  # noqa: E402

from tests.browser import harness  # noqa: E402


def main() -> None:
    """Take what the command line asks for, and say where each picture is."""
    asked = _arguments()
    out = Path(asked.out)
    out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, harness.browsing() as browser:
        for name, store in _stores(asked.store, Path(folder)).items():
            with harness.serving(store) as address:
                for lang, width, theme in product(asked.langs, asked.widths, asked.themes):
                    reader = harness.opened(browser, int(width), lang, theme == "dark")
                    for page in asked.pages:
                        picture = out / f"{name}-{page}-{lang}-{width}-{theme}.png"
                        take(reader, f"{address}/{page}?{asked.query}", int(width), picture)
                    reader.context.close()


def take(reader: Page, address: str, width: int, picture: Path) -> None:
    """One picture of the whole page; prints what is wrong with it beside its name."""
    reader.set_viewport_size({"width": width, "height": 844 if width < 600 else 900})
    reader.goto(address)
    harness.settled(reader)
    print(picture, *harness.faults(reader), sep="  ", flush=True)
    height = reader.evaluate("document.querySelector('[data-testid=stMain]').scrollHeight")
    reader.set_viewport_size({"width": width, "height": max(int(height), 844)})
    reader.wait_for_timeout(400)
    reader.screenshot(path=picture)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", default="look")
    parser.add_argument("--store", help="a store to look at, instead of a demonstration store and an empty one")
    parser.add_argument("--query", default="", help="filters for the address, e.g. 'projects=demo-01'")
    parser.add_argument("--pages", type=_list, default=harness.PAGES)
    parser.add_argument("--langs", type=_list, default=("fr", "en"))
    parser.add_argument("--widths", type=_list, default=("1280", "390"))
    parser.add_argument("--themes", type=_list, default=("light", "dark"))
    return parser.parse_args()


def _list(text: str) -> tuple[str, ...]:
    return tuple(text.split(","))


def _stores(given: str | None, folder: Path) -> dict[str, Path]:
    if given:
        return {"store": Path(given).resolve()}
    made = {"demo": (folder / "demo", ["--demo"]), "empty": (folder / "empty", [])}
    for store, options in made.values():
        subprocess.run([sys.executable, "-m", "ehealth", "--store", str(store), "init", *options], cwd=ROOT, check=True)
    return {name: store for name, (store, _) in made.items()}


if __name__ == "__main__":
    main()
