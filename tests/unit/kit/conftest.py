"""An app without a database, and tokens for it."""

from collections.abc import AsyncIterator, Callable
from typing import Any

import httpx
import pytest
from fastapi import APIRouter, FastAPI, Request
from pydantic import BaseModel, Field
from tests.support.operations import table_for
from tests.support.tokens import TokenIssuer

from kit.auth import PrincipalDep
from kit.errors import Conflict, Unavailable
from kit.settings import AppSettings
from kit.web import build_app
from rules.refusal import Refusal
from rules.text import Text

ISSUER = TokenIssuer("https://issuer.test")
LIMIT = 1000


class Settings(AppSettings):
    service_name = "shop"


class Order(BaseModel):
    """An order of a shop."""

    name: str = Field(max_length=20)
    count: int = Field(ge=1)
    lines: list[int] = []


def shop() -> APIRouter:
    router = APIRouter(prefix="/api/v1/orders")

    @router.post("", status_code=201)
    async def place(order: Order) -> Order:
        return order

    @router.get("/{number}")
    async def read(number: int, principal: PrincipalDep, limit: int = 10) -> dict[str, Any]:
        return {"number": number, "limit": limit, "subject": principal.subject}

    @router.delete("/{number}/lines")
    async def cancel(number: int) -> int:
        return number

    @router.post("/{number}/ship")
    async def ship(number: int) -> None:
        if number == 0:
            raise ZeroDivisionError("the password is 1234")
        if number == 1:
            raise Unavailable("Busy.")
        raise Conflict(
            Text("Sudah dikirim.", "Shipped already."),
            errors=[Refusal("path/number", Text("x", "x"))],
            extra={"shipped": True},
        )

    @router.post("/raw", openapi_extra={"requestBody": {}})
    async def raw(request: Request) -> int:
        return len(await request.body())

    return router


@pytest.fixture
def settings() -> AppSettings:
    return Settings(
        port=0,
        kafka_bootstrap_servers="",
        oidc_issuer=ISSUER.issuer,
        body_limit_bytes=LIMIT,
    )


@pytest.fixture
def app(settings: AppSettings) -> FastAPI:
    router = shop()
    table = table_for(router, roles=("leader", "coordinator"))
    made = build_app(settings, title="Shop", routers=[router], table=table)
    made.state.verifier = ISSUER.verifier()
    return made


@pytest.fixture
async def client(app: FastAPI) -> AsyncIterator[httpx.AsyncClient]:
    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(transport=transport, base_url="http://shop.test") as made:
        yield made


@pytest.fixture
def bearer() -> Callable[..., dict[str, str]]:
    """Return the header of somebody with roles."""

    def header(*roles: str) -> dict[str, str]:
        return {"Authorization": f"Bearer {ISSUER.token(*roles)}"}

    return header
