"""What a problem says where something identifies a person, or might: never the value itself."""

from __future__ import annotations

from ehealth.wording import mark

PERSONAL: dict[str, tuple[str, str]] = {
    "personal-data:header": (
        mark("The column “{column}” would identify a person."),
        mark(
            "Delete this column: names, e-mail addresses, INE and social-security numbers, birth dates are never taken."
        ),
    ),
    "personal-data": (
        mark("“{column}” holds an e-mail address, an INE or a social-security number. The value is not repeated here."),
        mark("Replace it with an identifier of your own that means nothing elsewhere."),
    ),
    "personal-data:birth": (
        mark("“{column}” holds a date before 2010, which could be a date of birth. The value is not repeated here."),
        mark("Check the year; a date of birth is never taken."),
    ),
    "personal-data:name": (
        mark("An identifier without a digit looks like a name. The value is not repeated here."),
        mark("Replace it with an identifier of your own that means nothing elsewhere."),
    ),
    "personal-data:removed": (
        mark("“{column}” identified a person, or might: the value was taken out of the corrected copy."),
        mark(
            "Replace it with an identifier of your own that means nothing elsewhere, or with what the column asks for."
        ),
    ),
    "personal-data:label": (
        mark("Where column {position} has its name stands what identifies a person. It is not repeated here."),
        mark("Put the column’s name there: a row probably stands where the header should."),
    ),
    "erased-student": (
        mark("This student’s data was erased from this service and must not come back."),
        mark("Take the line out, and out of what your institution sends from now on."),
    ),
}
