"""What roles, actions and the outcomes of the log are called; a code that has no name here is shown as it is."""

from __future__ import annotations

from ehealth.wording import NBSP, mark, of
from ehealth.wording.refusals import KINDS

ROLES = {
    "nobody": mark("no role"),
    "reader": mark("reader"),
    "lead": mark("project lead"),
    "steward": mark("steward"),
}
ACTIONS = {
    "sign_in": mark("sign in"),
    "sign_out": mark("sign out"),
    "read": mark("read an edition"),
    "upload": mark("send a file"),
    "exact_figures": mark("see exact figures"),
    "reference": mark("send reference data"),
    "withdraw": mark("withdraw an upload"),
    "drafts": mark("make an exact draft"),
    "publish": mark("publish an edition"),
    "people": mark("see the access list"),
    "grant": mark("give a role"),
    "revoke": mark("take a role away"),
    "log": mark("read the log"),
    "erase": mark("erase a student"),
    "retain": mark("remove what is kept no longer"),
    "rebuild": mark("make the registry again"),
    "lost": mark("go on without what is lost"),
    "backup": mark("make a backup"),
    "restore": mark("put a backup back"),
}
OUTCOMES = {
    "begun": mark("not finished"),
    "done": mark("done"),
    "refused": mark("refused"),
    "failed": mark("failed"),
}
WORDS = {**KINDS, **ROLES, "edition": mark("edition")}  # of what a line of the log is about


def named(names: dict[str, str], code: str, lang: str) -> str:
    """A code of ROLES, ACTIONS or OUTCOMES in the reader's words."""
    return of(lang).say(names[code]) if code in names else code


def about(to: str, people: dict[str, str], lang: str) -> str:
    """What a line of the log is about in the reader's words; people: subject → what the person is called."""
    return " ".join(_word(word, people, lang) for word in to.split())


def _word(word: str, people: dict[str, str], lang: str) -> str:
    code = word.rstrip(",:")
    after = word[len(code) :].replace(":", f"{NBSP}:" if lang == "fr" else ":")
    return people.get(word) or named(WORDS, code, lang) + after
