"""The Streamlit gestures of whoever sends files and publishes: what reaches the registry, kept apart from the pages."""

from ehealth.desk.effect import effect
from ehealth.desk.erasing import erase, gone, kept_of, let_go, waiting, went
from ehealth.desk.exact import exact_figures
from ehealth.desk.faults import consents, faults
from ehealth.desk.publishing import Proposed, freeze, outcome, proposed
from ehealth.desk.received import by_whom, capital, history, receipt, received
from ehealth.desk.sent import LARGEST, Judged, Sent, judged, record, sent
from ehealth.desk.understood import understood

__all__ = [
    "LARGEST",
    "Judged",
    "Proposed",
    "Sent",
    "by_whom",
    "capital",
    "consents",
    "effect",
    "erase",
    "exact_figures",
    "faults",
    "freeze",
    "gone",
    "history",
    "judged",
    "kept_of",
    "let_go",
    "outcome",
    "proposed",
    "receipt",
    "received",
    "record",
    "sent",
    "understood",
    "waiting",
    "went",
]
