"""Who may do what: the table of roles, and the list of people that have one."""

from ehealth.access.people import Right, list_file, listed, reader_of, written
from ehealth.access.rules import (
    ACTIONS,
    LEAD,
    NOBODY,
    OF_OWN_PROJECTS,
    READER,
    ROLE_WITHOUT_SIGN_IN,
    ROLES,
    STEWARD,
    Person,
    Reader,
    may,
    operator,
    require,
    sending,
)

__all__ = [
    "ACTIONS",
    "LEAD",
    "NOBODY",
    "OF_OWN_PROJECTS",
    "READER",
    "ROLES",
    "ROLE_WITHOUT_SIGN_IN",
    "STEWARD",
    "Person",
    "Reader",
    "Right",
    "list_file",
    "listed",
    "may",
    "operator",
    "reader_of",
    "require",
    "sending",
    "written",
]
