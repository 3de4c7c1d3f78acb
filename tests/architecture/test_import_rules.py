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
        ("scoring.targets.domain", "scoring.targets.store", "Scoring: the layers"),
        ("scoring.state.store.tables", "scoring.state.usecases.load", "Scoring: the layers"),
        ("scoring.state.events.scores", "scoring.state.store.tables", "Scoring: the layers"),
        ("scoring.results.usecases.find", "scoring.results.api.routes", "Scoring: the layers"),
        ("scoring.state.domain.track", "scoring.targets.domain", "Scoring: the order"),
        ("scoring.recompute.usecases.apply", "scoring.scores.store.heads", "Scoring: the order"),
        ("scoring.scores.api.routes", "scoring.reasons.api.routes", "Scoring: the order"),
        ("scoring.targets.usecases.set", "fastapi", "Scoring: HTTP"),
        ("scoring.targets.usecases.set", "scoring.app", "Scoring: the order"),
        ("instrument.api", "instrument.app", "Services"),
        ("scoring.state.domain.track", "kit.clock", "The domain"),
        ("scoring.targets.domain", "kit.clock", "The domain"),
        ("rules.period", "kit.clock", "The rules"),
        ("rules.edition", "contracts.values", "The rules"),
        ("gateway.door.api.routes", "kit.outbound", "Only sources"),
        ("scoring.targets.usecases.set", "sqlalchemy", "SQL"),
        ("scoring.targets.domain", "sqlmodel", "SQL"),
        ("scoring.targets.usecases.set", "httpx", "Only sources"),
        ("scoring.targets.store", "contracts.events.score", "Events"),
        ("scoring.scores.usecases.find", "contracts.events.score", "Events"),
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
        ("submission.agencies.store", "submission.campaigns.store", "Submission: the order"),
        ("submission.settings", "submission.editions.domain", "Submission: the order"),
        ("submission.campaigns.events", "submission.campaigns.usecases", "Submission: the layers"),
        ("submission.agencies.events", "submission.agencies.store", "Submission: the layers"),
        ("submission.assessments.usecases", "submission.agencies.api", "Submission: use cases"),
        ("submission.campaigns.usecases", "fastapi", "Submission: use cases"),
        ("submission.assessments.store", "submission.agencies.usecases", "Submission: what"),
        ("submission.editions.consumers", "submission.editions.store", "Submission: consumers"),
        ("submission.agencies.domain", "submission.settings", "Submission: the domain"),
        ("submission.campaigns.domain", "submission.agencies.store", "Submission: the domain"),
        ("submission.agencies.api", "sqlmodel", "Submission: SQL"),
        ("submission.campaigns.usecases", "kit.outbound", "Submission: no HTTP"),
        ("submission.campaigns.usecases", "contracts.events.assessment", "Submission: events"),
        ("integration.facts.store", "integration.runs.domain", "Integration: the order"),
        ("integration.sources.usecases", "integration.reading.adapters", "Integration: the order"),
        ("integration.runs.usecases", "integration.runs.api", "Integration: the layers"),
        ("integration.reading.store", "integration.reading.adapters", "Integration: the layers"),
        ("integration.runs.usecases", "integration.sources.api", "Integration: use cases"),
        ("integration.runs.store", "integration.sources.usecases", "Integration: what"),
        ("integration.agencies.consumers", "integration.agencies.store", "Integration: consumers"),
        ("integration.facts.domain", "kit.clock", "Integration: the domain"),
        ("integration.app", "asyncpg", "Integration: SQL"),
        ("integration.runs.usecases", "httpx", "Integration: HTTP out"),
        ("integration.tables", "httpx", "Integration: HTTP out"),
        ("integration.facts.api", "contracts.events.fact", "Integration: events"),
        ("integration.records.store", "contracts.registry", "Integration: events"),
        ("kit.outbox", "contracts.events.assessment", "The kit"),
        ("kit.database", "kit.outbox", "Kit"),
        ("kit.consumer", "kit.web", "Kit"),
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
