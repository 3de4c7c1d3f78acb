"""Wherever a score is shown or compared, it is said whether its agency is still there."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any
from uuid import UUID

import pytest
from tests.component.scoring.region import DINAS, SPBE, agency
from tests.component.scoring.scores.test_ranking import assessed, months, ranks, spent
from tests.component.scoring.scores.test_successors import LAST, OLD, apply, got, year

if TYPE_CHECKING:
    from tests.component.scoring.conftest import Service

__all__ = ["months"]
GOES_ON = {"state": "exists", "valid_until": None, "is_cut_short": False, "note": None}


async def end(service: Service, code: str, last_day: str, **more: Any) -> None:
    ended = agency(code, revision=2, valid_until=date.fromisoformat(last_day), **more)
    await service.worker().apply(ended)


async def shown_of(service: Service, assessment: UUID = SPBE) -> list[Any]:
    """Return what every view of an assessment says of its agency."""
    queries: dict[str, dict[str, Any]] = {
        f"/scores/{assessment}": {},
        f"/scores/{assessment}/year-on-year": {"track": "self"},
        f"/scores/{assessment}/explanation": {"indicator": "index", "track": "self"},
        f"/scores/{assessment}/lineage": {"indicator": "index", "track": "self"},
        f"/scores/{assessment}/path": {"target": "3", "track": "self"},
    }
    found = [(await got(service, path, **query))["agency_life"] for path, query in queries.items()]
    tried = await service.api.post(
        f"/scores/{assessment}/what-if", json={"track": "self", "levels": {"1": "3"}}
    )
    assert tried.status_code == 200, tried.text
    (listed,) = (await got(service, "/scores", campaign="spbe-2026"))["items"]
    series = await got(service, f"/scores/series/{OLD}", instrument="spbe", track="self")
    of_year = next(each for each in series["items"] if each["period"] == "2026")
    return [*found, tried.json()["agency_life"], listed["agency_life"], of_year["agency_life"]]


@pytest.mark.parametrize(
    ("last_day", "state", "is_cut_short"),
    [
        ("2026-07-15", "ended", True),
        # It goes on until a day that is known, before the year is over.
        ("2026-12-30", "exists", True),
        ("2026-12-31", "exists", False),
        ("2019-12-31", "never_formed", True),
    ],
)
async def test_every_view_says_whether_the_agency_is_still_there(
    service: Service, last_day: str, state: str, *, is_cut_short: bool
) -> None:
    await apply(service, *year(LAST, "2025", OLD), *year(SPBE, "2026", OLD))
    assert await shown_of(service) == [GOES_ON] * 8
    await end(service, OLD, last_day)
    first, *others = await shown_of(service)
    assert (first["state"], first["valid_until"], first["is_cut_short"]) == (
        state,
        last_day,
        is_cut_short,
    )
    assert (first["note"] is not None) == is_cut_short
    assert others == [first] * 7


async def test_one_that_ended_after_the_period_is_said_to_have_ended(service: Service) -> None:
    await apply(service, *year(LAST, "2025", OLD))
    await end(service, OLD, "2026-07-15")
    found = await got(service, f"/scores/{LAST}")
    assert found["agency_life"] == {
        "state": "ended",
        "valid_until": "2026-07-15",
        "is_cut_short": False,
        "note": {
            "id": "Instansi ini sudah berakhir pada 2026-07-15.",
            "en": "This agency ended on 2026-07-15.",
        },
    }
    series = await got(service, f"/scores/series/{OLD}", instrument="spbe", track="self")
    assert series["agency_life"]["state"] == "ended"


async def test_scores_are_filtered_by_whether_the_agency_is_still_there(service: Service) -> None:
    await apply(service, *year(SPBE, "2026", OLD), *year(UUID(int=7), "2026", DINAS[2]))
    before = (await got(service, f"/scores/{SPBE}"))["changed_at"]
    await end(service, OLD, "2026-07-15")

    async def codes(state: str, **query: Any) -> list[str]:
        found = await got(service, "/scores", agency_state=state, **query)
        return [each["agency_code"] for each in found["items"]]

    assert await codes("exists") == [DINAS[2]]
    assert await codes("ended") == [OLD]
    assert await codes("never_formed") == await codes("not_begun") == []
    # As of a moment before anybody knew, it was there.
    assert OLD in await codes("exists", as_of=before)
    then = await got(service, f"/scores/{SPBE}", as_of=before)
    assert then["agency_life"] == GOES_ON
    refused = await service.api.get("/scores", params={"agency_state": "gone"})
    assert refused.status_code == 400


async def test_an_etag_is_another_once_the_agency_has_ended(service: Service) -> None:
    await apply(service, *year(SPBE, "2026", OLD))
    first = await service.api.get(f"/scores/{SPBE}")
    await end(service, OLD, "2026-07-15")
    again = await service.api.get(
        f"/scores/{SPBE}", headers={"If-None-Match": first.headers["etag"]}
    )
    assert (again.status_code, again.json()["agency_life"]["state"]) == (200, "ended")


@pytest.mark.parametrize(("last_day", "is_compared"), [("2025-12-30", False), ("2025-12-31", True)])
async def test_a_year_that_its_agency_did_not_end_is_compared_with_none(
    service: Service, last_day: str, *, is_compared: bool
) -> None:
    """The year before was the only predecessor's, which ended before that year did, or with it."""
    new = DINAS[2]
    await apply(
        service,
        agency(new, revision=2, predecessor_codes=(OLD,), valid_from=date(2026, 1, 1)),
        *year(LAST, "2025", OLD),
        *year(SPBE, "2026", new),
    )
    await end(service, OLD, last_day)
    found = await got(service, f"/scores/{SPBE}/year-on-year", track="self")
    assert found["previous"]["agency_life"]["is_cut_short"] is not is_compared
    differences = {each["difference"] for each in found["nodes"]}
    assert (differences == {None}) is not is_compared
    if not is_compared:
        assert (found["not_improving"], last_day in found["note"]["id"]) == ([], True)
    for improving in (True, False):
        items = (await got(service, "/scores", campaign="spbe-2026", improving=improving))["items"]
        assert len(items) == (improving and is_compared)


async def test_who_ended_before_the_period_did_has_no_rank(months: Service) -> None:
    first, second, third = DINAS
    await months.worker().apply(
        *(event for code in DINAS for event in spent(code, "1", "2")),
        *(assessed(20 + place, code, "2026-01") for place, code in enumerate(DINAS)),
        *(event for code in DINAS for event in spent(code, "1", "4", "2026-01")),
    )
    assert await ranks(months) == {first: 1, second: 1, third: 1}
    await end(months, first, "2026-02-27")
    await end(months, second, "2026-02-28")
    await end(months, third, "2020-01-01", valid_from=date(2020, 1, 2))
    assert await ranks(months) == {second: 1, first: None, third: None}
    items = {
        each["agency_code"]: each
        for each in (await got(months, "/rankings/kinerja-2026-02"))["items"]
    }
    assert "2026-02-27" in items[first]["note"]["id"]
    assert "tidak jadi dibentuk" in items[third]["note"]["id"]
    states = {code: items[code]["agency_life"]["state"] for code in DINAS}
    assert states == {first: "ended", second: "ended", third: "never_formed"}
    assert items[second]["before"]["difference"] is not None
    assert items[first]["before"]["difference"] is None
    assert first in items[first]["before"]["note"]["id"]


async def test_targets_say_whether_their_agency_is_still_there(service: Service) -> None:
    await apply(service, *year(SPBE, "2026", OLD))
    for code in (OLD, DINAS[2]):
        put = await service.api.put(
            f"/targets/{code}/spbe/2026/index", json={"value": "2"}, headers={"If-Match": '"0"'}
        )
        assert put.json()["agency_life"] == GOES_ON, put.text
    await end(service, OLD, "2026-07-15")
    for state, code in (("ended", OLD), ("exists", DINAS[2])):
        (item,) = (await got(service, "/targets", agency_state=state))["items"]
        assert (item["agency_code"], item["agency_life"]["state"]) == (code, state)
    unset = await got(service, f"/targets/{OLD}/spbe/2027/index")
    assert unset["agency_life"]["state"] == "ended"
