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
        ("kit.app", "scoring.settings", "Packages"),
        ("contracts.topics", "kit.ids", "Packages"),
        ("scoring.domain", "scoring.store.tables", "Services"),
        ("scoring.store.tables", "scoring.usecases", "Services"),
        ("integration.usecases", "integration.api", "Services"),
        ("submission.events", "submission.store.tables", "Services"),
        ("instrument.api", "instrument.app", "Services"),
        ("scoring.domain", "kit.clock", "The domain"),
        ("rules.period", "kit.clock", "The rules"),
        ("rules.edition", "contracts.values", "The rules"),
        ("submission.domain", "submission.settings", "The domain"),
        ("submission.api", "sqlmodel", "SQL"),
        ("scoring.usecases", "sqlalchemy", "SQL"),
        ("integration.app", "asyncpg", "SQL"),
        ("scoring.usecases", "httpx", "Only sources"),
        ("gateway.door.api.routes", "kit.http", "Only sources"),
        ("integration.store.tables", "httpx", "Only sources"),
        ("submission.usecases", "contracts.events.assessment", "Events"),
        ("integration.store.tables", "contracts.registry", "Events"),
        ("gateway.app", "contracts.topics", "The gateway"),
        ("gateway.door.api.limits", "gateway.stream.domain", "Gateway: the order"),
        ("gateway.issuer.api", "gateway.stream.domain", "Gateway: the order"),
        ("gateway.settings", "gateway.door.domain", "Gateway: the order"),
        ("gateway.stream.topics.tail", "gateway.stream.usecases", "Gateway: the layers"),
        ("gateway.description.domain", "gateway.description.clients", "Gateway: the layers"),
        ("gateway.stream.usecases.follow", "starlette", "Gateway: HTTP in"),
        ("gateway.stream.topics.tail", "gateway.door.api.limits", "Gateway: HTTP in"),
        ("gateway.door.api.routes", "httpcore", "Gateway: HTTP out"),
        ("gateway.issuer.usecases.issue", "httpx", "Gateway: HTTP out"),
        ("gateway.stream.domain.position", "kit.clock", "Gateway: the domain"),
        ("kit.outbox", "contracts.events.assessment", "The kit"),
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
