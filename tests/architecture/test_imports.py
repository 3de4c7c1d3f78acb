"""Who may import whom: import-linter's contracts, and what they cannot say."""

import ast
import re
import sys
from importlib import metadata
from pathlib import Path

import pytest
from importlinter import cli

from .conftest import LAYERS, ROOT, SERVICES, Module, listed, wings

# Services whose use cases leave the parts of a request to the edge.
WITHOUT_ADDRESSES = ("submission", "integration")


def test_the_import_contracts_hold(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(ROOT)

    code = cli.lint_imports(config_filename="pyproject.toml", no_cache=True)

    assert code == 0, capsys.readouterr().out


# Modules of a domain that are a format or a method of others, and its library.
FORMATS = {
    "scoring.publication.usecases.recompute": "msgspec",
    "scoring.publication.domain.signing_keys": "cryptography",
    "scoring.publication.usecases.write_workbook": "openpyxl",
    "scoring.results.domain.part": "msgspec",
    "scoring.results.domain.record": "msgspec",
    "scoring.results.domain.signed": "msgspec",
    "integration.sources.domain.schedules": "cronsim",  # cron with time zones
    "submission.calendars.domain": "dateutil",  # recurrences of RFC 5545
    "submission.disagreement.domain.kappa": "pycm",  # a statistic, no score
}


def test_the_domain_imports_the_standard_library_and_the_rules_only(
    modules: tuple[Module, ...],
) -> None:
    """A domain may import other domains of its service; the order of wings is checked elsewhere."""
    found = [
        f"{module.where}: {name}"
        for module in modules
        if "domain" in module.name.split(".")
        for name in module.imports()
        if name.partition(".")[0] not in sys.stdlib_module_names
        and not re.match(rf"rules\.|{module.package}\.(\w+\.)?domain\b", name)
        and name.partition(".")[0] != FORMATS.get(f"{module.package}.{module.name}")
    ]

    assert not found, listed(found)


@pytest.mark.parametrize("service", WITHOUT_ADDRESSES)
def test_only_the_edge_names_a_part_of_a_request(service: str, modules: tuple[Module, ...]) -> None:
    """A use case names an argument, `assessment_id`; the edge says that it stood in the path."""
    place = re.compile(r"(path|query|header)/\w")
    found = [
        f"{module.where}: {node.value}"
        for module in modules
        if module.package == service and not {"api"} & set(module.name.split("."))
        for node in module.nodes
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and place.match(node.value)
    ]

    assert not found, listed(found)


def test_contracts_need_msgspec_only() -> None:
    assert [one.partition(">")[0] for one in metadata.requires("tolok-contracts") or ()] == [
        "msgspec"
    ]


def test_packages_hold_one_docstring(modules: tuple[Module, ...]) -> None:
    """A package of the kit publishes names besides, and nothing else: see test_kit.py."""
    found = [
        module.where
        for module in modules
        if module.path.name == "__init__.py"
        and len(module.tree.body) != 1
        and not (module.package == "kit" and module.path.parent.name != "kit")
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
    ]
    layers = {part for path in source.rglob("*.py") for part in path.with_suffix("").parts}

    assert [str(path.relative_to(ROOT)) for path in wanted if not path.exists()] == []
    assert {"api", "usecases", "store", "events", "domain"} - layers == set()


@pytest.mark.parametrize("wing", wings(), ids=lambda path: f"{path.parent.name}.{path.name}")
def test_a_wing_has_a_purpose_and_no_other_layers(wing: Path) -> None:
    docstring = (wing / "__init__.py").read_text("utf-8")
    found = {path.stem for path in wing.iterdir() if path.stem not in ("__init__", "__pycache__")}

    assert re.fullmatch(r'"""[A-Z].+\."""\n', docstring)
    assert found <= LAYERS
    assert found


@pytest.mark.parametrize("wing", wings(), ids=lambda path: f"{path.parent.name}.{path.name}")
def test_no_folder_of_a_wing_is_a_long_hall(wing: Path) -> None:
    most = 13
    folders = [wing, *(path for path in wing.iterdir() if path.is_dir())]
    modules = {folder: len([*folder.glob("*.py")]) - 1 for folder in folders}

    assert {folder: count for folder, count in modules.items() if count > most} == {}


def test_no_file_is_named_after_nothing(modules: tuple[Module, ...]) -> None:
    empty = {"utils", "util", "helpers", "helper", "common", "base", "manager", "service", "misc"}

    assert [module.where for module in modules if Path(module.path).stem in empty] == []


@pytest.mark.parametrize("service", SERVICES)
def test_use_cases_are_verbs_and_one_per_file(service: str, modules: tuple[Module, ...]) -> None:
    """A use case of a wing is named after what a function of it does: `set.py` has `set_target`."""
    found = [
        module
        for module in modules
        if module.package == service
        and "usecases" in module.name.split(".")
        and module.path.name != "__init__.py"
    ]
    others = [
        module.where
        for module in found
        if "_" not in module.path.stem
        and not any(
            function.name.split("_")[0] == module.path.stem for function in module.functions()
        )
    ]

    assert found
    assert not others, listed(others)
