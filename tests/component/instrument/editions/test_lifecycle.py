"""From draft to published to retired: at once or not at all, and never back."""

import asyncio
import json
from collections.abc import Awaitable, Callable
from hashlib import sha256
from typing import Any

import httpx
import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from contracts.events.edition import EditionPublishedV1, EditionRetiredV1
from instrument.editions.usecases.read import read_edition
from instrument.library.usecases.read import Library
from instrument.worker import publish_library
from kit.database import Database

Said = Callable[[int], Awaitable[list[Any]]]
EDITION = "/editions/contoh"
REASON = {"reason": "Diganti."}


@pytest.fixture
async def published(author: httpx.AsyncClient, document: dict[str, Any]) -> httpx.Response:
    """Publish the small edition."""
    await author.post("/editions", json=document)
    return await author.post(f"{EDITION}/publish")


async def test_published_draft_is_an_edition_and_an_event(
    author: httpx.AsyncClient, published: httpx.Response, said: Said, database: Database
) -> None:
    item = published.json()
    assert (published.status_code, item["status"], item["revision"]) == (200, "published", 1)
    canonical = (await author.get(f"{EDITION}.json")).content
    assert sha256(canonical).hexdigest() == item["content_hash"]
    (event,) = await said(1)
    assert isinstance(event, EditionPublishedV1)
    assert (event.edition_code, event.content_hash) == ("contoh", item["content_hash"])
    assert len(event.nodes) == len(json.loads(canonical)["nodes"])
    assert await count(database, "edition_draft") == 0


async def test_publication_is_whole_or_nothing(
    author: httpx.AsyncClient, document: dict[str, Any], database: Database
) -> None:
    document["predicates"] = []
    await author.post("/editions", json=document)
    assert (await author.post(f"{EDITION}/publish")).status_code == 422
    assert await count(database, "edition") == await count(database, "outbox") == 0
    assert await count(database, "edition_draft") == 1


@pytest.mark.parametrize("method", ["PUT", "DELETE"])
async def test_published_edition_is_not_changed_by_the_api(
    author: httpx.AsyncClient, published: httpx.Response, document: dict[str, Any], method: str
) -> None:
    document["source"] = "lain"
    tag = {"If-Match": published.headers["etag"]}
    body = document if method == "PUT" else None
    answer = await author.request(method, EDITION, json=body, headers=tag)
    assert (answer.status_code, answer.json()["status"]) == (409, 409)
    assert answer.json()["edition_status"] == "published"
    assert answer.json()["content_hash"] == published.json()["content_hash"]
    assert (await author.post("/editions", json=document)).status_code == 409
    assert (await author.get(EDITION)).json()["source"] == "contoh"


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE edition SET content = '{}'",
        "UPDATE edition SET caveat_id = 'x'",
        "UPDATE edition SET in_force_until = now()",
        "DELETE FROM edition",
        "TRUNCATE edition CASCADE",
    ],
)
@pytest.mark.parametrize("lock", ["grant", "trigger"])
async def test_published_draft_is_not_changed_by_the_services_own_role(
    published: httpx.Response, database: Database, statement: str, lock: str
) -> None:
    assert published.status_code == 200
    if lock == "trigger":
        await execute(database, "GRANT ALL ON edition, derivation_set, crosswalk TO CURRENT_USER")
    expected = "permission denied" if lock == "grant" else "never changes"
    with pytest.raises(DBAPIError, match=expected):
        await execute(database, statement)


async def test_publishing_again_is_answered_with_what_is_published(
    author: httpx.AsyncClient, published: httpx.Response, database: Database
) -> None:
    again = await author.post(f"{EDITION}/publish")
    assert (again.status_code, again.json()) == (200, published.json())
    same = {"content_hash": published.json()["content_hash"]}
    assert (await author.post(f"{EDITION}/publish", json=same)).status_code == 200
    other = await author.post(f"{EDITION}/publish", json={"content_hash": "0" * 64})
    assert (other.status_code, other.json()["errors"][0]["pointer"]) == (409, "/content_hash")
    assert await count(database, "edition") == 1


async def test_what_was_validated_is_what_is_published(
    author: httpx.AsyncClient, document: dict[str, Any]
) -> None:
    tag = (await author.post("/editions", json=document)).headers["etag"]
    validated = (await author.post(f"{EDITION}/validate")).json()
    assert validated["publishable"]
    await author.put(EDITION, json=document | {"source": "lain"}, headers={"If-Match": tag})
    wanted = {"content_hash": validated["content_hash"]}
    refused = await author.post(f"{EDITION}/publish", json=wanted)
    assert refused.status_code == 409
    wanted = {"content_hash": refused.json()["content_hash"]}
    published = await author.post(f"{EDITION}/publish", json=wanted)
    assert published.json()["content_hash"] == wanted["content_hash"]


async def test_concurrent_publications_are_one(
    author: httpx.AsyncClient, document: dict[str, Any], said: Said, database: Database
) -> None:
    await author.post("/editions", json=document)
    answers = await asyncio.gather(*(author.post(f"{EDITION}/publish") for _ in range(4)))
    assert [answer.status_code for answer in answers] == [200] * 4
    assert len({answer.json()["published_at"] for answer in answers}) == 1
    assert await count(database, "edition") == 1
    await author.post(f"{EDITION}/retire", json=REASON)
    assert [type(event) for event in await said(2)] == [EditionPublishedV1, EditionRetiredV1]


async def test_concurrent_replacements_lose_nothing(
    author: httpx.AsyncClient, document: dict[str, Any]
) -> None:
    tag = {"If-Match": (await author.post("/editions", json=document)).headers["etag"]}
    answers = await asyncio.gather(
        *(author.put(EDITION, json=document | {"source": s}, headers=tag) for s in "abcd")
    )
    assert sorted(answer.status_code for answer in answers) == [200, 412, 412, 412]


async def test_file_and_draft_of_one_code_are_published_once(
    author: httpx.AsyncClient, document: dict[str, Any], database: Database
) -> None:
    await author.post("/editions", json=document)
    library = Library((read_edition("contoh.yaml", document),), ())
    await asyncio.gather(author.post(f"{EDITION}/publish"), publish_library(database, library))
    assert (await count(database, "edition"), await count(database, "edition_draft")) == (1, 0)


async def test_retired_edition_stays_and_says_why(
    author: httpx.AsyncClient, published: httpx.Response, said: Said
) -> None:
    retired = await author.post(f"{EDITION}/retire", json=REASON)
    item = retired.json()
    assert (retired.status_code, item["status"], item["revision"]) == (200, "retired", 2)
    assert (item["retired_reason"], item["content_hash"]) == (
        "Diganti.",
        published.json()["content_hash"],
    )
    event = (await said(2))[1]
    assert isinstance(event, EditionRetiredV1)
    assert (event.revision, event.reason) == (2, "Diganti.")
    read = await author.get(EDITION)
    assert (read.json()["status"], read.json()["retired_reason"]) == ("retired", "Diganti.")
    assert retired.headers["etag"] == read.headers["etag"] != published.headers["etag"]


async def test_edition_is_retired_once(
    author: httpx.AsyncClient, published: httpx.Response, database: Database
) -> None:
    assert published.status_code == 200
    answers = await asyncio.gather(
        *(author.post(f"{EDITION}/retire", json=REASON) for _ in range(3))
    )
    assert {(answer.status_code, answer.json()["revision"]) for answer in answers} == {(200, 2)}
    assert (await author.post(f"{EDITION}/retire", json={"reason": "x"})).status_code == 409
    for change in ("status = 'published'", "retired_reason = 'x'", "revision = 3"):
        with pytest.raises(DBAPIError, match="never changes"):
            await execute(database, f"UPDATE edition SET {change}")  # noqa: S608 - the test's own text


async def test_draft_is_not_retired(author: httpx.AsyncClient, document: dict[str, Any]) -> None:
    await author.post("/editions", json=document)
    assert (await author.post(f"{EDITION}/retire", json=REASON)).status_code == 409
    assert (await author.post(f"{EDITION}/retire", json={"reason": " "})).status_code == 400


async def test_repeated_publication_with_its_key_is_answered_the_same(
    author: httpx.AsyncClient, document: dict[str, Any]
) -> None:
    await author.post("/editions", json=document)
    key = {"Idempotency-Key": "publish-1"}
    first = await author.post(f"{EDITION}/publish", headers=key)
    await author.post(f"{EDITION}/retire", json=REASON)
    again = await author.post(f"{EDITION}/publish", headers=key)
    assert again.json() == first.json()
    assert again.headers["idempotency-replayed"] == "true"


async def execute(database: Database, statement: str) -> None:
    async with database.engine.begin() as connection:
        await connection.execute(text(statement))


async def count(database: Database, table: str) -> int:
    async with database.engine.connect() as connection:
        found = await connection.execute(text(f"SELECT count(*) FROM {table}"))  # noqa: S608 - the test's own text
        return int(found.scalar_one())


@pytest.mark.parametrize(
    ("role", "agency", "status"),
    [
        ("operator", "9901.2.15.01", 201),
        ("operator", None, 403),
        ("coordinator", "9901", 201),
        ("coordinator", "9901.2.15.01", 403),
        ("coordinator", None, 403),
        ("leader", "9901", 403),
    ],
)
async def test_editions_are_written_by_operators_and_the_appointed_agency(
    api: httpx.AsyncClient,
    document: dict[str, Any],
    bearer: Callable[..., dict[str, str]],
    *,
    role: str,
    agency: str | None,
    status: int,
) -> None:
    headers = bearer(role, agency=agency)
    answer = await api.post("/editions", json=document, headers=headers)

    assert answer.status_code == status, answer.text
