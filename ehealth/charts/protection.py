"""How small counts are protected, in words that an adviser reads, and what the attack on an edition found."""

from __future__ import annotations

import json
from typing import Any

from ehealth import wording
from ehealth.charts.theme import Row, Setting
from ehealth.wording import Words
from ehealth.wording.attack import knowledge, table

TABLES = ("enrolment", "placement")


def explanation(setting: Setting) -> str:
    """Five sentences."""
    w = wording.of(setting.lang)
    return " ".join(
        [
            w.say("Classes are small, and an exact count could tell what became of one person."),
            w.say(
                "So every count is rounded once, before an edition is published, to the multiple of 5 just below or "
                "just above, so that a shown 0 may hide a few people."
            ),
            w.say(
                "Which of the two is drawn with a secret key, so that totals stay close to the truth and no count can "
                "be worked out from the others."
            ),
            w.say(
                "Every total, rate, chart and file is added up from these rounded counts, so no filter and no "
                "subtraction shows more."
            ),
            w.say(
                "A class is drawn again only once five of its people differ, or at a yearly closing, and each edition "
                "is attacked before it is published: one in which a count can be worked out is refused."
            ),
        ]
    )


def limits(setting: Setting) -> list[str]:
    """What the protection does not do, a line each."""
    w = wording.of(setting.lang)
    return [
        w.say("A shown 5 is often one or two people."),
        w.say("The presence of a group can show, because zeros stay zeros: behind a shown 5 there is somebody."),
        w.say("Exact figures published elsewhere weaken it."),
        w.say("It is not differential privacy: a count cannot be worked out, but it can still be guessed."),
    ]


def verdict(failed: tuple[str, str] | None, setting: Setting) -> str:
    """The outcome of the attack; failed: the table and the knowledge that gave a small count away, as codes."""
    w = wording.of(setting.lang)
    if failed is None:
        return w.say("The attack on this edition found no small count.")
    facts = {"table": table(failed[0], w), "knowledge": knowledge(failed[1], w)}
    return w.say("The attack found a small count: table {table}, for whoever knows {knowledge}.", **facts)


def attack_rows(audit: str, setting: Setting) -> list[Row]:
    """The manifest's audit, a row for each kind of knowledge that was tried; none where nothing was audited."""
    w, tried = wording.of(setting.lang), _read(audit).get("findings", [])
    kinds = list(dict.fromkeys(found["knowledge"] for found in tried))
    rows = [[found for found in tried if found["knowledge"] == kind] for kind in kinds]
    return [_attack_row(kind, found, w) for kind, found in zip(kinds, rows, strict=True)]


def accuracy_lines(audit: str, setting: Setting) -> list[str]:
    """How far the totals of each table are from the truth, and what its smallest counts stand for; no gate."""
    w, figures = wording.of(setting.lang), _read(audit).get("figures", {})
    return [line for name in TABLES if (line := _accuracy(name, figures.get(name, {}), w))]


def _read(audit: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(audit or "{}")
    return found


def _attack_row(kind: str, found: list[Row], w: Words) -> Row:
    results = {each["table"]: _result(each, w) for each in found}
    gate = max(each["gate"] for each in found)
    wanted = {0: w.say("only told"), 2: w.say("two or more"), 3: w.say("three or more")}
    return {
        w.say("What the attacker knows besides"): knowledge(kind, w),
        **{table(name, w): results.get(name, w.say("not tried")) for name in TABLES},
        w.say("Values each count must keep"): wanted.get(gate, str(gate)),
    }


def _result(found: Row, w: Words) -> str:
    facts = {"pinned": w.number(found["pinned"]), "cells": w.number(found["cells"])}
    said = w.say("{pinned} of {cells} worked out", **facts)
    return said + (w.say(", {two} down to two values", two=w.number(found["two"])) if found["two"] else "")


def _accuracy(name: str, figures: Row, w: Words) -> str:
    """The figures that the audit tells: it leaves out those that too few counts stand behind."""
    said = []
    if "mean_error" in figures:
        said.append(w.say("totals are off by {n} people on average", n=w.number(figures["mean_error"], 1)))
    if "relative_error" in figures:
        rate = w.percent(100 * figures["relative_error"], 1)
        said.append(w.say("those of 23 people or more by {rate}", rate=rate))
    if "five_is_one_or_two" in figures:
        rate = w.percent(100 * figures["five_is_one_or_two"])
        said.append(w.say("{rate} of the shown 5 are one or two people", rate=rate))
    if "zero_is_zero" in figures:
        rate = w.percent(100 * figures["zero_is_zero"])
        said.append(w.say("{rate} of the zeros are true zeros", rate=rate))
    facts = {"what": table(name, w), "value": w.say("; ").join(said)}
    return w.say("{what}: {value}", **facts) + "." if said else ""
