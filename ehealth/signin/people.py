"""A person, from what the provider says of them."""

from __future__ import annotations

import re
import unicodedata

from ehealth.access import Person
from ehealth.domain import Refusal
from ehealth.signin.configuration import Client
from ehealth.signin.tokens import Claims

LONGEST = 255  # characters, as OpenID Connect has it for `sub`
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+")


def person(info: Claims, client: Client) -> Person:
    """Who somebody is: keyed by one claim, named by others. Raises Refusal: signin-no-email, signin-no-subject."""
    subject, email = text(info, client.subject), text(info, "email")
    if not subject or subject != info[client.subject]:  # a key is taken as it is, or not at all
        raise Refusal("signin-no-subject", claim=client.subject)
    if not _EMAIL.fullmatch(email):
        raise Refusal("signin-no-email", subject=subject)
    name = " ".join(filter(None, (text(info, claim) for claim in client.name)))
    return Person(client.issuer, subject, name or email, email, text(info, "siret"))


def text(info: Claims, claim: str) -> str:
    """A claim as a line of visible text; nothing where it is missing, is no text or is too long."""
    value = info.get(claim)
    if not isinstance(value, str) or len(value) > LONGEST:
        return ""
    return "".join(sign for sign in value if unicodedata.category(sign)[0] != "C").strip()
