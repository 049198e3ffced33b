"""Pictures drawn by the server, for mails and intranets: Kaleido's Chromium, kept warm, and the browsers' own script.

Kaleido's own page would fetch scripts from elsewhere and know none of our faces; ours has all it needs inside.
"""

from __future__ import annotations

import asyncio
from pathlib import Path
from threading import Lock, Semaphore, Thread
from typing import Any

from choreographer.errors import BrowserClosedError, BrowserFailedError, ChromeNotFoundError, DevtoolsProtocolError
from kaleido import Kaleido
from kaleido._page_generator import KJS_PATH
from kaleido.errors import JavascriptError, KaleidoError

from ehealth.domain import Refusal
from ehealth.routes import faces
from ehealth.routes.assets import HERE, plotly_script

SECONDS = 20.0  # for one picture; a warm one takes less than one
WAITING = 4  # pictures asked for at a time; whoever comes after is told to come back
FAULTS = (
    KaleidoError, JavascriptError, DevtoolsProtocolError, BrowserClosedError, BrowserFailedError, TimeoutError, OSError,
)  # fmt: skip

# Kaleido calls Plotly.toImage on a figure: ours holds all that take.js needs instead, and gets take.js's picture.
BRIDGE = """
const plain = Plotly.toImage;
Plotly.toImage = async (figure, options) => {
  const asked = figure.layout && figure.layout.meta && figure.layout.meta.ehealth;
  if (!asked) return plain(figure, options);
  const blob = await window.ehealth.picture(asked.framed, asked.times);
  if (!asked.times) return blob.text();
  const bytes = new Uint8Array(await blob.arrayBuffer());
  let text = "";
  for (let at = 0; at < bytes.length; at += 32768) text += String.fromCharCode(...bytes.subarray(at, at + 32768));
  return btoa(text);
};
"""


class _Page:
    """The page in Kaleido's Chromium."""

    def generate_index(self) -> str:
        scripts = [plotly_script().decode(), (HERE / "take.js").read_text(encoding="utf-8"), BRIDGE]
        scripts.append(Path(KJS_PATH).read_text(encoding="utf-8"))
        inside = "".join("<script>" + script.replace("</script", "<\\/script") + "</script>" for script in scripts)
        style = f'<style id="ehealth-faces">{faces.style()}</style>'
        image = '<style id="head-style"></style><img id="kaleido-image" alt="" />'
        return f'<!DOCTYPE html><html><head><meta charset="utf-8">{style}</head><body>{image}{inside}</body></html>'


class Studio:
    """One Chromium, started by the first picture and again after a failure; one picture at a time."""

    def __init__(self) -> None:
        self._one, self._places = Lock(), Semaphore(WAITING)
        self._loop: asyncio.AbstractEventLoop | None = None
        self._kaleido: Kaleido | None = None

    def draw(self, framed: dict[str, Any], times: int) -> bytes:
        """A PNG, `times` × 1600 pixels wide, or an SVG where times is 0.

        Raises Refusal: no-chromium; pictures-busy when too many wait; picture-failed.
        """
        if not self._places.acquire(blocking=False):
            raise Refusal("pictures-busy")
        try:
            with self._one:
                return self._drawn(framed, times)
        finally:
            self._places.release()

    def close(self) -> None:
        """Ends Chromium, if one was started."""
        with self._one:
            self._stop()

    def _drawn(self, framed: dict[str, Any], times: int) -> bytes:
        figure = {"data": [], "layout": {"meta": {"ehealth": {"framed": framed, "times": times}}}}
        try:
            kaleido = self._kaleido or self._start()
            made: bytes = self._run(kaleido.calc_fig(figure, opts={"format": "png" if times else "svg"}))
        except ChromeNotFoundError as none:
            self._stop()
            raise Refusal("no-chromium") from none
        except FAULTS as fault:
            self._stop()
            raise Refusal("picture-failed") from fault
        return made

    def _start(self) -> Kaleido:
        self._loop = asyncio.new_event_loop()
        Thread(target=self._loop.run_forever, name="pictures", daemon=True).start()
        self._kaleido = self._run(_opened())
        return self._kaleido

    def _run(self, work: Any) -> Any:
        assert self._loop is not None
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(SECONDS * 2)

    def _stop(self) -> None:
        loop, kaleido, self._loop, self._kaleido = self._loop, self._kaleido, None, None
        if loop is None:
            return
        try:
            if kaleido is not None:
                asyncio.run_coroutine_threadsafe(kaleido.close(), loop).result(SECONDS)
        except FAULTS:
            pass  # it had died already: there is nothing left to close
        finally:
            loop.call_soon_threadsafe(loop.stop)


async def _opened() -> Kaleido:
    kaleido = Kaleido(n=1, timeout=SECONDS, page_generator=_Page())
    await kaleido.open()
    return kaleido


STUDIO = Studio()
