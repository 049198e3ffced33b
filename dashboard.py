"""The server's entry: which pages there are and who may open them; also the ASGI application that serves them.

Run by `make run` (python dashboard.py), by an ASGI server (dashboard:app), and by Streamlit once per reader's action.
"""

from __future__ import annotations

import gc
import os
import socket
import sys
from asyncio import create_task, to_thread
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

import streamlit as st
from starlette.middleware import Middleware
from starlette.routing import Route
from streamlit import config
from streamlit.logger import get_logger
from streamlit.runtime.pages_manager import PagesManager
from streamlit.runtime.scriptrunner import get_script_run_ctx

from ehealth import journal, serving, settings, signin, store, ui
from ehealth.access import operator
from ehealth.domain import Refusal
from ehealth.routes import ROUTES
from ehealth.routes.drawing import STUDIO
from ehealth.store import lake
from ehealth.ui import published
from ehealth.ui.frames import wanted
from ehealth.wording.problems import refuse
from pages import (
    accessibility,
    briefing,
    editions,
    erase,
    funding,
    log,
    methods,
    overview,
    people,
    placement,
    project,
    publish,
    register,
    training,
    upload,
    waves,
)

PORTS_TRIED = 100

Site = dict[str, dict[str, tuple[Callable[[], None], str]]]  # section → name → what draws the page, its title

BEHIND = ("upload", "publish", "people", "log", "erase")  # pages that are actions of the access table


def site() -> Site:
    """What draws each page and its title, by section and name; the first is the front page.

    The first section has no menu. The accessibility statement stands in it, since its title is the mention that every
    page must show.
    """
    w = ui.words()
    return {
        "": {
            "overview": (overview.render, w.say("Overview")),
            "waves": (waves.render, w.say("Cut-offs")),
            "funding": (funding.render, w.say("Funding")),
            "training": (training.render, w.say("Training")),
            "placement": (placement.render, w.say("Placement")),
            "project": (project.render, w.say("Project")),
            "briefing": (briefing.render, w.say("Take away")),
            "upload": (upload.render, w.say("Upload a file")),
            "publish": (publish.render, w.say("Publish")),
            "accessibility": (accessibility.render, w.say("Accessibility: not conforming")),
        },
        w.say("Manage"): {
            "people": (people.render, w.say("People")),
            "log": (log.render, w.say("Log")),
            "erase": (erase.render, w.say("Erase a student")),
        },
        w.say("About the service"): {
            "editions": (editions.render, w.say("Editions")),
            "methods": (methods.render, w.say("Methods")),
            "register": (register.render, w.say("What is kept")),
        },
    }


def reader_pages(pages: Site, closed: list[str]) -> dict[str, dict[str, Any]]:
    """The pages of this reader, by section and name: all but the closed ones."""
    return {
        section: {
            name: st.Page(render, title=title, url_path=name, default=name == "overview")
            for name, (render, title) in named.items()
            if name not in closed
        }
        for section, named in pages.items()
    }


def others(pages: Site, closed: list[str]) -> list[Any]:
    """The pages of other roles, out of sight: their addresses say so."""
    titles = {name: title for named in pages.values() for name, (_, title) in named.items()}
    return [st.Page(refusing(name), title=titles[name], url_path=name, visibility="hidden") for name in closed]


def refusing(action: str) -> Callable[[], None]:
    """A page that is not this reader's: its address says so in their language, and the log that it was asked for."""

    def refuse_it() -> None:
        if refusal := ui.elsewhere():
            raise refusal
        journal.require(ui.store_path(), ui.reader(), action)

    return refuse_it


def draw() -> None:
    """What Streamlit runs for each action of a reader."""
    ui.admit()
    pages, closed = site(), [name for name in BEHIND if not ui.may(name)]
    sections, hidden = reader_pages(pages, closed), others(pages, closed)
    shown = {name: list(own.values()) for name, own in sections.items() if own}
    if ui.on_phone():  # in the phone's list of pages, Streamlit's sections are no list to a screen reader
        page = st.navigation([one for own in shown.values() for one in own] + hidden, position="top")
    else:
        page = st.navigation(shown | {"": shown[""] + hidden}, position="top")
    st.set_page_config(page_title=f"{page.title} · eHealth monitor", layout="wide")
    ui.run(page, {name: one for own in sections.values() for name, one in own.items()})


def let_go() -> None:
    """What has to go goes when the server starts, too, for there may be no publishing for long: lines whose time is up,
    those of the log among them, and who was erased and has come back with an older copy of the store."""
    try:
        journal.sweep(ui.store_path())
        with store.open_store(ui.store_path()).registry() as registry:
            store.retain(registry, operator(""))
    except Refusal as refusal:
        if refusal.code != "no-store":
            get_logger(__name__).warning(refuse(refusal, "en"))


@asynccontextmanager
async def warm_up(app: st.App) -> AsyncIterator[None]:
    """Freeze what is loaded: a collection of garbage would walk through pandas each time.

    What has to go does so beside the first readers: with a million students it takes over a second. At the end, end the
    Chromium that drew pictures.
    """
    gc.collect()
    gc.freeze()
    going = create_task(to_thread(let_go)) if not settings.only_reads() else None
    yield
    STUDIO.close()
    if going:
        await going


def set_up(signed_in: bool) -> list[str]:
    """The names that the server answers under, told to Streamlit too; ends where its options are not safe."""
    if wrong := serving.unsafe(st.get_option, signed_in):
        sys.exit(wrong)
    try:
        settings.whole(store.YEARS)
        if settings.catalog():
            lake.extensions()
        if settings.only_reads():
            signin.ready_to_read(signed_in)
    except (Refusal, signin.Misconfigured) as fault:
        said = refuse(fault, "en") if isinstance(fault, Refusal) else str(fault)
        sys.exit(f"{said} The server was not started.")
    hosts = serving.allowed(signed_in)
    config.set_option("server.allowedHosts", hosts, "EHEALTH_PUBLIC_URL")
    return hosts


def gate_or_end() -> list[Middleware]:
    """What stands before the pages where people sign in; ends where that is configured by half."""
    try:
        return signin.gate()
    except signin.Misconfigured as fault:
        sys.exit(f"{fault} The server was not started.")


def first_port() -> int:
    """The port that PORT names; ends where it names none."""
    text = settings.value("PORT")
    if not text.isdecimal() or not 0 < int(text) < 65536:
        sys.exit(f"PORT is {text!r}; it must be a number from 1 to 65535. The server was not started.")
    return int(text)


def free_port(first: int, tried: int = PORTS_TRIED) -> int:
    """The first port from `first` on that nobody listens on."""
    for port in range(first, first + tried):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            if probe.connect_ex(("127.0.0.1", port)) != 0:
                return port
    sys.exit(f"No free port from {first} to {first + tried - 1}.")


if get_script_run_ctx(suppress_warning=True) is None:
    os.umask(0o077)  # what the server writes is its own
    # Until st.navigation has run once, Streamlit would serve /x by running pages/x.py without this file.
    PagesManager.uses_pages_directory = False
    gate = gate_or_end()
    hosts = set_up(signed_in=bool(gate))
    middleware = serving.middleware(published.acronyms, gate, signin.who)
    app = st.App(
        __file__,
        middleware=[*middleware, Middleware(serving.OwnFrames, wanted=wanted)],
        routes=[Route("/overview", serving.front_page), *ROUTES, *(signin.ROUTES if gate else [])],
        lifespan=warm_up,
        on_script_error=ui.failed,
        exception_handlers={Exception: serving.broken},
    )
    if __name__ == "__main__":
        get_logger("streamlit.config").setLevel("ERROR")  # it would ask for a restart because a port was chosen
        # EHEALTH_PUBLIC_URL, or the proxy behind it, knows one port only
        port = free_port(first_port(), 1 if gate else PORTS_TRIED)
        app.run(config={"server.port": port, "server.allowedHosts": hosts})
elif __name__ == "__main__":
    draw()
