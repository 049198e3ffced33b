"""The server's entry: which pages there are and who may open them; also the ASGI application that serves them.

Run by `make run` (python dashboard.py), by an ASGI server (dashboard:app), and by Streamlit once per reader's action.
"""

from __future__ import annotations

import gc
import socket
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import plotly.graph_objects  # noqa: F401  (what the first chart would load: see warm_up)
import streamlit as st
from starlette.middleware import Middleware
from starlette.routing import Route
from streamlit import config
from streamlit.logger import get_logger
from streamlit.runtime.pages_manager import PagesManager
from streamlit.runtime.scriptrunner import get_script_run_ctx

from ehealth import journal, serving, settings, signin, ui
from ehealth.routes import ROUTES
from ehealth.routes.drawing import STUDIO
from ehealth.ui import published
from pages import (
    accessibility,
    briefing,
    editions,
    funding,
    log,
    methods,
    overview,
    people,
    placement,
    project,
    publish,
    training,
    upload,
    waves,
)

PORTS_TRIED = 100


def reader_pages() -> dict[str, Any]:
    """The pages this reader may open, by name; the first is the front page."""
    w = ui.words()
    pages = {
        "overview": (overview.render, w.say("Overview")),
        "waves": (waves.render, w.say("Cut-offs")),
        "funding": (funding.render, w.say("Funding")),
        "training": (training.render, w.say("Training")),
        "placement": (placement.render, w.say("Placement")),
        "project": (project.render, w.say("Project")),
        "briefing": (briefing.render, w.say("Take away")),
        "upload": (upload.render, w.say("Upload a file")),
        "publish": (publish.render, w.say("Publish")),
        "editions": (editions.render, w.say("Editions")),
        "people": (people.render, w.say("People")),
        "log": (log.render, w.say("Log")),
        "methods": (methods.render, w.say("Methods")),
        "accessibility": (accessibility.render, w.say("Accessibility: not conforming")),
    }
    for name in ("upload", "publish", "people", "log"):
        if not ui.may(name):
            del pages[name]
    return {
        name: st.Page(render, title=title, url_path=name, default=name == "overview")
        for name, (render, title) in pages.items()
    }


def draw() -> None:
    """What Streamlit runs for each action of a reader."""
    ui.admit()
    pages = reader_pages()
    page = st.navigation(list(pages.values()), position="top")
    st.set_page_config(page_title=f"{page.title} · eHealth monitor", layout="wide")
    ui.run(page, pages)


@asynccontextmanager
async def warm_up(app: st.App) -> AsyncIterator[None]:
    """Freeze what is loaded: Streamlit collects garbage after every rerun, and would walk through pandas each time.

    What the log keeps no longer goes. At the end, end the Chromium that drew pictures.
    """
    journal.sweep(ui.store_path())
    gc.collect()
    gc.freeze()
    yield
    STUDIO.close()


def set_up(signed_in: bool) -> list[str]:
    """The names that the server answers under, told to Streamlit too; ends where its options are not safe."""
    if wrong := serving.unsafe(st.get_option, signed_in):
        sys.exit(wrong)
    hosts = serving.allowed(signed_in)
    config.set_option("server.allowedHosts", hosts, "EHEALTH_PUBLIC_URL")
    return hosts


def gate_or_end() -> list[Middleware]:
    """What stands before the pages where people sign in; ends where that is configured by half."""
    try:
        return signin.gate()
    except signin.Misconfigured as fault:
        sys.exit(f"{fault} The server was not started.")


def free_port(first: int) -> int:
    """The first port from `first` on that nobody listens on."""
    for port in range(first, first + PORTS_TRIED):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            if probe.connect_ex(("127.0.0.1", port)) != 0:
                return port
    sys.exit(f"No free port from {first} to {first + PORTS_TRIED - 1}.")


if get_script_run_ctx(suppress_warning=True) is None:
    # Until st.navigation has run once, Streamlit would serve /x by running pages/x.py without this file.
    PagesManager.uses_pages_directory = False
    gate = gate_or_end()
    hosts = set_up(signed_in=bool(gate))
    app = st.App(
        __file__,
        middleware=serving.middleware(published.acronyms, gate, signin.who),
        routes=[Route("/overview", serving.front_page), *ROUTES, *(signin.ROUTES if gate else [])],
        lifespan=warm_up,
        on_script_error=ui.failed,
        exception_handlers={Exception: serving.broken},
    )
    if __name__ == "__main__":
        get_logger("streamlit.config").setLevel("ERROR")  # it would ask for a restart because a port was chosen
        app.run(config={"server.port": free_port(int(settings.value("PORT"))), "server.allowedHosts": hosts})
elif __name__ == "__main__":
    draw()
