"""The same six figures, ready, as go.Figure with Streamlit's defaults, and nothing else."""

from __future__ import annotations

import plotly.graph_objects as go
import streamlit as st
from ready import YEARS, chosen_years, ready


@st.cache_resource
def figures() -> dict[str, list[go.Figure]]:
    return {years: [go.Figure(figure) for figure in six] for years, six in ready().items()}


for chart in figures()[chosen_years(st.multiselect("years", YEARS))]:
    st.plotly_chart(chart)
