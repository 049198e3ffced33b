"""What the refusals of backups say, and of putting them back."""

from __future__ import annotations

from ehealth.wording import mark

BACKUPS: dict[str, str] = {
    "backup-exists": mark("{path} already holds something: a backup is only made in an empty folder. Name another."),
    "backup-inside": mark("{path} is in the store’s own folder: a backup belongs elsewhere, best on another disk."),
    "not-backed-up": mark("No backup was made in {path}: copying failed ({reason}). Make room, or name another place."),
    "no-backup": mark("There is no folder {path}. Name the folder of a backup."),
    "backup-not-whole": mark(
        "{path} holds no whole backup: SHA256SUMS, which is written last, is missing. Nothing was put back. "
        "Take another backup."
    ),
    "backup-damaged": mark(
        "The backup in {path} is damaged: {name} is missing or was changed. Nothing was put back. Take another backup."
    ),
    "backup-lacks": mark(
        "The backup in {path} was made of a store that was damaged already: {lost}. Nothing was put back. "
        "Take an older backup."
    ),
    "backup-newer": mark("A newer release made the backup in {path}: nothing was put back. Use that release."),
    "backup-other-key": mark(
        "The secret key in {path} is not the one of this backup: no student would be recognised. Nothing was put back. "
        "Put the backup’s own key there, or move that one away."
    ),
    "registry-open": mark("Another program has the registry in {path} open. Close it, then try again."),
    "not-restored": mark("Nothing was put back in {path}: writing failed ({reason}). Make room and try again."),
}
