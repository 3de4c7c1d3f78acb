"""The first day of an agency contradicts nothing that is recorded: by one request or by a table."""

from typing import Any

import httpx
import pytest
from tests.component.submission.reorganisations.reorganising import DAY, MERGER, SPLIT, do
from tests.component.submission.reorganisations.withdrawing import (
    AHEAD,
    LATER,
    MERGER_BACK,
    at,
    enter_person,
)


@pytest.fixture(autouse=True)
def _in_summer(monkeypatch: pytest.MonkeyPatch) -> None:
    at(monkeypatch, "2026-08-01")


async def begin(service: Any, code: str, day: str) -> httpx.Response:
    """Let an agency have another first day, and all else as it is."""
    kept = await service.api.get(f"/agencies/{code}")
    names = ("name", "short_name", "agency_kind", "parent_code", "valid_until", "is_assessed")
    wanted = {name: kept.json()[name] for name in names} | {"valid_from": day}
    answer: httpx.Response = await service.api.put(
        f"/agencies/{code}", json=wanted, headers={"If-Match": kept.headers["etag"]}
    )
    return answer


async def take(service: Any, *rows: str, preview: str = "false") -> httpx.Response:
    answer: httpx.Response = await service.api.post(
        "/agencies/imports",
        content="\n".join(("code,name,kind,parent_code,valid_from", *rows)).encode(),
        headers={"Content-Type": "text/csv"},
        params={"preview": preview},
    )
    return answer


async def refused(service: Any, code: str, day: str, *words: str) -> None:
    """Expect that nobody gives an agency this first day, and that all words are in the reason."""
    count = await service.count("agency_state")
    answer = await begin(service, code, day)
    assert answer.status_code == 409, answer.text
    assert {each["pointer"] for each in answer.json()["errors"]} == {"/valid_from"}
    assert all(word in answer.json()["detail"] for word in words), answer.text
    kept = (await service.api.get(f"/agencies/{code}")).json()
    kind, above = kept["agency_kind"], kept["parent_code"]
    row = f"{code},{kept['name']},{kind},{above},{day}"
    taken = await take(service, row)
    assert taken.status_code == 422, taken.text
    at_cell = [each for each in taken.json()["errors"] if each["pointer"] == "/rows/2/valid_from"]
    assert all(word in at_cell[0]["message"] for word in words), taken.text
    assert await service.count("agency_state") == count


@pytest.mark.parametrize("day", ["2026-03-02", DAY, "2027-01-01"])
async def test_who_takes_over_is_there_before_that_day(service: Any, day: str) -> None:
    await service.put_agency("9901.3")
    into = {"from_codes": ["9901.1"], "effective_on": DAY}
    assert (await do(service, "9901.3/merger", into)).status_code == 200
    await refused(service, "9901.3", day, "9901.1", DAY, "penggabungan")
    assert (await begin(service, "9901.3", "2026-02-28")).status_code == 200
    assert (await begin(service, "9901.3", "2017-01-02")).status_code == 200


@pytest.mark.parametrize("day", ["2026-03-02", "2026-02-28", "2010-01-01"])
async def test_what_a_merger_formed_begins_on_its_day(service: Any, day: str) -> None:
    assert (await do(service, "9901.9/merger", MERGER)).status_code == 200
    await refused(service, "9901.9", day, "9901.1", "9901.2", DAY)


async def test_what_is_to_be_formed_begins_on_its_day(service: Any) -> None:
    assert (await do(service, "9901.9/merger", MERGER | LATER)).status_code == 200
    await refused(service, "9901.9", "2026-09-02", "…/withdrawal", AHEAD)


async def test_a_part_begins_on_the_day_of_the_split(service: Any) -> None:
    split = SPLIT | {"goes_on": True}
    assert (await do(service, "9901.1/split", split)).status_code == 200
    await refused(service, "9901.7", "2026-03-02", "9901.1", DAY)
    # Who goes on beside the parts was there on that day.
    await refused(service, "9901.1", "2026-03-02", "9901.7", DAY)
    assert (await begin(service, "9901.1", DAY)).status_code == 200


async def test_a_day_of_an_older_release_can_be_set_right(service: Any) -> None:
    assert (await do(service, "9901.9/merger", MERGER)).status_code == 200
    await service.execute(
        "UPDATE agency SET valid_from = '2026-05-01', revision = 2 WHERE agency_code = '9901.9'"
    )
    kept = await service.api.get("/agencies/9901.9")
    assert kept.json()["valid_from"] == "2026-05-01"
    assert (await begin(service, "9901.9", "2026-04-01")).status_code == 409
    assert (await begin(service, "9901.9", DAY)).status_code == 200


@pytest.mark.parametrize("how", ["merger", "split", "closure"])
async def test_what_ended_began_before_that(service: Any, how: str) -> None:
    where, body, name = {
        "merger": ("9901.9/merger", MERGER, "penggabungan"),
        "split": ("9901.1/split", SPLIT, "pemecahan"),
        "closure": ("9901.1/closure", {"effective_on": DAY}, "penutupan"),
    }[how]
    assert (await do(service, where, body)).status_code == 200
    await refused(service, "9901.1", DAY, name, "2026-02-28")
    assert (await begin(service, "9901.1", "2026-02-28")).status_code == 200


@pytest.mark.parametrize("how", ["renaming", "move"])
async def test_who_changed_was_there_on_that_day(service: Any, how: str) -> None:
    await service.put_agency("9901.3")
    body = {"name": "Baru"} if how == "renaming" else {"parent_code": "9901.2"}
    done = await do(service, f"9901.3/{how}", body | {"effective_on": DAY})
    assert done.status_code == 200, done.text
    name = {"renaming": "penggantian nama", "move": "pemindahan"}[how]
    await refused(service, "9901.3", "2026-03-02", DAY, name)
    assert (await begin(service, "9901.3", DAY)).status_code == 200


async def test_what_was_never_formed_is_formed_by_a_reorganisation_only(service: Any) -> None:
    assert (await do(service, "9901.9/merger", MERGER | LATER)).status_code == 200
    assert (await do(service, "9901.9/withdrawal", MERGER_BACK)).status_code == 200
    kept = (await service.api.get("/agencies/9901.9")).json()
    assert kept["valid_until"] < kept["valid_from"]
    await refused(service, "9901.9", kept["valid_until"], "…/merger")
    assert (await do(service, "9901.9/merger", MERGER | LATER)).status_code == 200


async def test_who_takes_part_is_there_in_that_period(service: Any) -> None:
    assert (await service.open_campaign(period="2025", agency_codes=["9901.1"])).is_success
    await refused(service, "9901.1", "2026-01-01", "spbe-2026", "2025")
    assert (await begin(service, "9901.1", "2025-12-31")).status_code == 200


async def test_who_works_there_began_after_it(service: Any) -> None:
    await enter_person(service)
    await refused(service, "9901.1", "2026-01-02", "orang-1", "2026-01-01")
    assert (await begin(service, "9901.1", "2026-01-01")).status_code == 200
