"""What is written first: every line in pandas, a group-by of them on each rerun, plotly.express, all defaults.

The same six questions; no protection, no definitions, no intervals.
"""

from __future__ import annotations

import os

import pandas as pd
import plotly.express as px
import streamlit as st
from ready import YEARS

CARE = ["care", "health_software", "medical_device", "pharma", "health_agency", "health_research"]


@st.cache_data
def lines(kind: str) -> pd.DataFrame:
    return pd.read_parquet(f"{os.environ['READY']}/{kind}.parquet")


cohorts, placements = lines("cohorts"), lines("placements")
years = st.multiselect("years", YEARS)
if years:
    cohorts = cohorts[cohorts["academic_year"].isin(years)]
    placements = placements[placements["graduation_year"].isin([int(year[5:]) for year in years])]
said = f"Filters: {', '.join(sorted(years)) or 'none'}"

full, awareness = cohorts[cohorts["route"] == "full_course"], cohorts[cohorts["route"] == "awareness"]
answered = placements[placements["answered"]]
employed = answered[answered["situation"] == "employed"]
heads = full.groupby("academic_year")["student_id"].nunique().reset_index()
aside = awareness.groupby("academic_year")["student_id"].nunique().reset_index()
statuses = full.groupby(["academic_year", "status"]).size().reset_index(name="students")
health = employed.assign(health=employed["employer_type"].isin(CARE)).groupby("months_after")["health"].mean()
employers = employed.groupby(["months_after", "employer_type"]).size().reset_index(name="students")
inserted = answered.assign(employed=answered["situation"] == "employed").groupby("months_after")["employed"].mean()

for chart in (
    px.bar(heads, x="academic_year", y="student_id", title=f"Head count. {said}"),
    px.bar(aside, x="academic_year", y="student_id", title=f"Awareness. {said}"),
    px.bar(statuses, x="academic_year", y="students", color="status", title=f"Completion. {said}"),
    px.line(health.reset_index(), x="months_after", y="health", title=f"Employed in health. {said}"),
    px.bar(employers, x="months_after", y="students", color="employer_type", title=f"Employers. {said}"),
    px.line(inserted.reset_index(), x="months_after", y="employed", title=f"Insertion. {said}"),
):
    st.plotly_chart(chart)
