"""What this installation is at its OpenID Connect provider: read from the environment, whole or not at all."""

from __future__ import annotations

import ssl
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from stat import S_IRGRP, S_IRWXO, S_IWGRP
from urllib.parse import urlsplit

from ehealth import settings

NEEDED = ("EHEALTH_OIDC_ISSUER", "EHEALTH_OIDC_CLIENT_ID", "EHEALTH_OIDC_CLIENT_SECRET_FILE", "EHEALTH_PUBLIC_URL")
TURNS_ON = NEEDED[:3]  # a public URL alone asks for nothing
OPTIONAL = ("SCOPES", "NAME_CLAIMS", "SUBJECT_CLAIM", "CA_FILE")
LOCAL = ("127.0.0.1", "localhost", "::1")


class Misconfigured(Exception):
    """One sentence for whoever starts the server: which variable is wrong, and how to mend it."""


@dataclass(frozen=True)
class Client:
    """public: scheme and host under which browsers reach the service; never taken from a request.

    name, subject: the claims that name a person, and the one that is their key within the issuer.
    """

    issuer: str
    client_id: str
    secret: str = field(repr=False)
    public: str
    scopes: str
    name: tuple[str, ...]
    subject: str
    ca_file: str = ""

    @property
    def secure(self) -> bool:
        """Whether browsers reach the service over TLS."""
        return self.public.startswith("https://")


def client() -> Client | None:
    """What the environment says now; None where no provider is configured. Raises Misconfigured."""
    values = tuple(settings.value(name) for name in NEEDED)
    if not any(values[: len(TURNS_ON)]):
        return None
    return _client(*values, *(settings.value(f"EHEALTH_OIDC_{name}") for name in OPTIONAL))


@lru_cache(maxsize=1)  # the secret is read once, at the start
def _client(
    issuer: str, client_id: str, secret: str, public: str, scopes: str, name: str, subject: str, ca_file: str
) -> Client:
    given = dict(zip(NEEDED, (issuer, client_id, secret, public), strict=True))
    if missing := [name for name, value in given.items() if not value]:
        raise Misconfigured(f"Sign-in is configured by half: set {' and '.join(missing)} too.")
    check_address("EHEALTH_OIDC_ISSUER", issuer, "https://provider.example.org")
    check_address("EHEALTH_PUBLIC_URL", public, "https://monitor.example.org")
    if urlsplit(public).path not in ("", "/"):
        raise Misconfigured(f"EHEALTH_PUBLIC_URL is {public}: leave out the path, the service is at the top.")
    if "openid" not in scopes.split():
        raise Misconfigured(f"EHEALTH_OIDC_SCOPES is “{scopes}”: it must hold openid.")
    trusted(ca_file)
    named = tuple(name.split())
    return Client(issuer, client_id, _secret(Path(secret)), public.rstrip("/"), scopes, named, subject, ca_file)


@lru_cache(maxsize=2)
def trusted(ca_file: str) -> ssl.SSLContext:
    """The certificates that the provider's TLS is checked with: the system's, and those of a file."""
    context = ssl.create_default_context()
    if ca_file:
        try:
            context.load_verify_locations(ca_file)
        except OSError as fault:  # ssl.SSLError is one
            raise Misconfigured(
                f"EHEALTH_OIDC_CA_FILE, {ca_file}, holds no certificate that can be read: name a PEM file."
            ) from fault
    return context


def kept_secret(address: str) -> bool:
    """Whether what is sent there stays secret: over TLS, or within this machine."""
    parts = urlsplit(address)
    return bool(parts.hostname) and (parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in LOCAL))


def check_address(name: str, address: str, example: str) -> None:
    """Raises Misconfigured for an address under which nothing that stays secret can be reached."""
    try:
        parts = urlsplit(address)
        wrong = parts.port == 0 or parts.query or parts.fragment or parts.username is not None
    except ValueError:
        wrong = True
    if wrong or not kept_secret(address):
        raise Misconfigured(f"{name} is {address}: write it as {example}, https everywhere but on this machine.")


def _secret(path: Path) -> str:
    """The secret of a file that nobody but its owner can read; root's group may (systemd's credentials are so)."""
    try:
        found = path.stat()
        text = path.read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as fault:
        raise Misconfigured(f"EHEALTH_OIDC_CLIENT_SECRET_FILE, {path}, cannot be read.") from fault
    if found.st_mode & (S_IRWXO | S_IWGRP) or (found.st_mode & S_IRGRP and found.st_gid != 0):
        raise Misconfigured(
            f"EHEALTH_OIDC_CLIENT_SECRET_FILE, {path}, can be read by others: run chmod 600 {path}, "
            "and have the provider change the secret if others are on this machine."
        )
    if not text:
        raise Misconfigured(f"EHEALTH_OIDC_CLIENT_SECRET_FILE, {path}, is empty: write the client's secret into it.")
    return text
