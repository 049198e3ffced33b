"""Tidy table in, Chart out. One theme; one file per question."""

from ehealth.charts.theme import Chart as Chart
from ehealth.charts.theme import Setting as Setting
