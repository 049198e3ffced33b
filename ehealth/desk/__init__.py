"""The Streamlit gestures of whoever sends files and publishes: what reaches the registry, kept apart from the pages."""

from ehealth.desk.effect import effect
from ehealth.desk.faults import consents, faults
from ehealth.desk.received import capital, history, publishing, receipt, received
from ehealth.desk.sent import LARGEST, Judged, Sent, judged, record, sent
from ehealth.desk.understood import understood

__all__ = [
    "LARGEST",
    "Judged",
    "Sent",
    "capital",
    "consents",
    "effect",
    "faults",
    "history",
    "judged",
    "publishing",
    "receipt",
    "received",
    "record",
    "sent",
    "understood",
]
