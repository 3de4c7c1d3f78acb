"""Targets of months and quarters go on at the turn of the year."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any
from uuid import UUID

import msgspec
import pytest
from tests.component.scoring.region import (
    CASH_PLAN,
    DINAS,
    REALISATION,
    REGION,
    agencies,
    decided,
    derivations,
    edition,
    month_opened,
    monthly_derivations,
    monthly_edition,
    observed,
    opened,
)
from tests.component.scoring.targeting import got, put, turns

if TYPE_CHECKING:
    from tests.component.scoring.conftest import Service, Worker

    from contracts.envelope import Event
    from contracts.events.assessment import AssessmentOpenedV2

JANUARY, FEBRUARY = UUID(int=11), UUID(int=12)


def path(year: int, node: str = "index", agency: str = DINAS[0]) -> str:
    return f"/targets/{agency}/kinerja/{year}/{node}"


def month(period: str, assessment: UUID) -> AssessmentOpenedV2:
    code = f"kinerja-{period}"
    return msgspec.structs.replace(month_opened(assessment), period=period, campaign_code=code)


def spent(period: str, share: str) -> list[Event]:
    return [
        observed(DINAS[0], share, fact=REALISATION, period=period),
        observed(DINAS[0], "100", fact=CASH_PLAN, period=period),
    ]


async def of_2025(service: Service) -> Worker:
    """Return a worker; in December 2025 the index reaches 70 of 80, and an indicator has 90."""
    worker = service.worker()
    await worker.apply(monthly_edition(), monthly_derivations(), *agencies())
    december = month("2025-12", UUID(int=10))
    await worker.apply(december, *spent("2025-12", "70"))
    await put(service, path(2025), "80")
    await put(service, path(2025, "K1"), "90")
    return worker


async def test_a_month_of_the_next_year_goes_on_with_the_targets(service: Service) -> None:
    worker = await of_2025(service)
    assert (await got(service, path(2026)))["revision"] == 0
    await worker.apply(month("2026-01", JANUARY))

    for node, value in (("index", "80"), ("K1", "90")):
        then, now = [await got(service, path(year, node)) for year in (2025, 2026)]
        assert (now["value"], now["revision"], now["carried_from"]) == (value, 1, 2025)
        assert (now["state"], now["exact"]) == ("unknown", None)
        assert (now["set_by"], now["set_at"]) == (then["set_by"], then["set_at"])
        assert (then["carried_from"], then["state"], then["exact"]) == (None, "missed", "70")
    announced = await turns(service)
    await worker.apply(*spent("2026-01", "85"))
    shown = await got(service, path(2026))
    assert (shown["state"], shown["exact"], shown["assessment_id"]) == ("met", "85", str(JANUARY))
    assert sorted((await turns(service))[len(announced) :]) == [
        ("K1", "Missed", "90", "85", 1),
        ("index", "Met", "80", "85", 1),
    ]


async def test_within_the_year_it_is_the_same_target(service: Service) -> None:
    worker = await of_2025(service)
    await worker.apply(month("2026-01", JANUARY), *spent("2026-01", "85"))
    changed = await put(service, path(2026), "95", held='"1"')
    assert (changed["carried_from"], changed["state"]) == (None, "missed")
    await worker.apply(month("2026-02", FEBRUARY), *spent("2026-02", "96"))

    shown = await got(service, path(2026))
    assert (shown["value"], shown["state"], shown["assessment_id"]) == ("95", "met", str(FEBRUARY))
    assert len((await got(service, "/targets", year=2026))["items"]) == 2


async def test_what_somebody_set_or_withdrew_stays(service: Service) -> None:
    worker = await of_2025(service)
    await put(service, path(2026), "60")
    await worker.apply(month("2026-01", JANUARY))
    gone = await service.api.delete(path(2026, "K1"), headers={"If-Match": '"1"'})
    assert gone.status_code == 200, gone.text
    await worker.apply(month("2026-02", FEBRUARY), month("2026-02", FEBRUARY))

    kept = await got(service, path(2026))
    assert (kept["value"], kept["revision"], kept["carried_from"]) == ("60", 1, None)
    withdrawn = await got(service, path(2026, "K1"))
    assert (withdrawn["value"], withdrawn["revision"]) == (None, 2)


async def test_what_was_withdrawn_before_does_not_come_back(service: Service) -> None:
    worker = await of_2025(service)
    gone = await service.api.delete(path(2025, "K1"), headers={"If-Match": '"1"'})
    assert gone.status_code == 200, gone.text
    await worker.apply(month("2026-01", JANUARY))
    assert (await got(service, path(2026, "K1")))["revision"] == 0


async def test_only_a_month_that_is_new_brings_them(service: Service) -> None:
    """A target that is set for a year that is over changes nothing in the next one."""
    worker = service.worker()
    await worker.apply(monthly_edition(), monthly_derivations(), *agencies())
    await worker.apply(month("2026-01", JANUARY))
    await put(service, path(2025), "80")
    await worker.apply(month("2026-01", JANUARY), *spent("2026-01", "85"))
    assert (await got(service, path(2026)))["revision"] == 0


async def test_two_workers_that_open_months_at_once_carry_them_once(service: Service) -> None:
    await of_2025(service)
    await asyncio.gather(
        service.worker().apply(month("2026-01", JANUARY)),
        service.worker().apply(month("2026-02", FEBRUARY)),
    )
    assert [each["value"] for each in (await got(service, "/targets", year=2026))["items"]] == [
        "90",
        "80",
    ]


async def test_a_month_whose_edition_comes_later_brings_them_then(service: Service) -> None:
    worker = await of_2025(service)
    another: Any = msgspec.structs.replace(monthly_edition(), edition_code="kinerja-2")
    await worker.apply(
        msgspec.structs.replace(
            month("2026-01", JANUARY), edition_code="kinerja-2", derivation_set_version=None
        )
    )
    assert (await got(service, path(2026)))["revision"] == 0
    index, _ = another.nodes
    other = msgspec.structs.replace(another.nodes[1], code="K9")
    await worker.apply(msgspec.structs.replace(another, nodes=(index, other)))
    assert (await got(service, path(2026)))["value"] == "80"
    # The indicator is gone with the edition, and nothing replaces its target.
    assert (await got(service, path(2026, "K1")))["revision"] == 0


async def test_a_value_off_the_new_scale_is_not_carried(service: Service) -> None:
    worker = await of_2025(service)
    narrow = msgspec.structs.replace(monthly_edition().scales[0], maximum="85")
    another = msgspec.structs.replace(monthly_edition(), edition_code="kinerja-2", scales=(narrow,))
    opening = msgspec.structs.replace(
        month("2026-01", JANUARY), edition_code="kinerja-2", derivation_set_version=None
    )
    await worker.apply(another, opening)
    assert (await got(service, path(2026)))["value"] == "80"
    assert (await got(service, path(2026, "K1")))["revision"] == 0


@pytest.mark.parametrize("again", [False, True], ids=["once", "again"])
async def test_an_evaluation_of_a_year_has_the_targets_of_its_year(
    service: Service, *, again: bool
) -> None:
    worker = service.worker()
    year = opened(UUID(int=20), period="2025", campaign_code="spbe-2025")
    await worker.apply(edition(), derivations(), *agencies(), year)
    await worker.apply(decided("1", "3", revision=2, assessment=UUID(int=20)))
    await put(service, f"/targets/{REGION}/spbe/2025/index", "2.6")
    await worker.apply(opened(), *([opened()] if again else []))
    assert (await got(service, f"/targets/{REGION}/spbe/2026/index"))["revision"] == 0
