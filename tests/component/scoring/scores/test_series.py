"""A series holds periods against those of their own kind; agencies that were merged stand apart."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

import msgspec
import pytest
from tests.component.scoring.region import (
    CASH_PLAN,
    DINAS,
    REALISATION,
    agencies,
    agency,
    monthly_derivations,
    monthly_edition,
    observed,
    opened,
)

if TYPE_CHECKING:
    from tests.component.scoring.conftest import Service

QUARTERLY = "kinerja-triwulan"


@pytest.fixture
async def instrument(service: Service) -> Service:
    """An instrument with an edition for months and one for quarters, and both of an agency."""
    monthly, rules = monthly_edition(), monthly_derivations()
    await service.worker().apply(
        monthly,
        rules,
        msgspec.structs.replace(monthly, edition_code=QUARTERLY, period_kind="quarter"),
        msgspec.structs.replace(rules, edition_code=QUARTERLY),
        *agencies(),
        *(
            opened(
                UUID(int=number),
                campaign_code=f"kinerja-{period}",
                agency_code=DINAS[0],
                edition_code="kinerja",
                period=period,
            )
            for number, period in enumerate(("2026-03", "2026-04"), start=11)
        ),
        *(
            opened(
                UUID(int=number),
                campaign_code=f"kinerja-{period}",
                agency_code=DINAS[0],
                edition_code=QUARTERLY,
                period=period,
            )
            for number, period in enumerate(("2025-Q4", "2026-Q1"), start=21)
        ),
        *(
            observed(DINAS[0], value, fact=fact, period=period)
            for period in ("2026-03", "2026-04")
            for fact, value in ((REALISATION, "1"), (CASH_PLAN, "2"))
        ),
    )
    return service


async def series(service: Service, code: str, **query: Any) -> Any:
    answer = await service.api.get(
        f"/scores/series/{code}", params={"instrument": "kinerja", **query}
    )
    assert answer.status_code == 200, answer.text
    return answer.json()


async def test_a_month_does_not_break_the_series_of_the_quarters(instrument: Service) -> None:
    found = await series(instrument, DINAS[0])

    assert {each["period"] for each in found["items"]} == {
        "2025-Q4",
        "2026-03",
        "2026-04",
        "2026-Q1",
    }
    assert not any(each["series_break"] for each in found["items"])
    assert found["note"] is None


async def test_a_series_is_of_one_kind_of_period_if_that_is_asked_for(instrument: Service) -> None:
    months = await series(instrument, DINAS[0], period_kind="month", limit=1)
    quarters = await series(instrument, DINAS[0], period_kind="quarter")
    years = await series(instrument, DINAS[0], period_kind="year")

    assert [each["period"] for each in months["items"]] == ["2026-04"]
    assert [each["period"] for each in quarters["items"]] == ["2025-Q4", "2026-Q1"]
    assert years["items"] == []


async def test_another_edition_of_the_same_kind_breaks_it(instrument: Service) -> None:
    newer = msgspec.structs.replace(monthly_edition(), edition_code="kinerja-baru")
    await instrument.worker().apply(
        newer,
        msgspec.structs.replace(monthly_derivations(), edition_code="kinerja-baru"),
        opened(
            UUID(int=31),
            campaign_code="kinerja-2026-05",
            agency_code=DINAS[0],
            edition_code="kinerja-baru",
            period="2026-05",
        ),
    )
    found = await series(instrument, DINAS[0])

    broken = [each["period"] for each in found["items"] if each["series_break"]]
    assert broken == ["2026-05"]
    assert found["note"]["id"].startswith("Seri terputus ketika edisi berganti")


async def test_a_series_says_of_which_several_agencies_it_goes_on(instrument: Service) -> None:
    await instrument.worker().apply(
        agency("9901.9", valid_from="2026-05-01", predecessor_codes=(DINAS[0], DINAS[1]))
    )
    found = await series(instrument, "9901.9")

    assert found["predecessor_codes"] == [DINAS[0], DINAS[1]]
    assert f"Dinas {DINAS[0]} ({DINAS[0]}), Dinas {DINAS[1]}" in found["note"]["id"]
