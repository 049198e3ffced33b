"""The files that people take away."""

from ehealth.briefing.addresses import Asked as Asked
from ehealth.briefing.addresses import asked as asked
from ehealth.briefing.addresses import chart_address as chart_address
from ehealth.briefing.addresses import mode_address as mode_address
from ehealth.briefing.addresses import page_address as page_address
from ehealth.briefing.addresses import selection_of as selection_of
from ehealth.briefing.addresses import written as written
from ehealth.briefing.tables import absent as absent
from ehealth.briefing.tables import as_csv as as_csv
from ehealth.briefing.tables import chart_csv as chart_csv
from ehealth.briefing.tables import csv_bytes as csv_bytes
from ehealth.briefing.tables import edition_csv as edition_csv
from ehealth.briefing.tables import neutral_table as neutral_table
