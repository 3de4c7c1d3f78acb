"""The table of operations is what the services, their documents and the gateway say."""

from importlib import import_module
from typing import Any, Final, get_args

import pytest
from fastapi import FastAPI
from fastapi.routing import APIRoute, iter_route_contexts
from pydantic import SecretStr
from starlette.routing import Match
from tests.support.operations import address_of

from contracts.events.agency import AgencyChangedV2
from contracts.topics import TOPICS
from gateway.description.domain import merge
from gateway.door.api import routes as door
from gateway.stream.topics import agencies, tail
from operations.services import Service
from operations.table import OPERATIONS
from rules.stage_roles import StageAct
from submission.campaigns.domain.stages import CampaignKind, Stage, stages_of

NOWHERE: Final = "127.0.0.1:1"  # nothing listens there, and nothing is asked
PREFIX: Final = "/api/v1/"
ACTS: Final[dict[str, tuple[StageAct, ...]]] = {
    "put_answer": ("answers",),
    "put_stage_level": ("answers", "levels"),
    "submit_stage": ("submission",),
    "return_indicators": ("returns",),
    "close_stage": ("closing",),
    "skip_stage": ("skipping",),
    "publish_assessment": ("publishing",),
}
"""What the roles do at a stage who may call an operation."""


def app_of(service: str) -> FastAPI:
    settings = getattr(import_module(f"{service}.settings"), f"{service.capitalize()}Settings")
    made: FastAPI = import_module(f"{service}.app").create_app(
        settings(
            port=0,
            metrics_port=0,
            cursor_key=SecretStr("of-this-test-and-longer-than-32-characters"),
            database_url=SecretStr(f"postgresql+asyncpg://nobody:x@{NOWHERE}/nothing"),
            kafka_bootstrap_servers=NOWHERE,
            oidc_issuer="https://issuer.test",
        )
    )
    return made


@pytest.fixture(scope="module")
def apps() -> dict[str, FastAPI]:
    return {service.value: app_of(service.value) for service in Service}


@pytest.fixture(scope="module")
def documents(apps: dict[str, FastAPI]) -> dict[str, dict[str, Any]]:
    return {name: app.openapi() for name, app in apps.items()}


def test_the_merged_document_has_the_rows_of_the_table(
    documents: dict[str, dict[str, Any]],
) -> None:
    found = {
        (operation["operationId"], method.upper(), path): operation
        for path, operations in merge({}, documents)["paths"].items()
        for method, operation in operations.items()
    }
    rows = {(row.id, row.method, row.path): row for row in OPERATIONS if row.service in documents}

    assert found.keys() == rows.keys()
    for key, row in rows.items():
        assert found[key]["x-roles"] == sorted(row.roles)
        assert (found[key]["x-scope"], found[key]["x-kind"]) == (row.scope, row.kind)


def test_the_gateway_and_the_service_read_an_address_as_the_same_operation(
    apps: dict[str, FastAPI],
) -> None:
    gateway = [*door.router().routes]
    for row in OPERATIONS:
        if row.service in apps:
            scope = {"type": "http", "method": row.method, "path": address_of(row.path)}
            (inside,) = first_match(
                [found.original_route for found in iter_route_contexts(apps[row.service].routes)],
                scope,
            )
            (outside,) = first_match(gateway, scope)
            assert (inside.operation_id, outside.operation_id) == (row.id, row.id)


def first_match(routes: list[Any], scope: dict[str, Any]) -> list[APIRoute]:
    found = (route for route in routes if route.matches(scope)[0] == Match.FULL)
    return [next(found)]


@pytest.mark.parametrize(("operation", "acts"), ACTS.items())
def test_who_acts_at_some_stage_may_call_the_operation_for_it(
    operation: str, acts: tuple[StageAct, ...]
) -> None:
    (row,) = (row for row in OPERATIONS if row.id == operation)
    acting = {role for stage in every_stage() for act in acts for role in stage.roles_of(act)}

    assert acting <= row.roles


def test_nobody_may_call_an_operation_of_stages_who_acts_at_none() -> None:
    steps = [row.roles for row in OPERATIONS if row.id in ACTS and row.id != "publish_assessment"]
    (publishing,) = (row.roles for row in OPERATIONS if row.id == "publish_assessment")
    acts = {act for those in ACTS.values() for act in those} - {"publishing"}

    assert frozenset().union(*steps) == {
        role for stage in every_stage() for act in acts for role in stage.roles_of(act)
    }
    assert publishing == {role for stage in every_stage() for role in stage.roles_of("publishing")}


def every_stage() -> list[Stage]:
    return [stage for kind in get_args(CampaignKind) for stage in stages_of(kind)]


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
    assert agencies.TOPIC == AgencyChangedV2.TOPIC
    assert AgencyChangedV2.TYPE.rpartition(".v")[0] == agencies._CHANGED


def _references(part: Any) -> set[str]:
    if isinstance(part, dict):
        own = {part["$ref"]} if isinstance(part.get("$ref"), str) else set()
        return own.union(*map(_references, part.values()))
    if isinstance(part, list):
        return set().union(*map(_references, part))
    return set()
