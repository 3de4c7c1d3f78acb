"""Every operation of every service and of the gateway asks who it is, with real tokens."""

from collections.abc import AsyncIterator, Iterator
from typing import Any, Final, get_args

import httpx
import pytest
from fastapi import FastAPI
from fastapi.routing import APIRoute, iter_route_contexts
from pydantic import BaseModel
from tests.support.operations import address_of

from kit.fields import Body
from kit.web import IdempotentRoute, Served, served
from operations.row import Operation
from operations.table import OPERATIONS
from rules.roles import ROLES

from .conftest import ISSUER, SERVICES, listed

HEALTH: Final = frozenset({"/healthz", "/readyz", "/metrics"})
# Documents about the interface, and what a token is asked for with.
OPEN: Final = HEALTH | {
    "/openapi.json",
    "/asyncapi.json",
    "/docs",
    "/docs/oauth2-redirect",
    "/docs/script.js",
    "/.well-known/openid-configuration",
    "/oauth/token",
    "/oauth/jwks",
}


@pytest.fixture
async def client(app: FastAPI) -> AsyncIterator[httpx.AsyncClient]:
    transport = httpx.ASGITransport(app, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://tolok.test") as made:
        yield made


def guarded(app: FastAPI) -> Iterator[tuple[Served, Operation]]:
    for one in served(app):
        if one.path not in OPEN:
            assert one.row is not None, one.path  # else the app would not have started
            yield one, one.row


def test_every_operation_has_its_row(app: FastAPI) -> None:
    name = app.state.settings.service_name
    served_here = {row.id for _, row in guarded(app) if name in ("gateway", row.service)}

    assert served_here == {row.id for row in OPERATIONS if name in ("gateway", row.service)}
    assert served_here


def test_what_is_open_is_known(app: FastAPI) -> None:
    others = {
        found.path
        for found in iter_route_contexts(app.routes)
        if not isinstance(found.original_route, APIRoute)
    }

    assert others <= OPEN


def test_public_paths_are_versioned(app: FastAPI) -> None:
    assert [row.path for _, row in guarded(app) if not row.path.startswith("/api/v1/")] == []


async def test_nobody_enters_without_a_token(app: FastAPI, client: httpx.AsyncClient) -> None:
    let_in: list[str] = []
    for _, row in guarded(app):
        answer = await client.request(row.method, address_of(row.path))
        if answer.status_code != httpx.codes.UNAUTHORIZED:
            let_in.append(f"{row.id}: {answer.status_code}")

    assert not let_in, listed(let_in)


async def test_every_operation_refuses_every_role_that_its_row_does_not_name(
    app: FastAPI, client: httpx.AsyncClient
) -> None:
    headers = {role: {"Authorization": f"Bearer {ISSUER.token(role)}"} for role in ROLES}
    let_in: list[str] = []
    kept_out: list[str] = []
    for _, row in guarded(app):
        for role in sorted(ROLES):
            answer = await client.request(row.method, address_of(row.path), headers=headers[role])
            is_refused = answer.status_code == httpx.codes.FORBIDDEN and "insufficient_scope" in (
                answer.headers.get("www-authenticate", "")
            )
            if is_refused == (role in row.roles):
                (kept_out if is_refused else let_in).append(f"{row.id} {role}")

    assert not let_in, listed(let_in)
    assert not kept_out, listed(kept_out)


def test_the_interface_names_roles_and_errors(app: FastAPI) -> None:
    document = app.openapi()
    for _, row in guarded(app):
        described = document["paths"].get(row.path, {}).get(row.method.lower())
        if described is None:
            continue  # the gateway shows the documents of the services instead
        assert described["operationId"] == row.id
        assert described["x-roles"] == sorted(row.roles)
        assert described["x-scope"] == row.scope
        assert {"401", "403"} <= described["responses"].keys()


@pytest.mark.parametrize("app", SERVICES, indirect=True)
def test_every_post_honours_an_idempotency_key(app: FastAPI) -> None:
    assert [
        row.id
        for one, row in guarded(app)
        if row.is_keyed and not isinstance(one.route, IdempotentRoute)
    ] == []


@pytest.mark.parametrize("app", SERVICES, indirect=True)
def test_every_body_refuses_members_that_are_not_known(app: FastAPI) -> None:
    taken = {
        model
        for one, _ in guarded(app)
        for parameter in one.route.dependant.body_params
        for model in models(parameter.field_info.annotation)
    }

    assert [model.__name__ for model in taken if model.model_config.get("extra") != "forbid"] == []
    assert [model.__name__ for model in taken if not issubclass(model, Body)] == []


def models(kind: Any) -> Iterator[type[BaseModel]]:
    """Yield the models that a type is made of."""
    if isinstance(kind, type) and issubclass(kind, BaseModel):
        yield kind
        for field in kind.model_fields.values():
            yield from models(field.annotation)
    for part in get_args(kind):
        yield from models(part)
