"""Many results are asked for at once, beside batches: nothing is held up or rolled back."""

from __future__ import annotations

import asyncio
import threading
from typing import TYPE_CHECKING, Any
from uuid import UUID

import pytest
from tests.component.scoring.publishing import KEY, asked, documents, publisher, score, set_keys
from tests.component.scoring.region import DINAS, SPBE, agencies, decided, observed, opened
from tests.support.waiting import NEVER_SECONDS, comes, until

from contracts.events.score import ResultPublishedV2, ResultRefusedV1
from kit.clock import SystemClock
from kit.database import DatabaseClock
from scoring.publication.domain.signing_keys import Keys
from scoring.publication.usecases import publish
from scoring.publication.usecases.answer import Retries
from scoring.publication.usecases.publish import prepare_result, publish_result
from scoring.requests import store as requests
from scoring.state.store.memory import Memory

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tests.component.scoring.conftest import Service

OTHER = UUID(int=7)
MANY = [UUID(int=100 + number) for number in range(20)]
KEYS = Keys.of(KEY.text)


@pytest.fixture
async def story(service: Service, bearer: Callable[..., dict[str, str]]) -> Service:
    set_keys(service, KEYS)
    service.api.headers.update(bearer("coordinator"))
    await service.once(score)
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


async def ask(service: Service, *assessments: UUID) -> asyncio.Task[None]:
    """Ask for results, and let a worker answer beside the test."""
    await service.worker().apply(*[await asked(service, each) for each in assessments])
    return asyncio.create_task(publisher(service).answer_requests())


async def published(service: Service) -> list[ResultPublishedV2]:
    return [event for event in await service.announced() if isinstance(event, ResultPublishedV2)]


async def chain(service: Service) -> Any:
    return (await service.api.get("/results/chain")).json()


async def test_a_batch_passes_while_a_result_is_packed_and_the_result_has_it(
    story: Service, packer: Packer
) -> None:
    publishing = await ask(story, SPBE)
    await until(packer.begun.is_set)
    # Facts are no part of the state that was approved.
    await comes(story.worker().apply(*(observed(code, True, revision=2) for code in DINAS)))
    assert story.database.engine.pool.checkedout() == 0  # type: ignore[attr-defined]  # of a queue pool
    packer.enough.set()
    await publishing
    score = (await story.api.get(f"/scores/{SPBE}")).json()

    shown = {track["track"]: track["exact"] for track in score["tracks"]}
    (event,) = await published(story)
    assert event.exact == shown["provisional"] == "3.3"
    assert (await chain(story))["flaw"] is None


async def test_a_level_that_comes_while_a_result_is_packed_is_not_published_unapproved(
    story: Service, packer: Packer
) -> None:
    publishing = await ask(story, SPBE)
    await until(packer.begun.is_set)
    await comes(story.worker().apply(decided("1", "5", revision=9)))
    packer.enough.set()
    await publishing

    (refused,) = [event for event in await story.announced() if isinstance(event, ResultRefusedV1)]
    assert "bukan lagi keadaan penilaian ini" in refused.reasons[0].id
    assert await story.rows("SELECT 1 FROM result") == []


async def test_twenty_are_published_beside_batches_on_the_same_scores(story: Service) -> None:
    worker = story.worker()
    revisions = iter(range(10, 1_000_000))
    await worker.apply(*(opened(assessment) for assessment in MANY))

    def changes() -> list[Any]:
        return [
            decided("1", "3", revision=next(revisions), assessment=assessment)
            for assessment in MANY
        ]

    def facts() -> list[Any]:
        number = next(revisions)
        return [observed(code, number % 2 == 0, revision=number) for code in DINAS]

    await worker.apply(*changes())
    first = await ask(story, *MANY)
    others = [asyncio.create_task(publisher(story).answer_requests()) for _ in range(2)]
    batches = 0
    while not all(task.done() for task in (first, *others)):
        await comes(worker.apply(*facts()))
        batches += 1
    await asyncio.gather(first, *others)

    assert batches
    assert {event.assessment_id for event in await published(story)} == {*MANY}
    found = await chain(story)
    assert (found["length"], found["flaw"]) == (len(MANY), None)


async def test_who_was_overtaken_in_the_chain_takes_the_next_place(story: Service) -> None:
    await story.worker().apply(*documents(), *agencies(), opened(OTHER))
    await story.worker().apply(decided("1", "3", revision=2, assessment=OTHER))
    tools: dict[str, Any] = {"keys": KEYS, "memory": Memory(capacity=0)}
    await story.worker().apply(await asked(story), await asked(story, OTHER))
    async with story.database.reading() as session:
        (wanted,) = await requests.waiting(session, without=[OTHER], limit=2)
        prepared = await prepare_result(session, wanted, clock=SystemClock(), **tools)
    retries = Retries(now=lambda: 0.0)  # its turn does not come again, however slow the machine is
    retries.later(SPBE, "failed")
    await publisher(story, retries=retries).answer_requests()
    (other,) = await published(story)
    async with story.database.transaction() as session:
        made = await publish_result(session, wanted, prepared, clock=DatabaseClock(), **tools)

    assert made is not None
    assert (other.sequence, prepared.result.sequence, made.sequence) == (1, 1, 2)
    assert made.previous_service_hash == other.result_hash
    assert (await chain(story))["flaw"] is None


async def test_a_result_counts_from_its_own_commit_on(story: Service, packer: Packer) -> None:
    publishing = await ask(story, SPBE)
    await until(packer.begun.is_set)
    (moment,) = (await story.rows("SELECT clock_timestamp()"))[0]
    then = {"as_of": moment.isoformat()}
    before = (await story.api.get(f"/scores/{SPBE}", params=then)).json()
    packer.enough.set()
    await publishing

    assert len(await published(story)) == 1
    assert (await story.api.get(f"/scores/{SPBE}", params=then)).json() == before
    assert "published" not in {track["track"] for track in before["tracks"]}
