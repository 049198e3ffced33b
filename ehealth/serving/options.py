"""Streamlit's options that the service stands on: asked of the running configuration, not of a file."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from ehealth.serving.hosts import allowed
from ehealth.serving.reach import is_loopback
from ehealth.serving.uploads import LARGEST

MESSAGE = 50  # MB of one message, which is held in memory whole; our largest page sends less than three
WIDGETS = 25  # MB that a browser may send back at once

MUST_BE: dict[str, Any] = {
    "server.headless": True,  # else a browser on this machine may have files written beside the program
    "server.enableCORS": True,  # "true" refuses what is foreign
    "server.corsAllowedOrigins": [],
    "server.enableXsrfProtection": True,
    "server.enableStaticServing": False,
    "server.enableAgentApi": False,  # a second door, without a browser
    "server.scriptHealthCheckEnabled": False,  # runs the script for whoever asks
    "server.trustedUserHeaders": {},  # no header sets an identity
    "server.unsafeMetricsUserAttributes": [],
    "server.fileWatcherType": "none",
    "server.runOnSave": False,
    "server.allowRunOnSave": False,
    "server.baseUrlPath": "",  # addresses are matched from their beginning
    "server.customComponentBaseUrlPath": "",
    "browser.gatherUsageStats": False,
    "client.showErrorDetails": "none",
    "client.showErrorLinks": False,
    "client.toolbarMode": "minimal",
    "client.allowedOrigins": [],  # by default, whoever has an app on Streamlit's own cloud may send the page messages
    "runner.magicEnabled": False,
    "global.developmentMode": False,
    "global.e2eTest": False,
    "global.unitTest": False,
    "global.appTest": False,
}
ONE_OF: dict[str, tuple[str, ...]] = {
    "server.xsrfCookieSameSite": ("lax", "strict"),
    "logger.level": ("info", "warning", "error", "critical"),  # "debug" writes what people send into the log
}
AT_MOST = {
    "server.maxUploadSize": LARGEST,
    "server.maxMessageSize": MESSAGE,
    "server.maxWidgetStateSize": WIDGETS,
}
WRONG = "{name} is {value!r}; it must be {must}. The server was not started."


def unsafe(option: Callable[[str], Any], signed_in: bool) -> str | None:
    """Which option is not as it must be, as one sentence for the operator; `signed_in`: only people known get in."""
    for name, value, must in _wrong(option, signed_in):
        return WRONG.format(name=name, value=value, must=must)
    return None


def _wrong(option: Callable[[str], Any], signed_in: bool) -> Iterable[tuple[str, Any, str]]:
    for name, must in MUST_BE.items():
        if option(name) != must:
            yield name, option(name), repr(must)
    for name, limit in AT_MOST.items():
        if not 0 < option(name) <= limit:
            yield name, option(name), f"{limit} at most"
    for name, choices in ONE_OF.items():
        if option(name) not in choices:
            yield name, option(name), " or ".join(choices)
    hosts = allowed(signed_in)
    if not option("server.allowedHosts") or not set(option("server.allowedHosts")) <= set(hosts):
        yield "server.allowedHosts", option("server.allowedHosts"), f"among {', '.join(hosts)}"
    if not signed_in and not is_loopback(option("server.address")):
        yield "server.address", option("server.address"), "127.0.0.1 as long as no sign-in is configured"
