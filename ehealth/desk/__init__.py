"""The Streamlit gestures of whoever sends files and publishes: what reaches the registry, kept apart from the pages."""

from ehealth.desk.effect import effect
from ehealth.desk.erasing import erase, gone, kept_of, let_go, waiting, went
from ehealth.desk.exact import exact_figures
from ehealth.desk.faults import consents, faults
from ehealth.desk.people import People, changed, give, people, take
from ehealth.desk.publishing import Proposed, freeze, outcome, proposed
from ehealth.desk.received import by_whom, capital, history, receipt, received
from ehealth.desk.roles import called, give_role, take_role
from ehealth.desk.sent import LARGEST, Judged, Sent, judged, record, sent
from ehealth.desk.understood import understood

__all__ = [
    "LARGEST",
    "Judged",
    "People",
    "Proposed",
    "Sent",
    "by_whom",
    "called",
    "capital",
    "changed",
    "consents",
    "effect",
    "erase",
    "exact_figures",
    "faults",
    "freeze",
    "give",
    "give_role",
    "gone",
    "history",
    "judged",
    "kept_of",
    "let_go",
    "outcome",
    "people",
    "proposed",
    "receipt",
    "received",
    "record",
    "sent",
    "take",
    "take_role",
    "understood",
    "waiting",
    "went",
]
