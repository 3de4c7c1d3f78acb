from collections.abc import Callable

import httpx
import pytest
from fastapi import APIRouter
from tests.support.operations import table_for

from kit.settings import AppSettings
from kit.web import build_app
from operations.row import Operation, Table
from rules.roles import ROLES

Bearer = Callable[..., dict[str, str]]


async def test_without_a_token_nobody_enters(client: httpx.AsyncClient) -> None:
    answer = await client.get("/api/v1/orders/1")

    assert answer.status_code == 401
    assert answer.headers["www-authenticate"] == 'Bearer realm="tolok"'
    assert answer.json()["type"] == "urn:tolok:problem:unauthenticated"


@pytest.mark.parametrize("header", ["", "Bearer", "Bearer ", "Basic abc", "Bearer a b", "bearer x"])
async def test_what_is_no_token_does_not_enter(client: httpx.AsyncClient, header: str) -> None:
    answer = await client.get("/api/v1/orders/1", headers={"Authorization": header})

    assert answer.status_code == 401


@pytest.mark.parametrize("role", sorted(ROLES))
async def test_only_the_named_roles_enter(
    client: httpx.AsyncClient, bearer: Bearer, role: str
) -> None:
    answer = await client.get("/api/v1/orders/1", headers=bearer(role))

    assert answer.status_code == (200 if role in ("leader", "coordinator") else 403)


async def test_a_refusal_names_the_roles(client: httpx.AsyncClient, bearer: Bearer) -> None:
    answer = await client.get("/api/v1/orders/1", headers=bearer("public"))

    assert answer.json()["detail"] == "Perlu salah satu peran: coordinator, leader."
    assert "insufficient_scope" in answer.headers["www-authenticate"]


async def test_one_of_several_roles_is_enough(client: httpx.AsyncClient, bearer: Bearer) -> None:
    answer = await client.get("/api/v1/orders/1", headers=bearer("public", "leader"))

    assert answer.json()["subject"] == "someone"


async def test_who_may_not_is_told_nothing_about_the_body(
    client: httpx.AsyncClient, bearer: Bearer
) -> None:
    answer = await client.post("/api/v1/orders", json={"name": 1}, headers=bearer("public"))

    assert answer.status_code == 403


def row(name: str, path: str, *roles: str) -> Operation:
    return Operation(name, "shop", "GET", path, frozenset(roles), "everyone", "read")


@pytest.mark.parametrize("roles", [("emperor",), ("leader", ""), ()])
def test_a_table_names_roles_that_exist(roles: tuple[str, ...]) -> None:
    with pytest.raises(ValueError, match="the roles of read_realm do not exist"):
        Table((row("read_realm", "/api/v1/realms", *roles),), ROLES)


def test_a_table_has_nothing_twice() -> None:
    for second in (row("a", "/other", "leader"), row("b", "/a", "leader")):
        with pytest.raises(ValueError, match="twice"):
            Table((row("a", "/a", "leader"), second), ROLES)


def test_an_app_does_not_start_without_a_row_for_every_route(settings: AppSettings) -> None:
    router = APIRouter(prefix="/api/v1/realms")

    @router.get("/{number}", operation_id="read_realm")
    async def read(number: int) -> int:
        return number

    known = table_for(router, roles=("leader",))
    for table in (
        Table((), ROLES),
        Table((row("read_realms", "/api/v1/realms/{number}", "leader"),), ROLES),
        Table((row("read_realm", "/api/v1/realms/{id}", "leader"),), ROLES),
    ):
        with pytest.raises(ValueError, match=r"does not have these routes: .*read_realm"):
            build_app(settings, title="Realms", routers=[router], table=table)
    more = Table((*known.rows, row("read_crown", "/api/v1/crown", "leader")), ROLES)
    with pytest.raises(ValueError, match=r"no route has these operations.*read_crown"):
        build_app(settings, title="Realms", routers=[router], table=more)

    assert build_app(settings, title="Realms", routers=[router], table=known)


async def test_a_route_that_says_nothing_of_tokens_needs_one_all_the_same(
    client: httpx.AsyncClient,
) -> None:
    answer = await client.post("/api/v1/orders/1/ship")

    assert answer.status_code == 401
