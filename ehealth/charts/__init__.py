"""Tidy table in, Chart out. One theme; one file per question."""

from ehealth.charts.funding import shares_chart as shares_chart
from ehealth.charts.grants import grants_by_chart as grants_by_chart
from ehealth.charts.grants import grants_chart as grants_chart
from ehealth.charts.running import running_times_chart as running_times_chart
from ehealth.charts.stages import envelope_stages_chart as envelope_stages_chart
from ehealth.charts.stages import project_stages_chart as project_stages_chart
from ehealth.charts.theme import Chart as Chart
from ehealth.charts.theme import Setting as Setting
from ehealth.charts.waves import timeline_chart as timeline_chart
