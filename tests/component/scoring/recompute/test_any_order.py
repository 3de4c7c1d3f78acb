"""Whatever order events arrive in, however often, the scores come out the same."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

from tests.component.scoring.region import (
    DINAS,
    MONTH,
    SPBE,
    decided,
    edition,
    everything,
    observed,
    opened,
)

from kit.database import raw

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from tests.component.scoring.conftest import Service

    from contracts.envelope import Event


def shuffled(events: Sequence[Event], chance: random.Random) -> list[Event]:
    """Shuffle events of different keys; those of one topic and key keep their order."""
    queues: dict[tuple[str, str], list[Event]] = {}
    for event in events:
        queues.setdefault((event.TOPIC, event.key), []).append(event)
    order = [key for key, queue in queues.items() for _ in queue]
    chance.shuffle(order)
    return [queues[key].pop(0) for key in order]


def cut(events: Sequence[Event], chance: random.Random) -> Iterator[list[Event]]:
    """Cut events into batches of any size."""
    rest = list(events)
    while rest:
        size = chance.randint(1, 6)
        yield rest[:size]
        rest = rest[size:]


async def forget_everything(service: Service) -> None:
    async with service.database.transaction() as session:
        await (await raw(session)).execute(
            "TRUNCATE edition, derivation_set, agency, assessment, score, score_change,"
            " level_state, level_history, parked_level, fact_state, derived_level, outbox,"
            " risk_state, risk_history, parked_risk"
        )


async def expected_of(service: Service) -> dict[str, list[object]]:
    """Return the state after everything came in order, and forget it."""
    await service.worker().apply(*everything())
    state = await service.state()
    await forget_everything(service)
    return state


async def test_in_order_the_story_adds_up(service: Service) -> None:
    await service.worker().apply(*everything())
    said = {event.assessment_id: event for event in await service.said()}
    tracks = {track.track: track for track in said[SPBE].tracks}

    assert {track.exact for track in said[MONTH].tracks} == {None, "62.5"}
    # Self: 5, withdrawn (1), empty (1). Provisional: 2 by the stage dokumen, 1, and 3 by facts.
    assert tracks["self"].exact == "2.2"
    assert tracks["provisional"].exact == "2.1"
    assert tracks["live"].exact == "3"
    assert tracks["provisional"].coverage == "0.3"  # one fact cannot be read now


async def test_any_order_across_topics_gives_the_same(service: Service) -> None:
    expected = await expected_of(service)
    for seed in range(15):
        chance = random.Random(seed)
        workers = [service.worker(), service.worker()]
        for batch in cut(shuffled(everything(), chance), chance):
            await chance.choice(workers).apply(*batch)

        assert await service.state() == expected, f"seed {seed}"
        await forget_everything(service)


async def test_duplicates_and_old_events_change_nothing(service: Service) -> None:
    expected = await expected_of(service)
    for seed in range(6):
        chance = random.Random(seed)
        events = everything()
        again = chance.sample(events, len(events))
        worker = service.worker()
        for batch in cut(shuffled(events, chance) + again, chance):
            await worker.apply(*batch)

        assert await service.state() == expected, f"seed {seed}"
        await forget_everything(service)


async def test_a_replay_writes_nothing(service: Service) -> None:
    await service.worker().apply(*everything())
    before = await service.state(), await service.said(), await _versions(service)
    for event in everything():
        await service.worker().apply(event)
    await service.worker().apply(*everything())

    assert (await service.state(), await service.said(), await _versions(service)) == before


async def test_no_visible_change_is_no_event(service: Service) -> None:
    worker = service.worker()
    await worker.apply(*everything())
    before = len(await service.said())
    # The stage dokumen covers it on one track, and on the other it is the same level.
    await worker.apply(decided("1", "5", revision=7))
    # The newest word of a source is the same value.
    await worker.apply(
        observed(DINAS[0], True, revision=2, observed_at=observed(DINAS[0], True).observed_at)
    )

    assert len(await service.said()) == before


async def test_every_change_is_kept_as_it_was_announced(service: Service) -> None:
    worker = service.worker()
    for event in everything():
        await worker.apply(event)
    said = await service.said()
    rows = await service.rows(
        "SELECT o.value = convert_to(c.body, 'UTF8') FROM outbox AS o JOIN score_change AS c"
        " ON o.key = convert_to(c.assessment_id::text, 'UTF8')"
        " AND (convert_from(o.value, 'UTF8')::json ->> 'revision')::bigint = c.revision"
        " AND convert_from(o.value, 'UTF8')::json -> 'tracks' IS NOT NULL"
    )

    assert [row[0] for row in rows] == [True] * len(said)
    for assessment in {event.assessment_id for event in said}:
        revisions = [event.revision for event in said if event.assessment_id == assessment]
        assert revisions == list(range(1, len(revisions) + 1))


async def test_a_level_of_before_the_edition_waits_and_then_counts(service: Service) -> None:
    worker = service.worker()
    await worker.apply(opened(), decided("1", "3", revision=2), decided("1", "9", revision=3))

    assert await service.said() == []
    await worker.apply(edition())
    (event,) = await service.said()

    assert event.tracks[0].exact == "1.6"
    assert [cause.event_type for cause in event.causes] == [
        "submission.level.decided.v2",
        "instrument.edition.published.v1",
    ]
    parked = await service.rows("SELECT revision, refusal FROM parked_level")
    assert [row[0] for row in parked] == [3]
    assert "not on the scale" in parked[0][1]


async def test_levels_wait_for_their_assessment_too(service: Service) -> None:
    worker = service.worker()
    await worker.apply(edition(), decided("1", "3", revision=2))
    assert await service.said() == []
    await worker.apply(opened())

    assert (await service.said())[0].tracks[0].exact == "1.6"
    assert await service.rows("SELECT * FROM parked_level") == []


async def _versions(service: Service) -> list[object]:
    rows = await service.rows("SELECT assessment_id, version, revision FROM score ORDER BY 1")
    return [tuple(row) for row in rows]
