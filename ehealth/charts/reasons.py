"""What charts, tables and texts say in the place of a figure, and how they say a rounded one."""

from __future__ import annotations

from typing import Any

from ehealth import wording
from ehealth.charts.theme import Setting
from ehealth.indicators.rates import HIDDEN_BELOW
from ehealth.indicators.reasons import stands_for_few
from ehealth.wording import Words


def why(reason: Any, w: Words) -> str:
    """A reason of `indicators.reasons`, in words."""
    return {
        "too_few": w.say("too few"),
        "not_yet": w.say("not surveyed yet"),
        "not_received": w.say("not received"),
        "not_collected": w.say("not collected"),
    }[reason]


def stacked(reason: Any, w: Words) -> str:
    """The same in lines of a word each where it is long, for a chart's narrow places."""
    said = why(reason, w)
    return said if len(said) < 9 else said.replace(" ", "<br>")


def told(students: Any, setting: Setting) -> int | str:
    """A count as a table's cell: itself, or that it stands for too few."""
    w = wording.of(setting.lang)
    return why("too_few", w) if stands_for_few(int(students), setting.protected) else int(students)


def about(students: int, setting: Setting) -> str:
    """A count in a sentence: it is about right where it was rounded."""
    w = wording.of(setting.lang)
    number = w.number(students)
    return w.say("about {n}", n=number) if setting.protected else number


def students_in_words(students: int, setting: Setting) -> str:
    """1 student, 410 students, about 345 students."""
    w = wording.of(setting.lang)
    if setting.protected:
        return w.say("about {n} students", n=w.number(students))
    return w.count("{n} student", "{n} students", students)


def tellable(students: int, setting: Setting) -> bool:
    """Whether a title may give a count by itself: a small one that was rounded may stand for half of it."""
    return not setting.protected or students >= HIDDEN_BELOW
