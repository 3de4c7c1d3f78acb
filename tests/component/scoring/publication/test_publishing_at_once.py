"""Many publish at once, beside batches of events: nobody is held up for longer than a moment."""

from __future__ import annotations

import asyncio
import threading
from typing import TYPE_CHECKING, Any
from uuid import UUID

import pytest
from tests.component.scoring.publishing import KEY, documents, scored
from tests.component.scoring.region import REGION, SPBE, agencies, decided, opened
from tests.support.waiting import NEVER_SECONDS, comes, until

from kit.auth import Principal
from kit.clock import SystemClock
from kit.database import DatabaseClock
from scoring.publication.domain.signing_keys import Keys
from scoring.publication.usecases import publish
from scoring.publication.usecases.publish import Publication, prepare_result, publish_result
from scoring.state.store.memory import Memory

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tests.component.scoring.conftest import Service

OTHER = UUID(int=7)
MANY = [UUID(int=100 + number) for number in range(20)]
KEYS = Keys.of(KEY.text)


@pytest.fixture
async def story(service: Service, bearer: Callable[..., dict[str, str]]) -> Service:
    worker = service.worker()
    for batch in scored():
        await worker.apply(*batch)
    service.api._transport.app.state.keys = KEYS  # type: ignore[attr-defined]  # httpx hides its app
    service.api.headers.update(bearer("coordinator"))
    return service


class Packer:
    """Packs nothing until it is let go; the first time only."""

    def __init__(self, pack: Callable[..., Any]) -> None:
        self._pack = pack
        self.begun = threading.Event()
        self.enough = threading.Event()

    def __call__(self, *args: Any) -> Any:
        if not self.begun.is_set():
            self.begun.set()
            assert self.enough.wait(NEVER_SECONDS)
        return self._pack(*args)


@pytest.fixture
def packer(monkeypatch: pytest.MonkeyPatch) -> Iterator[Packer]:
    made = Packer(publish._pack)
    monkeypatch.setattr(publish, "_pack", made)
    yield made
    made.enough.set()


def ask(service: Service, assessment: UUID = SPBE, **more: Any) -> asyncio.Task[Any]:
    body = {"assessment_id": str(assessment), **more}
    return asyncio.create_task(service.api.post("/results", json=body))


async def chain(service: Service) -> Any:
    return (await service.api.get("/results/chain")).json()


async def test_a_batch_passes_while_a_result_is_packed_and_the_result_has_it(
    story: Service, packer: Packer
) -> None:
    publishing = ask(story)
    await until(packer.begun.is_set)
    await comes(story.worker().apply(decided("1", "5", revision=9)))
    assert story.database.engine.pool.checkedout() == 0  # type: ignore[attr-defined]  # of a queue pool
    packer.enough.set()
    answer = await publishing
    score = (await story.api.get(f"/scores/{SPBE}")).json()

    assert answer.status_code == 201, answer.text
    shown = {track["track"]: track["exact"] for track in score["tracks"]}
    assert answer.json()["exact"] == shown["provisional"] == "3.5"
    assert (await chain(story))["flaw"] is None


async def test_twenty_publish_at_once_beside_batches_on_the_same_scores(story: Service) -> None:
    worker = story.worker()
    revisions = iter(range(10, 1_000_000))
    await worker.apply(*(opened(assessment) for assessment in MANY))

    def changes() -> list[Any]:
        return [
            decided("1", "3", revision=next(revisions), assessment=assessment)
            for assessment in MANY
        ]

    await worker.apply(*changes())
    # On a busy machine twenty take longer than anybody should wait.
    story.api._transport.app.state.publishing.seconds = NEVER_SECONDS  # type: ignore[attr-defined]  # httpx hides its app
    publishing = [ask(story, assessment) for assessment in MANY]
    batches = 0
    while not all(task.done() for task in publishing):
        await comes(worker.apply(*changes()))
        batches += 1
    answers = await asyncio.gather(*publishing)

    assert [answer.status_code for answer in answers] == [201] * len(MANY), answers[0].text
    assert batches
    found = await chain(story)
    assert (found["length"], found["flaw"]) == (len(MANY), None)


async def test_who_waits_for_too_long_is_told_so_and_publishes_nothing(
    story: Service, packer: Packer
) -> None:
    await story.worker().apply(opened(OTHER), decided("1", "3", revision=2, assessment=OTHER))
    first = ask(story)
    await until(packer.begun.is_set)
    story.api._transport.app.state.publishing.seconds = 0  # type: ignore[attr-defined]  # httpx hides its app
    refused = await ask(story, OTHER)
    assert refused.status_code == 503, refused.text
    assert refused.headers["Retry-After"]
    assert "sedang diterbitkan" in refused.json()["detail"]
    assert story.database.engine.pool.checkedout() == 0  # type: ignore[attr-defined]  # of a queue pool

    packer.enough.set()
    assert (await first).status_code == 201
    story.api._transport.app.state.publishing.seconds = NEVER_SECONDS  # type: ignore[attr-defined]  # as above
    assert (await ask(story, OTHER)).status_code == 201
    assert (await chain(story))["length"] == 2


async def test_who_was_overtaken_in_the_chain_takes_the_next_place(story: Service) -> None:
    await story.worker().apply(*documents(), *agencies(), opened(OTHER))
    await story.worker().apply(decided("1", "3", revision=2, assessment=OTHER))
    principal = Principal("someone", frozenset({"coordinator"}), REGION)
    wanted = Publication(SPBE, "provisional", None)
    tools: dict[str, Any] = {"keys": KEYS, "memory": Memory(capacity=0)}
    async with story.database.reading() as session:
        prepared = await prepare_result(session, wanted, principal, clock=SystemClock(), **tools)
    other = await ask(story, OTHER)
    async with story.database.transaction() as session:
        made = await publish_result(
            session, wanted, prepared, principal, clock=DatabaseClock(), **tools
        )

    assert (other.json()["sequence"], prepared.result.sequence, made.sequence) == (1, 1, 2)
    assert made.previous_service_hash == other.json()["result_hash"]
    assert (await chain(story))["flaw"] is None


async def test_a_result_counts_from_its_own_commit_on(story: Service, packer: Packer) -> None:
    publishing = ask(story)
    await until(packer.begun.is_set)
    (moment,) = (await story.rows("SELECT clock_timestamp()"))[0]
    asked = {"as_of": moment.isoformat()}
    before = (await story.api.get(f"/scores/{SPBE}", params=asked)).json()
    packer.enough.set()
    assert (await publishing).status_code == 201

    assert (await story.api.get(f"/scores/{SPBE}", params=asked)).json() == before
    assert "published" not in {track["track"] for track in before["tracks"]}


async def test_a_repeated_request_is_answered_before_anything_is_prepared(story: Service) -> None:
    headers = {"Idempotency-Key": "once"}
    body = {"assessment_id": str(SPBE)}
    first = await story.api.post("/results", json=body, headers=headers)
    # What would be refused now is not asked again.
    again = await story.api.post("/results", json=body, headers=headers)
    anew = await story.api.post("/results", json=body)

    assert (first.status_code, again.status_code, anew.status_code) == (201, 201, 409)
    assert again.json() == first.json()
    assert again.headers["Idempotency-Replayed"] == "true"
