"""A successor is held against its only predecessor, never against several at once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

from tests.component.scoring.judging import floorless
from tests.component.scoring.region import (
    DINAS,
    SPBE,
    agencies,
    agency,
    decided,
    edition,
    opened,
)

if TYPE_CHECKING:
    from tests.component.scoring.conftest import Service

    from contracts.envelope import Event

OLD, NEW = DINAS[0], "9901.7"
LAST, SAME = UUID(int=7), UUID(int=8)


def year(assessment: UUID, period: str, agency_code: str) -> list[Event]:
    return [
        opened(assessment, period=period, campaign_code=f"spbe-{period}", agency_code=agency_code),
        decided("1", "3", revision=2, assessment=assessment),
        decided("2", "3", revision=3, assessment=assessment),
        decided("13", "2" if period == "2025" else "3", revision=4, assessment=assessment),
    ]


async def apply(service: Service, *events: Event) -> None:
    await service.worker().apply(edition(), floorless(), *agencies(), *events)


async def got(service: Service, path: str, **query: Any) -> Any:
    answer = await service.api.get(path, params=query)
    assert answer.status_code == 200, answer.text
    return answer.json()


async def test_the_only_predecessor_is_the_year_before(service: Service) -> None:
    await apply(
        service,
        agency(NEW, predecessor_codes=(OLD,)),
        *year(LAST, "2025", OLD),
        *year(SPBE, "2026", NEW),
    )
    found = await got(service, f"/scores/{SPBE}/year-on-year", track="self")
    assert found["previous"]["agency_code"] == OLD
    assert found["nodes"][0]["difference"] is not None


async def test_of_a_chain_the_nearest_counts(service: Service) -> None:
    await apply(
        service,
        agency("9901.6", predecessor_codes=(OLD,)),
        agency(NEW, predecessor_codes=("9901.6",)),
        *year(LAST, "2025", OLD),
        *year(SPBE, "2026", NEW),
    )
    found = await got(service, f"/scores/{SPBE}/year-on-year", track="self")
    assert found["previous"]["agency_code"] == OLD


async def test_with_several_predecessors_nothing_is_compared_and_they_are_named(
    service: Service,
) -> None:
    await apply(
        service,
        agency(NEW, predecessor_codes=DINAS[:2]),
        *year(LAST, "2025", OLD),
        *year(SPBE, "2026", NEW),
    )
    found = await got(service, f"/scores/{SPBE}/year-on-year", track="self")
    assert (found["previous"], found["nodes"]) == (None, [])
    assert all(code in found["note"]["en"] for code in DINAS[:2])
    series = await got(service, f"/scores/series/{NEW}", instrument="spbe", track="self")
    assert series["predecessor_codes"] == [*DINAS[:2]]
    assert [point["agency_code"] for point in series["items"]] == [NEW]


async def test_a_series_goes_on_into_the_predecessor_and_doubles_no_period(
    service: Service,
) -> None:
    await apply(
        service,
        agency(NEW, predecessor_codes=(OLD,)),
        *year(LAST, "2025", OLD),
        *year(SAME, "2026", OLD),
        *year(SPBE, "2026", NEW),
    )
    series = await got(service, f"/scores/series/{NEW}", instrument="spbe", track="self")
    assert [(point["period"], point["agency_code"]) for point in series["items"]] == [
        ("2025", OLD),
        ("2026", NEW),
    ]
    assert series["predecessor_codes"] == []


async def test_who_does_not_improve_on_its_predecessor_is_listed(service: Service) -> None:
    await apply(
        service,
        agency(NEW, predecessor_codes=(OLD,)),
        *year(LAST, "2025", OLD),
        *year(SPBE, "2026", NEW),
    )
    better = await got(service, "/scores", campaign="spbe-2026", improving=True)
    assert [each["assessment_id"] for each in better["items"]] == [str(SPBE)]
