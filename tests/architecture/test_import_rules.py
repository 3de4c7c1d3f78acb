"""The import contracts catch what they are there for: each is shown one import it must refuse."""

from copy import deepcopy
from typing import Any

import grimp
import pytest
from importlinter import configuration
from importlinter.application.use_cases import read_user_options
from importlinter.contracts.forbidden import ForbiddenContract
from importlinter.contracts.layers import LayersContract

from .conftest import PACKAGES, ROOT

KINDS = {"layers": LayersContract, "forbidden": ForbiddenContract}


@pytest.fixture(scope="session")
def graph() -> grimp.ImportGraph:
    return grimp.build_graph(*PACKAGES, include_external_packages=True, cache_dir=None)


@pytest.fixture(scope="session")
def contracts() -> dict[str, Any]:
    configuration.configure()
    options = read_user_options(str(ROOT / "pyproject.toml"))
    return {
        one["name"]: KINDS[one["type"]](
            name=one["name"], session_options=options.session_options, contract_options=one
        )
        for one in options.contracts_options
    }


@pytest.mark.parametrize(
    ("importer", "imported", "contract"),
    [
        ("scoring.app", "submission.settings", "Packages"),
        ("instrument.app", "gateway.settings", "Packages"),
        ("kit.web", "scoring.settings", "Packages"),
        ("contracts.topics", "kit.ids", "Packages"),
        ("scoring.domain", "scoring.store.tables", "Services"),
        ("scoring.store.tables", "scoring.usecases", "Services"),
        ("integration.usecases", "integration.api", "Services"),
        ("submission.events", "submission.store.tables", "Services"),
        ("integration.api", "integration.app", "Services"),
        ("scoring.domain", "kit.clock", "The domain"),
        ("rules.period", "kit.clock", "The rules"),
        ("rules.edition", "contracts.values", "The rules"),
        ("submission.domain", "submission.settings", "The domain"),
        ("submission.api", "sqlmodel", "SQL"),
        ("scoring.usecases", "sqlalchemy", "SQL"),
        ("integration.app", "asyncpg", "SQL"),
        ("scoring.usecases", "httpx", "Only sources"),
        ("gateway.api", "kit.outbound", "Only sources"),
        ("integration.store.tables", "httpx", "Only sources"),
        ("submission.usecases", "contracts.events.assessment", "Events"),
        ("integration.store.tables", "contracts.registry", "Events"),
        ("gateway.app", "contracts.topics", "The gateway"),
        ("kit.outbox", "contracts.events.assessment", "The kit"),
        ("kit.database", "kit.outbox", "Kit"),
        ("kit.consumer", "kit.web", "Kit"),
        ("instrument.editions.api", "instrument.app", "Instrument: the order"),
        ("instrument.documents.store", "instrument.editions.domain", "Instrument: the order"),
        ("instrument.editions.domain", "instrument.editions.store", "Instrument: the layers"),
        ("instrument.editions.store", "instrument.editions.events", "Instrument: the layers"),
        ("instrument.library.usecases", "instrument.library.api", "Instrument: the layers"),
        ("instrument.editions.domain", "instrument.documents.store.shape", "Instrument: no domain"),
        ("instrument.editions.domain", "kit.clock", "Instrument: no domain"),
        ("instrument.documents.domain", "instrument.settings", "Instrument: no domain"),
        ("instrument.derivations.store", "instrument.editions.events", "Instrument: no store"),
        ("instrument.derivations.events", "instrument.editions.store", "Instrument: no events"),
        ("instrument.library.usecases", "instrument.documents.api", "Instrument: no use case"),
        ("instrument.editions.usecases", "sqlmodel", "Instrument: SQL"),
        ("instrument.library.usecases", "yaml", "Instrument: files"),
        ("instrument.crosswalks.usecases", "contracts.events.edition", "Instrument: events"),
        ("instrument.editions.usecases", "kit.errors", "Instrument: HTTP"),
        ("instrument.documents.domain", "fastapi", "Instrument: HTTP"),
        ("instrument.editions.store.editions", "kit.web", "Instrument: HTTP"),
    ],
)
def test_a_forbidden_import_is_caught(
    graph: grimp.ImportGraph, contracts: dict[str, Any], importer: str, imported: str, contract: str
) -> None:
    (rule,) = (one for name, one in contracts.items() if name.startswith(contract))
    changed = deepcopy(graph)
    for module in (importer, imported):
        if module not in changed.modules:
            changed.add_module(module, is_squashed="." not in module)
    changed.add_import(importer=importer, imported=imported)

    assert rule.check(deepcopy(graph), verbose=False).kept
    assert not rule.check(changed, verbose=False).kept
