"""The agencies of a campaign are ranked exactly; what cannot be judged stands apart."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

import msgspec
import pytest
from tests.component.scoring.conftest import bearer
from tests.component.scoring.region import (
    CASH_PLAN,
    DINAS,
    REALISATION,
    agencies,
    agency,
    decided,
    monthly_derivations,
    monthly_edition,
    observed,
    opened,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.component.scoring.conftest import Service

    from contracts.envelope import Event

CAMPAIGN = "kinerja-2026-02"
PATH = f"/rankings/{CAMPAIGN}"


def assessed(
    number: int, code: str, period: str = "2026-02", edition: str = "kinerja", **more: Any
) -> Event:
    return opened(
        UUID(int=number),
        **more,
        campaign_code=f"kinerja-{period}",
        agency_code=code,
        edition_code=edition,
        period=period,
    )


def spent(code: str, value: str, plan: str, period: str = "2026-02") -> Iterator[Event]:
    for fact, number in ((REALISATION, value), (CASH_PLAN, plan)):
        yield observed(code, number, fact=fact, period=period)


@pytest.fixture
async def months(service: Service) -> Service:
    """Three agencies in February, of which the third has a plan of nothing."""
    await service.once(_open)
    return service


async def _open(service: Service) -> None:
    await service.worker().apply(
        monthly_edition(),
        monthly_derivations(),
        *agencies(),
        *(assessed(10 + place, code) for place, code in enumerate(DINAS)),
    )


async def got(service: Service, path: str = PATH, **query: Any) -> Any:
    answer = await service.api.get(path, params=query)
    assert answer.status_code == 200, answer.text
    return answer.json()


async def ranks(service: Service, **query: Any) -> dict[str, int | None]:
    found = (await got(service, **query))["items"]
    return {each["agency_code"]: each["rank"] for each in found}


async def test_ranks_are_in_exact_order_and_ties_share_one(months: Service) -> None:
    worker = months.worker()
    await worker.apply(
        *spent(DINAS[0], "3333", "10000"), *spent(DINAS[1], "1", "3"), *spent(DINAS[2], "2", "6")
    )
    assert await ranks(months) == {DINAS[1]: 1, DINAS[2]: 1, DINAS[0]: 3}
    found = (await got(months))["items"]
    assert [each["exact"] for each in found] == ["100/3", "100/3", "33.33"]
    assert [each["announced"] for each in found] == ["33.33", "33.33", "33.33"]
    first = await got(months, limit=1)
    rest = await got(months, limit=1, cursor=first["next_cursor"])
    last = await got(months, limit=1, cursor=rest["next_cursor"])
    told = [page["items"][0]["rank"] for page in (first, rest, last)]
    assert (told, last["next_cursor"]) == ([1, 1, 3], None)


async def test_who_cannot_be_judged_has_no_rank_and_comes_last(service: Service) -> None:
    floors = {"provisional": "0.7", "live": "0.7"}
    plain = monthly_edition()
    half = msgspec.structs.replace(plain.nodes[1], weight="50")
    nodes = (plain.nodes[0], half, msgspec.structs.replace(half, code="K2"))
    await service.worker().apply(
        msgspec.structs.replace(plain, nodes=nodes),
        msgspec.structs.replace(monthly_derivations(), coverage_floors=floors),
        *agencies(),
        *(assessed(10 + place, code) for place, code in enumerate(DINAS)),
        *(decided("K2", "90", revision=2, assessment=UUID(int=10 + place)) for place in (0, 1)),
        *spent(DINAS[1], "1", "3"),
    )
    first, thin, empty = (await got(service))["items"]

    assert (first["agency_code"], first["rank"]) == (DINAS[1], 1)
    assert (thin["agency_code"], thin["rank"], thin["exact"]) == (DINAS[0], None, "90")
    assert (thin["predicate"], thin["not_judged"]) == (None, "below_floor")
    assert thin["missing"] == ["K1"]
    assert thin["note"]["id"].startswith("Belum dapat dinilai")
    assert thin["before"]["difference"] is None
    assert (empty["agency_code"], empty["rank"]) == (DINAS[2], None)
    assert empty["note"]["id"] == "Belum dapat dinilai: belum ada nilainya."


@pytest.mark.parametrize("opened_at", ["9998-02-01T00:00:00Z", "2026-02-01T00:00:00Z"])
async def test_before_the_period_is_over_nobody_has_a_rank(
    service: Service, opened_at: str
) -> None:
    """A period runs while its assessment was opened in it; the other one has not begun."""
    at = datetime.fromisoformat(opened_at)
    await service.worker().apply(
        monthly_edition(),
        monthly_derivations(),
        *agencies(),
        assessed(10, DINAS[0], "9998-02", opened_at=at),
        assessed(11, DINAS[1], "9998-02", opened_at=at),
        assessed(12, DINAS[0], "9998-01", opened_at=at),
        *spent(DINAS[0], "1", "3", "9998-02"),
        *spent(DINAS[0], "1", "4", "9998-01"),
    )
    found = (await got(service, "/rankings/kinerja-9998-02"))["items"]

    assert [each["rank"] for each in found] == [None, None]
    assert all(each["note"]["id"].startswith("Belum dapat dinilai") for each in found)
    assert found[0]["before"]["difference"] is None
    running = "bulan 9998-02 masih berjalan sampai 9998-02-28" in found[0]["note"]["id"]
    assert running is (at.year == 9998)


async def test_a_trend_is_held_against_the_period_before_and_last_year(months: Service) -> None:
    worker = months.worker()
    other = msgspec.structs.replace(monthly_edition(), edition_code="kinerja-lama")
    rules = msgspec.structs.replace(monthly_derivations(), edition_code="kinerja-lama")
    await worker.apply(
        other,
        rules,
        assessed(20, DINAS[0], "2026-01"),
        assessed(21, DINAS[0], "2025-02", "kinerja-lama"),
        assessed(22, DINAS[1], "2025-02"),
        *spent(DINAS[0], "1", "3"),
        *spent(DINAS[1], "1", "2"),
        *spent(DINAS[0], "1", "6", "2026-01"),
        *spent(DINAS[0], "1", "6", "2025-02"),
        *spent(DINAS[1], "3", "4", "2025-02"),
    )
    found = {each["agency_code"]: each for each in (await got(months))["items"]}

    first, second = found[DINAS[0]], found[DINAS[1]]
    assert (first["before"]["period"], first["before"]["difference"]) == ("2026-01", "50/3")
    assert (first["before"]["exact"], first["before"]["announced"]) == ("50/3", "16.67")
    assert first["last_year"]["difference"] is None
    assert "kinerja-lama" in first["last_year"]["note"]["en"]
    assert (second["last_year"]["period"], second["last_year"]["difference"]) == ("2025-02", "-25")
    assert second["before"]["note"]["id"].startswith("Tidak ada penilaian 2026-01 dengan ")


async def test_a_trend_goes_on_from_the_only_predecessor_and_never_from_several(
    months: Service,
) -> None:
    heir = agency("9901.8", valid_from="2026-02-01", predecessor_codes=(DINAS[0],))
    merged = agency("9901.9", valid_from="2026-02-01", predecessor_codes=(DINAS[1], DINAS[2]))
    await months.worker().apply(
        *(msgspec.convert(msgspec.to_builtins(each), type(each)) for each in (heir, merged)),
        assessed(18, "9901.8"),
        assessed(19, "9901.9"),
        assessed(20, DINAS[0], "2026-01"),
        *spent(DINAS[0], "1", "4", "2026-01"),
        *spent("9901.8", "1", "2"),
        *spent("9901.9", "1", "2"),
    )
    found = {each["agency_code"]: each for each in (await got(months))["items"]}

    before = found["9901.8"]["before"]
    assert (before["agency_code"], before["difference"]) == (DINAS[0], "25")
    assert found["9901.9"]["before"]["difference"] is None
    assert f"{DINAS[1]}, {DINAS[2]}" in found["9901.9"]["before"]["note"]["id"]


async def test_a_trend_does_not_reach_over_the_day_on_which_another_agency_was_taken_in(
    months: Service,
) -> None:
    """Who was there already goes on with its own series, which breaks there (decision 0055)."""
    ended = agency(DINAS[1], revision=2, valid_until="2026-01-31")
    grown = agency(DINAS[0], revision=2, predecessor_codes=(DINAS[1],))
    await months.worker().apply(
        *(msgspec.convert(msgspec.to_builtins(each), type(each)) for each in (ended, grown)),
        assessed(20, DINAS[0], "2026-01"),
        assessed(21, DINAS[0], "2026-03"),
        *spent(DINAS[0], "1", "4", "2026-01"),
        *spent(DINAS[0], "1", "3"),
        *spent(DINAS[0], "1", "2", "2026-03"),
    )
    found = {each["agency_code"]: each for each in (await got(months))["items"]}
    (march,) = (await got(months, "/rankings/kinerja-2026-03"))["items"]

    before = found[DINAS[0]]["before"]
    assert (before["announced"], before["difference"]) == ("25.00", None)
    assert f"({DINAS[1]}) digabungkan ke" in before["note"]["id"]
    assert "sejak 01-02-2026" in before["note"]["id"]
    assert march["before"]["difference"] == "50/3", "both months are of the time after it"


async def test_who_ended_before_the_period_did_has_no_rank_and_names_who_goes_on(
    months: Service,
) -> None:
    """Its months before stay as they were."""
    ended = agency(DINAS[0], revision=2, valid_until="2026-02-15")
    heir = agency("9901.8", valid_from="2026-02-16", predecessor_codes=(DINAS[0],))
    await months.worker().apply(
        *(msgspec.convert(msgspec.to_builtins(each), type(each)) for each in (ended, heir)),
        assessed(18, "9901.8"),
        assessed(20, DINAS[0], "2026-01"),
        *spent(DINAS[0], "1", "2"),
        *spent(DINAS[0], "1", "4", "2026-01"),
        *spent(DINAS[1], "1", "3"),
        *spent("9901.8", "1", "4"),
    )
    found = {each["agency_code"]: each for each in (await got(months))["items"]}
    (january,) = (await got(months, "/rankings/kinerja-2026-01"))["items"]

    assert [found[code]["rank"] for code in (DINAS[1], "9901.8", DINAS[0])] == [1, 2, None]
    note = found[DINAS[0]]["note"]
    assert "berakhir pada 2026-02-15, sebelum bulan 2026-02 selesai" in note["id"]
    assert note["id"].endswith("Diteruskan oleh Dinas 9901.8 (9901.8).")
    assert note["en"].endswith("It is carried on by Dinas 9901.8 (9901.8).")
    assert january["rank"] == 1


async def test_the_target_of_the_year_stands_beside_the_value(months: Service) -> None:
    await months.worker().apply(*spent(DINAS[0], "1", "3"))
    made = await months.api.put(
        f"/targets/{DINAS[0]}/kinerja/2026/index",
        json={"value": "50"},
        headers=bearer("coordinator") | {"If-Match": '"0"'},
    )
    assert made.status_code in (200, 201), made.text
    found = {each["agency_code"]: each for each in (await got(months))["items"]}

    assert found[DINAS[0]]["target"] == {"value": "50", "gap": "50/3"}
    assert found[DINAS[1]]["target"] is None


async def test_ranks_are_those_within_reach(months: Service) -> None:
    await months.worker().apply(*spent(DINAS[0], "1", "3"), *spent(DINAS[1], "1", "2"))
    own = bearer("leader", agency=DINAS[0])
    answer = await months.api.get(PATH, headers=own)
    assert [(each["agency_code"], each["rank"]) for each in answer.json()["items"]] == [
        (DINAS[0], 1)
    ]
    hidden = await months.api.get(PATH, headers=bearer("leader", agency="9902"))
    missing = await months.api.get("/rankings/lain", headers=own)
    assert (hidden.status_code, missing.status_code) == (404, 404)
    assert (await months.api.get(PATH, params={"track": "reviu9"})).status_code == 400
