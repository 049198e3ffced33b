"""A header is known in the words of whoever sends it: our own, Apogée's, a survey tool's, a spreadsheet's."""

from __future__ import annotations

from collections import Counter

import pytest

from ehealth import domain
from ehealth.intake.headers import known_names, normal

KNOWN = {
    ("cohorts", "project_code"): "Code projet|CODE_PROJET|projet|N° projet|Identifiant du projet|Project",
    ("cohorts", "module_code"): "Code module|Module|N° module|COD_ETP|Code étape|Formation|Course code",
    ("cohorts", "academic_year"): "Année|Année univ.|ANNEE_UNIV|COD_ANU|Année académique|Année d'inscription|Year",
    ("cohorts", "student_id"): "N° étudiant|N°étudiant|n° d’étudiant|Numéro étudiant|NUMERO_ETUDIANT|Code étudiant"
    "|Cod etu|COD_ETU|Id étudiant|Identifiant|Matricule|Student number|Student ID|Student identifier",
    ("cohorts", "level"): "Niveau|Niveau d'études|NIVEAU D’ETUDES|Année d'études|Level|Level of study",
    ("cohorts", "status"): "Statut|Statut étudiant|Statut de l’étudiant|Status|Student status",
    ("cohorts", "enrolled_on"): "Date d'inscription|DATE_INSCRIPTION|Date inscription|Date d'entrée|Inscrit le"
    "|Enrolment date|Enrollment date|Date of enrolment|Start date|enrolled_on",
    (
        "cohorts",
        "ended_on",
    ): "Date de fin|DATE_FIN|Date fin|Date de sortie|Date d'obtention du diplôme|End date|Exit date",
    ("cohort_totals", "students"): "Effectif|Effectifs|Nb étudiants|Nombre d’étudiants|Number of students|Headcount",
    ("placements", "student_id"): "N° étudiant|COD_ETU|Identifiant du diplômé|Graduate ID",
    ("placements", "graduation_year"): "Année du diplôme|ANNEE_DIPLOME|Année d'obtention|Promotion|Class of",
    ("placements", "months_after"): "Mois après le diplôme|Nb mois|Nombre de mois|Délai (mois)|Months after graduation",
    (
        "placements",
        "surveyed_on",
    ): "Date d'enquête|DATE_ENQUETE|Date de l’enquête|submitdate|Date de soumission|Survey date",
    ("placements", "answered"): "A répondu|Répondant|Réponse|Réponse à l'enquête|Answered|Respondent",
    (
        "placements",
        "situation",
    ): "Situation|Situation professionnelle|Situation à la date de l'enquête|Employment status",
    ("placements", "employer_type"): "Type d'employeur|Nature de l’employeur|Employeur|Type of employer",
    ("placements", "health_duties"): "Missions en santé|Fonctions santé|Duties in health",
    ("placements", "contract"): "Contrat|Type de contrat|Nature du contrat|Contract type",
    ("placements", "job_region"): "Région de l'emploi|Région d’emploi|Région|Region of employment",
    ("placements", "first_job_on"): "Date du premier emploi|DATE_PREMIER_EMPLOI|Date d'embauche|First job date",
    ("placement_totals", "outcome"): "Situation|Débouché|Devenir|Situation professionnelle|Outcome",
    ("placement_totals", "students"): "Effectif|Nb diplômés|Nombre de diplômés|Number of graduates",
    ("modules", "title"): "Intitulé|Intitulé du module|Libellé|Nom du module|Module title",
    ("modules", "ects"): "ECTS|Crédits ECTS|Nb ECTS|Nombre de crédits",
    ("modules", "hours"): "Heures|Volume horaire|Nombre d'heures|Durée (h)|Number of hours",
    ("modules", "first_year"): "Première année|Année d'ouverture|Année de création|Opening year",
    ("modules", "institution"): "Établissement|Université|Code UAI|Nom de l’établissement",
    ("modules", "places_per_year"): "Places par an|Nombre de places|Capacité d'accueil|Capacity",
    ("partners", "name"): "Nom|Nom du partenaire|Raison sociale|Structure|Organisme|Partner name",
    ("partners", "identifier"): "UAI|SIRET|N° SIRET|UAI/SIRET|RNE|Identifiant",
    ("projects", "coordinator"): "Établissement porteur|Porteur|Chef de file|Coordonnateur|Lead institution",
    ("projects", "grant_eur"): "Aide|Aide accordée|Montant de l'aide|Subvention|Grant amount",
    ("projects", "start_date"): "Début|Date de début|DATE_DEBUT|Démarrage|Start date",
    ("projects", "end_date"): "Fin|Date de fin|DATE_FIN|End date",
}


@pytest.mark.parametrize(
    ("kind", "column", "header"),
    [(kind, column, header) for (kind, column), headers in KNOWN.items() for header in headers.split("|")],
)
def test_a_header_is_known_as_its_sender_writes_it(kind: str, column: str, header: str) -> None:
    assert known_names(kind)[normal(header)] == column


@pytest.mark.parametrize("kind", domain.KINDS)
def test_no_header_means_two_columns_of_a_kind(kind: str) -> None:
    spellings = [
        {normal(name) for name in (f["name"], f["title"], f["x-title-en"], *f.get("x-header-synonyms", ()))}
        for f in domain.schema(kind)["fields"]
    ]
    assert [name for name, count in Counter(n for names in spellings for n in names).items() if count > 1] == []
