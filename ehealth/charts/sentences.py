"""Small turns of phrase that several charts need: numbers in words, dates known in part, titles of at most 15 words."""

from __future__ import annotations

import re
import textwrap
from datetime import date

import pandas as pd

from ehealth.charts.theme import Setting
from ehealth.indicators.reference import first_day, precision
from ehealth.wording import NNBSP, Words

TITLE_WORDS = 15
PART_WORDS = 3  # of the chosen part's own name in a title; beyond, the footer names it
YEAR = re.compile(r"\d{4}-\d{4}")


def finding(sentence: str, neutral: str) -> str:
    """The sentence as a title, or the neutral title where it has more than 15 words (signs standing alone are none)."""
    words = [word for word in sentence.replace(NNBSP, "").split() if any(letter.isalnum() for letter in word)]
    return sentence if len(words) <= TITLE_WORDS else neutral


def of_part(sentence: str, setting: Setting, w: Words) -> str:
    """The sentence under the name of the part of the action that was chosen; itself where nothing was left out.

    What is said of a year needs no name before it where that year alone was chosen.
    """
    chosen = setting.scope
    if not chosen or (YEAR.fullmatch(chosen) and chosen in sentence):
        return sentence
    named = len(chosen.split()) <= PART_WORDS and "·" not in chosen
    return f"{chosen if named else w.say('This selection')} – {lower(sentence)}"


def as_of(setting: Setting, w: Words) -> str:
    """The date of amounts that have none of their own: that of the edition, short."""
    return w.day(setting.made_on, "medium")


def capital(text: str) -> str:
    """The text with a capital first letter, the rest as it is."""
    return text[:1].upper() + text[1:]


def lower(text: str) -> str:
    """The text with a small first letter, the rest as it is."""
    return text[:1].lower() + text[1:]


def spelled(w: Words, n: int) -> str:
    """2 to 16 in words, other numbers in digits (1 has a gender in French)."""
    words = [
        w.say("two"),
        w.say("three"),
        w.say("four"),
        w.say("five"),
        w.say("six"),
        w.say("seven"),
        w.say("eight"),
        w.say("nine"),
        w.say("ten"),
        w.say("eleven"),
        w.say("twelve"),
        w.say("thirteen"),
        w.say("fourteen"),
        w.say("fifteen"),
        w.say("sixteen"),
    ]
    return words[n - 2] if 2 <= n <= 16 else w.number(n)


def partial_day(w: Words, partial: object, style: str = "medium") -> str:
    """A date as far as it is known: 20 June 2023, June 2023 or 2023; "" where nothing is."""
    first, known = first_day(partial), precision(partial)
    if first is None:
        return ""
    if known == "year":
        return str(first.year)
    return w.day(first, "month" if known == "month" else style)


def day_or_words(w: Words, partial: object) -> date | str:
    """A date as a table's cell: a date where its day is known, else what is known of it in words, or ""."""
    first = first_day(partial)
    return first if first and precision(partial) == "day" else partial_day(w, partial)


def shortened(text: str, length: int) -> str:
    """At most `length` characters, cut between words, with an ellipsis where something was cut; a long word is cut."""
    if len(text) <= length:
        return text
    cut = textwrap.shorten(text, length, placeholder="…")
    return cut if cut != "…" else text[: length - 1] + "…"


def named_sources(table: pd.DataFrame, w: Words) -> str:
    """The first source that each line names, in their order: what stands before its details."""
    first = [
        re.split(r"[\s\u00a0]*(?:;|,|\(|:[\s\u00a0])", w.side(text))[0].strip() for text in table["source"].dropna()
    ]
    return w.listing(list(dict.fromkeys(name for name in first if name and "/" not in name)))


def first_source(text: object) -> str:
    """The first of the sources that a line names one after the other."""
    return re.split(r"[\s\u00a0]*;\s", str(text))[0]


def in_parts(text: str) -> list[str]:
    """A long label as a name and its details: brackets left out, cut at a colon (once) and at semicolons."""
    bare = re.sub(r"\s*\([^()]*\)", "", text)
    name, *details = (part.strip() for part in re.split(r"[\s\u00a0]*;\s+", bare))
    return [*(part.strip() for part in re.split(r"[\s\u00a0]*:\s+", name, maxsplit=1)), *details]


def projects_source(setting: Setting, w: Words) -> str:
    """Where the facts about projects come from: their own pages, or nowhere in a demonstration."""
    if setting.demonstration:
        return w.say("invented projects")
    return w.say("projects’ own pages and releases, named in the table")


def balanced(text: str, width: int) -> list[str]:
    """Lines of at most `width` characters, as few as can be and then as even as can be: no word is left alone."""
    lines = textwrap.wrap(text, width, break_on_hyphens=False)
    for narrower in range(width - 1, 0, -1):
        tried = textwrap.wrap(text, narrower, break_on_hyphens=False, break_long_words=False)
        if len(tried) > len(lines) or max(map(len, tried), default=0) > narrower:
            return lines
        lines = tried
    return lines


def projects_counted(n: int, w: Words) -> str:
    """What a footer says of a chart of projects."""
    return w.count("n = {n} project", "n = {n} projects", n)
