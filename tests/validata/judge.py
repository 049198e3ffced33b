"""Asks Validata's own engine which lines of files are bad; run by the Python of .venv-validata.

Standard input: a JSON list of [file, schema] paths. Standard output: for each, the numbers of its bad lines, the
kinds of its errors and what Validata only warns of. A fault of the header, or of the whole file, is one of line 1.
"""

import json
import sys

from validata_core import validate
from validata_core.domain.types import TypedException


def judge(file, schema):
    try:
        report = validate(file, schema)
    except TypedException as unreadable:
        return {"lines": [1], "errors": [unreadable.type.value], "warnings": []}
    return {
        "lines": sorted({error.location.row_number or 1 for error in report.errors}),
        "errors": sorted({error.type.value for error in report.errors}),
        "warnings": report.warnings,
    }


if __name__ == "__main__":
    json.dump([judge(file, schema) for file, schema in json.load(sys.stdin)], sys.stdout)
