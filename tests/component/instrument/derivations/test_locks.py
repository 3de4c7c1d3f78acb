"""A long check of a document holds up nobody else who works on the same edition."""

import asyncio
from collections.abc import Callable
from threading import Event
from typing import Any

import httpx
import pytest

from instrument.derivations.usecases import keep_draft
from instrument.editions.store.lock import lock_edition
from instrument.editions.usecases import find
from instrument.editions.usecases.read import check_edition_document
from kit.database import Database

EDITION = "/editions/contoh"
SET = "/editions/contoh/derivations/1"
END = 120


class SlowCheck:
    """A check that begins, and does not end before it is told to."""

    def __init__(self, check: Callable[..., Any]) -> None:
        self._check = check
        self.begun, self.go_on = Event(), Event()

    def __call__(self, *parts: Any) -> Any:
        self.begun.set()
        assert self.go_on.wait(END)
        return self._check(*parts)


@pytest.mark.parametrize(
    ("module", "name", "path"),
    [
        (find, "check_edition_document", EDITION),
        (keep_draft, "check_derivation_document", SET),
    ],
)
async def test_a_replacement_takes_the_lock_after_its_check(
    author: httpx.AsyncClient,
    document: dict[str, Any],
    derivations: dict[str, Any],
    database: Database,
    monkeypatch: pytest.MonkeyPatch,
    *,
    module: Any,
    name: str,
    path: str,
) -> None:
    tags = {
        EDITION: (await author.post("/editions", json=document)).headers["etag"],
        SET: (await author.post(f"{EDITION}/derivations", json=derivations)).headers["etag"],
    }
    wanted = {EDITION: document | {"source": "lain"}, SET: derivations | {"facts": []}}
    slow = SlowCheck(getattr(module, name))
    monkeypatch.setattr(module, name, slow)
    replacing = asyncio.create_task(
        author.put(path, json=wanted[path], headers={"If-Match": tags[path]})
    )
    try:
        assert await asyncio.to_thread(slow.begun.wait, END)
        async with database.transaction() as session:
            await lock_edition(session, "contoh")  # refused after five seconds if it is held
    finally:
        slow.go_on.set()
    assert (await replacing).status_code == 200


@pytest.mark.parametrize(
    ("check", "path", "key"),
    [
        ((find, "check_edition_document"), "/editions", "new"),
        ((find, "check_edition_document"), f"{EDITION}/publish", "draft"),
        ((keep_draft, "check_derivation_document"), f"{EDITION}/derivations", "set"),
        ((keep_draft, "check_derivation_document"), f"{SET}/publish", "published"),
    ],
)
async def test_no_lock_and_no_transaction_wait_for_a_check(
    author: httpx.AsyncClient,
    document: dict[str, Any],
    derivations: dict[str, Any],
    database: Database,
    monkeypatch: pytest.MonkeyPatch,
    *,
    check: tuple[Any, str],
    path: str,
    key: str,
) -> None:
    bodies = {"new": document, "draft": {}, "set": derivations, "published": {}}
    if key != "new":
        await author.post("/editions", json=document)
    if key == "published":
        await author.post(f"{EDITION}/publish", json={})
        await author.post(f"{EDITION}/derivations", json=derivations)
    slow = SlowCheck(getattr(*check))
    monkeypatch.setattr(*check, slow)
    headers = {"Idempotency-Key": "satu"}
    sending = asyncio.create_task(author.post(path, json=bodies[key], headers=headers))
    try:
        assert await asyncio.to_thread(slow.begun.wait, END)
        async with database.transaction() as session:
            await lock_edition(session, "contoh")
            open_ones = await (await session.connection()).exec_driver_sql(
                "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
                " AND state LIKE 'idle in transaction%' AND pid <> pg_backend_pid()"
            )
            assert open_ones.scalar_one() == 0
    finally:
        slow.go_on.set()
    assert (await sending).status_code in (200, 201)


async def test_a_draft_that_changed_while_it_was_checked_is_not_published(
    author: httpx.AsyncClient, document: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    tag = (await author.post("/editions", json=document)).headers["etag"]
    check = check_edition_document
    slow = SlowCheck(check)
    monkeypatch.setattr(find, "check_edition_document", slow)
    publishing = asyncio.create_task(author.post(f"{EDITION}/publish", json={}))
    try:
        assert await asyncio.to_thread(slow.begun.wait, END)
        monkeypatch.setattr(find, "check_edition_document", check)
        other = document | {"source": "lain"}
        changed = await author.put(EDITION, json=other, headers={"If-Match": tag})
        assert changed.status_code == 200
    finally:
        slow.go_on.set()
    answer = await publishing
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (409, "path/edition_code")
    assert (await author.get(EDITION)).json()["status"] == "draft"
