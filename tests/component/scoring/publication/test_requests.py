"""A request to publish is answered once: by a result, or by reasons; whatever happens meanwhile."""

from __future__ import annotations

import asyncio
from fractions import Fraction
from multiprocessing import get_context
from typing import TYPE_CHECKING, Any
from uuid import UUID

import msgspec
import pytest
from prometheus_client import REGISTRY
from tests.component.scoring.conftest import FailedError
from tests.component.scoring.publishing import (
    KEY,
    answered,
    asked,
    documents,
    publisher,
    refusal,
    score,
    scored,
    set_keys,
)
from tests.component.scoring.region import DINAS, SPBE, agencies, decided, observed, opened
from tests.component.scoring.replaying import change, contents, publish, replayed

from contracts.events.score import ResultPublishedV2, ResultRefusedV1
from contracts.topics import ASSESSMENT
from kit import fail_points
from kit.database import Database, DatabaseClock
from scoring.publication.domain.signing_keys import Keys
from scoring.publication.usecases import publish as publishing
from scoring.publication.usecases.answer import Publisher, Retries
from scoring.replay.consumers.order import Disorder

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.component.scoring.conftest import Service

    from contracts.envelope import Event

OTHER = UUID(int=7)
KEYS = Keys.of(KEY.text)


@pytest.fixture
async def story(service: Service, bearer: Callable[..., dict[str, str]]) -> Service:
    """Two assessments that can be published."""
    set_keys(service, KEYS)
    service.api.headers.update(bearer("coordinator"))
    await service.once(_score)
    return service


async def _score(service: Service) -> None:
    await score(service)
    await service.worker().apply(opened(OTHER), decided("1", "3", revision=2, assessment=OTHER))


async def answers(service: Service) -> list[Event]:
    return [
        event
        for event in await service.announced()
        if isinstance(event, ResultPublishedV2 | ResultRefusedV1)
    ]


def waiting(why: str) -> float | None:
    return REGISTRY.get_sample_value("tolok_scoring_publications_waiting", {"why": why})


async def test_without_a_key_it_waits_and_is_no_refusal(story: Service) -> None:
    await story.worker().apply(await asked(story))
    retries = Retries(now=lambda: 0.0)
    await publisher(story, keys=Keys.of(None), retries=retries).answer_requests()

    assert await answers(story) == []
    assert waiting("no_key") == 1
    # Its turn has not come again; then it has, and there is a key.
    await publisher(story, retries=retries).answer_requests()
    assert await answers(story) == []
    await publisher(story, retries=Retries()).answer_requests()
    assert [type(event) for event in await answers(story)] == [ResultPublishedV2]


async def test_it_waits_for_the_edition_and_the_decisions_that_wait_for_it(
    service: Service, bearer: Callable[..., dict[str, str]]
) -> None:
    set_keys(service, KEYS)
    service.api.headers.update(bearer("coordinator"))
    decisions = [decided("1", "3", revision=2), decided("2", "4", revision=3)]
    await service.worker().apply(*documents(), *agencies(), opened(), *decisions)
    request = await asked(service, track="self")
    # As if neither the edition nor what was decided on it had ever come.
    await change(
        service,
        "DELETE FROM edition",
        "DELETE FROM level_state",
        "DELETE FROM level_history",
        "DELETE FROM score",
        "DELETE FROM score_change",
    )
    await service.worker().apply(*decisions, request)
    await publisher(service).answer_requests()
    assert await answers(service) == []
    assert waiting("unknown") == 1

    await service.worker().apply(*documents())
    await publisher(service).answer_requests()
    (event,) = await answers(service)
    assert isinstance(event, ResultPublishedV2)
    assert event.exact == "2.5"


async def test_another_state_than_the_approved_one_is_refused_with_its_reason(
    story: Service,
) -> None:
    request = await asked(story, track="self")
    await story.worker().apply(decided("1", "5", revision=9))
    event = await answered(story, request)

    assert isinstance(event, ResultRefusedV1)
    assert (event.assessment_id, event.publication_id) == (SPBE, request.publication_id)
    assert (event.revision, event.track) == (request.revision, "self")
    assert (event.agency_code, event.campaign_code) == ("9901", "spbe-2026")
    (reason,) = event.reasons
    assert reason.id.startswith("Keadaan yang disetujui bukan lagi keadaan penilaian ini")
    assert reason.en.startswith("What was approved is no longer the state of this assessment")
    assert await story.rows("SELECT 1 FROM result") == []
    # It stays refused, also when the state is again what it was.
    await story.worker().apply(decided("1", "3", revision=10))
    assert await answered(story, request) == event


@pytest.mark.parametrize(
    "other",
    [
        {"evidence": ("f" * 64,)},
        {"minutes": ()},
        {"track": "dokumen", "stage": "dokumen"},
    ],
)
async def test_every_part_of_the_state_counts(story: Service, other: dict[str, Any]) -> None:
    request = await asked(story, track="self")
    changed = msgspec.structs.replace(request, **other)

    assert isinstance(await answered(story, changed), ResultRefusedV1)


async def test_facts_are_no_part_of_what_people_approved(story: Service) -> None:
    request = await asked(story, track="self")
    await story.worker().apply(*(observed(code, True, revision=2) for code in DINAS))

    assert isinstance(await answered(story, request), ResultPublishedV2)


async def test_everything_that_stands_against_it_is_named_at_once(story: Service) -> None:
    await story.worker().apply(opened(UUID(int=8), period="9998", campaign_code="nanti"))
    refused = await refusal(story, UUID(int=8), state_hash="0" * 64)

    assert len(refused.splitlines()) == 3
    for part in ("belum dimulai", "tidak ada yang mendasari", "bukan lagi keadaan"):
        assert part in refused


async def test_an_approval_of_another_state_is_none(story: Service) -> None:
    request = await asked(story)
    approval = msgspec.structs.replace(request.approvals[0], sha256="0" * 64)
    event = await answered(story, msgspec.structs.replace(request, approvals=(approval,)))

    assert isinstance(event, ResultRefusedV1)
    assert "Ada persetujuan yang bukan atas keadaan ini" in event.reasons[0].id


async def test_repetitions_do_nothing_and_another_content_is_refused(story: Service) -> None:
    request = await asked(story)
    await story.hear(request, request)
    await publisher(story).answer_requests()
    await story.hear(request, msgspec.structs.replace(request, reason="Lain."))
    await publisher(story).answer_requests()

    assert len(await answers(story)) == 1
    ((_, reason),) = await story.letters(ASSESSMENT.name)
    assert "another content before" in reason
    assert len(await story.rows("SELECT 1 FROM result")) == 1


async def test_what_a_batch_that_is_rolled_back_asks_for_is_not_asked_for(story: Service) -> None:
    request = await asked(story)
    with pytest.raises(FailedError):
        await story.worker().apply(request, fail=True)
    await publisher(story).answer_requests()
    assert await answers(story) == []


async def test_requests_of_one_assessment_are_answered_in_their_order(
    story: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = await asked(story)
    second = await asked(story, reason="Keberatan diterima.")
    await story.worker().apply(second, first, await asked(story, OTHER))
    pack = publishing._pack

    def refuse_to_pack(draft: Any, *rest: Any) -> Any:
        if draft.record.assessment_id == SPBE:
            raise OSError
        return pack(draft, *rest)

    with monkeypatch.context() as broken:
        broken.setattr(publishing, "_pack", refuse_to_pack)
        await publisher(story).answer_requests()
    # What fails holds up no other assessment, and what was asked later waits behind it.
    assert [event.key for event in await answers(story)] == [str(OTHER)]
    assert waiting("failed") == 1
    await publisher(story).answer_requests()
    mine = [event for event in await answers(story) if event.key == str(SPBE)]
    assert [(each.publication_id, each.revision) for each in mine] == [  # type: ignore[attr-defined]  # all are answers
        (first.publication_id, 1),
        (second.publication_id, 2),
    ]


async def test_what_nobody_opened_waits(story: Service) -> None:
    request = msgspec.structs.replace(await asked(story), assessment_id=UUID(int=404))
    assert await answered(story, request) is None
    assert waiting("unknown") == 1


def _die_answering(url: str, point: str) -> None:
    """Answer requests in a process that dies at a point."""

    async def run() -> None:
        fail_points.arm(point)
        publisher = Publisher(database=Database(url), clock=DatabaseClock(), keys=KEYS)
        await publisher.answer_requests()

    asyncio.run(run())


@pytest.mark.parametrize(
    ("point", "done"), [("before_commit:1", 0), ("after_commit:1", 1), ("before_commit:2", 1)]
)
async def test_a_killed_worker_leaves_whole_answers_and_the_next_one_goes_on(
    story: Service, point: str, done: int
) -> None:
    requests = [await asked(story), await asked(story, OTHER, state_hash="0" * 64)]
    await story.worker().apply(*requests)
    url = story.database.engine.url.render_as_string(hide_password=False)
    process = get_context("spawn").Process(target=_die_answering, args=(url, point))
    process.start()
    await asyncio.to_thread(process.join, 60)
    assert process.exitcode == -9
    assert len(await answers(story)) == done
    assert len(await story.rows("SELECT 1 FROM publication_answer")) == done
    await publisher(story).answer_requests()

    kinds = {event.publication_id: type(event) for event in await answers(story)}  # type: ignore[attr-defined]  # all are answers
    assert len(await answers(story)) == 2
    assert kinds == {
        requests[0].publication_id: ResultPublishedV2,
        requests[1].publication_id: ResultRefusedV1,
    }
    assert (await story.api.get("/results/chain")).json()["length"] == 1


async def test_a_replay_asks_again_and_publishes_nothing_anew(
    service: Service, bearer: Callable[..., dict[str, str]]
) -> None:
    set_keys(service, KEYS)
    service.api.headers.update(bearer("coordinator"))
    for batch in scored():
        await service.hear(*batch)
    good = await asked(service)
    await service.hear(good, await asked(service, state_hash="0" * 64))
    await publisher(service).answer_requests()
    await publish(service)
    before = await contents(service)
    outcome = await replayed(service, disorder=Disorder(seed=5, repeated=Fraction(1, 2)))
    assert (outcome.differing, outcome.shown) == (0, [])

    await change(service, "DELETE FROM publication_request")
    await replayed(service, swap=True)
    await publisher(service).answer_requests()
    after = await contents(service)
    for table in ("publication_request", "publication_answer", "result", "result_head"):
        assert after[table] == before[table]
    assert await answers(service) == []
