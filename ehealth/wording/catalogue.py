"""What each code of a problem says. See problems.py for how a sentence gets its facts."""

from __future__ import annotations

from ehealth.wording import mark
from ehealth.wording.personal import PERSONAL

# code, or code:detail → (what is wrong, how to mend it)
PROBLEMS: dict[str, tuple[str, str]] = {
    "title-lines": (
        mark("{lines} above the header ({span})."),
        mark("Delete every line above line {header}, which holds the column names, or agree to leave them out."),
    ),
    "wrong-header": (
        mark("None of the first lines holds the column names of this kind of file."),
        mark("Use the template: its columns are {expected}."),
    ),
    "wrong-header:sheets": (
        mark("None of the first lines of the sheet “{sheet}” holds the column names of this kind of file."),
        mark("Only the first sheet is read: move the sheet that holds the table to the first place."),
    ),
    "wrong-header:other": (
        mark("This looks like a file of another kind: {looks_like}."),
        mark("Choose {looks_like} as the kind of file, or send another file."),
    ),
    "missing-label": (
        mark("The column “{column}” is missing."),
        mark("Add a column named “{column}” ({name}). Columns found: {found}."),
    ),
    "extra-label": (
        mark("The column “{value}” was not asked for."),
        mark("Delete this column: only what is needed may be sent. Columns expected: {expected}."),
    ),
    "extra-label:near": (
        mark("The column “{value}” is not known; it looks like “{proposal}”, which is not in the file."),
        mark("Name it “{proposal}”, or delete it if it holds something else. Columns expected: {expected}."),
    ),
    "duplicate-label": (
        mark("Two columns mean the same: “{first}” and “{second}”."),
        mark("Keep one of the two columns."),
    ),
    "blank-label": (
        mark("Column {position} has no name."),
        mark("Name it, or delete it with everything below."),
    ),
    **PERSONAL,
    "other-sheets": (
        mark("Only the first sheet was read. Other sheets that hold something: {others}."),
        mark("If they hold rows to send, move them to the first sheet or send them in a file of their own."),
    ),
    "example-row": (
        mark("This is an example row of the template."),
        mark("Delete it: it only shows what a row looks like."),
    ),
    "no-rows": (
        mark("The file has column names and no rows."),
        mark("Add the rows, or check that the right sheet was exported."),
    ),
    "total-line": (
        mark("A total or a note stands at the end, not a row ({span})."),
        mark("Delete everything from line {first} on, or agree to leave it out."),
    ),
    "repeated-header": (
        mark("The column names of line {first} stand here once more."),
        mark("Delete this line: only rows may stand below the column names."),
    ),
    "broken-quotes": (
        mark("A double quote opens here and never closes, or text follows a closing one. Nothing below was read."),
        mark("Close the quote, or write two of them where the text itself holds one."),
    ),
    "missing-cell": (
        mark("This line has {found} cells where the header has {width}."),
        mark("Add the missing cells; leave them empty, separators included, where nothing is known."),
    ),
    "extra-cell": (
        mark("This line has {found} cells where the header has {width}; the first one too many holds “{value}”."),
        mark("Delete the cell, or put double quotes around a text that holds the separator."),
    ),
    "extra-cell:hidden": (
        mark("This line has {found} cells where the header has {width}."),
        mark("Delete the cell, or put double quotes around a text that holds the separator."),
    ),
    "type-error:integer": (mark("“{value}” is not a whole number."), mark("Write digits only, such as 24.")),
    "type-error:number": (mark("“{value}” is not a number."), mark("Write a number such as 1234,5 or 1234.5.")),
    "type-error:date": (mark("“{value}” is not a date."), mark("Write 2024-09-01 or 01/09/2024.")),
    "type-error:no-such-day": (mark("The day “{value}” does not exist."), mark("Check the day and the month.")),
    "type-error:boolean": (mark("“{value}” is neither yes nor no."), mark("Write yes or no (oui ou non).")),
    "type-error:academic_year": (
        mark("“{value}” is not an academic year."),
        mark("Write two years that follow each other, such as 2024-2025."),
    ),
    "type-error:formula": (
        mark("“{value}” stands where a formula has no result."),
        mark("Correct the formula, or write the value itself."),
    ),
    "constraint-error:required": (
        mark("“{column}” is empty."),
        mark("Fill it in: this column must have a value on every line."),
    ),
    "constraint-error:pattern": (
        mark("“{value}” is not in the form that “{column}” has."),
        mark("{description}"),
    ),
    "constraint-error:unseen": (
        mark("“{value}” holds a character that cannot be seen, or that turns the text around."),
        mark("Delete it, or type the text again: such characters come along when text is copied from elsewhere."),
    ),
    "constraint-error:identifier": (
        mark("An identifier of another form than “{column}” has. The value is not repeated here."),
        mark("Write 3 to 64 letters without accents, digits, full stops, hyphens or underscores, and no space."),
    ),
    "constraint-error:minimum": (
        mark("{value} is below {limit}, the lowest that makes sense."),
        mark("Write a figure of {limit} or more."),
    ),
    "constraint-error:maximum": (
        mark("{value} is above {limit}, the highest that makes sense."),
        mark("Write a figure of {limit} or less."),
    ),
    "constraint-error:enum": (
        mark("“{value}” is not one of the values of “{column}”."),
        mark("Write one of: {allowed}."),
    ),
    "constraint-error:cents": (
        mark("“{value}” has more than two decimals."),
        mark("Write euros and cents, such as 1234,50."),
    ),
    "constraint-error:dates": (mark("{value} lies outside {first} to {last}."), mark("Check the year.")),
    "constraint-error:uai": (
        mark("“{value}” is not a UAI."),
        mark("Write seven digits and a letter, such as 0751717J; Excel drops the zeros at the start."),
    ),
    "primary-key": (
        mark("This line repeats line {first} (same {key})."),
        mark("Keep one of the two lines, or correct the one that is wrong."),
    ),
    "second-full-course": (
        mark("This student already follows a full course this year, on line {first}."),
        mark("A student counts once a year: keep one full course, or correct the module."),
    ),
    "foreign-key": (
        mark("“{value}” is not known among the {kind}."),
        mark("Correct the code, or send the {kind} first. Known codes: {known}."),
    ),
    "other-project": (
        mark("This line belongs to another project: “{value}”."),
        mark("Send only the lines of “{project}”, or choose all projects above."),
    ),
    "not-a-graduate": (
        mark("No student with this identifier has been received for this project."),
        mark("Correct the identifier, or send the cohort in which this student graduated first."),
    ),
    "not-a-graduate:enrolled": (
        mark("This identifier was received for this project, but never as that of a graduate."),
        mark("Correct the identifier, or send the cohort again with this student as graduated."),
    ),
    "not-a-graduate:totals": (
        mark("This project’s cohort was sent as totals: no graduate of it has an identifier."),
        mark("Send placements as totals too."),
    ),
    "more-than-graduates": (
        mark("{slice}: {surveyed} graduates surveyed, and {graduates} are known for {year}."),
        mark("Check the counts, or send the cohort of that year first: nobody is surveyed twice in one survey."),
    ),
    "persons-not-checked": (
        mark("Several full courses in {slices}: a student who follows two of them would be counted twice."),
        mark("Totals name nobody, so this cannot be checked here: count each student once a year."),
    ),
    "fewer-rows": (
        mark("{slice}: {rows} {before}."),
        mark("A file replaces all that it holds a project and a year of: check that it is whole."),
    ),
    "fewer-rows:students": (
        mark("{slice}: {rows} {before}."),
        mark("A file replaces all that it holds a project and a year of: check that it is whole."),
    ),
    "other-form:totals": (
        mark("{slice}: totals replace lines."),
        mark("Lines and totals are never added up: check that totals are meant from now on."),
    ),
    "other-form:lines": (
        mark("{slice}: lines replace totals."),
        mark("Lines and totals are never added up: check that lines are meant from now on."),
    ),
    "rested-on": (
        mark("Other files rest on what this one leaves out ({by}): {missing}."),
        mark("Add the missing lines, or send those files again afterwards."),
    ),
    "codes-not-checked": (
        mark("There is no store here: whether the codes exist was not checked."),
        mark("Name a store to have them checked."),
    ),
    "ended-missing": (
        mark("The end date is missing for a student who graduated or withdrew."),
        mark("Fill in “{column}”."),
    ),
    "ended-while-enrolled": (
        mark("There is an end date, and the student is still enrolled."),
        mark("Change the status, or empty the date if the course goes on."),
    ),
    "ended-before-enrolled": (
        mark("The end date {value} is before the enrolment."),
        mark("Correct one of the two dates."),
    ),
    "situation-missing": (mark("The graduate answered, and the situation is empty."), mark("Fill in “{column}”.")),
    "situation-unanswered": (
        mark("There is a situation, and the graduate did not answer."),
        mark("Write yes under “answered”, or empty the situation."),
    ),
    "employer-missing": (
        mark("The type of employer is empty for a graduate in employment: it will count as unknown."),
        mark("Fill in “{column}” if it is known."),
    ),
    "employer-unexpected": (
        mark("There is a type of employer, and the graduate is not in employment."),
        mark("Empty “{column}”, or correct the situation."),
    ),
    "duties-unexpected": (
        mark("Health duties are given, and the graduate is not in employment."),
        mark("Empty “{column}”, or correct the situation."),
    ),
    "contract-unexpected": (
        mark("There is a contract, and the graduate is not in employment."),
        mark("Empty “{column}”, or correct the situation."),
    ),
    "job-region-unexpected": (
        mark("There is a job's region, and the graduate is not in employment."),
        mark("Empty “{column}”, or correct the situation."),
    ),
    "first-job-unanswered": (
        mark("There is a first job, and the graduate did not answer."),
        mark("Write yes under “answered”, or empty “{column}”."),
    ),
    "first-job-after-survey": (mark("The first job starts after the survey."), mark("Correct one of the two dates.")),
    "survey-before-graduation": (
        mark("The survey is before the year of graduation."),
        mark("Correct the date or the year."),
    ),
    "level-not-in-degree": (
        mark("This level does not belong to that degree."),
        mark("A master has levels m1 and m2, an engineering degree eng1 to eng3."),
    ),
    "end-before-start": (mark("The project ends before it starts."), mark("Correct one of the two dates.")),
    "disputes-itself": (mark("An event cannot contradict itself."), mark("Name the other event.")),
    "parent-itself": (
        mark("An envelope cannot be a part of itself."),
        mark("Name the larger envelope, or leave it empty."),
    ),
}
