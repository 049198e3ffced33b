"""Every sentence exists in both languages; numbers, money and dates are written the way each language writes them."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from babel.messages.catalog import Message
from babel.messages.pofile import read_po

from ehealth import wording

ROOT = Path(__file__).resolve().parents[1]
SOURCES = [ROOT / "dashboard.py", *sorted((ROOT / "ehealth").rglob("*.py")), *sorted((ROOT / "pages").rglob("*.py"))]
FRENCH = sorted((ROOT / "ehealth" / "locales" / "fr" / "LC_MESSAGES").glob("*.po"))
MESSAGES = {"say": 1, "mark": 1, "count": 2}  # how many strings such a call begins with
PLACEHOLDER = re.compile(r"{(\w*)[^{}]*}")

FR, EN = wording.of("fr"), wording.of("en")


def calls(path: Path) -> Iterator[tuple[str, ast.Call]]:
    """Every call of a file by the last part of its name: w.say(…) and wording.mark(…) are say and mark."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call):
            yield getattr(node.func, "attr", getattr(node.func, "id", "")), node


def literals(call: ast.Call) -> list[str]:
    return [arg.value for arg in call.args if isinstance(arg, ast.Constant) and isinstance(arg.value, str)]


def messages() -> dict[str, str]:
    """Every message of the program (of a plural, the singular) and where it is said."""
    found: dict[str, str] = {}
    for path in SOURCES:
        for name, call in calls(path):
            if len(literals(call)) >= MESSAGES.get(name, 99):
                found.setdefault(literals(call)[0], f"{path.relative_to(ROOT)}:{call.lineno}")
    return found


def translations() -> list[tuple[str, Message]]:
    """Every entry of every French catalogue, with the catalogue's name."""
    entries = []
    for path in FRENCH:
        with path.open("rb") as source:
            entries += [(path.name, message) for message in read_po(source, locale="fr") if message.id]
    return entries


def singular(message: Message) -> str:
    return message.id if isinstance(message.id, str) else str(message.id[0])


def french(message: Message) -> tuple[str, ...]:
    return (message.string,) if isinstance(message.string, str) else tuple(message.string)


def test_every_sentence_has_its_french() -> None:
    translated = {singular(message) for _, message in translations() if all(french(message)) and not message.fuzzy}
    assert {text: place for text, place in messages().items() if text not in translated} == {}


def test_a_translation_keeps_the_placeholders_of_its_sentence() -> None:
    def differs(message: Message) -> bool:
        ids = (message.id,) if isinstance(message.id, str) else message.id
        wanted = {name for text in ids for name in PLACEHOLDER.findall(text)}
        return any(set(PLACEHOLDER.findall(text)) - wanted for text in french(message)) or any(
            set(PLACEHOLDER.findall(text)) | {"n"} < wanted for text in french(message)
        )

    assert [(name, singular(message)) for name, message in translations() if differs(message)] == []


def test_no_sentence_has_two_french_versions() -> None:
    versions: dict[str, set[tuple[str, ...]]] = {}
    for _, message in translations():
        versions.setdefault(singular(message), set()).add(french(message))
    assert {text: found for text, found in versions.items() if len(found) > 1} == {}


def test_no_translation_is_left_over() -> None:
    said = messages()
    assert [(name, singular(message)) for name, message in translations() if singular(message) not in said] == []


def test_a_message_is_written_where_it_is_said() -> None:
    """A message in a variable would not be extracted, so nothing would notice that its French is missing."""
    catalogue = ROOT / "ehealth" / "wording"  # there a table marks its messages, and says them by their code
    variable = [
        f"{path.relative_to(ROOT)}:{call.lineno}"
        for path in SOURCES
        for name, call in calls(path)
        if name == "say" and not literals(call) and catalogue not in path.parents
    ]
    assert variable == []


@pytest.mark.parametrize(
    ("fault", "pattern"),
    [
        ("a plain space before : ; ! ? % € »", r" [:;!?%€»]"),
        ("a plain space after «", r"« "),
        ("a straight apostrophe", r"\w'\w"),
        ("three points for an ellipsis", r"\.\.\."),
    ],
)
def test_french_is_typeset_as_french(fault: str, pattern: str) -> None:
    found = [(name, text) for name, message in translations() for text in french(message) if re.search(pattern, text)]
    assert (fault, found) == (fault, [])


def test_an_unknown_language_reads_french() -> None:
    assert wording.of("de").lang == "fr"


def test_numbers_are_written_as_in_each_language() -> None:
    assert (FR.number(1240), EN.number(1240)) == ("1\u202f240", "1,240")
    assert (FR.number(1240.54, 1), EN.number(1240.54, 1)) == ("1\u202f240,5", "1,240.5")
    assert (FR.number(-3), EN.number(0)) == ("-3", "0")


def test_a_percentage_keeps_its_space_in_french_only() -> None:
    assert (FR.percent(62), EN.percent(62)) == ("62\u00a0%", "62%")
    assert (FR.percent(2.008, 1), EN.percent(2.008, 1)) == ("2,0\u00a0%", "2.0%")


@pytest.mark.parametrize(
    ("cents", "in_french", "in_english"),
    [
        (250_000_000_000, "2,5\u00a0Md€", "€2.5bn"),
        (5_020_000_000, "50,2\u00a0M€", "€50.2m"),
        (131_800_000_000, "1,318\u00a0Md€", "€1.318bn"),
        (404_320_000, "4,043\u00a0M€", "€4.043m"),
        (4_500_00, "4,5\u00a0k€", "€4.5k"),
        (99, "0,99\u00a0€", "€0.99"),
        (0, "0\u00a0€", "€0"),
    ],
)
def test_money_has_its_unit_on_the_side_of_each_language(cents: int, in_french: str, in_english: str) -> None:
    assert (FR.money(cents), EN.money(cents)) == (in_french, in_english)


@pytest.mark.parametrize(
    ("style", "in_french", "in_english"),
    [
        ("long", "2 novembre 2022", "2 November 2022"),
        ("medium", "2 nov. 2022", "2 Nov 2022"),
        ("short", "02/11/2022", "02/11/2022"),
        ("month", "nov. 2022", "Nov 2022"),
        ("daymonth", "2 nov.", "2 Nov"),
    ],
)
def test_dates_are_written_as_in_each_language(style: str, in_french: str, in_english: str) -> None:
    day = date(2022, 11, 2)
    assert (FR.day(day, style), EN.day(day, style)) == (in_french, in_english)


def test_lists_end_with_and() -> None:
    assert (FR.listing(["a", "b", "c"]), EN.listing(["a", "b", "c"])) == ("a, b et c", "a, b and c")


def test_a_count_takes_the_form_of_its_number() -> None:
    assert [EN.count("{n} student", "{n} students", n) for n in (0, 1, 2)] == ["0 students", "1 student", "2 students"]


def test_a_text_in_both_languages_shows_the_readers_side() -> None:
    assert wording.of("fr").side("page seule | page only") == "page seule"
    assert wording.of("en").side("page seule | page only") == "page only"
    assert wording.of("en").side("anr.fr") == "anr.fr"
