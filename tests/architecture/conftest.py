"""Where everything is: the services and the source are found, not listed."""

import ast
import subprocess
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Final

import pytest
import sqlalchemy as sa

ROOT: Final = Path(__file__).resolve().parents[2]
SERVICES: Final = ("instrument", "submission", "scoring", "integration")
# "adapters" hold HTTP out: the readings of integration.
LAYERS: Final = frozenset({"api", "consumers", "usecases", "store", "events", "adapters", "domain"})
PACKAGES: Final = {
    "contracts": ROOT / "libs" / "contracts",
    "kit": ROOT / "libs" / "kit",
    "operations": ROOT / "libs" / "operations",
    "rules": ROOT / "libs" / "rules",
    **{service: ROOT / "services" / service for service in SERVICES},
    "gateway": ROOT / "gateway",
    "sandbox": ROOT / "deploy" / "sandbox",
    "bench": ROOT / "bench",
}


@dataclass(frozen=True, slots=True)
class Module:
    """One file of the product, parsed."""

    package: str
    name: str  # dotted, below the package: "domain.edition"
    path: Path
    text: str
    tree: ast.Module

    @property
    def where(self) -> str:
        return str(self.path.relative_to(ROOT))

    def functions(self) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
        for node in ast.walk(self.tree):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                yield node

    def imports(self) -> Iterator[str]:
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Import):
                yield from (alias.name for alias in node.names)
            elif isinstance(node, ast.ImportFrom):
                yield node.module or ""


@cache
def all_modules() -> tuple[Module, ...]:
    return tuple(
        _module(package, folder, path)
        for package, folder in PACKAGES.items()
        for path in sorted((folder / "src" / package).rglob("*.py"))
    )


@cache
def tracked_files() -> tuple[Path, ...]:
    """Return the files of the repository, those about to be added too."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"]
    done = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True)
    paths = (ROOT / name for name in done.stdout.split("\0") if name)
    return tuple(path for path in paths if path.is_file())


def wings() -> list[Path]:
    """Return the folders of all wings of those services that are divided into wings."""
    sources = [PACKAGES[service] / "src" / service for service in SERVICES]
    return [
        folder
        for source in sources
        if not (source / "domain").exists()
        for folder in sorted(source.iterdir())
        if (folder / "__init__.py").exists()
    ]


def tables_of(service: str) -> sa.MetaData:
    """Return all tables of a service, whichever of its modules declares them."""
    names = [
        f"{service}.{module.name}"
        for module in all_modules()
        if module.package == service and "store" in module.name.split(".")
    ]
    bases = [
        getattr(import_module(name.removesuffix(".__init__")), "Table", None) for name in names
    ]
    (found,) = {id(base): base.metadata for base in bases if base is not None}.values()
    tables: sa.MetaData = found
    return tables


@pytest.fixture(scope="session")
def modules() -> tuple[Module, ...]:
    return all_modules()


def _module(package: str, folder: Path, path: Path) -> Module:
    below = path.relative_to(folder / "src" / package).with_suffix("")
    text = path.read_text("utf-8")
    return Module(package, ".".join(below.parts), path, text, ast.parse(text))


def listed(found: Iterable[object]) -> str:
    """Return what was found, one a line, for the message of a failed test."""
    items = found.items() if isinstance(found, Mapping) else found
    return "\n" + "\n".join(str(item) for item in items)
