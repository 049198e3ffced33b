"""What would identify a person: refused by the column's name, and by what a cell looks like."""

from __future__ import annotations

import re
import unicodedata

from ehealth.wording.unseen import seen

PEOPLE = ("cohorts", "placements")  # kinds with a line a person, where an old date may be that of a birth
REMOVED = "[retiré]"  # what a corrected copy holds where a value was taken out; refused, so that the reason stays

# Words of a column's name, as headers.normal writes it, that name a person wherever they stand in it.
PERSON = re.compile(
    r"prenom|patronym|e_?mail|courriel|(?<!con)naiss|birth|telephone|securite_sociale"
    r"|first_?name|last_?name|sur_?name|given_?name|family_?name|full_?name|maiden_?name"
    r"|(?:^|_)(?:mail|mels?|tel|phone|portable|mobile|gsm|identite|dob|nai|born"
    r"|nee?(?:_e)?(?:_le)?|nais|ddn|dat_?nai|n_ss|(?:n|no|num|numero)?_?secu|identifiant_national|nom[0-9]"
    r"|(?:nom|prenom|mail|tel)(?:etudiant|usage|famille|perso|portable)|lib_pr[0-9]|ine[0-9]*|nne|nir|nni|nss|bea|(?:n|no|numero)_insee|nom_(?:de_)?(?:famille|usage|usuel|pat.*))(?:_|$)"
)
NAME = re.compile(r"(?:^|_)(?:noms?|names?|adresses?|address)(?:_|$)")  # of a person, unless it is that of a thing
THING = re.compile(
    r"(?:^|_)(?:projets?|projects?|modules?|partenaires?|partners?|etablissements?|institutions?|universites?"
    r"|university|ecoles?|schools?|ufr|composantes?|formations?|diplomes?|degree|parcours|cours|course|programme?s?"
    r"|organismes?|organisations?|organizations?|structures?|entreprises?|company|employeurs?|employer|coordinateurs?"
    r"|coordinators?|porteurs?|regions?|academies?|villes?|city|communes?|pays|country|disciplines?|domaines?"
    r"|secteurs?|actions?|vagues?|waves?|enveloppes?|envelopes?|evenements?|events?|fichiers?|files?|sources?)(?:_|$)"
)
SOMEBODY = re.compile(r"(?:^|_)(?:etudiante?s?|students?|eleves?|individus?|ind)(?:_|$)")

_GAP = "[ .\u00a0\u202f-]?"
_MONTH, _DAY, _YEAR = "(?:0?[1-9]|1[0-2])", "(?:0?[1-9]|[12][0-9]|3[01])", "(?:19[0-9]{2}|200[0-9])"
_BETWEEN = "[ ]?[/._ -][ ]?"
# An INE has 11 characters (ten digits and a letter, or nine and two letters); a NIR 13 or 15: sex, year, month (or what
# stands for an unknown one), department (2A and 2B in Corsica, three digits overseas), commune and order, key.
_NUMBER = (
    r"(?:(?:ine|nne|bea|nir|nni)[ _.:°-]{0,3})?(?:[0-9]{10}[a-z]|[0-9]{9}[a-z]{2}"
    rf"|[12]{_GAP}[0-9]{{2}}{_GAP}(?:0[1-9]|1[0-2]|[2-9][0-9]){_GAP}"
    rf"(?:(?:[0-9]{{2}}|2[ab]){_GAP}[0-9]{{3}}|9[78][0-9]{_GAP}[0-9]{{2}}){_GAP}[0-9]{{3}}(?:{_GAP}[0-9]{{2}})?)"
)
_BIRTH = rf"(?:{_DAY}{_BETWEEN}{_MONTH}{_BETWEEN}{_YEAR}|{_YEAR}{_BETWEEN}{_MONTH}{_BETWEEN}{_DAY})"
_NAMED = "(?:jan|f[eé]v|feb|mar|avr|apr|mai|may|juin|jun|juil|jul|ao[uû]|aug|sep|oct|nov|d[eé]c)[a-zéû]{0,6}"  # a month
_OLD = "(?:0[0-9]|[4-9][0-9])"  # two digits of a year that no enrolment has
_IN_WORDS = rf"{_DAY}(?:er)?[ /._-]?{_NAMED}\.?[ /._-]?(?:{_YEAR}|{_OLD})"
# For DuckDB, which can look neither ahead nor back: whatever may identify; `identifies` then has the last word.
NUMBERS = f"(?i)(?:^|[^0-9a-z]){_NUMBER}(?:$|[^0-9a-z])|[0-9]{{9,10}}[ ._-]{{1,3}}[a-z]{{1,2}}(?:$|[^0-9a-z])"
BIRTHS = f"(?i)(?:^|[^0-9]){_BIRTH}(?:$|[^0-9])|{_IN_WORDS}|^{_DAY}[/._-]{_MONTH}[/._-]{_OLD}$"
SHORTEST_NUMBER, SHORTEST_BIRTH = 11, 8  # characters
SERIAL_2010 = 40179  # what a spreadsheet keeps for 1 January 2010

# In texts, an INE may stand with a space in it; nine digits are also a SIREN, so two letters need more than a space.
_SPACED = r"[0-9]{10}[ ._-](?-i:[A-Z])|(?:ine|nne|bea)[ _.:°-]{0,3}(?:[0-9]{9}[ ._-][a-z]{2}|[0-9]{10}[ ._-][a-z])"
_NUMBERS = re.compile(rf"(?i)(?<![0-9a-z])(?:{_SPACED}|{_NUMBER})(?![0-9a-z])")
_ALONE = re.compile(r"(?i)(?:[0-9] ?){9}(?:[0-9][ ._-]?[a-z]|[ ._-]?[a-z]{2})")  # a cell of nothing else
_E_MAIL = re.compile(r"(?i)[^\s@/:;,<>()]{1,64}@[^\s@/]{1,255}\.[a-z]{2,}")  # no / before @: x.org/@y.z is none
_BIRTHS = re.compile(rf"(?i)(?<![0-9]){_BIRTH}(?![0-9])|(?<![0-9]){_IN_WORDS}(?![0-9])")
_SHORT_BIRTH = re.compile(rf"{_DAY}[/._-]{_MONTH}[/._-]{_OLD}")  # alone in a cell
_DASHES = dict.fromkeys(map(ord, "‐‑‒–—−"), "-")


def names_a_person(header: str) -> bool:
    """Whether a column of this name (in the spelling of headers.normal) would hold personal data."""
    named = NAME.search(header) and (SOMEBODY.search(header) or not THING.search(header))
    return bool(named or PERSON.search(header))


def identifies(text: str, kind: str = "") -> str | None:
    """How a cell identifies a person: by a `number` (e-mail address, INE or NIR), anywhere in it, or a `birth` date.

    Old dates only count in files of people (PEOPLE); None = it does not identify anybody.
    """
    text = seen(text)
    if not text.isascii():  # no-break spaces, digits and slashes of full width, dashes of every length
        text = unicodedata.normalize("NFKC", text).translate(_DASHES)
    if ("@" in text and _E_MAIL.search(text)) or _NUMBERS.search(text) or _ALONE.fullmatch(text):
        return "number"
    dated = kind in PEOPLE and (_BIRTHS.search(text) or _SHORT_BIRTH.fullmatch(text))
    return "birth" if dated else None


def bare_birth(text: str, kind: str) -> str | None:
    """As `identifies`, of a cell in a column of dates: 12032001, 20010312, or the day's number in a spreadsheet."""
    serial = re.fullmatch(r"([1-9][0-9]{4})(?:[.,][0-9]+)?", text)
    days = (text[:2], text[2:4], text[4:]), (text[6:], text[4:6], text[:4])
    written = len(text) == 8 and text.isdigit() and any(identifies("/".join(day), kind) for day in days)
    return "birth" if written or (serial and kind in PEOPLE and int(serial[1]) < SERIAL_2010) else None


def without_persons(text: str) -> str:
    """A name of a file or of a sheet, with … for e-mail addresses, INE, NIR and dates of birth. Names stay."""
    for pattern in (_E_MAIL, _NUMBERS, _BIRTHS):
        text = pattern.sub("…", text)
    return text
