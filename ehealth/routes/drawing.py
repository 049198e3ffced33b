"""PNG and SVG drawn on the server, for mails and intranets: one Chromium kept warm, run by Kaleido.

It loads take.js, so that a picture is the one that a reader's browser makes. Its page may load nothing but our own
files (its Content-Security-Policy), and Chromium itself reaches no network (a proxy that nobody answers).
"""

from __future__ import annotations

import asyncio
import logging
from threading import BoundedSemaphore, Lock, Thread
from typing import Any

from choreographer.channels import ChannelClosedError
from kaleido import Kaleido
from kaleido.errors import (
    BrowserClosedError,
    BrowserFailedError,
    ChromeNotFoundError,
    JavascriptError,
    KaleidoError,
)

from ehealth.domain import Refusal
from ehealth.routes import assets, faces

WAITING = 4  # pictures in hand: the one being drawn and those that wait for it
STARTING, DRAWING, STOPPING = 30, 15, 15  # seconds at most; a loaded two-core machine needs 5, 2 and 1
NOBODY = "127.0.0.1:9"  # a proxy that nobody answers
GONE = (BrowserClosedError, BrowserFailedError, ChannelClosedError, asyncio.CancelledError, RuntimeError, OSError)
LOG = logging.getLogger(__name__)

PAGE = """<!DOCTYPE html><html><head><meta charset="utf-8"><title>eHealth monitor</title>
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; script-src file: 'unsafe-inline';
 style-src 'unsafe-inline'; img-src blob: data:; font-src data:">
<style id="ehealth-faces">FACES</style><script src="PLOTLY"></script><script src="TAKE"></script><script>
const coded = (blob) => new Promise((done) => {
  const reader = new FileReader();
  reader.onload = () => done(reader.result.slice(reader.result.indexOf(",") + 1));
  reader.readAsDataURL(blob);
});
window.kaleido_scopes = { plotly: async ({ data, format, scale }) => {
  const blob = await ehealth.picture(data.data, scale);
  return { code: 0, format, result: await (scale ? coded(blob) : blob.text()) };
} };
</script></head><body></body></html>"""


class Page:
    """What Chromium opens, in place of Kaleido's own page, which would fetch MathJax from elsewhere."""

    def generate_index(self) -> str:
        page = PAGE.replace("PLOTLY", assets.plotly_file().as_uri())
        return page.replace("TAKE", (assets.HERE / "take.js").as_uri()).replace("FACES", faces.style())


class Studio:
    """A Chromium in a thread of its own, started by the first picture; one that died is started again."""

    def __init__(self) -> None:
        self.places, self.starting = BoundedSemaphore(WAITING), Lock()
        self.loop: asyncio.AbstractEventLoop | None = None
        self.turn = asyncio.Lock()
        self.browser: Kaleido | None = None

    def draw(self, frame: dict[str, Any], times: int) -> bytes:
        """A frame (see charts.frame) as a PNG `times` × 1600 pixels wide, or as an SVG where times is 0.

        Raises Refusal: no-chromium; pictures-busy where too many wait; picture-failed.
        """
        if not self.places.acquire(blocking=False):
            raise Refusal("pictures-busy")
        try:
            return asyncio.run_coroutine_threadsafe(self._in_turn(frame, times), self._running()).result()
        finally:
            self.places.release()

    def close(self) -> None:
        """End Chromium, if there is one. The next picture would start it again."""
        if self.loop is not None:
            asyncio.run_coroutine_threadsafe(self._end(), self.loop).result(STOPPING)

    def _running(self) -> asyncio.AbstractEventLoop:
        with self.starting:
            if self.loop is None:
                self.loop = asyncio.new_event_loop()
                Thread(target=self.loop.run_forever, name="pictures", daemon=True).start()
            return self.loop

    async def _in_turn(self, frame: dict[str, Any], times: int) -> bytes:
        async with self.turn:
            drawn = await self._drawn(frame, times)
            if drawn is None:  # Chromium may have died meanwhile: once more, with a new one
                drawn = await self._drawn(frame, times)
        if drawn is None:
            raise Refusal("picture-failed")
        return drawn

    async def _drawn(self, frame: dict[str, Any], times: int) -> bytes | None:
        """The picture, or None where the browser failed, which is then closed."""
        browser = await self._warm()
        form = "png" if times else "svg"
        # Kaleido takes whatever has `data` for a figure: ours is the frame, which only our page understands.
        task: asyncio.Future[bytes] = asyncio.ensure_future(
            browser.calc_fig({"data": frame}, {"format": form, "scale": times})
        )
        await asyncio.wait({task}, timeout=DRAWING)
        if not task.done():
            LOG.error("a picture took more than %s s", DRAWING)
            await self._end()
            task.cancel()
            raise Refusal("picture-failed")
        try:
            return await task
        except (JavascriptError, KaleidoError) as fault:  # the figure's fault: the browser is well
            LOG.error("a picture was not drawn: %s", fault)
            raise Refusal("picture-failed") from fault
        except GONE as fault:
            LOG.error("Chromium ended over a picture: %r", fault)
            await self._end()
            return None

    async def _warm(self) -> Kaleido:
        """The browser, alive. Raises Refusal: no-chromium, picture-failed."""
        if self.browser is not None and self.browser.subprocess.poll() is None:
            return self.browser
        await self._end()
        try:
            browser = Kaleido(page_generator=Page(), timeout=None, proxy_server=NOBODY)
        except ChromeNotFoundError as fault:
            raise Refusal("no-chromium") from fault
        try:
            await asyncio.wait_for(browser.open(), STARTING)
        except GONE as fault:
            LOG.error("Chromium did not start: %r", fault)
            await browser.close()
            raise Refusal("picture-failed") from fault
        self.browser = browser
        return browser

    async def _end(self) -> None:
        browser, self.browser = self.browser, None
        if browser is not None:
            await browser.close()


STUDIO = Studio()
