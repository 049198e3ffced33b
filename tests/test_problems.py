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
from ehealth.wording.problems import column_title, explain, refuse
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
            Problem("title-lines", 1, facts={"first": 1, "last": 1, "count": 1, "header": 2}),
            (
                "1 ligne se trouve au-dessus de l’en-tête (ligne 1).",
                "Supprimez toutes les lignes au-dessus de la ligne 2, qui porte les noms des colonnes, "
                "ou acceptez qu’elles soient ignorées.",
            ),
            (
                "1 line stands above the header (line 1).",
                "Delete every line above line 2, which holds the column names, or agree to leave them out.",
            ),
        ),
        (
            Problem("total-line", 12, facts={"first": 12, "last": 14, "count": 3}),
            (
                "Un total ou une note se trouve à la fin, et non une ligne de données (lignes 12 à 14).",
                "Supprimez tout à partir de la ligne 12, ou acceptez que ce soit ignoré.",
            ),
            (
                "A total or a note stands at the end, not a row (lines 12 to 14).",
                "Delete everything from line 12 on, or agree to leave it out.",
            ),
        ),
        (
            Problem("missing-label", 1, "level", facts={"kind": "cohorts", "found": ["Code projet", "Statut"]}),
            (
                "La colonne « Niveau » manque.",
                "Ajoutez une colonne nommée « Niveau » (level). Colonnes trouvées : Code projet, Statut.",
            ),
            (
                "The column “Level” is missing.",
                "Add a column named “Level” (level). Columns found: Code projet, Statut.",
            ),
        ),
        (
            Problem("fewer-rows", facts={"before": 2, "after": 1, "slice": "p1 · 2025", "months": 6}),
            (
                "p1 · 2025 · à 6 mois : 1 ligne en remplace 2.",
                "Un fichier remplace tout le projet et l’année qu’il contient : vérifiez qu’il est complet.",
            ),
            (
                "p1 · 2025 · at 6 months: 1 row replaces 2.",
                "A file replaces all that it holds a project and a year of: check that it is whole.",
            ),
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


def test_a_column_is_called_by_its_title_or_as_its_author_called_it() -> None:
    problem = Problem("type-error", 2, "enrolled_on", "hier", {"type": "date"})
    assert (column_title(problem, "cohorts", "fr"), column_title("ended_on", "cohorts", "en")) == (
        "Date d’inscription",
        "Ended on",
    )
    assert (column_title("Boursier ?", "cohorts", "fr"), column_title(None, "cohorts", "fr")) == ("Boursier ?", "")


def test_a_header_that_was_not_asked_for_is_told_with_the_titles_of_the_others() -> None:
    said = explain(Problem("extra-label", 1, "x", "x", {"kind": "cohort_totals"}), "cohort_totals", "fr")[1]
    assert said.replace("\u00a0", " ") == (
        "Supprimez cette colonne : seul le nécessaire peut être transmis. "
        "Colonnes attendues : Code projet, Code module, Année universitaire, Statut, Effectif."
    )


def test_a_value_that_identifies_a_person_is_never_repeated() -> None:
    problem = Problem("personal-data", 3, "student_id", None, {"header": False})
    assert "@" not in " ".join(explain(problem, "cohorts", "en"))


def test_a_refusal_is_one_sentence_and_a_way_on() -> None:
    assert refuse(Refusal("no-edition", edition=None), "fr") == "Aucune édition n’a encore été publiée."
    assert refuse(Refusal("no-edition", edition=7), "en") == "Edition 7 does not exist."
    assert "PDF" in refuse(Refusal("not-csv", kind="pdf"), "fr")
