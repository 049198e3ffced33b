"""A store whose projects, modules, partners, events and files bear names that try to be more than text."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from ehealth import demo, publishing
from ehealth.access import Person, Right, operator
from ehealth.demo import DemoFile
from ehealth.store import Store, open_store

NAMES = (
    "<img src=x onerror=alert(1)>",
    "[x](javascript:alert(2))",
    r"$\href{javascript:alert(3)}{x}$",
    ":material/home: :red[x] :smile: :material_home: :streamlit:",
    "![x](http://evil.example/x.png) www.evil.example <- x -> <-> -- ~= >=",
    "</script><script>alert(4)</script>",
    '<a href="javascript:alert(5)" target="_top">x</a>',
    "<B class='x'>x</B><br/>y<sub >z</sub >",
    "&lt;b&gt;x&lt;/b&gt; &amp; &#65; &nbsp;",
    '=HYPERLINK("http://evil.example","x")',
    "{0} {name} {x.__class__} %s %(x)s ${y}",
    "%{x} %{meta.plot} %{text}<extra>x</extra>",
    'O\'Brien "x" \\ `x` *x* _x_ ~x~ # x | x -- x',
    "<iframe src=//evil.example></iframe><style>*{display:none}</style>",
    "+1 @x\u00a0é\u0301 <svg/onload=alert(6)>",
    "W" * 120,
)


def shown(name: str) -> str:
    """What is surely shown of a name: all of it, up to where a source's two languages part."""
    return name.partition(" | ")[0]


TEXTS = {
    "events": ("label_fr", "label_en", "source"),
    "envelopes": ("label_fr", "label_en", "source"),
    "projects": ("acronym", "title", "coordinator", "source"),
    "partners": ("name",),
    "modules": ("title", "institution"),
}
BASELINE = ("diplome", "etablissement", "academie", "domaine", "discipline", "remarque")
BY = "<img/src=x/onerror=alert(7)>@[x](javascript:alert).example"
NOTE = "<img src=x onerror=alert(8)> [x](javascript:alert(8)) :red[x] $x$ {0}"
FILE = "<img src=x onerror=alert(9)>=[x](y) :red[x] {0}.csv"


PLAIN = ("Ordinary name",)  # of the store that differs in nothing else


class Naming:
    """Gives each distinct text a name of its own: the same wherever it stands, so that files still agree."""

    def __init__(self, names: tuple[str, ...]) -> None:
        self.names, self.given = names, dict[str, str]()

    def __call__(self, text: str) -> str:
        if text and text not in self.given:
            number = len(self.given)
            self.given[text] = f"{self.names[number % len(self.names)]} n{number}"
        return self.given.get(text, "")


def files(names: tuple[str, ...]) -> Iterator[DemoFile]:
    """The demonstration's reference files with every free text replaced."""
    naming = Naming(names)
    for sent in islice(demo.files(), len(TEXTS)):
        rows = list(csv.DictReader(io.StringIO(sent.content.decode())))
        for row in rows:
            row.update({name: naming(row[name]) for name in TEXTS[sent.kind]})
        yield DemoFile(sent.kind, sent.name, sent.received_at, _csv(rows))


def _csv(rows: list[dict[str, str]]) -> bytes:
    target = io.StringIO()
    writer = csv.DictWriter(target, list(rows[0]), lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return target.getvalue().encode()


def renamed(copy: Path, names: tuple[str, ...] = NAMES) -> Store:
    """Turns a copy of the demonstration store into the hostile one: its names, a withdrawal, and edition 2."""
    email, note, name = (BY, NOTE, FILE) if names is NAMES else ("a@example.org", "A note", "a file.csv")
    by = operator(email)
    store = open_store(copy)
    with store.registry() as registry:
        for sent in files(names):
            with registry.examine(sent.kind, sent.content, store.key, by=by) as checked:
                assert checked.problems == []
                upload = registry.accept(checked, store.key, by, name)
        registry.withdraw(upload.receipt, by, note)
        with registry.examine(sent.kind, sent.content, store.key, by=by) as checked:
            registry.accept(checked, store.key, by, name)
        for number in range(len(NAMES)):
            text = names[number % len(names)]
            person = Person("https://provider.example.org", f"{number} {text}", text, f"{number}{email}", text)
            registry.grant(Right(person, "reader"), by)
    publishing.publish(store, by, note)
    return store
