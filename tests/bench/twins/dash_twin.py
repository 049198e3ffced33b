"""The same six figures, ready, as go.Figure in Dash with its defaults."""

from __future__ import annotations

import os
from typing import Any

import plotly.graph_objects as go
from dash import Dash, Input, Output, dcc, html
from ready import CHARTS, YEARS, chosen_years, ready

FIGURES = {years: [go.Figure(figure) for figure in six] for years, six in ready().items()}

app = Dash()
app.layout = html.Div(
    [dcc.Dropdown(YEARS, [], id="years", multi=True)]
    + [dcc.Graph(id=name, figure=figure) for name, figure in zip(CHARTS, FIGURES[""], strict=True)]
)


@app.callback([Output(name, "figure") for name in CHARTS], Input("years", "value"), prevent_initial_call=True)
def draw(years: list[str] | None) -> list[Any]:
    return list(FIGURES[chosen_years(years)])


app.run(host="127.0.0.1", port=int(os.environ["PORT"]))
