"""The log: who did what, when, to which slice. Appended to only; apart from the data; no student identifier in it."""

from ehealth.journal.lines import BEGUN, DONE, FAILED, OUTCOMES, REFUSED, RETENTION, Line, folder, key
from ehealth.journal.reading import EVERYTHING, LATELY, Asked, Log, newcomers, picked, read
from ehealth.journal.writing import Act, doing, note, prepare, require, sweep

__all__ = [
    "BEGUN",
    "DONE",
    "EVERYTHING",
    "FAILED",
    "LATELY",
    "OUTCOMES",
    "REFUSED",
    "RETENTION",
    "Act",
    "Asked",
    "Line",
    "Log",
    "doing",
    "folder",
    "key",
    "newcomers",
    "note",
    "picked",
    "prepare",
    "read",
    "require",
    "sweep",
]
