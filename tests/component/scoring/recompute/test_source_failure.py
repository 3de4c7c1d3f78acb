"""A source that cannot be read lowers no score: coverage falls, and the age shows."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from tests.component.scoring.region import (
    AT,
    DINAS,
    agencies,
    agency,
    decided,
    derivations,
    edition,
    observed,
    opened,
    unread,
)

if TYPE_CHECKING:
    from tests.component.scoring.conftest import Service, Worker

    from contracts.events.score import ScoreChangedV2, TrackScore


async def ready(service: Service) -> Worker:
    worker = service.worker()
    await worker.apply(edition(), derivations(), *agencies(), opened())
    await worker.apply(*(observed(code, True) for code in DINAS))
    return worker


def track(event: ScoreChangedV2, name: str) -> TrackScore:
    return next(each for each in event.tracks if each.track == name)


async def test_a_dead_source_lowers_no_score_but_coverage_and_shows_since_when(
    service: Service,
) -> None:
    worker = await ready(service)
    before = (await service.said())[-1]
    await worker.apply(*(unread(observed(code, True)) for code in DINAS))
    after = (await service.said())[-1]

    for name in ("provisional", "live"):
        assert track(after, name).exact == track(before, name).exact
        assert (track(before, name).coverage, track(after, name).coverage) == ("0.4", "0")
        assert track(before, name).stale_since is None
        assert track(after, name).stale_since == AT + timedelta(days=1)
    assert track(after, "live").exact == "3"
    assert after.moves == ()
    assert after.cause_count == 3
    assert {cause.fact for cause in after.causes} == {"planning.ict_consulted"}


async def test_a_source_that_comes_back_restores_coverage(service: Service) -> None:
    worker = await ready(service)
    await worker.apply(*(unread(observed(code, True)) for code in DINAS))
    await worker.apply(*(observed(code, True, revision=3) for code in DINAS))
    last = (await service.said())[-1]

    assert (track(last, "live").exact, track(last, "live").coverage) == ("3", "0.4")
    assert track(last, "live").stale_since is None


async def test_a_source_that_was_never_read_proves_nothing(service: Service) -> None:
    worker = service.worker()
    await worker.apply(edition(), derivations(), *agencies(), opened())
    await worker.apply(*(observed(code, None, status="unknown") for code in DINAS))
    last = (await service.said())[-1]

    assert track(last, "live").exact is None
    assert track(last, "provisional").exact == "1"  # the empty answers


async def test_absent_is_not_unknown(service: Service) -> None:
    worker = await ready(service)
    await worker.apply(observed(DINAS[1], None, revision=2))
    last = (await service.said())[-1]

    assert (track(last, "live").exact, track(last, "live").coverage) == ("2", "0.4")
    (move,) = [each for each in last.moves if each.track == "live"]
    assert (move.level_from, move.level_to, move.rule_code) == ("3", "2", "spbe-13")
    assert move.cause is not None
    cause = last.causes[move.cause]
    assert (cause.fact, cause.source_code) == ("planning.ict_consulted", "e-planning-1")
    assert cause.records[0].record_id == f"BA-{DINAS[1]}"


async def test_one_fact_moves_the_index_by_exactly_its_weight(service: Service) -> None:
    worker = await ready(service)
    await worker.apply(observed(DINAS[1], False, revision=2))
    await worker.apply(observed(DINAS[1], True, revision=3))
    last = (await service.said())[-1]

    assert track(last, "provisional").previous_exact == "1.4"
    assert track(last, "provisional").exact == "1.8"


async def test_a_persons_level_goes_before_the_facts(service: Service) -> None:
    worker = await ready(service)
    await worker.apply(decided("13", "2", revision=2))
    last = (await service.said())[-1]

    assert track(last, "provisional").exact == "1.4"
    assert track(last, "live").exact == "3"


async def test_a_new_agency_below_counts_at_once(service: Service) -> None:
    worker = await ready(service)
    await worker.apply(agency("9901.4"))
    last = (await service.said())[-1]

    assert (track(last, "live").exact, track(last, "live").coverage) == ("2", "0")
    assert last.causes[0].event_type == "submission.agency.changed.v2"


async def test_an_agency_that_moves_away_no_longer_counts(service: Service) -> None:
    worker = await ready(service)
    await worker.apply(observed(DINAS[0], False, revision=2))
    await worker.apply(agency(DINAS[0], "9902", revision=2))
    last = (await service.said())[-1]

    assert track(last, "live").exact == "3"


async def test_a_new_name_of_an_agency_moves_nothing(service: Service) -> None:
    worker = await ready(service)
    before = len(await service.said())
    await worker.apply(agency(DINAS[0], revision=2, name="Dinas Baru"))

    assert len(await service.said()) == before
