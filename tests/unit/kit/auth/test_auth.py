from collections.abc import Callable
from typing import Annotated

import httpx
import pytest
from fastapi import APIRouter

from kit.auth import Principal, require
from kit.settings import AppSettings
from kit.web import build_app
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


def test_a_route_names_a_role() -> None:
    with pytest.raises(ValueError, match="roles"):
        require()


@pytest.mark.parametrize("roles", [("emperor",), ("leader", "")])
def test_an_app_does_not_start_with_a_role_that_does_not_exist(
    settings: AppSettings, roles: tuple[str, ...]
) -> None:
    router = APIRouter(prefix="/api/v1/realms", dependencies=[require("leader")])

    @router.get("/{number}")
    async def read(number: int, _: Annotated[Principal, require(*roles)]) -> int:
        return number

    with pytest.raises(ValueError, match=r"GET /api/v1/realms/\{number\} names unknown roles"):
        build_app(settings, title="Realms", routers=[router], roles=ROLES)
