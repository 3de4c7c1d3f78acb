"""A quarter's level follows from its three months, is told by them, and moves with each of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec
import pytest
from tests.component.scoring.region import (
    CASH_PLAN,
    DINAS,
    MONTH,
    REALISATION,
    agencies,
    agency,
    monthly_derivations,
    monthly_edition,
    observed,
    opened,
    unread,
)

if TYPE_CHECKING:
    from tests.component.scoring.conftest import Service

    from contracts.events.assessment import AssessmentOpenedV2
    from contracts.events.fact import FactObservedV1

MONTHS = ("2026-01", "2026-02", "2026-03")
SPENT, PLANNED = ("10", "30", "60"), ("20", "50", "80")


def quarter_opened(code: str = DINAS[0]) -> AssessmentOpenedV2:
    return opened(
        MONTH,
        campaign_code="kinerja-2026-q1",
        agency_code=code,
        edition_code="kinerja",
        period="2026-Q1",
    )


def said(
    fact: str, values: tuple[str | None, ...], code: str = DINAS[0], **more: Any
) -> list[FactObservedV1]:
    pairs = zip(MONTHS, values, strict=False)
    return [observed(code, value, fact=fact, period=month, **more) for month, value in pairs]


@pytest.fixture
async def quarter(service: Service) -> Service:
    await service.once(_open)
    return service


async def _open(service: Service) -> None:
    edition = msgspec.structs.replace(monthly_edition(), period_kind="quarter")
    await service.worker().apply(edition, monthly_derivations(), *agencies(), quarter_opened())


async def explained(service: Service) -> Any:
    path = f"/scores/{MONTH}/explanation"
    answer = await service.api.get(path, params={"indicator": "K1"})
    assert answer.status_code == 200, answer.text
    return answer.json()


async def lineage(service: Service) -> list[tuple[str, str, str | None]]:
    path = f"/scores/{MONTH}/lineage"
    answer = await service.api.get(path, params={"indicator": "K1"})
    assert answer.status_code == 200, answer.text
    return sorted((each["fact"], each["period"], each["value"]) for each in answer.json()["facts"])


async def test_the_last_month_of_a_cumulative_fact_is_the_quarters(quarter: Service) -> None:
    await quarter.worker().apply(*said(REALISATION, SPENT), *said(CASH_PLAN, PLANNED))
    found = await explained(quarter)

    assert found["level"] == "75"
    assert (found["rule"]["numbers"]["value"], found["rule"]["numbers"]["against_value"]) == (
        "60",
        "80",
    )
    assert "angka bulan terakhirnya, 2026-03." in found["rule"]["months"]["id"]
    assert "that of its last month, 2026-03." in found["rule"]["months"]["en"]
    assert await lineage(quarter) == sorted(
        (fact, month, value)
        for fact, values in ((REALISATION, SPENT), (CASH_PLAN, PLANNED))
        for month, value in zip(MONTHS, values, strict=True)
    )


async def test_a_missing_last_month_is_replaced_by_no_earlier_one(quarter: Service) -> None:
    await quarter.worker().apply(*said(REALISATION, SPENT[:2]), *said(CASH_PLAN, PLANNED[:2]))
    found = await explained(quarter)
    months = found["rule"]["months"]

    assert (found["level"], found["rule"]["level"]) == (None, None)
    assert months["id"].endswith("Belum diketahui: bulan 2026-03.")
    assert months["en"].endswith("Not known: the month 2026-03.")


async def test_every_month_that_changes_recomputes_the_quarter(quarter: Service) -> None:
    worker = quarter.worker()
    await worker.apply(*said(REALISATION, SPENT), *said(CASH_PLAN, PLANNED))
    await worker.apply(*said(REALISATION, (None,), revision=2))
    assert (await explained(quarter))["level"] == "75"
    await worker.apply(
        observed(
            DINAS[0],
            None,
            fact=CASH_PLAN,
            period=MONTHS[1],
            revision=2,
            status="unknown",
            records=(),
        )
    )
    found = await explained(quarter)
    assert found["level"] is None
    assert "Tidak ada datanya: bulan 2026-01." in found["rule"]["months"]["id"]
    assert "Not known: the month 2026-02." in found["rule"]["months"]["en"]
    await worker.apply(*said(CASH_PLAN, PLANNED, revision=3))
    await worker.apply(observed(DINAS[0], "40", fact=REALISATION, period=MONTHS[2], revision=2))
    assert (await explained(quarter))["level"] == "50"
    await worker.apply(*said(REALISATION, ("1", "2", None), revision=4))
    assert (await explained(quarter))["level"] is None


async def test_a_month_whose_source_is_dead_leaves_the_level_uncovered(quarter: Service) -> None:
    worker = quarter.worker()
    spent = said(REALISATION, SPENT)
    await worker.apply(*spent, *said(CASH_PLAN, PLANNED))
    await worker.apply(unread(spent[0]))
    found = await explained(quarter)

    assert (found["level"], found["rule"]["covered"]) == ("75", False)


async def test_the_first_months_of_a_successor_are_its_predecessors(service: Service) -> None:
    edition = msgspec.structs.replace(monthly_edition(), period_kind="quarter")
    heir = agency(
        "9901.9",
        valid_from="2026-02-01",
        predecessor_codes=(DINAS[0],),
    )
    heir = msgspec.convert(msgspec.to_builtins(heir), type(heir))
    worker = service.worker()
    await worker.apply(edition, monthly_derivations(), *agencies(), heir, quarter_opened("9901.9"))
    await worker.apply(
        *said(REALISATION, SPENT[:1]),
        *said(CASH_PLAN, PLANNED[:1]),
        *said(REALISATION, SPENT, "9901.9")[1:],
        *said(CASH_PLAN, PLANNED, "9901.9")[1:],
    )

    assert (await explained(service))["level"] == "75"
    assert len(await lineage(service)) == 6
    await worker.apply(*said(CASH_PLAN, ("20",), revision=2, status="unknown"))
    assert (await explained(service))["level"] is None


async def test_a_record_of_a_month_is_traced_to_the_quarter(quarter: Service) -> None:
    await quarter.worker().apply(*said(REALISATION, SPENT), *said(CASH_PLAN, PLANNED))
    answer = await quarter.api.get(
        "/scores/lineage/forwards",
        params={
            "source": "e-planning-1",
            "record_kind": "konsultasi",
            "record_id": f"BA-{DINAS[0]}",
        },
    )

    assert answer.status_code == 200, answer.text
    fed = {
        (each["fact"], each["period"]): [rule["rule_code"] for rule in each["rules"]]
        for each in answer.json()["facts"]
    }
    assert fed == {(fact, month): ["k1"] for fact in (REALISATION, CASH_PLAN) for month in MONTHS}


async def test_what_was_known_then_and_what_if_agree_with_the_quarter(quarter: Service) -> None:
    worker = quarter.worker()
    await worker.apply(*said(REALISATION, SPENT), *said(CASH_PLAN, PLANNED))
    path = f"/scores/{MONTH}"
    now = (await quarter.api.get(path)).raise_for_status().json()
    live = next(each for each in now["tracks"] if each["track"] == "live")
    then = (await quarter.api.get(path, params={"as_of": now["changed_at"]})).raise_for_status()
    known = next(each for each in then.json()["tracks"] if each["track"] == "live")
    asked = {"track": "live", "levels": {"K1": "75"}}
    tried = (await quarter.api.post(f"{path}/what-if", json=asked)).raise_for_status().json()

    assert (live["exact"], known["exact"], tried["after"]["exact"]) == ("75", "75", "75")
    assert tried["before"]["exact"] == "75"
    await worker.apply(*said(REALISATION, (None, None, None), revision=2))
    again = (await quarter.api.get(path, params={"as_of": now["changed_at"]})).raise_for_status()
    kept = next(each for each in again.json()["tracks"] if each["track"] == "live")
    assert kept["exact"] == "75"
