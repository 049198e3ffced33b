"""Every chart's name for people, whatever it finds: for lists to choose from."""

from __future__ import annotations

from ehealth.wording import of


def labels(lang: str) -> dict[str, str]:
    """Chart → its neutral title, in page order."""
    w = of(lang)
    return {
        "waves": w.say("Dates of the call"),
        "running_times": w.say("Running times of the projects"),
        "shares": w.say("The envelope and its shares"),
        "grants": w.say("Grants of the projects"),
        "grants_by_wave": w.say("Grants by cut-off"),
        "grants_by_region": w.say("Grants by region"),
        "envelope_stages": w.say("Announced, committed, paid: the largest envelopes"),
        "project_stages": w.say("Granted, committed, paid: the projects"),
        "headcount": w.say("Head count by academic year"),
        "coverage": w.say("Regions that have a course"),
        "awareness": w.say("Awareness modules, counted apart"),
        "completion": w.say("Completion by academic year"),
        "placement": w.say("Employed in health, by time since the degree"),
        "employers": w.say("Who employs the graduates"),
        "insertion": w.say("Insertion, all sectors"),
        "response": w.say("Response to the surveys"),
    }
