"""An app with one table on a real database."""

from collections.abc import AsyncIterator

import httpx
import pytest
from fastapi import APIRouter, FastAPI, Request
from pydantic import BaseModel, SecretStr
from sqlalchemy import text
from tests.support.operations import table_for
from tests.support.tokens import TokenIssuer

from kit.database import Database, ReadSessionDep, Session, SessionDep, raw
from kit.settings import ServiceSettings
from kit.web import IdempotentRoute, build_app

ISSUER = TokenIssuer("https://issuer.test")
# A unique constraint that is looked at when the transaction commits, so that the commit fails.
TABLE = "CREATE TABLE thing (name text PRIMARY KEY DEFERRABLE INITIALLY DEFERRED, note text)"


class ShopSettings(ServiceSettings):
    service_name = "shop"


class Thing(BaseModel):
    """A thing of the shop."""

    name: str
    note: str = ""


def things() -> APIRouter:
    router = APIRouter(prefix="/things", route_class=IdempotentRoute)

    @router.post("", status_code=201)
    async def add(thing: Thing, session: SessionDep, shelf: str = "a") -> Thing:
        assert shelf
        await insert(session, thing)
        return thing

    @router.post("/check")
    async def check(thing: Thing, _session: ReadSessionDep) -> Thing:
        return thing

    @router.post("/read", openapi_extra={"requestBody": {}})
    async def read_late(_session: ReadSessionDep, request: Request) -> int:
        return len(await request.body())

    @router.post("/write", openapi_extra={"requestBody": {}})
    async def write_late(_session: SessionDep, request: Request) -> int:
        return len(await request.body())

    @router.get("")
    async def everything(session: ReadSessionDep) -> list[str]:
        return await names(session)

    @router.get("/writing")
    async def write_in_a_read(session: ReadSessionDep) -> None:
        await insert(session, Thing(name="x"))

    return router


async def insert(session: Session, thing: Thing) -> None:
    connection = await raw(session)
    await connection.execute("INSERT INTO thing VALUES ($1, $2)", thing.name, thing.note)


async def names(session: Session) -> list[str]:
    rows = await (await session.connection()).execute(text("SELECT name FROM thing ORDER BY 1"))
    return list(rows.scalars())


@pytest.fixture
async def database(kit_database: str) -> AsyncIterator[Database]:
    made = Database(kit_database, pool_size=5)
    async with made.transaction() as session:
        await (await session.connection()).execute(text(TABLE))
    yield made
    await made.dispose()


@pytest.fixture
async def app(kit_database: str, database: Database) -> AsyncIterator[FastAPI]:
    settings = ShopSettings(
        port=0,
        metrics_port=0,
        kafka_bootstrap_servers="",
        oidc_issuer=ISSUER.issuer,
        database_url=SecretStr(kit_database),
        cursor_key=SecretStr("of-this-test-and-longer-than-32-characters"),
    )
    router = things()
    table = table_for(router, roles=("operator",))
    made = build_app(settings, title="Shop", routers=[router], table=table, database=database)
    made.state.verifier = ISSUER.verifier()
    async with made.router.lifespan_context(made):
        yield made


@pytest.fixture
async def client(app: FastAPI) -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient(
        transport=httpx.ASGITransport(app),
        base_url="http://shop.test",
        headers={"Authorization": f"Bearer {ISSUER.token('operator')}"},
    ) as made:
        yield made
