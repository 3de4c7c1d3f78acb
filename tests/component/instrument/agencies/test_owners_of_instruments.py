"""An instrument belongs to who published its first edition; nobody else publishes one of it."""

from typing import Any

import httpx
import pytest
from tests.component.instrument.agencies.test_owners import (
    EDITION,
    FOREIGN,
    OWNER,
    Bearer,
    changed,
    hear,
)
from tests.support.library import packaged_library

from instrument.worker import publish_library
from kit.database import Database
from kit.testing import MemoryBroker


@pytest.fixture
async def tree(database: Database, memory_broker: MemoryBroker) -> None:
    """Let the service hear of a region with three agencies."""
    parents = {"9901": None, "9901.1": "9901", "9901.2": "9901", "9901.2.1": "9901.2"}
    await hear(database, memory_broker, *(changed(*each) for each in parents.items()))


@pytest.fixture
async def library(database: Database) -> None:
    """Publish what comes with the release."""
    await publish_library(database, packaged_library())


@pytest.mark.usefixtures("tree", "library")
async def test_an_edition_of_an_instrument_is_for_the_owner_of_the_instrument(
    api: httpx.AsyncClient, document: dict[str, Any], bearer: Bearer
) -> None:
    """That of the product is for nobody here, wherever they stand."""
    own = bearer("operator", agency=OWNER)
    assert (await api.post("/editions", json=document, headers=own)).status_code == 201
    foreign = document | {"edition_code": "tiruan", "instrument_code": "spbe"}
    for answer in (
        await api.post("/editions", json=foreign, headers=own),
        await api.put(
            EDITION,
            json=document | {"instrument_code": "spbe"},
            headers=own | {"If-Match": (await api.get(EDITION, headers=own)).headers["ETag"]},
        ),
    ):
        assert answer.status_code == 403
        (error,) = answer.json()["errors"]
        assert error["pointer"] == "/instrument_code"
        assert "spbe" in answer.json()["detail"]
    report = await api.post("/editions/preview", json=foreign, headers=own)
    assert "/instrument_code" in {each["pointer"] for each in report.json()["defects"]}
    assert (await api.post(f"{EDITION}/publish", headers=own)).status_code == 200

    second = document | {"edition_code": "contoh-2"}
    for agency in FOREIGN[:3]:
        other = bearer("operator", agency=agency)
        assert (await api.post("/editions", json=second, headers=other)).status_code == 403
    assert (await api.post("/editions", json=second, headers=own)).status_code == 201


@pytest.mark.usefixtures("tree")
async def test_an_instrument_is_theirs_who_publish_its_first_edition(
    api: httpx.AsyncClient, document: dict[str, Any], bearer: Bearer
) -> None:
    """Drafts are nobody's claim: the second is refused when it is published."""
    first, second = (bearer("operator", agency=code) for code in (OWNER, "9901.1"))
    for code, who in (("contoh", first), ("contoh-2", second)):
        made = await api.post("/editions", json=document | {"edition_code": code}, headers=who)
        assert made.status_code == 201
    assert (await api.post(f"{EDITION}/publish", headers=first)).status_code == 200
    assert (await api.post("/editions/contoh-2/publish", headers=second)).status_code == 403
