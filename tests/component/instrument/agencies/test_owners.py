"""An instrument has an owner: those at or above it change it, everybody else reads it."""

import asyncio
from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import httpx
import pytest
from tests.support.library import packaged_library
from tests.support.waiting import eventually

from contracts.envelope import Header
from contracts.events.agency import AgencyChangedV2
from contracts.registry import encode
from contracts.topics import AGENCY, partition_for
from instrument.agencies.consumers import create_consumers
from instrument.worker import publish_library
from kit.database import Database, raw
from kit.messaging import Record
from kit.testing import MemoryBroker
from rules.roles import READERS, ROLES

Bearer = Callable[..., dict[str, str]]

SPBE = "/editions/permenpanrb-59-2020"
EDITION = "/editions/contoh"
DERIVATIONS = f"{EDITION}/derivations"
REASON = {"reason": "Diganti."}
OWNER = "9901.2"
# Below, beside and outside of the owner; and a token that names no agency.
FOREIGN = ("9901.2.1", "9901.1", "8801", None)


@pytest.fixture
async def tree(database: Database, memory_broker: MemoryBroker) -> None:
    """Let the service hear of a region with three agencies."""
    parents = {"9901": None, "9901.1": "9901", "9901.2": "9901", "9901.2.1": "9901.2"}
    await hear(database, memory_broker, *(changed(*each) for each in parents.items()))


@pytest.fixture
async def owned(api: httpx.AsyncClient, document: dict[str, Any], bearer: Bearer) -> str:
    """Make a draft that belongs to one of them; return its ETag."""
    made = await api.post("/editions", json=document, headers=bearer("operator", agency=OWNER))
    assert (made.status_code, made.json()["owner_code"]) == (201, OWNER)
    return str(made.headers["ETag"])


@pytest.fixture
async def library(database: Database) -> None:
    """Publish what comes with the release."""
    await publish_library(database, packaged_library())


def changed(code: str, parent: str | None, revision: int = 1) -> AgencyChangedV2:
    return AgencyChangedV2(
        agency_code=code,
        revision=revision,
        name=code,
        agency_kind="agency",
        is_assessed=True,
        valid_from=date(2017, 1, 1),
        changed_at=datetime(2026, 1, 1, tzinfo=UTC),
        parent_code=parent,
    )


async def hear(database: Database, broker: MemoryBroker, *events: AgencyChangedV2) -> None:
    """Let the worker's consumer apply events, and wait until it has."""
    sent = len(broker.records(AGENCY.name))
    await broker.send([record(event) for event in events])
    stop = asyncio.Event()
    (consumer,) = create_consumers(database, broker)
    running = asyncio.create_task(consumer.run(stop))

    async def is_done() -> bool:
        async with database.transaction() as session:
            query = "SELECT coalesce(sum(next_offset), 0) FROM consumer_offset"
            read: int = await (await raw(session)).fetchval(query)
        return read == sent + len(events)

    await eventually(is_done)
    stop.set()
    await running


def record(event: AgencyChangedV2) -> Record:
    key = event.key.encode()
    return Record(
        AGENCY.name,
        partition_for(key, AGENCY.partitions),
        key,
        encode(event),
        (
            (Header.ID, f"{event.agency_code}-{event.revision}".encode()),
            (Header.TYPE, event.TYPE.encode()),
            (Header.TIME, b"2026-01-01T00:00:00+00:00"),
        ),
    )


async def writes(
    api: httpx.AsyncClient, path: str, headers: dict[str, str], document: dict[str, Any]
) -> dict[str, int]:
    """Try everything that changes an edition; return the statuses by operation."""
    named = headers | {"If-Match": "*"}
    answers = {
        "validate": await api.post(f"{path}/validate", headers=headers),
        "replace": await api.put(path, json=document, headers=named),
        "publish": await api.post(f"{path}/publish", headers=headers),
        "retire": await api.post(f"{path}/retire", json=REASON, headers=headers),
        "drop": await api.delete(path, headers=named),
    }
    return {name: answer.status_code for name, answer in answers.items()}


@pytest.mark.usefixtures("tree", "owned")
@pytest.mark.parametrize("agency", FOREIGN)
async def test_a_draft_is_changed_at_or_above_its_owner_only(
    api: httpx.AsyncClient, document: dict[str, Any], bearer: Bearer, agency: str | None
) -> None:
    found = await writes(api, EDITION, bearer("operator", agency=agency), document)
    assert set(found.values()) == {403}
    kept = await api.get(EDITION)
    assert (kept.status_code, kept.json()["status"], kept.json()["revision"]) == (200, "draft", 1)


@pytest.mark.usefixtures("tree", "owned")
@pytest.mark.parametrize("agency", [OWNER, "9901"])
async def test_those_at_or_above_the_owner_replace_publish_and_retire(
    api: httpx.AsyncClient, document: dict[str, Any], bearer: Bearer, agency: str
) -> None:
    headers = bearer("operator", agency=agency)
    assert (await api.post(f"{EDITION}/validate", headers=headers)).status_code == 200
    document["source"] = "lain"
    named = headers | {"If-Match": "*"}
    replaced = await api.put(EDITION, json=document, headers=named)
    assert (replaced.status_code, replaced.json()["owner_code"]) == (200, OWNER)
    for path, body in (("publish", None), ("publish", None), ("retire", REASON)):
        answer = await api.post(f"{EDITION}/{path}", json=body, headers=headers)
        assert (answer.status_code, answer.json()["owner_code"]) == (200, OWNER)


@pytest.mark.usefixtures("tree", "owned")
async def test_a_published_edition_is_retired_at_or_above_its_owner_only(
    api: httpx.AsyncClient, bearer: Bearer
) -> None:
    await api.post(f"{EDITION}/publish", headers=bearer("operator", agency=OWNER))
    for agency in FOREIGN:
        headers = bearer("operator", agency=agency)
        for path, body in (("publish", None), ("retire", REASON)):
            answer = await api.post(f"{EDITION}/{path}", json=body, headers=headers)
            assert answer.status_code == 403
    assert (await api.get(EDITION)).json()["status"] == "published"


@pytest.mark.usefixtures("tree", "library")
@pytest.mark.parametrize("agency", ["9901", *FOREIGN])
async def test_nobody_changes_an_edition_of_the_product(
    api: httpx.AsyncClient, document: dict[str, Any], bearer: Bearer, agency: str | None
) -> None:
    before = (await api.get(SPBE)).json()
    assert before["owner_code"] is None
    found = await writes(api, SPBE, bearer("operator", "coordinator", agency=agency), document)
    assert {found[name] for name in ("publish", "retire", "replace", "drop")} == {403}
    assert (await api.get(SPBE)).json() == before


@pytest.mark.usefixtures("tree", "library")
async def test_the_appointed_agency_writes_the_sets_of_the_products_editions(
    api: httpx.AsyncClient, bearer: Bearer
) -> None:
    path = f"{SPBE}/derivations"
    newest = (await api.get(path)).json()["items"][-1]["derivation_set_version"]
    document = (await api.get(f"{path}/{newest}")).json()
    document = {name: document[name] for name in ("rules", "contradictions", "examples")}
    for agency in FOREIGN:
        refused = await api.post(path, json=document, headers=bearer("operator", agency=agency))
        assert refused.status_code == 403
        # Nor is the appointed agency told to others, or the edition said to be another's.
        assert "milik" not in refused.text
        problem = refused.json()
        assert "9901" not in f"{problem['detail']} {problem.get('errors')}"
    made = await api.post(path, json=document, headers=bearer("coordinator"))
    assert made.status_code == 201
    published = await api.post(f"{path}/{newest + 1}/publish", headers=bearer("operator"))
    assert published.status_code == 200


@pytest.mark.usefixtures("tree", "owned")
async def test_derivation_sets_belong_to_the_owner_of_their_edition(
    api: httpx.AsyncClient, derivations: dict[str, Any], bearer: Bearer
) -> None:
    own, above = bearer("operator", agency=OWNER), bearer("operator", agency="9901")
    await api.post(f"{EDITION}/publish", headers=own)

    async def all_of(agency: str | None) -> set[int]:
        headers = bearer("operator", agency=agency)
        named = headers | {"If-Match": "*"}
        answers = [
            await api.post(DERIVATIONS, json=derivations, headers=headers),
            await api.put(f"{DERIVATIONS}/1", json=derivations, headers=named),
            await api.post(f"{DERIVATIONS}/1/validate", headers=headers),
            await api.post(f"{DERIVATIONS}/1/publish", headers=headers),
            await api.delete(f"{DERIVATIONS}/1", headers=named),
        ]
        return {answer.status_code for answer in answers}

    made = await api.post(DERIVATIONS, json=derivations, headers=above)
    assert made.status_code == 201
    for agency in FOREIGN:
        assert await all_of(agency) == {403}
        read = await api.get(f"{DERIVATIONS}/1", headers=bearer("leader", agency=agency))
        assert read.status_code == 200
    assert (await api.post(f"{DERIVATIONS}/1/validate", headers=own)).status_code == 200
    assert (await api.post(f"{DERIVATIONS}/1/publish", headers=own)).status_code == 200


@pytest.mark.usefixtures("tree", "owned")
async def test_a_moved_agency_is_changed_from_its_new_place(
    api: httpx.AsyncClient, bearer: Bearer, database: Database, memory_broker: MemoryBroker
) -> None:
    beside = bearer("operator", agency="9901.1")
    assert (await api.post(f"{EDITION}/validate", headers=beside)).status_code == 403
    await hear(database, memory_broker, changed(OWNER, "9901.1", 3), changed(OWNER, None, 2))
    assert (await api.post(f"{EDITION}/validate", headers=beside)).status_code == 200


async def test_the_owner_writes_before_the_tree_is_known(
    api: httpx.AsyncClient, owned: str, bearer: Bearer
) -> None:
    assert owned
    own = await api.post(f"{EDITION}/publish", headers=bearer("operator", agency=OWNER))
    assert own.status_code == 200


async def test_a_token_of_no_agency_makes_nothing(
    api: httpx.AsyncClient, document: dict[str, Any], bearer: Bearer
) -> None:
    headers = bearer("operator", agency=None)
    made = await api.post("/editions", json=document, headers=headers)
    assert made.status_code == 403
    assert (await api.post("/editions/preview", json=document, headers=headers)).status_code == 200


@pytest.mark.usefixtures("tree", "owned")
@pytest.mark.parametrize("role", sorted(ROLES - {"operator"}))
async def test_only_operators_and_appointed_coordinators_write_and_every_reader_reads(
    api: httpx.AsyncClient, document: dict[str, Any], bearer: Bearer, role: str
) -> None:
    headers = bearer(role, agency=OWNER)
    assert set((await writes(api, EDITION, headers, document)).values()) == {403}
    read = await api.get(EDITION, headers=headers)
    assert read.status_code == (200 if role in READERS else 403)


async def test_a_draft_of_before_belongs_to_who_writes_it_next(
    api: httpx.AsyncClient,
    owned: str,
    document: dict[str, Any],
    bearer: Bearer,
    database: Database,
) -> None:
    async with database.transaction() as session:
        await (await raw(session)).execute("UPDATE edition_draft SET owner_code = NULL")
    document["source"] = "lain"
    headers = bearer("operator", agency="8801") | {"If-Match": owned}
    replaced = await api.put(EDITION, json=document, headers=headers)
    assert (replaced.status_code, replaced.json()["owner_code"]) == (200, "8801")
    refused = await api.post(f"{EDITION}/publish", headers=bearer("operator", agency=OWNER))
    assert refused.status_code == 403


@pytest.mark.usefixtures("library")
async def test_a_crosswalk_says_whose_it_is(api: httpx.AsyncClient, bearer: Bearer) -> None:
    (listed, *_) = (await api.get("/crosswalks")).json()["items"]
    assert listed["owner_code"] is None
    document = (await api.get(f"/crosswalks/{listed['crosswalk_code']}")).json()
    for name in ("content_hash", "published_at"):
        del document[name]
    document = {name: part for name, part in document.items() if part is not None}
    document["crosswalk_code"] = "milik-sendiri"
    refused = await api.post("/crosswalks", json=document, headers=bearer("operator", agency=None))
    assert refused.status_code == 403
    made = await api.post("/crosswalks", json=document, headers=bearer("operator", agency=OWNER))
    assert (made.status_code, made.json()["owner_code"]) == (201, OWNER), made.text
    listed = {
        each["crosswalk_code"]: each["owner_code"]
        for each in (await api.get("/crosswalks")).json()["items"]
    }
    assert listed["milik-sendiri"] == OWNER
