"""What `verify` says: what it looked at, and what it found wrong, a sentence each."""

from __future__ import annotations

from ehealth.domain import Refusal
from ehealth.wording import Words, mark
from ehealth.wording.problems import kind_name, refuse

CHECKED = {
    "receipts": mark("Receipts, none missing in between, and the hash of every file of rows: {n}"),
    "seals": mark("Receipts with a seal, which tells every change (earlier releases wrote none): {n}"),
    "tables": mark("Tables of the registry, every block read: {n}"),
    "entries": mark("Entries of the ledger, the same as their receipts: {n}"),
    "uploads": mark("Uploads, row by row the same in the registry as received: {n}"),
    "slices": mark("Slices, counted again from their rows: {n}"),
    "keys": mark("Keys that stand once: {n}"),
    "references": mark("References from kind to kind: {n}"),
    "editions": mark("Editions, opened and read, with the secret counts that they were drawn from: {n}"),
    "sums": mark("Editions that fit the SHA-256 beside them (earlier releases wrote none): {n}"),
    "people": mark("People on the access list, the same in the ledger: {n}"),
    "key": mark("Secret key, the one that the edition on show was drawn with: {n}"),
    "erased": mark("Erased students, of whom no row is left: {n}"),
    "log": mark("Log, every line read: {n}"),
    "set_aside": mark("Set aside as damaged, in the folder damaged/: {n}"),
}
WRONG = {
    "receipt-missing": mark("{lost}: the receipt is missing. Put it back from a backup, or run: rebuild"),
    "receipt-damaged": mark("{lost}: the receipt is damaged. Put it back from a backup, or run: rebuild"),
    "rows-missing": mark(
        "{lost} ({name}, sent by {who}): the file of its rows is missing. Put it back from a backup, or run: rebuild"
    ),
    "rows-damaged": mark(
        "{lost} ({name}, sent by {who}): the file of its rows is damaged. Put it back from a backup, or run: rebuild"
    ),
    "facts-damaged": mark("received/store.json is missing or damaged. Put it back from a backup."),
    "entry-missing": mark("The registry does not have the entry {receipt}. Run: rebuild"),
    "entry-other": mark("The ledger says something else of {receipt} than its receipt. Run: rebuild"),
    "rows-other": mark(
        "{receipt}: the registry’s rows are not those that were received ({rows} against {received}). Run: rebuild"
    ),
    "slices-other": mark("{receipt}: its slices are not those of its rows. Run: rebuild"),
    "key-twice": mark("{kind}: keys that stand more than once: {rows}. Send the file again without double lines."),
    "reference-missing": mark(
        "{kind}: rows that name what is not in “{by}”: {rows}. Send “{by}” with what is missing."
    ),
    "edition-missing": mark("Edition {edition} was published and its file is missing. Put it back from a backup."),
    "edition-unnoted": mark(
        "Edition {edition} is on show, and the ledger does not say so: whatever published it was stopped. "
        "The next publishing notes it."
    ),
    "edition-ahead": mark(
        "Edition {edition} includes what the ledger does not have: entries were lost. Restore the last backup."
    ),
    "snapshot-damaged": mark(
        "The secret counts that edition {edition} was drawn from are missing or damaged: put them back from a backup."
    ),
    "people-other": mark("The access list in access.json is not that of the ledger. Open the store once more."),
    "erased-there": mark("Rows of erased students that are still there: {rows}. Open the store once more."),
    "erased-missing": mark(
        "Students were erased, and their list {path} is missing: a file that brings them again would be taken. Put the "
        "list back from a backup."
    ),
    "log-damaged": mark("Damaged lines in the log: {lines}. What they said is lost."),
}


def rebuilt(name: str, file: str | None, who: str | None, lost: bool, words: Words) -> str:
    """What became of an entry that was damaged in received/."""
    about = {"lost": name, "name": file or "?", "who": who or "?"}
    if not lost:
        return words.say("{lost} ({name}, by {who}): written again from the registry.", **about)
    return words.say(
        "{lost} ({name}, by {who}): lost. Of an upload, what it had replaced is current again until the file is sent "
        "again; what a withdrawal or a change of roles did is undone: look at both.",
        **about,
    )


def checked(what: str, count: int, words: Words) -> str:
    """A line of what was looked at."""
    return words.say(CHECKED[what], n=words.number(count))


def wrong(found: tuple[str, dict[str, object]] | Refusal, words: Words) -> str:
    """What is wrong, and how to mend it."""
    if isinstance(found, Refusal):
        return refuse(found, words.lang)
    code, facts = found
    named = {name: kind_name(str(value), words.lang) for name, value in facts.items() if name in ("kind", "by")}
    return words.fill(words.say(WRONG[code]), {**facts, **named})
