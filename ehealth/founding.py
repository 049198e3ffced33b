"""A new store: its folder and key, the reference data, demonstration data if asked for, and its first edition."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path

from ehealth import demo, publishing, store
from ehealth.access import operator
from ehealth.demo import DemoFile
from ehealth.domain import DATA, Refusal
from ehealth.store import Registry, Store

REFERENCE = ("events", "envelopes", "projects", "partners")
BY = operator("init")

Tell = Callable[[str, int], None]  # the file just received, and how many there are so far


def quiet(name: str, files: int) -> None:
    """Tells nothing."""


def found(path: Path, tell: Tell = quiet) -> Store:
    """A store with the real events, envelopes, projects and partners, no cohort, and edition 1.

    Raises Refusal("store-exists") for a folder that already holds something.
    """
    made = store.create(path)
    _receive(made, _reference_files(), tell)
    publishing.publish(made, BY)
    return made


def found_demonstration(path: Path, students: int, seed: int, tell: Tell = quiet) -> Store:
    """A store of invented projects beside the real events and envelopes. The same seed gives the same store.

    Its key comes from the seed, since it hides nobody; its dates come from the files, not from the clock.
    """
    made = store.create(path, demonstration=True, key=hashlib.sha256(f"demonstration {seed}".encode()).digest())
    last = _receive(made, demo.files(students, seed), tell)
    publishing.publish(made, BY, at=last)
    return made


def _reference_files() -> Iterator[DemoFile]:
    for kind in REFERENCE:
        content = (DATA / "reference" / f"{kind}.csv").read_bytes()
        yield DemoFile(kind, f"{kind}.csv", datetime.now(UTC).replace(microsecond=0), content)


def _receive(made: Store, files: Iterable[DemoFile], tell: Tell) -> datetime | None:
    """Sends every file through the one door; gives the date of the last one."""
    at, key = None, made.key
    with made.registry() as registry:
        for number, file in enumerate(files, 1):
            _receive_one(registry, file, key)
            tell(file.name, number)
            at = _in_utc(file.received_at)
    return at


def _receive_one(registry: Registry, file: DemoFile, key: bytes) -> None:
    with registry.examine(file.kind, file.content, key, by=BY) as checked:
        if not checked.ok:
            fault = checked.problems[0]
            raise Refusal("reference-faulty", name=file.name, line=fault.line, fault=fault.code)
        registry.accept(checked, key, BY, file.name, _in_utc(file.received_at))


def _in_utc(moment: datetime) -> datetime:
    """The ledger keeps times in UTC, without their zone."""
    return moment.astimezone(UTC).replace(tzinfo=None)
