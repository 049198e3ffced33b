"""An edition's tables in, tidy tables out: every definition stands here, no input, no output, no language."""

from ehealth.indicators.freshness import freshness as freshness
from ehealth.indicators.news import head_count_moves as head_count_moves
from ehealth.indicators.news import news as news
