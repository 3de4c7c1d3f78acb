"""One request is one transaction, and its answer tells the truth about it."""

import asyncio

import httpx
import pytest
from fastapi import FastAPI

from kit.database import Database, raw


async def test_a_failed_commit_is_never_a_success(client: httpx.AsyncClient) -> None:
    first = await client.post("/things", json={"name": "a"})
    second = await client.post("/things", json={"name": "a"})

    assert (first.status_code, second.status_code) == (201, 409)
    assert (await client.get("/things")).json() == ["a"]


async def test_a_conflict_does_not_show_the_statement(client: httpx.AsyncClient) -> None:
    await client.post("/things", json={"name": "a"})

    answer = await client.post("/things", json={"name": "a"}, headers={"Accept-Language": "en"})

    assert answer.json()["type"] == "urn:tolok:problem:conflict"
    for word in ("INSERT", "thing_pkey", "sqlalchemy", "asyncpg"):
        assert word not in answer.text


async def test_a_read_cannot_write(client: httpx.AsyncClient) -> None:
    answer = await client.get("/things/writing")

    assert answer.status_code == 500
    assert (await client.get("/things")).json() == []


async def test_a_command_that_waits_too_long_is_told_to_come_back(
    client: httpx.AsyncClient, app: FastAPI
) -> None:
    database: Database = app.state.database
    async with database.transaction() as session:
        await (await raw(session)).execute("LOCK TABLE thing")
        answer = await client.post("/things", json={"name": "a"})

    assert (answer.status_code, answer.headers["retry-after"]) == (503, "1")


async def test_commands_at_once_all_find_a_connection(client: httpx.AsyncClient) -> None:
    answers = await asyncio.gather(
        *(client.post("/things", json={"name": f"n{i:02}"}) for i in range(40))
    )

    assert {answer.status_code for answer in answers} == {201}
    assert len((await client.get("/things")).json()) == 40


async def test_readiness_asks_the_database(client: httpx.AsyncClient) -> None:
    assert (await client.get("/readyz")).json()["checks"] == {"parts": "ok", "database": "ok"}


async def test_whoever_may_not_ask_costs_no_connection(
    client: httpx.AsyncClient, app: FastAPI
) -> None:
    away = Database("postgresql+asyncpg://nobody:x@127.0.0.1:1/nothing")
    app.state.database = away

    refused = await client.post("/things", json={"name": "a"}, headers={"Authorization": ""})
    let_in = await client.post("/things", json={"name": "a"})

    assert (refused.status_code, let_in.status_code) == (401, 503)


@pytest.mark.parametrize("name", ["a\0b", "\0"])
async def test_what_cannot_be_stored_is_the_senders_mistake(
    client: httpx.AsyncClient, name: str
) -> None:
    answer = await client.post("/things", json={"name": name})

    assert (answer.status_code, answer.json()["type"]) == (400, "urn:tolok:problem:invalid")
