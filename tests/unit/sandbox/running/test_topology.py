import json
from pathlib import Path

import pytest

from sandbox.access.secret_store import SecretStore
from sandbox.region.agencies import REGION_CODE
from sandbox.running.topology import SERVICES, SOURCES, Component, Topology
from sandbox.settings import SandboxSettings
from scoring.publication.domain.signature import SigningKey


@pytest.fixture
def topology(tmp_path: Path) -> Topology:
    fields = [name for name in SandboxSettings.model_fields if name.endswith("_port")]
    return Topology(
        home=tmp_path,
        ports={name.removesuffix("_port"): 10_000 + i for i, name in enumerate(fields)},
        kafka="127.0.0.1:9092",
        secrets=SecretStore(tmp_path),
        database_urls={service: f"postgresql+asyncpg://{service}" for service in SERVICES},
        overrides={"scoring-worker": {"SCORING_FAIL_POINT": "after-commit:1"}},
    )


def _component(topology: Topology, name: str) -> Component:
    return next(one for one in topology.components() if one.name == name)


def test_every_service_has_an_api_and_a_worker_on_its_own_port(topology: Topology) -> None:
    names = {component.name for component in topology.components()}
    expected = {f"{service}-{part}" for service in SERVICES for part in ("api", "worker")}
    assert names == expected | set(SOURCES) | {"gateway"}
    addresses = [component.address for component in topology.components()]
    assert len(set(addresses)) == len(addresses)


def test_a_service_gets_its_settings_by_its_own_prefix(topology: Topology) -> None:
    env = _component(topology, "scoring-api").program.env
    assert env["SCORING_DATABASE_URL"] == "postgresql+asyncpg://scoring"
    assert env["SCORING_KAFKA_BOOTSTRAP_SERVERS"] == "127.0.0.1:9092"
    assert env["SCORING_OIDC_ISSUER"] == topology.api
    assert env["SCORING_SPAN_FILE"].endswith("spans/scoring-api.jsonl")
    assert not any(name.startswith("SUBMISSION_") for name in env)


def test_the_gateway_knows_the_services_and_issues_tokens(topology: Topology) -> None:
    env = _component(topology, "gateway").program.env
    assert env["GATEWAY_SCORING_URL"] == _component(topology, "scoring-api").address
    assert env["GATEWAY_SANDBOX_CLIENT_SECRET"] == topology.client_secret
    assert "GATEWAY_DATABASE_URL" not in env


def test_integration_may_reach_the_sources_and_has_their_secrets(topology: Topology) -> None:
    env = _component(topology, "integration-worker").program.env
    secrets = json.loads(env["INTEGRATION_SOURCE_SECRETS"])
    targets = json.loads(env["INTEGRATION_ALLOWED_TARGETS"])
    for source in SOURCES:
        address = topology.source_url(source).removeprefix("http://")
        assert secrets[source] == {
            "secret": _component(topology, source).program.env["TOLOK_SOURCE_SECRET"],
            "agency_code": REGION_CODE,
            "hosts": [address],
        }
        assert topology.source_url(source) in {f"http://{target}" for target in targets}


def test_scoring_has_a_key_of_this_sandbox_to_sign_results_with(topology: Topology) -> None:
    env = _component(topology, "scoring-api").program.env
    again = _component(topology, "scoring-api").program.env
    key = SigningKey.from_text(env["SCORING_RESULT_SIGNING_KEY"])
    assert key.text == again["SCORING_RESULT_SIGNING_KEY"]


def test_an_override_reaches_one_component_only(topology: Topology) -> None:
    assert "SCORING_FAIL_POINT" in _component(topology, "scoring-worker").program.env
    assert "SCORING_FAIL_POINT" not in _component(topology, "scoring-api").program.env
