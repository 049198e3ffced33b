"""eHealth monitor: from uploaded CSVs to charts that can be quoted."""
