"""The import contracts catch what they are there for: each is shown one import it must refuse.

That they hold without that import is shown in test_imports.py.
"""

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
        ("submission.agencies.store", "submission.campaigns.store", "Submission: the order"),
        ("submission.settings", "submission.editions.domain", "Submission: the order"),
        (
            "submission.assessments.usecases",
            "submission.worksheets.domain",
            "Submission: the order",
        ),
        ("tables.columns", "kit.errors", "Packages"),
        ("tables.columns", "rules.edition", "Tables know"),
        ("scoring.state.domain.track", "scoring.targets.domain", "Scoring: the order"),
        ("scoring.recompute.usecases.apply", "scoring.scores.store.heads", "Scoring: the order"),
        ("scoring.scores.api.routes", "scoring.reasons.api.routes", "Scoring: the order"),
        ("scoring.targets.usecases.set", "scoring.app", "Scoring: the order"),
        ("integration.facts.store", "integration.runs.domain", "Integration: the order"),
        ("integration.sources.usecases", "integration.reading.adapters", "Integration: the order"),
        ("gateway.door.api.limits", "gateway.stream.domain", "Gateway: the order"),
        ("gateway.issuer.api", "gateway.stream.domain", "Gateway: the order"),
        ("gateway.settings", "gateway.door.domain", "Gateway: the order"),
        ("submission.campaigns.events", "submission.campaigns.usecases", "Wings: the layers"),
        ("submission.agencies.events", "submission.agencies.store", "Wings: the layers"),
        ("scoring.targets.domain", "scoring.targets.store", "Wings: the layers"),
        ("scoring.recompute.events", "scoring.recompute.store", "Wings: the layers"),
        ("scoring.results.usecases.find", "scoring.results.api.routes", "Wings: the layers"),
        ("integration.reading.store", "integration.reading.adapters", "Wings: the layers"),
        ("gateway.stream.topics.tail", "gateway.stream.usecases", "Wings: the layers"),
        ("gateway.description.domain", "gateway.description.clients", "Wings: the layers"),
        ("submission.assessments.usecases", "submission.agencies.api", "Wings: HTTP in"),
        ("submission.campaigns.usecases", "fastapi", "Wings: HTTP in"),
        ("gateway.stream.usecases.follow", "starlette", "Wings: HTTP in"),
        ("gateway.stream.topics.tail", "gateway.door.api.limits", "Wings: HTTP in"),
        ("submission.assessments.store", "submission.agencies.usecases", "Wings: what"),
        ("integration.runs.store", "integration.sources.usecases", "Wings: what"),
        ("submission.editions.consumers", "submission.editions.store", "Wings: consumers"),
        ("integration.agencies.consumers", "integration.agencies.store", "Wings: consumers"),
        ("submission.agencies.domain", "submission.settings", "Wings: the domain"),
        ("submission.campaigns.domain", "submission.agencies.store", "Wings: the domain"),
        ("scoring.state.domain.track", "kit.clock", "Wings: the domain"),
        ("scoring.targets.domain", "kit.clock", "Wings: the domain"),
        ("gateway.stream.domain.position", "kit.clock", "Wings: the domain"),
        ("submission.agencies.api", "sqlmodel", "Wings: SQL"),
        ("scoring.targets.domain", "sqlmodel", "Wings: SQL"),
        ("scoring.targets.usecases.set", "sqlalchemy", "Wings: SQL"),
        ("integration.app", "asyncpg", "Wings: SQL"),
        ("submission.campaigns.usecases", "kit.outbound", "Wings: HTTP out"),
        ("integration.runs.usecases", "httpx", "Wings: HTTP out"),
        ("gateway.door.api.routes", "httpcore", "Wings: HTTP out"),
        ("gateway.issuer.usecases.issue", "httpx", "Wings: HTTP out"),
        ("submission.campaigns.usecases", "contracts.events.assessment", "Wings: contract"),
        ("integration.facts.api", "contracts.events.fact", "Wings: contract"),
        ("scoring.targets.store", "contracts.events.score", "Wings: contract"),
        ("scoring.scores.usecases.find", "contracts.events.score", "Wings: contract"),
        ("instrument.editions.domain", "openpyxl", "Instrument: files"),
        ("gateway.app", "contracts.topics", "The gateway"),
        ("rules.period", "kit.clock", "The rules"),
        ("rules.edition", "contracts.values", "The rules"),
        ("submission.campaigns.usecases", "kit.web", "Wings: HTTP in"),
        ("submission.editions.store", "kit.consumer", "Wings: Kafka"),
        ("integration.runs.usecases", "kit.messaging", "Wings: Kafka"),
        ("kit.outbox", "rules.edition", "Of the rules"),
        ("sandbox.servers.kafka", "sandbox.running.topology", "Sandbox"),
        ("kit.outbox", "contracts.events.assessment", "The kit"),
        ("kit.database", "kit.outbox", "Kit"),
        ("kit.consumer", "kit.web", "Kit"),
        ("instrument.editions.api", "instrument.app", "Instrument: the order"),
        ("instrument.documents.store", "instrument.editions.domain", "Instrument: the order"),
        ("instrument.editions.domain", "instrument.editions.store", "Wings: the layers"),
        ("instrument.editions.store", "instrument.editions.events", "Wings: the layers"),
        ("instrument.library.usecases", "instrument.library.api", "Wings: the layers"),
        ("instrument.editions.domain", "instrument.documents.store.shape", "Wings: the domain"),
        ("instrument.editions.domain", "kit.clock", "Wings: the domain"),
        ("instrument.documents.domain", "instrument.settings", "Wings: the domain"),
        ("instrument.derivations.store", "instrument.editions.events", "Wings: store makes"),
        ("instrument.derivations.events", "instrument.editions.store", "Wings: events read"),
        ("instrument.library.usecases", "instrument.documents.api", "Wings: HTTP in"),
        ("instrument.editions.usecases", "sqlmodel", "Wings: SQL"),
        ("instrument.library.usecases", "yaml", "Instrument: files"),
        ("instrument.crosswalks.usecases", "contracts.events.edition", "Wings: contract"),
        ("instrument.documents.domain", "fastapi", "Wings: HTTP in"),
        ("instrument.editions.store.editions", "kit.web", "Wings: HTTP in"),
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

    assert not rule.check(changed, verbose=False).kept
