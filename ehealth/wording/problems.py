"""One catalogue: the code of a problem or a refusal → what is wrong, and how to mend it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ehealth import domain
from ehealth.domain import Group, Problem, Refusal
from ehealth.wording import Words, of
from ehealth.wording.attack import knowledge, table
from ehealth.wording.catalogue import PROBLEMS
from ehealth.wording.refusals import KINDS, REFUSALS


def kind_name(kind: str, lang: str) -> str:
    """A kind of file in the reader's words."""
    return of(lang).say(KINDS[kind])


def explain(problem: Problem, kind: str, lang: str) -> tuple[str, str]:
    """(what is wrong, how to mend it) for a problem of a file of this kind."""
    words, facts = of(lang), dict(problem.facts)
    detail = facts.get("type") or facts.get("rule") or ("header" if facts.get("header") is True else None)
    detail = "other" if facts.get("looks_like") else "sheets" if facts.get("sheet") else detail
    detail = "near" if problem.code == "extra-label" and problem.proposal else detail
    detail = "hidden" if problem.code == "extra-cell" and problem.value is None else detail
    wrong, remedy = PROBLEMS.get(f"{problem.code}:{detail}") or PROBLEMS[problem.code]
    said = _facts(problem, kind, words)
    return words.fill(words.say(wrong), said), words.fill(words.say(remedy), said)


def column_title(column: Problem | str | None, kind: str, lang: str) -> str:
    """What the reader calls a column, or that of a problem: its title; the header as written where it is unknown."""
    name = column.column if isinstance(column, Problem) else column
    field = next((field for field in domain.schema(kind)["fields"] if field["name"] == name), None)
    return _title(field, of(lang)) if field else name or ""


def propose(problem: Problem, lang: str) -> str:
    """What to write instead, as a sentence; nothing where nothing is proposed, or the remedy says it."""
    if problem.proposal is None or problem.code == "extra-label":
        return ""
    return of(lang).say("Proposal: “{proposal}”.", proposal=problem.proposal)


def named_lines(group: Group, lang: str) -> str:
    """lines 3, 7, 12 and 4 others; nothing for a fault of the whole file."""
    words, named = of(lang), [str(line) for line in group.lines]
    if group.count == 1 or not named:
        return words.say("line {line}", line=named[0]) if named else ""
    if not (others := group.count - len(named)):
        return words.say("lines {lines}", lines=words.listing(named))
    return words.count("lines {lines} and {n} other", "lines {lines} and {n} others", others, lines=", ".join(named))


def tell(group: Group, kind: str, lang: str) -> str:
    """A group in one line: where, what is wrong, how to mend it, what to write instead."""
    where = " · ".join(filter(None, (named_lines(group, lang), column_title(group.problem, kind, lang))))
    said = " ".join(filter(None, (*explain(group.problem, kind, lang), propose(group.problem, lang))))
    return f"{where} — {said}" if where else said


def refuse(refusal: Refusal, lang: str) -> str:
    """The sentence of an action that was not carried out."""
    facts = dict(refusal.facts)
    if "by" in facts:
        facts["by"] = kind_name(facts["by"], lang)
    if "knowledge" in facts:
        facts |= {"table": table(facts["table"], of(lang)), "knowledge": knowledge(facts["knowledge"], of(lang))}
    numbers = ("limit", "found", "rows", "columns", "characters")
    facts |= {name: of(lang).number(facts[name]) for name in numbers if isinstance(facts.get(name), int)}
    detail = facts.get("kind") or ("number" if facts.get("edition") else None)
    sentence = REFUSALS.get(f"{refusal.code}:{detail}") or REFUSALS[refusal.code]
    return of(lang).fill(of(lang).say(sentence), facts)


def _facts(problem: Problem, kind: str, words: Words) -> dict[str, Any]:
    """A problem's facts in the reader's words: column titles, labels beside codes, lists, dates, numbers."""
    fields = {field["name"]: field for field in domain.schema(kind)["fields"]}
    field = fields.get(problem.column or "", {})
    expected = [_title(one, words) for one in fields.values()]
    said: dict[str, Any] = {
        **problem.facts,
        "value": problem.value or "",
        "proposal": problem.proposal or "",
        "name": problem.column,
        "column": column_title(problem, kind, words.lang),
        "description": field.get("description" if words.lang == "fr" else "x-description-en", ""),
        "expected": ", ".join(expected),
    }
    rewritten: dict[str, Callable[[Any], str]] = {
        "allowed": lambda codes: _listed([_labelled(field, code, words) for code in codes], words),
        "missing": lambda codes: _listed(codes, words),
        "by": lambda name: kind_name(name, words.lang),
        "known": lambda codes: _listed(codes, words),
        "found": lambda names: ", ".join(names) if isinstance(names, list) else str(names),
        "slices": lambda names: _listed(names, words),
        "surveyed": words.number,
        "graduates": words.number,
        "before": words.number,
        "after": words.number,
        "key": lambda names: words.listing([_title(fields[name], words) for name in names]),
        "kind": lambda name: kind_name(name, words.lang),
        "looks_like": lambda name: kind_name(name, words.lang) if name else "",
    }
    for name, rewrite in rewritten.items():
        if name in problem.facts:
            said[name] = rewrite(problem.facts[name])
    said |= _spans(problem, words)
    if "slice" in problem.facts:
        said["slice"] = _slice(problem, kind, words)
    if problem.facts.get("rule") == "dates":
        said |= {name: words.day(problem.facts[name], "short") for name in ("first", "last")}
    return said


def _spans(problem: Problem, words: Words) -> dict[str, str]:
    """Parts of sentences that depend on a number: which lines, how many rows."""
    facts, said = problem.facts, {}
    if problem.code in ("title-lines", "total-line"):
        first, last = facts["first"], facts["last"]
        several = words.say("lines {first} to {last}", first=first, last=last)
        said["span"] = several if last > first else words.say("line {line}", line=first)
    if problem.code == "title-lines":
        said["lines"] = words.count("{n} line stands", "{n} lines stand", facts["count"])
    if problem.code == "fewer-rows" and facts.get("rule") == "students":
        said["rows"] = words.count("{n} student replaces", "{n} students replace", facts["after"])
    elif problem.code == "fewer-rows":
        said["rows"] = words.count("{n} row replaces", "{n} rows replace", facts["after"])
    return said


def _slice(problem: Problem, kind: str, words: Words) -> str:
    """What a file replaces: a project, a period and a survey, as far as its kind has them; else the kind's whole."""
    name, months = problem.facts["slice"], problem.facts.get("months")
    parts = [name or kind_name(kind, words.lang)]
    return " · ".join(parts if months is None else [*parts, words.say("at {months} months", months=months)])


def _title(field: dict[str, Any], words: Words) -> str:
    return str(field["title" if words.lang == "fr" else "x-title-en"])


def _labelled(field: dict[str, Any], code: str, words: Words) -> str:
    label = field.get("x-codes", {}).get(code, {}).get(words.lang)
    return f"{code} ({label})" if label and label != code else code


def _listed(items: list[str], words: Words, limit: int = 20) -> str:
    shown = ", ".join(items[:limit]) or words.say("none yet")
    return shown + ("…" if len(items) > limit else "")
