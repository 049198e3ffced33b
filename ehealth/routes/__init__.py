"""What the server answers beside Streamlit's pages: charts as files and pictures, and what browsers need for them."""

from starlette.routing import Route

from ehealth.routes import assets, charts, health, mode

ROUTES = [
    Route("/chart/{name}.{form}", charts.chart),
    Route("/briefing-mode", mode.mode),
    Route("/take/{name}", assets.asset),
    Route("/healthz", health.alive),
    Route("/readyz", health.ready),
]
