"""Rules for days and years: what was written → ISO, within the years that make sense."""

from __future__ import annotations

import re
from datetime import date

from ehealth.intake.fault import Bad, Field

FIRST_DAY, LAST_DAY = date(2010, 1, 1), date(2040, 12, 31)


def day(text: str, spec: Field) -> str:
    """A day, ISO or as the French write it."""
    if found := re.fullmatch(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ]00:00(?::00)?(?:\.0+)?)?", text):
        year, month, of_month = map(int, found.groups())
    elif found := re.fullmatch(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})(?: 00:00(?::00)?)?", text):
        of_month, month, year = map(int, found.groups())
    else:
        raise Bad("type-error", type="date")
    try:
        value = date(year, month, of_month)
    except ValueError as fault:
        raise Bad("type-error", type="no-such-day") from fault
    if not FIRST_DAY <= value <= LAST_DAY:
        raise Bad("constraint-error", rule="dates", first=FIRST_DAY, last=LAST_DAY)
    return value.isoformat()


def partial_date(text: str, spec: Field) -> str:
    """A day, or only the month or the year where no more is known."""
    if found := re.fullmatch(r"(?:(\d{4})(?:-(\d{2}))?|(?:(\d{1,2})/)?(\d{4}))", text):
        iso_year, iso_month, month, year = found.groups()
        first = day(f"{iso_year or year}-{iso_month or month or '01'}-01", spec)
        return first[:7] if iso_month or month else first[:4]
    return day(text, spec)


def academic_year(text: str, spec: Field) -> str:
    """2024-2025, 2024/2025, 2024-25."""
    found = re.fullmatch(r"(20\d{2})\s*[-/–‑]\s*(20)?(\d{2})", text)
    if not found or (int(found[1]) + 1) % 100 != int(found[3]):
        raise Bad("type-error", type="academic_year")
    start = int(found[1])
    if not FIRST_DAY.year <= start < LAST_DAY.year:
        raise Bad("constraint-error", rule="dates", first=FIRST_DAY, last=LAST_DAY)
    return f"{start}-{start + 1}"
