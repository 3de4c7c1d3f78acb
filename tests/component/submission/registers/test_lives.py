"""Nothing begins before what is above it: new ones, moves and tables; what is there is kept."""

from typing import Any

import pytest
from tests.component.submission.offers.offering import address, make, put_root
from tests.component.submission.registers.test_days import begin, take
from tests.component.submission.reorganisations.reorganising import MERGER, do
from tests.component.submission.reorganisations.withdrawing import at, errors

NEW = "2026-02-01"


@pytest.fixture(autouse=True)
def _in_summer(monkeypatch: pytest.MonkeyPatch) -> None:
    at(monkeypatch, "2026-08-01")


@pytest.fixture
async def young(service: Any) -> Any:
    """Return the service with an agency that begins in this year."""
    assert (await service.put_agency("9901.3", valid_from=NEW)).status_code == 201
    return service


def at_fault(answer: Any) -> list[str]:
    assert answer.status_code == 422, answer.text
    return [each["pointer"] for each in answer.json()["errors"]]


async def test_a_new_one_begins_after_what_is_above_it(young: Any) -> None:
    refused = await young.put_agency("9901.3.1", "9901.3", valid_from="2026-01-31")
    assert at_fault(refused) == ["/valid_from"]
    assert (NEW in errors(refused)[0], "…/move" in errors(refused)[0]) == (True, True)
    assert (await young.put_agency("9901.3.1", "9901.3", valid_from=NEW)).status_code == 201


async def test_what_was_there_before_moves_from_a_day_on(young: Any) -> None:
    """An older agency comes below a younger one by a move, not by a correction."""
    state = (await young.api.get("/agencies/9901.1")).json()
    moved = {name: state[name] for name in ("name", "agency_kind", "valid_from")}
    corrected = await young.api.put(
        "/agencies/9901.1", json=moved | {"parent_code": "9901.3"}, headers={"If-Match": '"1"'}
    )
    assert at_fault(corrected) == ["/valid_from"]
    assert at_fault(await take(young, "9901.1,Satu,agency,9901.3,2017-01-01")) == [
        "/rows/2/valid_from"
    ]
    early = {"parent_code": "9901.3", "effective_on": "2026-01-31"}
    assert at_fault(await do(young, "9901.1/move", early)) == ["/effective_on"]
    assert (await do(young, "9901.1/move", early | {"effective_on": NEW})).status_code == 200
    # Other corrections of it are not held up by that, nor is a first day below the old parent.
    assert (await begin(young, "9901.1", "2018-01-01")).status_code == 200
    assert (await take(young, "9901.1,Baru,agency,9901.3,2018-01-01")).status_code == 200
    assert (await begin(young, "9901.3", "2026-02-02")).status_code == 422
    assert (await begin(young, "9901.3", "2026-01-01")).status_code == 200


async def test_units_of_what_merged_stand_below_a_younger_agency(service: Any) -> None:
    await service.put_agency("9901.1.1", "9901.1", agency_kind="unit")
    assert (await do(service, "9901.9/merger", MERGER)).status_code == 200
    unit = (await service.api.get("/agencies/9901.1.1")).json()
    assert (unit["parent_code"], unit["valid_from"]) == ("9901.9", "2017-01-01")
    assert (await begin(service, "9901.1.1", "2018-01-01")).status_code == 200
    # The first day is held against who was above it then.
    assert at_fault(await begin(service, "9901.1.1", "2016-12-31")) == ["/valid_from"]


async def test_a_first_day_stays_within_what_is_above_and_below(young: Any) -> None:
    await young.put_agency("9901.3.1", "9901.3", valid_from="2026-04-01")
    assert at_fault(await begin(young, "9901.3.1", "2026-01-31")) == ["/valid_from"]
    late = await begin(young, "9901.3", "2026-04-02")
    assert at_fault(late) == ["/valid_from"]
    assert ("9901.3.1" in errors(late)[0], "2026-04-01" in errors(late)[0]) == (True, True)
    assert (await begin(young, "9901.3", "2026-04-01")).status_code == 200
    assert (await begin(young, "9901.3.1", "2026-04-01")).status_code == 200


async def test_a_root_learns_no_day_of_what_is_above_it(service: Any, bearer: Any) -> None:
    above = bearer("coordinator", agency="9900", subject="from-above")
    await put_root(service, "9900", above, valid_from="2010-01-01")
    await service.api.post(address(await make(service, above)) + "/acceptance")
    assert (await begin(service, "9901", "2012-01-01")).status_code == 200
    # It was a root on its first day: nobody stood above it then.
    assert (await begin(service, "9901", "2009-01-01")).status_code == 200


async def test_a_root_comes_below_what_is_there_already(service: Any, bearer: Any) -> None:
    above = bearer("coordinator", agency="9900", subject="from-above")
    await put_root(service, "9900", above, valid_from="2026-08-02")
    offer = address(await make(service, above))
    early = await service.api.post(f"{offer}/acceptance")
    assert (early.status_code, "2026-08-02" in early.json()["detail"]) == (409, True)


async def test_a_root_older_than_what_comes_above_it_accepts(service: Any, bearer: Any) -> None:
    above = bearer("coordinator", agency="9900", subject="from-above")
    await put_root(service, "9900", above, valid_from="2026-07-01")
    accepted = await service.api.post(address(await make(service, above)) + "/acceptance")
    assert accepted.status_code == 200, accepted.text


async def test_a_whole_tree_comes_in_any_order_of_rows(service: Any) -> None:
    rows = [
        "9901.4.1.1,Sub,unit,9901.4.1,2024-01-01",
        "9901.4.1,Bidang,unit,9901.4,2022-01-01",
        "9901.4,Dinas,agency,9901,2020-01-01",
    ]
    shown = await take(service, *rows, preview="true")
    assert (shown.status_code, shown.json()["created_count"]) == (200, 3)
    assert (await take(service, *rows)).status_code == 200
    # All days later or earlier at once: what counts is how they end up.
    later = [
        row.replace("2024", "2026").replace("2022", "2025").replace("2020", "2024") for row in rows
    ]
    assert (await take(service, *later)).status_code == 200
    assert (await take(service, *rows)).status_code == 200


async def test_each_row_that_begins_too_early_is_named(service: Any) -> None:
    rows = [
        "9901.4.1,Bidang,unit,9901.4,2019-01-01",
        "9901.4,Dinas,agency,9901,2020-01-01",
        "9901.5,Lain,agency,9901,2016-12-31",
        "9901.5.1,Bawah,unit,9901.5,bukan hari",
    ]
    assert at_fault(await take(service, *rows)) == [
        "/rows/2/valid_from",
        "/rows/4/valid_from",
        "/rows/5/valid_from",
    ]


async def test_a_day_that_cannot_be_read_accuses_no_other_row(service: Any) -> None:
    rows = ["9901.4,Dinas,agency,9901,kemarin", "9901.4.1,Bidang,unit,9901.4,2019-01-01"]
    assert at_fault(await take(service, *rows)) == ["/rows/2/valid_from"]


async def test_what_an_older_release_took_is_read_and_corrected(young: Any) -> None:
    await young.put_agency("9901.3.1", "9901.3", valid_from="2026-04-01")
    await young.execute(
        "UPDATE agency SET valid_from = '2020-01-01', revision = 2 WHERE agency_code = '9901.3.1'"
    )
    kept = await young.api.get("/agencies/9901.3.1")
    assert (kept.status_code, kept.json()["valid_from"]) == (200, "2020-01-01")
    assert (await take(young, "9901.3.1,Baru,agency,9901.3,2020-01-01")).status_code == 200
    file = await young.api.get("/agencies.csv")
    again = await young.api.post(
        "/agencies/imports", content=file.content, headers={"Content-Type": "text/csv"}
    )
    assert (again.status_code, again.json()["items"]) == (200, [])
    assert (await begin(young, "9901.3.1", "2021-01-01")).status_code == 200
    assert at_fault(await begin(young, "9901.3.1", "2019-01-01")) == ["/valid_from"]
    assert at_fault(await begin(young, "9901.3", "2026-03-01")) == ["/valid_from"]
    assert (await begin(young, "9901.3", "2021-01-01")).status_code == 200


async def test_nothing_outlives_what_is_above_it(service: Any) -> None:
    await service.put_agency("9901.4", valid_until="2026-12-31")
    for body in ({}, {"valid_until": "2027-01-01"}):
        refused = await service.put_agency("9901.4.1", "9901.4", **body)
        assert at_fault(refused) == ["/parent_code"]
        assert "2026-12-31" in errors(refused)[0]
    moved = {"parent_code": "9901.4", "effective_on": NEW}
    assert at_fault(await do(service, "9901.1/move", moved)) == ["/parent_code"]
    assert at_fault(await take(service, "9901.4.1,Bidang,unit,9901.4,2026-01-01")) == [
        "/rows/2/parent_code"
    ]
