"""Files after an accident, and a second, plain reading of them to hold the door's against."""

from __future__ import annotations

import csv
import io
import random
import re
from collections.abc import Sequence
from datetime import date
from unicodedata import combining, normalize

from tests.planting import EXAMPLES

ENCODINGS = ("utf-8", "cp1252", "utf-16", "utf-16-le", "iso8859-15", "mac-roman")
INSERTED = (b'"', b"'", b"\\", b"\n", b"\r", b"\0", b";", b",", b"\xff\xfe", b"\xef\xbb\xbf", b"\xc3", b'""', b"\xe9")
STATUSES = {"enrolled": "enrolled", "graduated": "graduated", "withdrawn": "withdrawn", "diplome": "graduated"}
EDGES = " \t\r\n\v\f\u00a0\u1680\u2007\u2009\u200b\u202f\ufeff"

Rows = list[dict[str, object]]


def clean(encoding: str, delimiter: str, quoted: bool) -> bytes:
    """A faultless cohorts file of 14 rows that all differ."""
    target = io.StringIO()
    how = csv.QUOTE_ALL if quoted else csv.QUOTE_MINIMAL
    writer = csv.writer(target, delimiter=delimiter, lineterminator="\r\n", quoting=how)
    writer.writerow(NAMES)
    for number in range(14):
        status = ("enrolled", "graduated", "withdrawn", "Diplômé")[number % 4]
        end = f"2025-07-{number + 1:02d}" if number % 4 else ""
        writer.writerow(
            ["p1", "full", "2024-2025", f"etu-{number:04d}", "m2", status, f"2024-09-{number + 1:02d}", end]
        )
    return target.getvalue().encode(encoding)


NAMES = (EXAMPLES / "cohorts.csv").read_text(encoding="utf-8").split("\n")[0].split(",")


def mangled(content: bytes, dice: random.Random) -> bytes:
    """One to four accidents, one after another."""
    for _ in range(dice.choice((1, 1, 1, 2, 3, 4))):
        content = dice.choice(ACCIDENTS)(content or b"x", dice)
    return content


def flip(content: bytes, dice: random.Random) -> bytes:
    place = dice.randrange(len(content))
    return content[:place] + bytes([content[place] ^ 1 << dice.randrange(8)]) + content[place + 1 :]


def overwrite(content: bytes, dice: random.Random) -> bytes:
    place = dice.randrange(len(content))
    return content[:place] + dice.randbytes(1) + content[place + 1 :]


def insert(content: bytes, dice: random.Random) -> bytes:
    place = dice.randrange(len(content))
    return content[:place] + dice.choice(INSERTED) + content[place:]


def lose(content: bytes, dice: random.Random) -> bytes:
    place = dice.randrange(len(content))
    return content[:place] + content[place + dice.randint(1, 60) :]


def move(content: bytes, dice: random.Random) -> bytes:
    start, length = dice.randrange(len(content)), dice.randint(1, 200)
    rest = content[:start] + content[start + length :]
    place = dice.randint(0, len(rest))
    return rest[:place] + content[start : start + length] + rest[place:]


def cut_a_line(content: bytes, dice: random.Random) -> bytes:
    lines = content.splitlines(keepends=True)
    place = dice.randrange(len(lines))
    lines[place] = lines[place][: dice.randint(0, len(lines[place]))]
    return b"".join(lines)


def repeat_or_drop_a_line(content: bytes, dice: random.Random) -> bytes:
    lines = content.splitlines(keepends=True)
    place = dice.randrange(len(lines))
    return b"".join([*lines[:place], *[lines[place]] * dice.choice((0, 2)), *lines[place + 1 :]])


def truncate(content: bytes, dice: random.Random) -> bytes:
    return content[: dice.randrange(len(content))]


def mix_encodings(content: bytes, dice: random.Random) -> bytes:
    place = dice.randrange(len(content))
    return content[:place] + content[place:].decode("cp1252", "replace").encode(dice.choice(ENCODINGS), "replace")


ACCIDENTS = (flip, flip, overwrite, insert, lose, move, cut_a_line, repeat_or_drop_a_line, truncate, mix_encodings)


def plainly_read(content: bytes, encoding: str, delimiter: str) -> Rows | None:
    """What an accepted cohorts file says, by Python's csv and the spelling rules written once more; None if unclear."""
    text = content.decode("utf-8-sig" if encoding == "utf-8" else encoding).removeprefix("\ufeff")
    records = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    table = [row for row in records if any(cell.strip(EDGES) for cell in row)]
    names = [re.sub("[^a-z]+", "_", cell.lower()).strip("_") for cell in table[0]]
    if not {*NAMES} >= {name for name in names if name} or len(set(names)) < len(names):
        return None
    return [spelt(dict(zip(names, row, strict=False))) for row in table[1:]]


def spelt(row: dict[str, str]) -> dict[str, object]:
    """A row in the canonical spelling, in the schema's order; M² is M2, and the store knows p1 and full."""
    cells = {name: row.get(name, "").strip(EDGES) for name in NAMES}
    status, level = (normalize("NFKC", cells[name]).lower().rstrip(")., ") for name in ("status", "level"))
    code = "".join(letter for letter in normalize("NFKD", status) if not combining(letter))
    years = re.findall("[0-9]+", cells["academic_year"])
    return cells | {
        "project_code": cells["project_code"].lower(),
        "module_code": cells["module_code"].lower(),
        "academic_year": f"{years[0]}-20{years[1][-2:]}",
        "level": level if level in ("m1", "m2", "eng1", "eng2", "eng3") else f"? {level}",
        "status": STATUSES.get(code, f"? {code}"),
        "enrolled_on": day(cells["enrolled_on"]),
        "ended_on": day(cells["ended_on"]),
    }


def day(text: str) -> date | None:
    """A day written with the year first, or last."""
    if not text:
        return None
    parts: Sequence[int] = [int(part) for part in re.split("[-/. T:]", text)[:3]]
    return date(*parts) if parts[0] > 31 else date(*reversed(parts))
