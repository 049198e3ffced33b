"""The house keeps its shape: who imports whom, how long things are, and what stands at the top."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]

# A step may import the steps of its own rung and of the rungs before it.
LADDER = (
    {"domain", "later", "settings"},
    {"wording", "access", "disclosure", "templates"},
    {"journal"},
    {"intake", "store", "editions", "demo"},
    {"publishing"},
    {"founding", "corrections"},
    {"indicators"},
    {"charts"},
    {"gallery"},
    {"briefing"},
    {"serving"},
    {"signin"},
    {"ui", "routes", "commands", "__main__"},
    {"desk"},
    {"pages"},
    {"dashboard"},
)
MAY_IMPORT = {
    "duckdb": {"intake", "store", "editions", "publishing"},
    "streamlit": {"ui", "desk", "signin", "pages", "dashboard"},
}
PAGES_IMPORT_NO = {"pandas", "plotly", "duckdb", "numpy"}
BEHIND_THE_DESK = {"store", "intake", "publishing"}  # exact figures: out of reach of every page that readers open
DESK_PAGES = {"upload", "publish", "people", "erase"}
TOP = {
    ".ci", ".github", ".gitignore", ".streamlit", "LICENSE", "Makefile", "README.md", "dashboard.py", "data", "docs",
    "ehealth", "pages", "pyproject.toml", "requirements.txt", "tests",
}  # fmt: skip
FILE_LINES, FUNCTION_LINES = 250, 40

SOURCES = sorted([ROOT / "dashboard.py", *(ROOT / "ehealth").rglob("*.py"), *(ROOT / "pages").rglob("*.py")])
TESTS = sorted((ROOT / "tests").rglob("*.py"))


def step(path: Path) -> str:
    """ehealth/ui/view.py is of the step ui, pages/waves.py of pages, dashboard.py of dashboard."""
    parts = path.relative_to(ROOT).with_suffix("").parts
    return parts[1] if parts[0] == "ehealth" else parts[0]


def imported(path: Path) -> Iterator[str]:
    """Every module that a file names in an import, wherever in the file it stands."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{name.name}" for name in node.names if node.module == "ehealth")


def ours(module: str) -> str | None:
    """The step that an imported module belongs to; None for a module that is not ours."""
    parts = module.split(".")
    if parts[0] == "ehealth":
        return parts[1] if len(parts) > 1 else None
    return parts[0] if parts[0] in {"pages", "dashboard"} else None


def rung(name: str) -> int:
    return next(height for height, steps in enumerate(LADDER) if name in steps)


def named(paths: list[Path]) -> list[str]:
    return [str(path.relative_to(ROOT)) for path in paths]


@pytest.mark.parametrize("path", SOURCES, ids=named(SOURCES))
def test_imports_run_down_the_ladder(path: Path) -> None:
    if path == ROOT / "ehealth" / "__init__.py":
        assert not list(imported(path))
        return
    below = {other for module in imported(path) if (other := ours(module))}
    assert {other for other in below if rung(other) > rung(step(path))} == set()


def test_no_two_steps_import_each_other() -> None:
    uses: dict[str, set[str]] = {}
    for path in SOURCES:
        uses.setdefault(step(path), set()).update(other for module in imported(path) if (other := ours(module)))
    circles = {(a, b) for a, others in uses.items() for b in others if a < b and a in uses.get(b, set())}
    assert circles == set()


@pytest.mark.parametrize("library", sorted(MAY_IMPORT))
def test_a_library_is_imported_by_its_own_steps_only(library: str) -> None:
    users = {step(path) for path in SOURCES if any(module.split(".")[0] == library for module in imported(path))}
    assert users <= MAY_IMPORT[library]


def test_pages_do_no_sums_and_no_sql() -> None:
    pages = [path for path in SOURCES if step(path) == "pages"]
    assert {m for path in pages for m in imported(path) if m.split(".")[0] in PAGES_IMPORT_NO} == set()


def reached(path: Path) -> set[Path]:
    """Every file of ours that importing one loads, itself included: what it names, and what those name in turn."""
    found, waiting = set(), [path]
    while waiting:
        one = waiting.pop()
        if one not in found:
            found.add(one)
            waiting += [file for module in named_anywhere(one) for file in loaded(module)]
    return found


def named_anywhere(path: Path) -> Iterator[str]:
    """As `imported`, and each name taken from a module as if it were a module of its own."""
    package = path.parent.relative_to(ROOT).parts
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names)
        elif isinstance(node, ast.ImportFrom):
            above = package[: len(package) - node.level + 1] if node.level else ()
            module = ".".join((*above, *(node.module or "").split(".")))
            yield from (f"{module}.{name.name}" for name in node.names)


def loaded(module: str) -> list[Path]:
    """The files that an import of a module of ours runs: its packages' __init__ from the top, then itself."""
    parts = [part for part in module.split(".") if part]
    stems = [ROOT.joinpath(*parts[:count]) for count in range(1, len(parts) + 1)]
    return [file for stem in stems for file in (stem / "__init__.py", stem.with_suffix(".py")) if file.is_file()]


READER_PAGES = [path for path in SOURCES if step(path) == "pages" and path.stem not in DESK_PAGES]


@pytest.mark.parametrize("path", READER_PAGES, ids=named(READER_PAGES))
def test_no_page_that_readers_open_can_reach_the_registry(path: Path) -> None:
    assert {str(file.relative_to(ROOT)) for file in reached(path) if step(file) in BEHIND_THE_DESK} == set()


def test_the_upload_page_reaches_the_registry_by_the_same_walk() -> None:
    assert {step(file) for file in reached(ROOT / "pages" / "upload.py")} >= BEHIND_THE_DESK


def test_a_reader_page_that_is_imported_loads_nothing_of_the_registry() -> None:
    """The same, asked of Python itself."""
    names = ", ".join(f"pages.{path.stem}" for path in READER_PAGES)
    asked = f"import sys, {names}; print(*(name for name in sys.modules if name.startswith('ehealth.')))"
    said = subprocess.run([sys.executable, "-c", asked], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    loaded_steps = {name.split(".")[1] for name in said.split()}
    assert "editions" in loaded_steps and not loaded_steps & BEHIND_THE_DESK


def test_pages_only_define_functions() -> None:
    """Streamlit can run pages/x.py by itself, past dashboard.py: then there must be nothing to see."""
    allowed = ast.Import | ast.ImportFrom | ast.FunctionDef | ast.ClassDef | ast.Assign | ast.AnnAssign
    found = []
    for path in (path for path in SOURCES if step(path) == "pages"):
        body = ast.parse(path.read_text(encoding="utf-8")).body
        loose = [node for node in body if not isinstance(node, allowed) and not is_docstring(node)]
        calls = [node for node in body if isinstance(node, ast.Assign | ast.AnnAssign) and has_call(node)]
        found += [f"{path.name}:{node.lineno}" for node in loose + calls]
    assert found == []


def is_docstring(node: ast.stmt) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str)


def has_call(node: ast.AST) -> bool:
    return any(isinstance(inner, ast.Call) for inner in ast.walk(node))


@pytest.mark.parametrize("path", SOURCES + TESTS, ids=named(SOURCES + TESTS))
def test_a_file_and_its_functions_are_short(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    functions = (n for n in ast.walk(ast.parse(text)) if isinstance(n, ast.FunctionDef | ast.AsyncFunctionDef))
    long = {
        f.name: f.end_lineno - f.lineno + 1
        for f in functions
        if f.end_lineno and f.end_lineno - f.lineno >= FUNCTION_LINES
    }
    assert long == {}
    assert len(text.splitlines()) <= FILE_LINES


@pytest.mark.skipif(not (ROOT / ".git").exists(), reason="the top level is that of a clone")
def test_the_top_level_stays_as_it_is() -> None:
    tracked = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    assert {line.split("/")[0] for line in tracked.splitlines()} - TOP == set()
