"""What an installation is told by its environment: every variable, what it is for, and where it is read."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass

from ehealth.domain import Refusal

REGISTRY, LAKE = "EHEALTH_REGISTRY", "ducklake:postgres:"


@dataclass(frozen=True)
class Variable:
    """An environment variable; a secret's is the name of a file, never the secret itself."""

    name: str
    about: str
    default: str = ""


VARIABLES = (
    Variable("EHEALTH_STORE", "The store's folder; data/store in the product's own if absent."),
    Variable(REGISTRY, f"For several registry processes: {LAKE}host=… dbname=… user=…, without a password."),
    Variable(
        "EHEALTH_MODE",
        "`reader`: this process shows editions and does nothing else; it needs a store's folder with editions in it.",
    ),
    Variable("EHEALTH_DESK_URL", "Where files are sent and editions published, for reader processes to say so."),
    Variable("PORT", "The port; without sign-in, the first free one from it on.", "8501"),
    Variable("EHEALTH_PUBLISHER", "Who publishes the service, on the accessibility statement."),
    Variable("EHEALTH_ACCESSIBILITY_CONTACT", "Whom to write to about accessibility."),
    Variable("EHEALTH_OIDC_ISSUER", "The OpenID Connect provider. Without it there is no sign-in: loopback only."),
    Variable("EHEALTH_OIDC_CLIENT_ID", "The client's name at the provider."),
    Variable("EHEALTH_OIDC_CLIENT_SECRET_FILE", "A file that only the server can read, with the client's secret."),
    Variable(
        "EHEALTH_OIDC_SCOPES", "What the provider is asked for.", "openid given_name usual_name email uid siret idp_id"
    ),
    Variable("EHEALTH_OIDC_NAME_CLAIMS", "The claims that make a person's name, in order.", "given_name usual_name"),
    Variable("EHEALTH_OIDC_SUBJECT_CLAIM", "The claim that tells one person of the provider from another.", "sub"),
    Variable(
        "EHEALTH_OIDC_CA_FILE", "Certificates (PEM) that the provider's TLS is checked with, beside the system's."
    ),
    Variable("EHEALTH_PUBLIC_URL", "Where browsers reach the service, as https://monitor.example.org."),
    Variable("EHEALTH_FIRST_STEWARD", "The `sub` of who is a steward as long as the access list names none."),
    Variable(
        "EHEALTH_RETENTION_YEARS",
        "Lines of students go this many years after the last thing known of them; their totals stay.",
        "4",  # the last survey is 30 months after the degree, and a year to send it in: three and a half, rounded up
    ),
)


def value(name: str) -> str:
    """A variable's value without outer blanks, else its default. KeyError for one that is not in the table."""
    variable = _BY_NAME[name]
    return os.environ.get(name, "").strip() or variable.default


def whole(name: str) -> int:
    """A variable's value as a whole number of 1 to 99. Raises Refusal("setting-no-number"): nothing is guessed."""
    text = value(name)
    if not re.fullmatch("[1-9][0-9]?", text):
        raise Refusal("setting-no-number", name=name, value=text)
    return int(text)


def catalog() -> str:
    """How to reach the catalog of a registry on a lake, in libpq's words; "" where the registry is a file.

    Raises Refusal: registry-setting; registry-password, since what stands in an environment ends in messages.
    """
    text = value(REGISTRY)
    if text and (not text.startswith(LAKE) or text == LAKE):
        raise Refusal("registry-setting", name=REGISTRY, form=f"{LAKE}host=… dbname=… user=…")
    if re.search(r"password|://", text, re.IGNORECASE):
        raise Refusal("registry-password", name=REGISTRY)
    return text.removeprefix(LAKE)


def only_reads() -> bool:
    """Whether this process shows editions and does nothing else. Raises Refusal("setting-no-mode")."""
    text = value("EHEALTH_MODE")
    if text not in ("", "reader"):
        raise Refusal("setting-no-mode", value=text)
    return text == "reader"


_BY_NAME = {variable.name: variable for variable in VARIABLES}
