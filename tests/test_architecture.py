"""The order of the layers: a module imports from its own layer and from those before it, and nothing in a circle."""

import ast
from collections.abc import Iterator
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

import kg

PACKAGE = Path(kg.__file__).parent

LAYERS = (
    "errors files heap names periods resources records similarity seeds vocabulary gold geography escapes fitting",
    "sources language encoder segments syntax mending nouns gazetteer name_index mentions dates arguments coreference frames qualifiers context settings accounts provenance",
    "weighing candidates proposals circumstances constructions conditions doers matching statements stories statement_json extract",
    "evaluation training explain coverage",
    "quads store curation care query_values query_files queries results ingest reprocess tables authority",
    "timing origins folding projection graph measures metrics alignment",
    "graph_export exports ontology_page explorer plots briefing site",
    "service notebook",
    "demo",
    "cli",
)
"""Modules and packages right under kg, from left to right as in docs/architecture.md."""

RANK = {part: rank for rank, layer in enumerate(LAYERS) for part in layer.split()}


def module_name(path: Path) -> str:
    parts = path.relative_to(PACKAGE.parent).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


MODULES = {module_name(path): path for path in sorted(PACKAGE.rglob("*.py"))}


def imports(module: str, source: str) -> Iterator[str]:
    """The modules of kg that the source imports anywhere, in functions and for type checkers too."""
    package = module if MODULES.get(module, Path()).name == "__init__.py" else module.rpartition(".")[0]
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names if alias.name.partition(".")[0] == "kg")
        elif isinstance(node, ast.ImportFrom):
            base = node.module or ""
            if node.level:
                base = ".".join([*package.split(".")[: len(package.split(".")) + 1 - node.level], *filter(None, [base])])
            if base.partition(".")[0] == "kg":
                yield from (f"{base}.{alias.name}" if f"{base}.{alias.name}" in MODULES else base for alias in node.names)


def layer_of(module: str) -> int:
    return RANK.get(module.split(".")[1], 0)


def wrong_imports(module: str, source: str) -> list[str]:
    """What the module imports from a layer to its right."""
    found = (name for name in imports(module, source) if name != "kg")
    return sorted({name for name in found if layer_of(name) > layer_of(module)})


PARTS = {name.split(".")[1] for name in MODULES if name != "kg"}


def test_every_module_has_its_layer() -> None:
    assert sorted(PARTS - RANK.keys()) == [], "say in LAYERS where these stand"
    assert sorted(RANK.keys() - PARTS) == [], "these are gone: take them out of LAYERS"


@pytest.mark.parametrize("module", [name for name in MODULES if name != "kg"])
def test_imports_come_from_the_left(module: str) -> None:
    assert wrong_imports(module, MODULES[module].read_text(encoding="utf-8")) == []


def test_no_module_imports_itself_in_a_circle() -> None:
    # kg/__init__.py hands out names of other modules on demand, so leaving it out hides no circle at import time.
    graph = {
        name: {found for found in imports(name, path.read_text(encoding="utf-8")) if found not in {"kg", name}}
        for name, path in MODULES.items()
        if name != "kg"
    }
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        pytest.fail(f"a circle: {' -> '.join(error.args[1])}")


@pytest.mark.parametrize(
    ("module", "source", "wrong"),
    [
        ("kg.records", "from kg.store import open_store", ["kg.store"]),
        ("kg.records", "def f():\n    import kg.graph\n", ["kg.graph"]),
        ("kg.records", "from kg import cli", ["kg.cli"]),
        ("kg.graph", "from kg.records import Entity\nimport networkx\nfrom kg import __version__", []),
        ("kg.cli", "from . import __doc__\nfrom .. import demo", []),
        ("kg.graph", "from .cli import main", ["kg.cli"]),
    ],
)
def test_the_check_can_fail(module: str, source: str, wrong: list[str]) -> None:
    assert wrong_imports(module, source) == wrong
