"""The demonstration data: invented, plausible, and the same each time."""

import hashlib
import io
import tracemalloc
from functools import cache
from itertools import islice

import pandas as pd
import pytest

from ehealth import demo, domain, intake
from ehealth.demo import DemoFile


@cache
def delivered(students: int = 1500, seed: int = 2030) -> tuple[DemoFile, ...]:
    return tuple(demo.files(students, seed))


def table(file: DemoFile) -> pd.DataFrame:
    return pd.read_csv(io.BytesIO(file.content), dtype=str, keep_default_na=False)


def tables(kind: str, students: int = 1500) -> list[pd.DataFrame]:
    return [table(file) for file in delivered(students) if file.kind == kind]


def current_cohorts(students: int = 1500) -> pd.DataFrame:
    """What the ledger holds in the end: the last file of each project and year, with its module's route."""
    slices = {}
    for rows in tables("cohorts", students):
        slices.update(dict(list(rows.groupby(["project_code", "academic_year"]))))
    (modules,) = tables("modules", students)
    return pd.concat(slices.values()).merge(modules[["project_code", "module_code", "route", "first_year"]])


def fingerprint(students: int, seed: int) -> str:
    """Of what is invented: the real events and envelopes may change with what is learnt about them."""
    digest = hashlib.sha256()
    for file in demo.files(students, seed):
        if file.kind in ("events", "envelopes"):
            continue
        digest.update(f"{file.kind} {file.name} {file.received_at.isoformat()}\n".encode() + file.content)
    return digest.hexdigest()


def test_the_same_seed_gives_the_same_bytes_on_every_machine() -> None:
    assert fingerprint(300, 7) == "0c5439ff478d011691b6c38bbd036635063953ea1e02eb289891baee3766dd96"


def test_another_seed_gives_other_bytes() -> None:
    assert fingerprint(300, 7) != fingerprint(300, 8)


def test_head_counts_grow_through_the_band_and_the_running_year_is_partial() -> None:
    full = current_cohorts().query("route == 'full_course'")
    heads = full.groupby("academic_year")["student_id"].nunique().to_dict()
    running = heads.pop("2026-2027")
    assert heads == {"2022-2023": 135, "2023-2024": 255, "2024-2025": 338, "2025-2026": 345}
    assert 200 < running < 350
    assert full.query("academic_year == '2026-2027'")["project_code"].nunique() == 7


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_every_year_has_90_to_350_students_whatever_the_seed(seed: int) -> None:
    rows = pd.concat([table(f) for f in demo.files(1500, seed) if f.kind == "cohorts"])
    full = rows[rows["module_code"].str.startswith("sante-")].drop_duplicates(["academic_year", "student_id"])
    assert full.groupby("academic_year").size().between(90, 350).all()
    assert full["academic_year"].nunique() == 5


def test_no_real_project_partner_or_coordinator_is_named() -> None:
    said = b"\n".join(f.content for f in delivered() if f.kind not in ("events", "envelopes")).decode()
    real = [pd.read_csv(domain.DATA / "reference" / f"{kind}.csv", dtype=str) for kind in ("projects", "partners")]
    names = {
        *real[0]["acronym"],
        *real[0]["title"],
        *real[0]["coordinator"],
        *real[0]["project_code"],
        *real[1]["name"],
    }
    assert [name for name in names if name in said] == []


def test_events_and_envelopes_are_the_real_ones() -> None:
    for file in delivered()[:2]:
        assert file.content == (domain.DATA / "reference" / f"{file.kind}.csv").read_bytes()


def test_every_file_has_the_header_of_its_schema_and_at_least_one_row() -> None:
    for file in delivered():
        assert list(table(file).columns) == [field["name"] for field in domain.schema(file.kind)["fields"]]
        assert len(table(file)) > 0


@pytest.mark.parametrize("students", [5, 1500])
def test_the_door_finds_nothing_wrong_in_any_file(students: int) -> None:
    for file in delivered(students):
        with intake.check(file.kind, file.content) as checked:
            assert checked.problems == [], file.name


def test_files_come_in_the_order_of_their_delivery_and_none_after_mid_november_2026() -> None:
    times = [file.received_at for file in delivered()]
    assert times == sorted(times)
    assert times[-1].date().isoformat() < "2026-11-16"
    assert [file.kind for file in delivered()[:5]] == ["events", "envelopes", "projects", "partners", "modules"]


def test_above_twenty_thousand_students_each_project_sends_two_files_still_in_order() -> None:
    found = list(demo.files(20_001, 3))
    assert [file.received_at for file in found] == sorted(file.received_at for file in found)
    names = [(file.kind, file.name[:7]) for file in found[5:]]
    assert len(names) == len(set(names))


def test_projects_grow_with_students() -> None:
    counts = [len(table(next(f for f in demo.files(n, 1) if f.kind == "projects"))) for n in (1, 1500, 5000, 650_000)]
    assert counts == [10, 10, 24, 234]


def test_a_student_takes_at_most_one_full_course_a_year_and_belongs_to_one_project() -> None:
    rows = current_cohorts()
    full = rows.query("route == 'full_course'")
    assert not full.duplicated(["academic_year", "student_id"]).any()
    assert rows.groupby("student_id")["project_code"].nunique().max() == 1
    assert set(full["student_id"]).isdisjoint(rows.query("route == 'awareness'")["student_id"])


def test_nobody_studies_before_the_module_opened_nor_after_having_left() -> None:
    rows = current_cohorts().sort_values("academic_year")
    assert (rows["academic_year"] >= rows["first_year"]).all()
    earlier = rows[rows.duplicated("student_id", keep="last")]
    assert set(earlier["status"]) == {"enrolled"}


def test_every_placement_is_of_a_graduate_delivered_before() -> None:
    graduates: set[tuple[str, str, str]] = set()
    for file in delivered():
        if file.kind == "cohorts":
            rows = table(file).query("status == 'graduated'")
            graduates |= set(zip(rows["project_code"], rows["student_id"], rows["ended_on"].str[:4], strict=True))
        if file.kind == "placements":
            rows = table(file)
            asked = set(zip(rows["project_code"], rows["student_id"], rows["graduation_year"], strict=True))
            assert asked <= graduates
            assert rows["surveyed_on"].max() <= file.received_at.date().isoformat()


def test_placements_tell_all_outcomes_and_health_grows_with_the_months() -> None:
    rows = pd.concat(tables("placements"))
    said = rows.query("answered == 'true'")
    assert 0.70 <= len(said) / len(rows) <= 0.85
    assert set(said["situation"]) == {"employed", "seeking", "studying", "inactive"}
    assert set(said["employer_type"]) - {""} == set(domain.codes("placements", "employer_type"))
    assert not rows.query("answered == 'false'")[["situation", "employer_type", "contract"]].any().any()
    jobs = said.query("situation == 'employed'")
    strict = ["care", "health_software", "medical_device", "pharma", "health_agency", "health_research"]
    share = jobs["employer_type"].isin(strict).groupby(jobs["months_after"].astype(int)).mean()
    assert share[6] < 0.55 < share[24]
    assert set(share.index) == {6, 12, 18, 24, 30}


def test_three_projects_are_late_and_one_never_delivered_placements() -> None:
    last: dict[str, str] = {}
    for file in delivered():
        if file.kind == "cohorts":
            last[file.name[:7]] = f"{file.received_at:%Y}"
    assert sorted(code for code, year in last.items() if year == "2025") == ["demo-05", "demo-08", "demo-10"]
    surveyed = {file.name[:7] for file in delivered() if file.kind == "placements"}
    assert set(last) - surveyed == {"demo-06", "demo-10"}  # demo-10 opened in 2025: nobody has graduated yet


def test_some_regions_have_no_course() -> None:
    (projects,), (partners,) = tables("projects"), tables("partners")
    without = set(domain.codes("projects", "region")) - set(projects["region"]) - set(partners["region"])
    assert {"01", "02", "03", "06", "94"} <= without


def test_ten_million_students_are_made_a_project_at_a_time() -> None:
    tracemalloc.start()
    found = list(islice(demo.files(10_000_000, 1), 7))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert found[5].kind == "cohorts"
    assert found[5].content.count(b"\n") > 10_000
    assert peak < 200_000_000


@pytest.mark.parametrize(("students", "seed"), [(0, 1), (10, -1)])
def test_no_student_or_a_negative_seed_is_refused(students: int, seed: int) -> None:
    with pytest.raises(ValueError, match="at least one student"):
        next(demo.files(students, seed))
