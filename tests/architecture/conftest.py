"""Where everything is: the services and the source are found, not listed."""

import ast
import subprocess
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from importlib import import_module
from pathlib import Path
from typing import Final

import pytest
import sqlalchemy as sa
from fastapi import FastAPI
from tests.support.tokens import TokenIssuer

ROOT: Final = Path(__file__).resolve().parents[2]
SERVICES: Final = ("instrument", "submission", "scoring", "integration")
ISSUER: Final = TokenIssuer("https://issuer.test")
# "adapters" and "clients" hold HTTP out: the readings of integration, addresses of evidence.
LAYERS: Final = frozenset(
    {"api", "consumers", "usecases", "store", "events", "adapters", "clients", "domain"}
)
PACKAGES: Final = {
    "contracts": ROOT / "libs" / "contracts",
    "guard": ROOT / "libs" / "guard",
    "kit": ROOT / "libs" / "kit",
    "operations": ROOT / "libs" / "operations",
    "rules": ROOT / "libs" / "rules",
    "tables": ROOT / "libs" / "tables",
    **{service: ROOT / "services" / service for service in SERVICES},
    "gateway": ROOT / "gateway",
    "sandbox": ROOT / "deploy" / "sandbox",
    "bench": ROOT / "bench",
}


@dataclass(frozen=True)
class Source:
    """A file of Python; it is parsed and walked once, whoever asks."""

    path: Path
    text: str

    @property
    def where(self) -> str:
        return str(self.path.relative_to(ROOT))

    @cached_property
    def tree(self) -> ast.Module:
        return ast.parse(self.text)

    @cached_property
    def nodes(self) -> tuple[ast.AST, ...]:
        return tuple(ast.walk(self.tree))

    def functions(self) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
        for node in self.nodes:
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                yield node

    def imports(self) -> Iterator[str]:
        for node in self.nodes:
            if isinstance(node, ast.Import):
                yield from (alias.name for alias in node.names)
            elif isinstance(node, ast.ImportFrom):
                yield node.module or ""


@dataclass(frozen=True)
class Module(Source):
    """One file of the product."""

    package: str
    name: str  # dotted, below the package: "domain.edition"


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


@cache
def all_sources() -> tuple[Source, ...]:
    """Return the repository's files of Python: the product's, the tests' and the migrations."""
    product = {module.path: module for module in all_modules()}
    return tuple(
        product.get(path) or Source(path, path.read_text("utf-8"))
        for path in tracked_files()
        if path.suffix == ".py"
    )


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


@pytest.fixture(scope="session", params=(*SERVICES, "gateway"))
def app(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> FastAPI:
    """The application of each service and of the gateway; no test changes it."""
    return _app(request.param, tmp_path_factory.getbasetemp())


@cache
def _app(package: str, folder: Path) -> FastAPI:
    nowhere = "127.0.0.1:1"  # nothing listens there
    values = {
        "PORT": "0",
        "METRICS_PORT": "0",
        "CURSOR_KEY": "of-this-test-and-longer-than-32-characters",
        "DATABASE_URL": f"postgresql+asyncpg://nobody:x@{nowhere}/nothing",
        "KAFKA_BOOTSTRAP_SERVERS": nowhere,
        "OIDC_ISSUER": ISSUER.issuer,
        "SANDBOX_ISSUER": "true",
        "SANDBOX_CLIENT_SECRET": "of-this-test",
        "SANDBOX_KEY_FILE": str(folder / "key.pem"),
        **{f"{service.upper()}_URL": f"http://{nowhere}" for service in SERVICES},
    }
    settings = getattr(import_module(f"{package}.settings"), f"{package.capitalize()}Settings")
    with pytest.MonkeyPatch.context() as patch:
        for name, value in values.items():
            patch.setenv(f"{package.upper()}_{name}", value)
        made: FastAPI = import_module(f"{package}.app").create_app(settings())
    made.state.verifier = ISSUER.verifier()
    return made


def _module(package: str, folder: Path, path: Path) -> Module:
    below = path.relative_to(folder / "src" / package).with_suffix("")
    return Module(path, path.read_text("utf-8"), package, ".".join(below.parts))


def listed(found: Iterable[object]) -> str:
    """Return what was found, one a line, for the message of a failed test."""
    items = found.items() if isinstance(found, Mapping) else found
    return "\n" + "\n".join(str(item) for item in items)
