"""How many files one person sends within a minute, and how large one may be."""

from __future__ import annotations

import pytest
from starlette.types import Scope

from ehealth import serving
from ehealth.serving import uploads
from tests.asking import Client
from tests.behind import UPLOAD, application


def put(client: Client, length: int | str = 1000, **options: str) -> tuple[int, str]:
    answer = client.ask("PUT", UPLOAD, **{"content_length": str(length), "accept_language": "en", **options})
    return answer.status, answer.text


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The seconds that the limit on uploads sees."""
    now = [1000.0]
    monkeypatch.setattr(uploads.time, "monotonic", lambda: now[0])
    return now


def test_twenty_files_a_minute_are_taken_and_no_more(clock: list[float]) -> None:
    client = Client(application())
    for _ in range(20):
        assert put(client) == (200, "received")
        clock[0] += 1
    answer = client.ask("PUT", UPLOAD, content_length="1", accept_language="en")
    assert (answer.status, answer.headers["retry-after"]) == (429, "41")
    assert answer.text == "You have sent 20 files within a minute. Wait 41 seconds, then send the next one."
    assert client.ask("DELETE", UPLOAD).status == 200
    assert put(client, peer="192.0.2.7")[0] == 200
    clock[0] += 39.9
    assert put(client)[0] == 429
    clock[0] += 0.2
    assert put(client)[0] == 200
    assert put(client)[0] == 429


def test_a_person_is_limited_wherever_they_send_from(clock: list[float]) -> None:
    def who(scope: Scope) -> str:
        return dict(scope["headers"])[b"x-session"].decode()

    client = Client(application(gated=True, who=who))
    sent = [put(client, peer=f"192.0.2.{number}", x_session="a")[0] for number in range(21)]
    assert sent == [200] * 20 + [429]
    assert put(client, x_session="b")[0] == 200


def test_who_has_not_sent_for_a_minute_is_forgotten(clock: list[float]) -> None:
    limits = uploads.UploadLimits(application(), who=serving.client_address)
    client = Client(limits)
    for number in range(5):
        put(client, peer=f"192.0.2.{number}")
        clock[0] += 30
    assert set(limits.sent) == {"192.0.2.3", "192.0.2.4"}


@pytest.mark.parametrize(
    ("length", "status", "said"),
    [
        (101 << 20, 200, "received"),
        ((101 << 20) + 1, 413, "A file of more than 100 MB is not taken here."),
        ("9" * 30, 413, "A file of more than 100 MB is not taken here."),
        ("", 411, "An upload must say how long it is."),
        ("-1", 411, "An upload must say how long it is."),
        ("²", 411, "An upload must say how long it is."),
    ],
)
def test_a_file_too_large_is_refused_before_it_is_read(length: int | str, status: int, said: str) -> None:
    assert put(Client(application()), length) == (status, said)
