"""The words of the attack on an edition: its tables, and what an attacker may know (`disclosure.KNOWLEDGE`)."""

from __future__ import annotations

from ehealth.wording import Words


def table(name: str, w: Words) -> str:
    """What a table counts."""
    return w.say("Students") if name == "enrolment" else w.say("Graduates")


def knowledge(kind: str, w: Words) -> str:
    """The words of a kind of knowledge (`disclosure.KNOWLEDGE`); one that is not known here says its code."""
    return {
        "rules": w.say("(a check: each count is a multiple of 5 beside the exact one)"),
        "K0": w.say("nothing but how counts are rounded"),
        "K1": w.say("exact totals by project and by year"),
        "levels": w.say("exact totals by project, year and level"),
        "K2": w.say("everything about one project, as its lead does"),
        "K3": w.say("everything about one project, and exact totals by project and by year"),
        "K4": w.say("exact totals of each project and year"),
        "K5": w.say("the exact size of every class or survey"),
        "K6": w.say("exact totals by project and year, and the national total of each status or outcome"),
        "K7": w.say("exact totals of each status or outcome in each project"),
        "link": w.say("that graduates surveyed are graduates enrolled"),
        "surveys": w.say("the same, and how many each survey went to"),
        "kept": w.say("the previous edition: what was not drawn again has not moved"),
        "previous": w.say("the previous edition and every class’s size"),
        "replay": w.say("how counts are drawn, and a guessed key"),
    }.get(kind, kind)
