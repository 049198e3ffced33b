"""What a real browser makes of the headers, and what it is told of a fault: nothing is refused that pages need."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page, Response

from tests.browser import harness
from tests.browser.conftest import OpenPage
from tests.browser.test_take import saved
from tests.browser.test_upload import mend_a_faulty_file, open_upload

LISTEN = """addEventListener('securitypolicyviolation',
  event => console.error(`POLICY ${event.effectiveDirective} ${event.blockedURI} ${event.sourceFile}`))"""
# Streamlit's library of 64-bit numbers tries WebAssembly, and does without: nothing is lost, and nothing is opened.
DONE_WITHOUT = "POLICY script-src wasm-eval"
# Streamlit looks for its own addresses below each page first, then at the root.
LOOKED_FOR = ("/_stcore/health", "/_stcore/host-config", "/_stcore/script-health-check")
DRAWN = "() => [...document.images].length && [...document.images].every(image => image.naturalWidth)"
BUSY = 60_000  # milliseconds: the first picture of a server waits for the faces, which are cut once
SECRET = "secret-of-the-page"


@contextmanager
def watched(browser: Browser) -> Iterator[tuple[Page, list[str]]]:
    """A page, and all that it complains of."""
    reader, found = harness.opened(browser), list[str]()
    reader.add_init_script(LISTEN)

    def heard(message: Any) -> None:
        if message.type == "error" and "Failed to load resource" not in message.text:
            found.append(message.text)

    def answered(response: Response) -> None:
        if response.status >= 400 and not response.url.partition("?")[0].endswith(LOOKED_FOR):
            found.append(f"{response.status} {response.url}")

    reader.on("console", heard)
    reader.on("pageerror", lambda fault: found.append(str(fault)))
    reader.on("response", answered)
    yield reader, found
    reader.context.close()


def complaints(found: list[str]) -> list[str]:
    refused = [
        one for one in found if "Content Security Policy" not in one or "POLICY" in one
    ]  # Chromium says it twice
    return [one for one in refused if not one.startswith(DONE_WITHOUT)]


def test_every_page_works_under_the_policy(server: str, browser: Browser) -> None:
    with watched(browser) as (reader, found):
        for name in harness.PAGES:
            answer = reader.goto(f"{server}/{name}")
            harness.settled(reader)
            assert answer and "default-src 'self'" in answer.headers["content-security-policy"]
            assert (name, harness.faults(reader), complaints(found)) == (name, [], [])
        assert any(one.startswith(DONE_WITHOUT) for one in found)  # the listener hears


def test_a_file_is_sent_mended_and_taken_back_under_the_policy(server: str, browser: Browser) -> None:
    with watched(browser) as (reader, found):
        open_upload(reader, server)
        mend_a_faulty_file(reader)
        assert complaints(found) == []


def test_pictures_are_made_and_shown_under_the_policy(server: str, browser: Browser, tmp_path: Path) -> None:
    with watched(browser) as (reader, found):
        reader.goto(f"{server}/training")
        harness.settled(reader)
        assert saved(reader, "PNG", tmp_path).stat().st_size > 10_000
        assert saved(reader, "SVG", tmp_path).stat().st_size > 10_000
        reader.goto(f"{server}/briefing-mode?page=training")
        reader.wait_for_function(DRAWN, timeout=BUSY)
        assert complaints(found) == []


def test_no_other_page_frames_ours(server: str, browser: Browser) -> None:
    reader = harness.opened(browser)
    reader.set_content(f'<iframe src="{server}/healthz"></iframe>')
    reader.wait_for_function("() => document.querySelector('iframe').contentDocument === null")
    assert reader.frames[1].url.startswith("chrome-error:")
    assert reader.frames[1].evaluate("document.body.innerText") != "ok"
    reader.context.close()


def test_a_script_that_a_page_was_made_to_hold_does_not_run(server: str, page: OpenPage) -> None:
    reader = page(f"{server}/training")
    reader.evaluate(
        """() => {
            const image = document.createElement('img');
            image.setAttribute('onerror', 'window.ran = true');
            image.src = '/nothing.png';
            const script = document.createElement('script');
            script.textContent = 'window.ran = true';
            const far = document.createElement('script');
            far.src = 'https://elsewhere.example/x.js';
            document.body.append(image, script, far);
        }"""
    )
    reader.wait_for_timeout(500)
    assert reader.evaluate("window.ran") is None


def test_nothing_of_the_developers_menu_is_there(server: str, page: OpenPage) -> None:
    reader = page(server)
    for part in ("stMainMenu", "stAppDeployButton", "stDecoration"):
        assert reader.get_by_test_id(part).count() == 0
    for key in ("c", "r"):
        reader.keyboard.press(key)
        harness.settled(reader)
        assert reader.locator("[role=dialog]").count() == 0


BROKEN = f"""
import os
from pages import overview

def render():
    raise ValueError("{SECRET}", os.environ["EHEALTH_STORE"])

overview.render = render
import dashboard
dashboard.app.run(config={{"server.port": int(os.environ["PORT"])}})
"""


def test_a_page_that_breaks_tells_the_browser_nothing(demo_store: Path, browser: Browser, tmp_path: Path) -> None:
    script = tmp_path / "broken.py"
    script.write_text(BROKEN, encoding="utf-8")
    with harness.serving(demo_store, script) as address:
        reader, frames = harness.opened(browser), list[bytes]()
        reader.on("websocket", lambda socket: socket.on("framereceived", lambda frame: frames.append(as_bytes(frame))))
        reader.goto(address)
        reader.get_by_text("Cette page s’est interrompue").wait_for()
        received = b"".join(frames)
        for told in (SECRET, "ValueError", "Traceback", "broken.py", str(demo_store), "frame.py"):
            assert told not in reader.content() and told.encode() not in received
        reader.context.close()


def as_bytes(frame: Any) -> bytes:
    return frame.encode() if isinstance(frame, str) else bytes(frame)
