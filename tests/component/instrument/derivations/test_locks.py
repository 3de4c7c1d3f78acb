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
