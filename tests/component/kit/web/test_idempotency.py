import asyncio

import httpx
import pytest
from fastapi import FastAPI
from tests.component.kit.shop import ISSUER
from tests.support.tokens import TokenIssuer

from kit.database import Database, raw

KEY = {"Idempotency-Key": "k1"}


async def test_the_same_post_twice_happens_once(client: httpx.AsyncClient) -> None:
    first = await client.post("/things", json={"name": "a"}, headers=KEY)
    second = await client.post("/things", json={"name": "a"}, headers=KEY)

    assert (second.status_code, second.content) == (first.status_code, first.content)
    assert second.headers["content-type"] == first.headers["content-type"]
    assert second.headers["idempotency-replayed"] == "true"
    assert "idempotency-replayed" not in first.headers
    assert (await client.get("/things")).json() == ["a"]


async def test_the_same_post_many_times_at_once_happens_once(client: httpx.AsyncClient) -> None:
    answers = await asyncio.gather(
        *(client.post("/things", json={"name": "a"}, headers=KEY) for _ in range(5))
    )

    assert {answer.status_code for answer in answers} == {201}
    assert sorted("idempotency-replayed" in answer.headers for answer in answers) == [
        False,
        True,
        True,
        True,
        True,
    ]


@pytest.mark.parametrize(
    ("path", "body"), [("/things", {"name": "b"}), ("/things?shelf=b", {"name": "a"})]
)
async def test_another_request_with_the_key_is_refused(
    client: httpx.AsyncClient, path: str, body: dict[str, str]
) -> None:
    await client.post("/things", json={"name": "a"}, headers=KEY)

    answer = await client.post(path, json=body, headers=KEY)

    assert answer.status_code == 422
    assert answer.json()["errors"][0]["pointer"] == "header/Idempotency-Key"


async def test_a_post_that_failed_may_be_tried_again(client: httpx.AsyncClient) -> None:
    await client.post("/things", json={"name": "a"})
    refused = await client.post("/things", json={"name": "a"}, headers=KEY)
    accepted = await client.post("/things", json={"name": "b"}, headers=KEY)

    assert (refused.status_code, accepted.status_code) == (409, 201)


async def test_each_subject_has_its_own_keys(client: httpx.AsyncClient) -> None:
    other = {**KEY, "Authorization": f"Bearer {ISSUER.token('operator', subject='another')}"}

    first = await client.post("/things", json={"name": "a"}, headers=KEY)
    second = await client.post("/things", json={"name": "b"}, headers=other)

    assert (first.status_code, second.status_code) == (201, 201)


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 401),
        ({"Authorization": f"Bearer {TokenIssuer(ISSUER.issuer).token('operator')}"}, 401),
        ({"Authorization": f"Bearer {ISSUER.token('public', subject='someone')}"}, 403),
    ],
)
async def test_a_stored_answer_is_for_its_subject_alone(
    client: httpx.AsyncClient, app: FastAPI, headers: dict[str, str], status: int
) -> None:
    await client.post("/things", json={"name": "a"}, headers=KEY)

    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(transport=transport, base_url="http://t") as stranger:
        answer = await stranger.post("/things", json={"name": "a"}, headers={**KEY, **headers})

    assert answer.status_code == status


@pytest.mark.parametrize(
    "token",
    [
        ISSUER.token("operator", agency="8888"),
        ISSUER.token("operator"),
        ISSUER.token("operator", "leader", agency="9901"),
    ],
)
async def test_a_stored_answer_is_not_for_another_binding_of_its_subject(
    client: httpx.AsyncClient, token: str
) -> None:
    bound = {**KEY, "Authorization": f"Bearer {ISSUER.token('operator', agency='9901')}"}
    first = await client.post("/things", json={"name": "a"}, headers=bound)
    again = await client.post("/things", json={"name": "a"}, headers=bound)

    answer = await client.post(
        "/things", json={"name": "a"}, headers={**KEY, "Authorization": f"Bearer {token}"}
    )

    assert (first.status_code, again.headers["idempotency-replayed"]) == (201, "true")
    assert (answer.status_code, "idempotency-replayed" in answer.headers) == (422, False)
    assert answer.json()["errors"][0]["pointer"] == "header/Idempotency-Key"


async def test_a_new_token_of_the_same_binding_gets_the_stored_answer(
    client: httpx.AsyncClient,
) -> None:
    for roles in (("operator", "leader"), ("leader", "operator")):
        token = ISSUER.token(*roles, agency="9901")
        headers = {**KEY, "Authorization": f"Bearer {token}"}
        answer = await client.post("/things", json={"name": "a"}, headers=headers)
        assert answer.status_code == 201

    assert answer.headers["idempotency-replayed"] == "true"


async def test_an_expired_key_is_free_again_and_swept(
    client: httpx.AsyncClient, database: Database
) -> None:
    await client.post("/things", json={"name": "a"}, headers=KEY)
    await client.post("/things", json={"name": "b"}, headers={"Idempotency-Key": "k2"})
    async with database.transaction() as session:
        await (await raw(session)).execute(
            "UPDATE idempotency_key SET expires_at = now() - '1s'::interval"
        )

    again = await client.post("/things", json={"name": "c"}, headers=KEY)

    assert again.status_code == 201
    async with database.reading() as session:
        kept = await (await raw(session)).fetch("SELECT key FROM idempotency_key")
    assert [row["key"] for row in kept] == ["k1"]


@pytest.mark.parametrize("key", ["", "x" * 201, "a\tb"])
async def test_a_key_that_is_none_is_refused(client: httpx.AsyncClient, key: str) -> None:
    answer = await client.post("/things", json={"name": "a"}, headers={"Idempotency-Key": key})

    assert answer.status_code == 400


async def test_a_post_that_writes_nothing_else_keeps_its_answer_too(
    client: httpx.AsyncClient, database: Database
) -> None:
    first, same, other = [
        await client.post("/things/check", json={"name": name}, headers=KEY)
        for name in ("a", "a", "b")
    ]
    without = await client.post("/things/check", json={"name": "b"})

    assert (first.status_code, same.status_code, other.status_code) == (200, 200, 422)
    assert "idempotency-replayed" not in first.headers
    assert same.headers["idempotency-replayed"] == "true"
    assert same.json() == first.json()
    assert without.json()["name"] == "b"
    async with database.reading() as session:
        assert await (await raw(session)).fetchval("SELECT count(*) FROM idempotency_key") == 1
