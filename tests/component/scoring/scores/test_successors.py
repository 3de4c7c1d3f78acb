"""A successor is held against its only predecessor, never against several at once."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any
from uuid import UUID

import pytest
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
    from collections.abc import Callable

    from tests.component.scoring.conftest import Service

    from contracts.envelope import Event

OLD, NEW = DINAS[0], "9901.7"
LIVING = DINAS[1]
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


@pytest.mark.parametrize(
    ("last_day", "is_compared"),
    [("2026-07-15", False), ("2026-12-30", False), ("2026-12-31", True)],
)
async def test_who_ended_before_the_period_did_neither_improves_nor_does_not(
    service: Service, last_day: str, *, is_compared: bool
) -> None:
    await apply(service, *year(LAST, "2025", OLD), *year(SPBE, "2026", OLD))
    for improving in (True, False):
        items = (await got(service, "/scores", campaign="spbe-2026", improving=improving))["items"]
        assert len(items) == improving
    ended = agency(OLD, revision=2, valid_until=date.fromisoformat(last_day))
    await service.worker().apply(ended)
    for improving in (True, False):
        items = (await got(service, "/scores", campaign="spbe-2026", improving=improving))["items"]
        assert len(items) == (improving and is_compared)


def taken(
    code: str = OLD, into: str = LIVING, *, last_day: date = date(2025, 12, 31)
) -> list[Event]:
    """An agency is taken into one that was there already."""
    return [
        agency(code, revision=2, valid_until=last_day),
        agency(into, revision=2, predecessor_codes=(code,)),
    ]


async def series_of(service: Service, code: str) -> Any:
    return await got(service, f"/scores/series/{code}", instrument="spbe", track="self")


async def test_who_took_another_in_says_so_and_its_series_breaks_there(service: Service) -> None:
    await apply(
        service,
        *taken(),
        *year(LAST, "2025", OLD),
        *year(SAME, "2025", LIVING),
        *year(SPBE, "2026", LIVING),
    )
    series = await series_of(service, LIVING)
    assert series["predecessor_codes"] == [OLD]
    assert series["takeovers"] == [
        {
            "agency_code": OLD,
            "agency_name": f"Dinas {OLD}",
            "successor_code": LIVING,
            "since": "2026-01-01",
        }
    ]
    assert series["note"] == {
        "id": f"Dinas {OLD} ({OLD}) digabungkan ke Dinas {LIVING} ({LIVING}) sejak 01-01-2026;"
        " nilai periode sebelum dan sesudahnya tidak dapat dibandingkan.",
        "en": f"Dinas {OLD} ({OLD}) was merged into Dinas {LIVING} ({LIVING}) on 2026-01-01;"
        " the values of the periods before and after cannot be compared.",
    }
    assert [(each["agency_code"], each["series_break"]) for each in series["items"]] == [
        (LIVING, False),
        (LIVING, True),
    ]
    assert [each["agency_code"] for each in (await series_of(service, OLD))["items"]] == [OLD]


async def test_a_year_before_that_was_another_agencys_is_no_year_before(service: Service) -> None:
    await apply(service, *taken(), *year(LAST, "2025", OLD), *year(SPBE, "2026", LIVING))
    series = await series_of(service, LIVING)
    assert [each["period"] for each in series["items"]] == ["2026"]
    assert series["note"] is not None
    found = await got(service, f"/scores/{SPBE}/year-on-year", track="self")
    assert (found["previous"], found["nodes"]) == (None, [])


@pytest.mark.parametrize(
    ("last_day", "is_parted"),
    [
        (date(2025, 12, 30), False),
        (date(2025, 12, 31), True),
        (date(2026, 12, 30), True),
        (date(2026, 12, 31), False),
    ],
)
async def test_over_a_takeover_nothing_improves_or_does_not(
    service: Service, last_day: date, *, is_parted: bool
) -> None:
    """Unless both years lie on one side of it."""
    await apply(
        service,
        *taken(last_day=last_day),
        *year(SAME, "2025", LIVING),
        *year(SPBE, "2026", LIVING),
    )
    found = await got(service, f"/scores/{SPBE}/year-on-year", track="self")
    assert found["previous"]["agency_code"] == LIVING
    assert found["series_break"] is is_parted
    assert bool(found["nodes"]) is not is_parted
    if is_parted:
        assert found["not_improving"] == []
        assert f"Dinas {OLD} ({OLD})" in found["note"]["id"]
    for improving in (True, False):
        items = (await got(service, "/scores", campaign="spbe-2026", improving=improving))["items"]
        assert len(items) == (improving and not is_parted)


async def test_who_reads_a_successor_finds_the_series_of_those_it_took_in(
    service: Service, bearer: Callable[..., dict[str, str]]
) -> None:
    """Though they stand outside of its subtree; nobody else does."""
    await apply(service, *taken(), *year(LAST, "2025", OLD), *year(SPBE, "2026", LIVING))
    path, query = f"/scores/series/{OLD}", {"instrument": "spbe", "track": "self"}
    heir, other = (bearer("leader", agency=code) for code in (LIVING, DINAS[2]))
    found = await service.api.get(path, params=query, headers=heir)
    assert [each["period"] for each in found.json()["items"]] == ["2025"]
    assert (await service.api.get(path, params=query, headers=other)).status_code == 404


async def test_of_two_reorganisations_both_are_told(service: Service) -> None:
    """An agency was taken in, and then the one that took it in was renamed into a new one."""
    await apply(
        service,
        *taken(last_day=date(2024, 12, 31)),
        agency(LIVING, revision=3, predecessor_codes=(OLD,), valid_until=date(2025, 12, 31)),
        agency(NEW, predecessor_codes=(LIVING,), valid_from=date(2026, 1, 1)),
        *year(UUID(int=6), "2024", LIVING),
        *year(LAST, "2025", LIVING),
        *year(SPBE, "2026", NEW),
    )
    series = await series_of(service, NEW)
    assert [
        (each["period"], each["agency_code"], each["series_break"]) for each in series["items"]
    ] == [("2024", LIVING, False), ("2025", LIVING, True), ("2026", NEW, False)]
    assert series["predecessor_codes"] == [OLD]
    found = await got(service, f"/scores/{SPBE}/year-on-year", track="self")
    assert (found["series_break"], found["previous"]["agency_code"]) == (False, LIVING)


async def test_a_new_agency_that_takes_another_in_later_keeps_its_line(service: Service) -> None:
    await apply(
        service,
        agency(OLD, revision=2, valid_until=date(2024, 12, 31)),
        agency(LIVING, revision=2, valid_until=date(2025, 6, 30)),
        agency(NEW, predecessor_codes=(OLD, LIVING), valid_from=date(2025, 1, 1)),
        *year(UUID(int=6), "2024", OLD),
        *year(LAST, "2025", NEW),
        *year(SPBE, "2026", NEW),
    )
    series = await series_of(service, NEW)
    assert [(each["agency_code"], each["series_break"]) for each in series["items"]] == [
        (OLD, False),
        (NEW, True),
        (NEW, False),
    ]
    assert [each["agency_code"] for each in series["takeovers"]] == [LIVING]


async def test_a_split_off_part_goes_on_from_the_whole_which_goes_on_alone(
    service: Service,
) -> None:
    await apply(
        service,
        agency(NEW, predecessor_codes=(OLD,), valid_from=date(2026, 1, 1)),
        *year(LAST, "2025", OLD),
        *year(SAME, "2026", OLD),
        *year(SPBE, "2026", NEW),
    )
    for code in (OLD, NEW):
        series = await series_of(service, code)
        assert [(each["period"], each["series_break"]) for each in series["items"]] == [
            ("2025", False),
            ("2026", False),
        ]
        assert (series["takeovers"], series["note"]) == ([], None)
