"""Sentences, numbers, dates and money the French or the English way.

English sentences are the message ids; French ones stand in locales/fr/LC_MESSAGES/*.po and are read from there,
so that no compiled catalogue has to be built or kept in step.
"""

from __future__ import annotations

import gettext
import io
from collections.abc import Mapping
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from babel import dates, numbers
from babel.lists import format_list
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from ehealth.wording.unseen import one_line

CATALOGUES = Path(__file__).resolve().parent.parent / "locales"
NBSP, NNBSP = "\u00a0", "\u202f"
LOCALES = {"fr": "fr_FR", "en": "en_GB"}


def mark(message: str) -> str:
    """Marks a message that is said elsewhere, so that the catalogues' test finds it."""
    return message


class Words:
    """Everything that a language decides. Use `of(lang)`: there is one per language."""

    def __init__(self, lang: str) -> None:
        self.lang, self.locale = lang, LOCALES[lang]
        self._catalogues = _translations(lang)

    def say(self, message: str, /, **facts: Any) -> str:
        """The message in this language, its {facts} filled in."""
        text = self._catalogues.gettext(message)
        return self.fill(text, facts) if facts else text

    def fill(self, text: str, facts: Mapping[str, Any]) -> str:
        """A sentence with its {facts}, each on one line and without a character that nobody sees."""
        return text.format_map(
            {name: one_line(fact) if isinstance(fact, str) else fact for name, fact in facts.items()}
        )

    def count(self, one: str, many: str, n: int, /, **facts: Any) -> str:
        """The message for n things; {n} is written in this language's digits."""
        return self.fill(self._catalogues.ngettext(one, many, n), {"n": self.number(n), **facts})

    def side(self, text: object) -> str:
        """The reader's side of a text in both languages, « seule | only », French first; else the whole text."""
        french, bar, english = str(text).partition(" | ")
        return english if bar and self.lang == "en" else french

    def number(self, value: float, digits: int = 0) -> str:
        """1 240 in French, 1,240 in English; `digits` decimals exactly."""
        pattern = "#,##0" + ("." + "0" * digits if digits else "")
        return numbers.format_decimal(value, format=pattern, locale=self.locale)

    def percent(self, points: float, digits: int = 0) -> str:
        """62 becomes 62 % in French and 62% in English."""
        return self.number(points, digits) + (f"{NBSP}%" if self.lang == "fr" else "%")

    def money(self, cents: int, digits: int | None = None) -> str:
        """Euro cents as 50,2 M€ / €50.2m; `digits` decimals, else up to three with no trailing zero."""
        amount = abs(cents) / 100
        scale, unit = next((s, u) for s, u in ((1e9, "bn"), (1e6, "m"), (1e3, "k"), (1, "")) if amount >= s or s == 1)
        shown = cents / 100 / scale
        if digits is None:
            digits = next(d for d in (0, 1, 2, 3) if d == 3 or abs(shown - round(shown, d)) < 5e-5)
        text = self.number(shown, digits)
        if self.lang == "fr":
            return text + NBSP + {"bn": "Md€", "m": "M€", "k": "k€", "": "€"}[unit]
        return f"€{text}{unit}"

    def day(self, value: date, style: str = "long") -> str:
        """A date: long 22 novembre 2026, medium 22 nov. 2026, short 22/11/2026, month nov. 2026, daymonth 22 nov."""
        pattern = {"month": "MMM y", "daymonth": "d MMM"}.get(style, style)
        return dates.format_date(value, format=pattern, locale=self.locale)

    def listing(self, items: list[str]) -> str:
        """a, b et c / a, b and c."""
        return format_list(items, locale=self.locale)


@cache
def of(lang: str) -> Words:
    """The words of a language, French where the language is not known."""
    return Words(lang if lang in LOCALES else "fr")


def both(message: str, between: str = " – ") -> str:
    """A marked message in French, then in English: for a file that serves both."""
    return f"{of('fr').say(message)}{between}{of('en').say(message)}"


@cache
def _translations(lang: str) -> gettext.NullTranslations:
    chain = gettext.NullTranslations()
    for path in sorted((CATALOGUES / lang / "LC_MESSAGES").glob("*.po")):
        compiled = io.BytesIO()
        with path.open("rb") as source:
            write_mo(compiled, read_po(source, locale=lang))
        compiled.seek(0)
        loaded = gettext.GNUTranslations(compiled)
        loaded.add_fallback(chain)
        chain = loaded
    return chain
