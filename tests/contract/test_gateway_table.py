"""The gateway's table of resources says what the services' own documents say."""

from collections import defaultdict
from importlib import import_module
from typing import Any, Final

import pytest
from pydantic import SecretStr

from contracts.events.agency import AgencyChangedV1
from contracts.topics import TOPICS
from gateway.description.domain import merge
from gateway.door.domain.resource import RESOURCES, Service
from gateway.stream.topics import agencies, tail

NOWHERE: Final = "127.0.0.1:1"  # nothing listens there, and nothing is asked
PREFIX: Final = "/api/v1/"


def document_of(service: str) -> dict[str, Any]:
    settings = getattr(import_module(f"{service}.settings"), f"{service.capitalize()}Settings")
    app = import_module(f"{service}.app").create_app(
        settings(
            port=0,
            metrics_port=0,
            database_url=SecretStr(f"postgresql+asyncpg://nobody:x@{NOWHERE}/nothing"),
            kafka_bootstrap_servers=NOWHERE,
            oidc_issuer="https://issuer.test",
        )
    )
    found: dict[str, Any] = app.openapi()
    return found


@pytest.fixture(scope="module")
def documents() -> dict[str, dict[str, Any]]:
    return {service.value: document_of(service.value) for service in Service}


def test_each_public_path_belongs_to_the_service_that_the_table_names(
    documents: dict[str, dict[str, Any]],
) -> None:
    found = {
        (path.removeprefix(PREFIX).partition("/")[0], service)
        for service, document in documents.items()
        for path in document["paths"]
        if path.startswith(PREFIX)
    }

    assert found == {(name, resource.service.value) for name, resource in RESOURCES.items()}


def test_the_door_lets_in_exactly_who_may_do_something_inside(
    documents: dict[str, dict[str, Any]],
) -> None:
    inside: dict[tuple[str, str], set[str]] = defaultdict(set)
    for path, operations in merge({}, documents)["paths"].items():
        for method, operation in operations.items():
            resource = path.removeprefix(PREFIX).partition("/")[0]
            inside[resource, method.upper()] |= set(operation["x-roles"])

    assert inside == {
        (name, method): set(roles)
        for name, resource in RESOURCES.items()
        for method, roles in resource.roles.items()
    }


def test_no_operation_is_lost_in_the_merged_document(documents: dict[str, dict[str, Any]]) -> None:
    merged = merge({}, documents)

    for document in documents.values():
        public = {path for path in document["paths"] if path.startswith(PREFIX)}
        assert public <= merged["paths"].keys()
    assert _references(merged) <= {
        f"#/components/{kind}/{name}"
        for kind, parts in merged["components"].items()
        for name in parts
    }


def test_the_stream_reads_topics_that_exist() -> None:
    assert tail.TOPIC in TOPICS
    assert agencies.TOPIC == AgencyChangedV1.TOPIC
    assert AgencyChangedV1.TYPE == agencies._CHANGED


def _references(part: Any) -> set[str]:
    if isinstance(part, dict):
        own = {part["$ref"]} if isinstance(part.get("$ref"), str) else set()
        return own.union(*map(_references, part.values()))
    if isinstance(part, list):
        return set().union(*map(_references, part))
    return set()
