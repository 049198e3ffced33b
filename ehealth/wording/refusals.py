"""What each code of a refusal says, and what the kinds of file are called."""

from __future__ import annotations

from ehealth.wording import mark
from ehealth.wording.backups import BACKUPS
from ehealth.wording.registries import DAMAGE, LAKE

REFUSALS: dict[str, str] = {
    "address-value": mark(
        "The address asks for {name}={value}, which is not there. Mend the address, or leave it out."
    ),
    "filter-not-there": mark("Edition {edition} does not hold “{value}”. Name another, or leave the filter out."),
    "briefing-in-the-way": mark(
        "{path} is in the way: it is no briefing, or someone has saved it since it was written. Name another file."
    ),
    "not-written": mark("{path} could not be written: {why}. Name another place, or make room."),
    "sign-in-first": mark("Sign in first: open this address in a browser."),
    "session-ended": mark("Your session has ended. Sign in to go on where you were."),
    "signed-out": mark("You are signed out."),
    "no-role": mark("You are signed in, and have no role here yet: ask a steward for one."),
    "other-upload": mark("This upload belongs to a page that is not open any more. Load the page again."),
    "signin-stale": mark(
        "This sign-in was begun in another browser, was completed already or took more than {minutes} minutes. "
        "Sign in again."
    ),
    "signin-cancelled": mark("The sign-in was cancelled at the identity provider. Sign in again, or close this page."),
    "signin-refused": mark(
        "The identity provider refused the sign-in. Sign in again; if this goes on, tell whoever runs this service."
    ),
    "signin-down": mark("The identity provider does not answer. Sign in again in a few minutes."),
    "signin-answer": mark(
        "The identity provider’s answer could not be trusted, so nobody was signed in. "
        "Sign in again; if this goes on, tell whoever runs this service."
    ),
    "signin-no-email": mark(
        "The identity provider gives no e-mail address for your account. Have one added there, then sign in again."
    ),
    "signin-no-subject": mark(
        "The identity provider gives no identifier ({claim}) for your account. Tell whoever runs this service."
    ),
    "no-such-chart": mark("There is no chart named {name}. Copy the address from the page once more."),
    "no-such-form": mark("A chart is not to be had as .{form}: ask for json, csv, xlsx, png or svg."),
    "nothing-drawn": mark("There is nothing to draw in this selection, so no file. Choose more."),
    "no-chromium": mark(
        "This server has no Chromium to draw pictures with: take them from the page, where your browser draws them."
    ),
    "pictures-busy": mark("Too many pictures are being drawn at this moment. Ask again in a few seconds."),
    "picture-failed": mark("The picture could not be drawn. Ask again, or take it from the page."),
    "picture-too-large": mark("The picture is larger than {limit} MB: it is not one of this product."),
    "picture-damaged": mark("The picture is damaged: it breaks off or was changed on its way. Send the original file."),
    "picture-not-ours": mark(
        "This picture says nothing of where it comes from: it is not one of this product, it is a screenshot, "
        "or a program took those words out. Send the file as it was downloaded."
    ),
    "empty-file": mark("The file is empty. Export it again and check that it holds rows."),
    "not-csv:archive": mark(
        "This is an archive or a document, not a table. Save the table as .xlsx or as CSV (UTF-8) and send that file."
    ),
    "not-csv:old-workbook": mark(
        "This is an old Excel workbook (.xls), or one protected by a password. "
        "Save it as .xlsx without a password and send that file."
    ),
    "not-csv:binary-workbook": mark("This is a binary Excel workbook (.xlsb). Save it as .xlsx and send that file."),
    "not-csv:web-page": mark(
        "This is a web page, not a table: open it in a spreadsheet, "
        "save it as .xlsx or as CSV (UTF-8) and send that file."
    ),
    "not-csv:xml": mark(
        "This is XML, not a table: open it in a spreadsheet, save it as .xlsx or as CSV (UTF-8) and send that file."
    ),
    "not-csv:json": mark("This is JSON, not a table: export the table as .xlsx or as CSV (UTF-8) and send that file."),
    "not-csv:database": mark(
        "This is a database or a binary data file, not a table that can be read here. "
        "Export the table as .xlsx or as CSV (UTF-8) and send that file."
    ),
    "not-csv:picture": mark("This is a picture, not a table. Send the table itself, as .xlsx or as CSV (UTF-8)."),
    "not-csv:pdf": mark("This is a PDF, not a table. Export the table as CSV (UTF-8)."),
    "not-text": mark("This file is not a text table. Export it as CSV (UTF-8)."),
    "damaged-text": mark(
        "Line {line} holds a character that was damaged on its way. Export the file as CSV (UTF-8) once more."
    ),
    "unreadable-workbook": mark(
        "The Excel workbook cannot be read: it is damaged, or something stands very far from its table. "
        "Copy the table alone into a new workbook and send that."
    ),
    "workbook-too-large": mark(
        "Unpacked, the Excel workbook would be larger than {limit} MB, or is no table. "
        "Send it in parts, or save the table as CSV (UTF-8)."
    ),
    "empty-sheet": mark("The first sheet of the workbook is empty. Move the table there and send the file again."),
    "too-large": mark("The file is larger than {limit} MB. Send it in parts, for example a year at a time."),
    "too-many-rows": mark("The file has more than {limit} rows. Send it in parts, for example a year at a time."),
    "too-many-columns": mark(
        "The file has {found} columns, more than {limit}: this is probably another table. Use the template."
    ),
    "broken-quotes": mark("A double quote opens on line {line} and never closes: the table cannot be read. Close it."),
    "cell-too-long": mark("A cell is longer than {limit} characters on line {line}: a quote is probably not closed."),
    "copy-too-large": mark(
        "An Excel copy holds at most {rows} rows, {columns} columns and {characters} characters a cell: "
        "take the corrected copy as CSV, or send the file in parts."
    ),
    "unreadable-file": mark("The file cannot be read as a table. Open it in a spreadsheet and save it as CSV (UTF-8)."),
    "changed-meanwhile": mark(
        "Something else was received meanwhile: nothing was recorded. Look at the changes again."
    ),
    "changed-meanwhile:publish": mark(
        "Something was received meanwhile: nothing was published. This is what would be published now."
    ),
    "has-problems": mark("The file has problems ({count}): nothing was recorded."),
    "no-such-file": mark("The file {path} does not exist or cannot be opened. Check its name and its folder."),
    "no-store": mark("There is no store in {path}. Make one with: python -m ehealth --store {path} init"),
    "store-exists": mark("{path} already holds something: a store is only made in an empty folder."),
    "store-busy": mark("Another upload is being recorded. Wait a minute and try again."),
    "worker-lost": mark(
        "The process that does this work ended early. Nothing is left half done: look whether it was done, and try "
        "again if it was not."
    ),
    "no-key": mark(
        "The store's secret key {path} is missing or damaged. Without it no student can be recognised from one file to "
        "the next, and no edition can be continued: nothing new can be received or published. Put the key back."
    ),
    "registry-unreadable": mark(
        "The registry in {path} is damaged, or a newer release made it. Nothing was changed. "
        "Make it again from what was received: python -m ehealth --store {path} rebuild"
    ),
    "other-format": mark(
        "This store has format {found}; this release knows format {known}. Use the release that made it."
    ),
    "no-such-receipt": mark("No upload has the receipt {receipt}."),
    "withdrawn-already": mark("The upload {receipt} was withdrawn already."),
    "no-reason": mark("Say why the upload is withdrawn: the reason is kept in the log."),
    "no-reason:erase": mark("Say why the student is erased: the reason is kept in the log."),
    "reason-names-student": mark("The reason names the student, and it is kept: say it without the identifier."),
    "no-such-student": mark(
        "No row is kept of this student. Check the project’s code, and the identifier as the institution writes it."
    ),
    "erased-list-damaged": mark(
        "The list of erased students {path} is damaged, or an older one. Without it they could come back: nothing is "
        "received or published. Put the list back."
    ),
    "setting-no-number": mark("{name} is “{value}”: give a whole number from 1 to 99."),
    "setting-no-mode": mark("EHEALTH_MODE is “{value}”: leave it out, or give reader."),
    "elsewhere": mark(
        "This server only shows published editions. Files are sent and editions published on another one: ask whoever "
        "runs the service for its address."
    ),
    "elsewhere:desk": mark(
        "This server only shows published editions. Files are sent and editions published on {desk}."
    ),
    "reader-no-list": mark(
        "{path} is missing: without the access list nobody who signs in could read. Copy it from the registry’s store."
    ),
    "reader-no-log": mark(
        "The log {path} cannot be written ({reason}), and nobody signs in without a line in it. Mount the editions in "
        "a folder of this machine’s own, where the log can stand beside them."
    ),
    "no-edition": mark("No edition has been published yet."),
    "no-edition:number": mark("Edition {edition} does not exist."),
    "edition-unreadable": mark("Edition {edition} is damaged, or is not an edition of this product."),
    "edition-newer": mark("A newer release made edition {edition}: open it with that release."),
    "edition-exact": mark(
        "Edition {edition} was made before small counts were protected and is no longer shown: publish a new one."
    ),
    "no-draft": mark("There is no draft to show: the publish page makes one."),
    "no-such-project": mark("There is no project {project}."),
    "key-changed": mark(
        "Another secret key drew edition {edition}: the next one cannot continue it, because two drawings of the same "
        "small count would narrow it down. Put the old key back, or publish a closing edition, which draws everything "
        "anew."
    ),
    "snapshot-lost": mark(
        "Edition {edition}, or the secret counts that it was drawn from, is missing or damaged: the next one cannot "
        "continue it. Put both back from a backup (or take the file away, if it is no edition of this store), or "
        "publish a closing edition, which draws everything anew."
    ),
    "closing-done": mark("A closing edition of {year} was published already: there is one a year."),
    "audit-failed": mark(
        "Nothing was published: the attack on this edition found a small count. Table: {table}. Known besides: "
        "{knowledge}."
    ),
    "not-logged": mark(
        "Nothing was done: the log cannot be written ({reason}). Make room on the server’s disk, "
        "or give the log’s folder back to the service."
    ),
    "log-unreadable": mark(
        "The log cannot be read ({reason}). Give its folder, beside the store’s, back to the service."
    ),
    "not-recorded": mark("Nothing was recorded: writing to the store failed ({reason})."),
    "key-exists": mark("Another secret key stands in {path}: move it away if no store and no backup needs it."),
    "edition-not-made": mark("The edition could not be written to {path}."),
    "draft-not-exported": mark("A draft’s figures are exact: they cannot be exported. Publish an edition first."),
    "no-such-table": mark("There is no table {table}."),
    "still-needed": mark(
        "Nothing was changed: {missing} would be gone, and files received since rest on it ({by}). "
        "Withdraw those first."
    ),
    "unknown-kind": mark("{kind} is not a kind of file."),
    "no-person": mark("Name the person: the provider’s address, and the identifier that it gives the person."),
    "no-such-person": mark("The access list has nobody with the identifier {subject}."),
    "unknown-role": mark("{role} is not a role: reader, lead or steward."),
    "last-steward": mark("Nothing was changed: nobody else could change the access list. Make another steward first."),
    "other-interface": mark("No sign-in is configured, so this server answers on 127.0.0.1 only, not on {address}."),
    "forwarded": mark(
        "No sign-in is configured, so this server answers nobody whom a proxy sends: it would let everyone in."
    ),
    "other-name": mark("This server does not answer under this name."),
    "other-site": mark("This request comes from a page of another site, so it was refused."),
    "too-many-uploads": mark(
        "You have sent {limit} files within a minute. Wait {seconds} seconds, then send the next one."
    ),
    "upload-too-large": mark("A file of more than {limit} MB is not taken here."),
    "upload-without-length": mark("An upload must say how long it is."),
    "forbidden": mark("Your role does not allow this. A steward can change it."),
    "reference-faulty": mark("The file {name} that comes with the product is faulty at line {line} ({fault})."),
    **BACKUPS,
    **DAMAGE,
    **LAKE,
}

KINDS = {
    "events": mark("events"),
    "envelopes": mark("envelopes"),
    "projects": mark("projects"),
    "partners": mark("partners"),
    "modules": mark("modules"),
    "cohorts": mark("cohorts"),
    "cohort_totals": mark("cohort totals"),
    "placements": mark("placements"),
    "placement_totals": mark("placement totals"),
    "baseline": mark("national baseline"),
}
