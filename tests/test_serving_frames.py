"""What a browser may tell Streamlit: what our pages send reaches it, whatever else it understands does not."""

from __future__ import annotations

from typing import Any

import pytest
from starlette.types import Message, Receive, Scope, Send
from streamlit.proto.BackMsg_pb2 import BackMsg

from ehealth.serving import OwnFrames
from ehealth.ui.frames import wanted
from tests.asking import apart


def frame(**fields: Any) -> bytes:
    return BackMsg(**fields).SerializeToString()


PAGES_SEND = [
    frame(rerun_script={"query_string": "lang=en"}),
    frame(stop_script=True),
    frame(app_heartbeat=True),
    frame(file_urls_request={"request_id": "1"}),
    frame(backend_operation_request={"deferred_file": {}}),
]
NOBODY_SENDS = [
    frame(clear_cache=True),
    frame(clear_cache=False),
    frame(load_git_info=True),
    frame(set_run_on_save=True),
    frame(debug_shutdown_runtime=True),
    frame(debug_disconnect_websocket=True),
    frame(backend_operation_request={"install_skills": {}}),
    frame(backend_operation_request={"dismiss_skills_nudge": {}}),
    frame(rerun_script={}) + frame(clear_cache=True),  # the last of them counts
    b"",
    b"\xff\xff",
]


def heard(messages: list[Message]) -> list[Message]:
    """What an application behind the middleware receives of what a socket brings."""
    brought, found = iter(messages), list[Message]()

    async def application(scope: Scope, receive: Receive, send: Send) -> None:
        while not found or found[-1]["type"] != "websocket.disconnect":
            found.append(await receive())

    async def receive() -> Message:
        return next(brought)

    async def send(message: Message) -> None:
        raise AssertionError(message)

    apart(OwnFrames(application, wanted)({"type": "websocket"}, receive, send))
    return found


def test_only_what_our_pages_send_is_heard() -> None:
    sent = [frame for pair in zip(PAGES_SEND * 3, NOBODY_SENDS, strict=False) for frame in pair]
    opened, closed = {"type": "websocket.connect"}, {"type": "websocket.disconnect", "code": 1000}
    messages = [{"type": "websocket.receive", "bytes": one} for one in sent]
    found = heard([opened, *messages, {"type": "websocket.receive", "text": "clear_cache"}, closed])
    assert (found[0], found[-1]) == (opened, closed)
    assert [one["bytes"] for one in found[1:-1]] == (PAGES_SEND * 3)[: len(NOBODY_SENDS)]


@pytest.mark.parametrize("one", NOBODY_SENDS)
def test_nothing_else_is_wanted(one: bytes) -> None:
    assert not wanted(one)
