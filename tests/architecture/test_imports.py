"""Who may import whom: import-linter's contracts, and what they cannot say."""

import re
import sys
from importlib import metadata
from pathlib import Path

import pytest
from importlinter import cli

from .conftest import ROOT, SERVICES, Module, listed


def test_the_import_contracts_hold(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(ROOT)

    code = cli.lint_imports(config_filename="pyproject.toml", no_cache=True)

    assert code == 0, capsys.readouterr().out


def test_the_domain_imports_the_standard_library_and_the_rules_only(
    modules: tuple[Module, ...],
) -> None:
    found = [
        f"{module.where}: {name}"
        for module in modules
        if "domain" in module.name.split(".")
        for name in module.imports()
        if name.partition(".")[0] not in sys.stdlib_module_names
        and not re.match(rf"rules\.|{module.package}\.(\w+\.)?domain\b", name)
    ]

    assert not found, listed(found)


def test_contracts_need_msgspec_only() -> None:
    assert [one.partition(">")[0] for one in metadata.requires("tolok-contracts") or ()] == [
        "msgspec"
    ]


def test_packages_hold_one_docstring(modules: tuple[Module, ...]) -> None:
    found = [
        module.where
        for module in modules
        if module.path.name == "__init__.py" and len(module.tree.body) != 1
    ]

    assert not found, listed(found)


@pytest.mark.parametrize("service", SERVICES)
def test_every_service_has_the_same_shape(service: str) -> None:
    folder = ROOT / "services" / service
    source = folder / "src" / service
    wanted = [
        folder / "README.md",
        folder / "migrations" / "env.py",
        *(source / f"{name}.py" for name in ("settings", "app", "worker", "cli")),
        *(source / name for name in ("api", "usecases", "store", "domain")),
        source / "store" / "tables.py",
    ]

    assert [str(path.relative_to(ROOT)) for path in wanted if not path.exists()] == []
    assert (source / "events.py").exists() or (source / "events").is_dir()


def test_no_file_is_named_after_nothing(modules: tuple[Module, ...]) -> None:
    empty = {"utils", "util", "helpers", "helper", "common", "base", "manager", "service", "misc"}

    assert [module.where for module in modules if Path(module.path).stem in empty] == []


@pytest.mark.parametrize("service", SERVICES)
def test_use_cases_are_verbs_and_one_per_file(service: str, modules: tuple[Module, ...]) -> None:
    names = [
        module.path.stem
        for module in modules
        if module.package == service
        and module.name.startswith("usecases.")
        and module.path.name != "__init__.py"
    ]

    assert names
    assert [name for name in names if "_" not in name] == []
