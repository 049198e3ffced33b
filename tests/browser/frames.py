"""What a server sent to a browser: each websocket frame and each answer that is not one of Streamlit's own files."""

from __future__ import annotations

import base64
import io
import json
import re
import time
import zipfile
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from html import unescape
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import numpy as np
import pyarrow as pa
from google.protobuf.message import Message
from playwright.sync_api import Download, Page, Response
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from tests.figures import in_html

COLUMN = " column "
ARROW = b"\xff\xff\xff\xff"  # how an Arrow stream begins

# What differs from run to run, and holds nothing of a page: identities, times, the names of the server's memory. A
# message that a browser still has is sent by its hash alone: its content came before, and is among the frames.
OF_THE_RUN = re.compile(
    r"(^|\.)(hash|ref_hash|session_id|script_run_id|page_profile|request_id|installation_id\w*|machine_id\w*|deferred_file_id)(\.|$)"
)
ADDRESS = re.compile(r"(http://|ws://)?127\.0\.0\.1:\d+|/media/[0-9a-f]+")
LIBRARIES = ("/static/", "/media/", "/take/plotly.min.js")
QUIET, PATIENCE = 0.25, 30  # seconds without a frame after the end of a script; and before giving up

Leaf = tuple[str, str]  # where in a message, and what stands there


class Captured:
    """Everything that one page of a browser receives; `take` gives what came since the last time."""

    def __init__(self, page: Page, server: str) -> None:
        self.page, self.server = page, server
        self.frames: list[bytes] = []
        self.answers: list[Response] = []
        self.downloads: list[Download] = []
        page.on("websocket", lambda socket: socket.on("framereceived", self._frame))
        page.on("response", lambda answer: self.answers.append(answer))
        page.on("download", lambda download: self.downloads.append(download))

    def _frame(self, frame: bytes | str) -> None:
        self.frames.append(frame if isinstance(frame, bytes) else frame.encode())

    def visit(self, address: str) -> Received:
        """What a page sends, from the address on until its script has ended and nothing follows."""
        self.page.goto(address)
        self.wait()
        return self.take()

    def wait(self) -> None:
        deadline, seen, since = time.monotonic() + PATIENCE, -1, time.monotonic()
        while len(self.frames) != seen or time.monotonic() - since < QUIET or not self._ended():
            if len(self.frames) != seen:
                seen, since = len(self.frames), time.monotonic()
            if time.monotonic() > deadline:
                raise TimeoutError(self.page.url)
            self.page.wait_for_timeout(50)

    def _ended(self) -> bool:
        kinds = [ForwardMsg.FromString(frame).WhichOneof("type") for frame in self.frames]
        return kinds.count("script_finished") >= max(kinds.count("new_session"), 1)

    def take(self) -> Received:
        files = [(download.suggested_filename, Path(download.path()).read_bytes()) for download in self.downloads]
        answers = [(urlsplit(answer.url).path, answer.body()) for answer in self.answers if _has_text(answer)]
        taken = Received(tuple(self.frames), (*answers, *files))
        for kept in (self.frames, self.answers, self.downloads):
            kept.clear()
        return taken


def _has_text(answer: Response) -> bool:
    """Of our own: what is downloaded is read from its file; a library's files and pictures are not ours."""
    path, kind = urlsplit(answer.url).path, answer.headers.get("content-type", "")
    return answer.status == 200 and not path.startswith(LIBRARIES) and not kind.startswith("image/")


@dataclass(frozen=True)
class Received:
    """Raw frames, and the path or name and the body of each answer."""

    frames: tuple[bytes, ...] = ()
    answers: tuple[tuple[str, bytes], ...] = ()

    @property
    def messages(self) -> list[ForwardMsg]:
        return [ForwardMsg.FromString(frame) for frame in self.frames]

    def leaves(self) -> Iterator[Leaf]:
        """Every value of every message and answer, down into JSON, Arrow tables and encoded arrays."""
        for part in self._parts():
            yield from part

    def content(self) -> set[str]:
        """Messages and answers as text, each once, without what is of the run: the same page twice has the same."""
        return {
            "\n".join(f"{where} = {ADDRESS.sub('', what)}" for where, what in part if not OF_THE_RUN.search(where))
            for part in self._parts()
        }

    def _parts(self) -> Iterator[list[Leaf]]:
        yield from (list(inside(message)) for message in self.messages)
        for name, body in self.answers:
            yield list(_text(body.decode("utf-8-sig", "replace"), f"answer {name}"))


def inside(message: Message, where: str = "") -> Iterator[Leaf]:
    """Every value that a message holds."""
    for described, value in message.ListFields():
        path = f"{where}.{described.name}" if where else described.name
        if isinstance(value, Mapping):
            for key, each in value.items():
                yield from _value(each, f"{path}.{key}")
        elif described.is_repeated:
            for each in value:
                yield from _value(each, path)
        else:
            yield from _value(value, path)


def _value(value: Any, where: str) -> Iterator[Leaf]:
    if isinstance(value, Message):
        yield from inside(value, where)
    elif isinstance(value, bytes):
        yield from _bytes(value, where)
    else:
        yield from _text(str(value), where)


def _bytes(value: bytes, where: str) -> Iterator[Leaf]:
    if value.startswith(ARROW):
        table = pa.ipc.open_stream(value).read_all()
        for name, column in zip(table.column_names, table.columns, strict=True):
            yield where, name
            yield from (
                (f"{where}{COLUMN}{_unescaped(name)}", str(cell)) for cell in column.to_pylist() if cell is not None
            )
    else:
        yield where, value.decode("utf-8", "replace")


def _text(value: str, where: str) -> Iterator[Leaf]:
    """A text, or what it holds if it is JSON or a table."""
    for chart, figure in in_html(value).items():
        yield from _json(json.loads(figure), f"{where}.{chart}")
        value = value.replace(figure, "")
    if "<table>" in value:
        yield from _cells(value, where)
    if value[:1] in ("{", "["):
        with suppress(ValueError):
            yield from _json(json.loads(value), where)
            return
    yield where, value


def _cells(table: str, where: str) -> Iterator[Leaf]:
    """The cells of an HTML table of ours, each with its column."""
    headings = [unescape(text) for text in re.findall(r'<th scope="col"[^>]*>(.*?)</th>', table)]
    for row in re.findall(r"<tr>(.*?)</tr>", table.partition("<tbody>")[2]):
        cells = [unescape(text) for text in re.findall(r"<t[dh][^>]*>(.*?)</t[dh]>", row)]
        yield from ((f"{where}{COLUMN}{heading}", cell) for heading, cell in zip(headings, cells, strict=True))


def _json(value: Any, where: str) -> Iterator[Leaf]:
    if isinstance(value, dict) and value.keys() >= {"dtype", "bdata"}:  # Plotly's arrays
        yield where, str(unpacked(value))
    elif isinstance(value, dict):
        for key, each in value.items():
            yield from _json(each, f"{where}.{key}")
    elif isinstance(value, list):
        for each in value:
            yield from _json(each, where)
    else:
        yield where, str(value)


def unpacked(values: Any) -> list[Any]:
    """A list of Plotly's, which may be an encoded array."""
    if isinstance(values, dict):
        return list(np.frombuffer(base64.b64decode(values["bdata"]), values["dtype"]).tolist())
    return list(values)


def column_of(where: str) -> str:
    """The heading of the table's column in which a value stands, "" elsewhere."""
    return where.partition(COLUMN)[2]


def _unescaped(name: str) -> str:
    """A heading without the escapes of Markdown."""
    return re.sub(r"\\(.)", r"\1", name)


def unpacked_office(name: str, content: bytes) -> Iterator[tuple[str, bytes]]:
    """A file, or those packed in it, workbooks of slides too; not who made it when."""
    if not content.startswith(b"PK"):
        yield name, content
        return
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        for inner in archive.namelist():
            if not inner.startswith("docProps/"):
                yield from unpacked_office(f"{name}/{inner}", archive.read(inner))
