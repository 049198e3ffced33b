"""Why a registry is not what it was, or cannot be reached."""

from __future__ import annotations

from ehealth.wording import mark

DAMAGE: dict[str, str] = {
    "other-key": mark(
        "The secret key {path} is not the one that edition {edition} was drawn with: the same students would count as "
        "others. Nothing was received. Put the right key back; if it is lost, publish a closing edition first."
    ),
    "registry-mended": mark(
        "The registry was damaged or lost. It was set aside in {path}/damaged and made again from what was received: "
        "nothing that had a receipt is missing. What you asked for was not done: ask for it once more."
    ),
    "received-behind": mark(
        "What was received is damaged in {path}: {lost}. Nothing was changed. The registry still has it and makes the "
        "files again with: python -m ehealth --store {path} rebuild"
    ),
    "received-damaged": mark(
        "What was received is damaged in {path}, and cannot be read again: {lost}. Nothing was changed, and what was "
        "published stays on show. Put those files of received/ back from the last backup, or restore it; to go on "
        "without them: python -m ehealth --store {path} rebuild --without-lost --by EMAIL"
    ),
}

LAKE: dict[str, str] = {
    "registry-setting": mark("{name} is not understood: write {form}, or leave it out for a registry in a file."),
    "registry-password": mark(
        "{name} holds a password, or an address that may. Write the password in the file ~/.pgpass or one that "
        "PGPASSFILE names, which only the service can read, and take it out here."
    ),
    "registry-extensions": mark(
        "DuckDB {version} is installed here without the extensions for a registry on DuckLake. "
        "Run it in the environment of tests/lake/requirements.txt."
    ),
    "registry-unreachable": mark(
        "The registry’s catalog in PostgreSQL does not answer, or what it names is not there. Nothing was recorded. "
        "Try again in a minute; if this goes on, tell whoever runs this service."
    ),
    "registry-elsewhere": mark(
        "The registry of {path} is on a lake, and {name} does not say where: set it as it is for the other processes."
    ),
    "perhaps-recorded": mark(
        "The connection broke while this was being recorded. The log tells whether it was; sending the same file again "
        "does no harm."
    ),
}
