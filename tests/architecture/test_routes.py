"""Every operation of every service and of the gateway asks who it is, with real tokens."""

import re
from collections.abc import AsyncIterator, Iterator
from importlib import import_module
from typing import Any, Final

import httpx
import pytest
from fastapi import FastAPI
from fastapi.routing import APIRoute, iter_route_contexts
from tests.support.tokens import TokenIssuer

from kit.web import IdempotentRoute, Operation, operations
from rules.roles import ROLES

from .conftest import SERVICES, listed

APPS: Final = (*SERVICES, "gateway")
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
ISSUER: Final = TokenIssuer("https://issuer.test")
NOWHERE: Final = "127.0.0.1:1"  # nothing listens there


@pytest.fixture(params=APPS)
def app(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch, tmp_path: Any) -> FastAPI:
    package = request.param
    prefix = package.upper()
    values = {
        "PORT": "0",
        "METRICS_PORT": "0",
        "DATABASE_URL": f"postgresql+asyncpg://nobody:x@{NOWHERE}/nothing",
        "KAFKA_BOOTSTRAP_SERVERS": NOWHERE,
        "OIDC_ISSUER": ISSUER.issuer,
        "SANDBOX_ISSUER": "true",
        "SANDBOX_CLIENT_SECRET": "of-this-test",
        "SANDBOX_KEY_FILE": str(tmp_path / "key.pem"),
        **{f"{service.upper()}_URL": f"http://{NOWHERE}" for service in SERVICES},
    }
    for name, value in values.items():
        monkeypatch.setenv(f"{prefix}_{name}", value)
    settings = import_module(f"{package}.settings")
    (kind,) = (
        value for name, value in vars(settings).items() if name == f"{package.capitalize()}Settings"
    )
    made: FastAPI = import_module(f"{package}.app").create_app(kind())
    made.state.verifier = ISSUER.verifier()
    return made


@pytest.fixture
async def client(app: FastAPI) -> AsyncIterator[httpx.AsyncClient]:
    transport = httpx.ASGITransport(app, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://tolok.test") as made:
        yield made


def guarded(app: FastAPI) -> Iterator[Operation]:
    return (one for one in operations(app) if one.path not in OPEN)


def test_every_operation_names_its_roles(app: FastAPI) -> None:
    assert [f"{one.method} {one.path}" for one in guarded(app) if not one.roles] == []
    assert list(guarded(app))


def test_what_is_open_is_known(app: FastAPI) -> None:
    others = {
        found.path
        for found in iter_route_contexts(app.routes)
        if not isinstance(found.original_route, APIRoute)
    }

    assert others <= OPEN


def test_public_paths_are_versioned(app: FastAPI) -> None:
    assert [one.path for one in guarded(app) if not one.path.startswith("/api/v1/")] == []


async def test_nobody_enters_without_a_token(app: FastAPI, client: httpx.AsyncClient) -> None:
    let_in = []
    for one in guarded(app):
        answer = await client.request(one.method, filled(one.path))
        if answer.status_code != httpx.codes.UNAUTHORIZED:
            let_in.append(f"{one.method} {one.path}: {answer.status_code}")

    assert not let_in, listed(let_in)


async def test_every_operation_refuses_every_role_it_does_not_name(
    app: FastAPI, client: httpx.AsyncClient
) -> None:
    headers = {role: {"Authorization": f"Bearer {ISSUER.token(role)}"} for role in ROLES}
    let_in = []
    for one in guarded(app):
        for role in sorted(ROLES - (one.roles or ROLES)):
            answer = await client.request(one.method, filled(one.path), headers=headers[role])
            if answer.status_code != httpx.codes.FORBIDDEN:
                let_in.append(f"{one.method} {one.path} {role}: {answer.status_code}")

    assert not let_in, listed(let_in)


def test_the_interface_names_roles_and_errors(app: FastAPI) -> None:
    document = app.openapi()
    for one in guarded(app):
        described = document["paths"].get(one.path, {}).get(one.method.lower())
        if described is None:
            continue  # the gateway shows the documents of the services instead
        assert described["x-roles"] == sorted(one.roles or ())
        assert {"401", "403"} <= described["responses"].keys()


@pytest.mark.parametrize("app", SERVICES, indirect=True)
def test_every_post_honours_an_idempotency_key(app: FastAPI) -> None:
    assert [
        one.path
        for one in guarded(app)
        if one.method == "POST" and not isinstance(one.route, IdempotentRoute)
    ] == []


def filled(path: str) -> str:
    """Return an address for a path, with 1 for every parameter."""
    return re.sub(r"\{[^}]*\}", "1", path)
