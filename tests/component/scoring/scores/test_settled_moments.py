"""As of a moment the answer is the same for ever: it is given once nothing can precede it."""

from __future__ import annotations

from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from tests.component.scoring.conftest import received
from tests.component.scoring.region import (
    SPBE,
    agencies,
    decided,
    derivations,
    edition,
    opened,
)

from kit.database import DatabaseClock, raw
from scoring.recompute.consumers import handler

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    import httpx
    from tests.component.scoring.conftest import Service

    from contracts.envelope import Event

SCORE = f"/scores/{SPBE}"
ASKED = (
    SCORE,
    "/scores",
    f"{SCORE}/explanation?indicator=1&track=self",
    f"{SCORE}/lineage?indicator=1&track=self",
)


@asynccontextmanager
async def batch(service: Service, *events: Event) -> AsyncIterator[datetime]:
    """Apply a batch and yield its moment while it is not committed."""
    worker = service.worker()
    handle = handler(worker.memory, DatabaseClock())
    async with worker.database.transaction() as session:
        await handle(session, received(events))
        yield await (await raw(session)).fetchval(
            "SELECT max(recorded_at) FROM score WHERE assessment_id = $1", SPBE
        )


@pytest.fixture
async def story(service: Service) -> Service:
    async with batch(service, edition(), derivations(), *agencies(), opened()):
        pass
    async with batch(service, decided("1", "3", revision=2)):
        pass
    return service


async def ask(service: Service, path: str, at: datetime | str) -> httpx.Response:
    moment = at if isinstance(at, str) else at.isoformat()
    return await service.api.get(path, params=dict(httpx_params(path)) | {"as_of": moment})


def httpx_params(path: str) -> Any:
    _, _, query = path.partition("?")
    return (part.split("=") for part in query.split("&") if part)


def self_index(answer: httpx.Response) -> str | None:
    assert answer.status_code == 200, answer.text
    tracks = {track["track"]: track["exact"] for track in answer.json()["tracks"]}
    found: str | None = tracks["self"]
    return found


@pytest.mark.parametrize("path", ASKED)
async def test_within_an_open_write_no_moment_is_settled(story: Service, path: str) -> None:
    async with batch(story, decided("1", "5", revision=3)) as at:
        refused = await ask(story, path, at)
        settled = refused.json()["settled_until"]
        before = await ask(story, path, settled)

    assert refused.status_code == 409, refused.text
    assert refused.headers["Retry-After"] == "1"
    assert refused.json()["errors"][0]["pointer"] == "query/as_of"
    assert before.status_code == 200, before.text
    assert (await ask(story, path, at)).status_code == 200
    assert (await ask(story, path, settled)).json() == before.json()


async def test_what_commits_later_changes_no_answer(story: Service) -> None:
    async with batch(story, decided("1", "5", revision=3)) as at:
        refused = await ask(story, SCORE, at)
    assert refused.status_code == 409
    assert self_index(await ask(story, SCORE, at)) == self_index(await story.api.get(SCORE))
    just_before = at - timedelta(microseconds=1)
    assert self_index(await ask(story, SCORE, just_before)) != self_index(
        await ask(story, SCORE, at)
    )


async def test_who_only_reads_leaves_every_moment_settled(story: Service) -> None:
    async with story.database.reading() as session:
        now = await (await raw(session)).fetchval("SELECT clock_timestamp()")
        answer = await ask(story, SCORE, now)

    assert answer.status_code == 200, answer.text


async def test_a_batch_has_the_time_of_the_database_whatever_its_own_machine_shows(
    story: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    wrong = datetime(2001, 1, 1, tzinfo=UTC)
    monkeypatch.setattr(DatabaseClock, "now", lambda _self: wrong)
    begun = (await story.rows("SELECT clock_timestamp()"))[0][0]
    async with batch(story, decided("1", "5", revision=3)) as at:
        pass

    assert at > begun
    (change,) = (await story.rows("SELECT max(changed_at) FROM score_change"))[0]
    assert change == at
