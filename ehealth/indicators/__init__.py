"""An edition's tables in, tidy tables out: every definition stands here, no input, no output, no language."""

from ehealth.indicators.differences import files_since as files_since
from ehealth.indicators.differences import projects_differing as projects_differing
from ehealth.indicators.differences import reference_changes as reference_changes
from ehealth.indicators.freshness import freshness as freshness
from ehealth.indicators.moves import moves as moves
from ehealth.indicators.news import head_count_moves as head_count_moves
from ehealth.indicators.news import news as news
from ehealth.indicators.placement import baseline as baseline
from ehealth.indicators.placement import employers as employers
from ehealth.indicators.placement import placement as placement
from ehealth.indicators.rates import rate as rate
from ehealth.indicators.reasons import awaited as awaited
from ehealth.indicators.reference import envelopes as envelopes
from ehealth.indicators.reference import events as events
from ehealth.indicators.reference import grants_by as grants_by
from ehealth.indicators.reference import projects as projects
from ehealth.indicators.training import calendar as calendar
from ehealth.indicators.training import completion as completion
from ehealth.indicators.training import coverage as coverage
from ehealth.indicators.training import headcount as headcount
from ehealth.indicators.training import institutions as institutions
from ehealth.indicators.training import last_whole_year as last_whole_year
