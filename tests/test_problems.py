"""Every fault has its sentence, and every sentence its facts, in both languages."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from string import Formatter

import pytest

from ehealth import domain
from ehealth.domain import Problem, Refusal
from ehealth.wording.catalogue import PROBLEMS
from ehealth.wording.problems import explain, refuse
from ehealth.wording.refusals import KINDS, REFUSALS

SOURCES = sorted((Path(__file__).parents[1] / "ehealth").rglob("*.py"))
# What explain() adds to a problem's own facts.
GIVEN = {"value", "name", "column", "description", "expected", "lines"}


def calls(name: str) -> Iterator[tuple[str, ast.Call]]:
    """(first argument, call) of every call of `name` whose first argument is a literal."""
    for path in SOURCES:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Call) or not node.args or not isinstance(node.args[0], ast.Constant):
                continue
            if getattr(node.func, "id", getattr(node.func, "attr", "")) == name:
                yield str(node.args[0].value), node


def placeholders(sentence: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(sentence) if name}


def sentences(catalogue: dict[str, object], code: str) -> list[str]:
    return [key for key in catalogue if key.partition(":")[0] == code]


@pytest.mark.parametrize("code", sorted({code for code, _ in calls("Problem")}))
def test_each_problem_of_the_intake_has_a_sentence(code: str) -> None:
    assert sentences(PROBLEMS, code)


@pytest.mark.parametrize("code", sorted({code for code, _ in calls("Refusal")}))
def test_each_refusal_has_a_sentence(code: str) -> None:
    assert sentences(REFUSALS, code)


def test_each_refusal_brings_the_facts_that_its_sentence_names() -> None:
    lacking = {}
    for code, call in calls("Refusal"):
        given = {keyword.arg for keyword in call.keywords}
        for key in sentences(REFUSALS, code):
            if ":number" in key and "edition" not in given:
                continue  # said only of an edition that was asked for by its number
            if missing := placeholders(REFUSALS[key]) - given:
                lacking[f"{code} line {call.lineno}"] = missing
    assert lacking == {}


def test_each_rule_of_the_schemas_has_a_sentence() -> None:
    rules = [rule["code"] for kind in domain.KINDS for rule in domain.schema(kind)["x-rules"]]
    unique = [rule["code"] for kind in domain.KINDS for rule in domain.schema(kind).get("x-unique", ())]
    assert [code for code in rules + unique if code not in PROBLEMS] == []


def test_each_kind_has_a_name() -> None:
    assert sorted(KINDS) == sorted(domain.KINDS)


@pytest.mark.parametrize(
    ("problem", "french", "english"),
    [
        (
            Problem("type-error", 14, "enrolled_on", "31/02/2026", {"type": "no-such-day"}),
            ("Le jour « 31/02/2026 » n’existe pas.", "Vérifiez le jour et le mois."),
            ("The day “31/02/2026” does not exist.", "Check the day and the month."),
        ),
        (
            Problem("constraint-error", 2, "student_id", None, {"rule": "required"}),
            (
                "« Identifiant étudiant » est vide.",
                "Remplissez-la : cette colonne doit avoir une valeur à chaque ligne.",
            ),
            ("“Student identifier” is empty.", "Fill it in: this column must have a value on every line."),
        ),
        (
            Problem("title-lines", 1, facts={"first": 1, "header": 2}),
            (
                "1 ligne se trouve au-dessus de l’en-tête.",
                "Supprimez toutes les lignes au-dessus de la ligne 2, qui porte les noms des colonnes.",
            ),
            ("1 line stands above the header.", "Delete every line above line 2, which holds the column names."),
        ),
        (
            Problem(
                "constraint-error",
                3,
                "enrolled_on",
                "01/01/1900",
                {"rule": "dates", "first": date(2010, 1, 1), "last": date(2040, 12, 31)},
            ),
            ("01/01/1900 n’est pas entre le 01/01/2010 et le 31/12/2040.", "Vérifiez l’année."),
            ("01/01/1900 lies outside 01/01/2010 to 31/12/2040.", "Check the year."),
        ),
        (
            Problem("primary-key", 9, None, "x", {"first": 4, "key": ["project_code", "student_id"]}),
            (
                "Cette ligne répète la ligne 4 (même Code projet et Identifiant étudiant).",
                "Gardez une seule des deux lignes, ou corrigez celle qui est fausse.",
            ),
            (
                "This line repeats line 4 (same Project code and Student identifier).",
                "Keep one of the two lines, or correct the one that is wrong.",
            ),
        ),
    ],
)
def test_a_problem_is_explained_in_the_readers_language(
    problem: Problem, french: tuple[str, str], english: tuple[str, str]
) -> None:
    plain = tuple(text.replace("\u00a0", " ") for text in explain(problem, "cohorts", "fr"))
    assert plain == french
    assert explain(problem, "cohorts", "en") == english


def test_a_value_that_identifies_a_person_is_never_repeated() -> None:
    problem = Problem("personal-data", 3, "student_id", None, {"header": False})
    assert "@" not in " ".join(explain(problem, "cohorts", "en"))


def test_a_refusal_is_one_sentence_and_a_way_on() -> None:
    assert refuse(Refusal("no-edition", edition=None), "fr") == "Aucune édition n’a encore été publiée."
    assert refuse(Refusal("no-edition", edition=7), "en") == "Edition 7 does not exist."
    assert "PDF" in refuse(Refusal("not-csv", kind="pdf"), "fr")
