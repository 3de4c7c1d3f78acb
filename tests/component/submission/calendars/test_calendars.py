"""Campaigns of months open and close by their calendars, in a clock that the tests move."""

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from kit.testing import FixedClock
from submission.calendars.usecases.run import run_calendars

PATH = "/calendars/kinerja"
BODY = {
    "agency_code": "9901",
    "name": "Kinerja",
    "kind": "monthly",
    "edition_code": "bulanan",
    "agency_kind": "agency",
    "rule": "FREQ=MONTHLY;BYMONTHDAY=1",
    "periods_back": 1,
    "days_open": "10",
}
NEW = {"If-None-Match": "*"}


@pytest.fixture
async def made(service: Any, edition: Any) -> Any:
    """Return the service with a calendar whose next moment is the first of January 2030."""
    await service.once(_make, edition)
    return service


async def _make(service: Any, edition: Any) -> None:
    await service.hear(edition("bulanan", hash_letter="c", period="month"))
    answer = await service.api.put(PATH, json=BODY, headers=NEW)
    assert (answer.status_code, answer.headers["etag"]) == (201, '"1"')
    await service.execute("UPDATE calendar SET next_run_at = '2029-12-31T17:00:00Z'")


def at(text: str) -> FixedClock:
    return FixedClock(datetime.fromisoformat(text))


async def states(service: Any) -> dict[str, str]:
    listed = (await service.api.get("/campaigns")).json()["items"]
    return {each["campaign_code"]: each["state"] for each in listed}


async def test_a_campaign_opens_at_its_moment_and_closes_after_its_last_day(made: Any) -> None:
    clock = at("2029-12-31T16:59:59Z")
    await run_calendars(made.database, clock)
    assert await states(made) == {}
    clock.advance(timedelta(seconds=1))  # the first of January in WIB
    for _ in range(2):
        await run_calendars(made.database, clock)
        assert await states(made) == {"kinerja-2029-12": "open"}
    shown = (await made.api.get("/campaigns/kinerja-2029-12")).json()
    assert (shown["agency_kind"], shown["assessment_count"]) == ("agency", 2)
    assert shown["stages"][0]["deadline"] == "2030-01-10"
    assert shown["stages"][0]["ends_at"] == "2030-01-10T17:00:00Z"
    clock.at = datetime(2030, 1, 10, 16, 59, 59, tzinfo=UTC)
    await run_calendars(made.database, clock)
    assert await states(made) == {"kinerja-2029-12": "open"}
    clock.advance(timedelta(seconds=1))
    await run_calendars(made.database, clock)
    assert await states(made) == {"kinerja-2029-12": "closed"}


async def test_missed_moments_are_handled_later_each_once(made: Any) -> None:
    clock = at("2030-03-05T00:00:00Z")
    # Two workers at the same time share the moments.
    await asyncio.gather(*(run_calendars(made.database, clock) for _ in range(2)))
    await run_calendars(made.database, clock)
    assert await states(made) == {
        "kinerja-2029-12": "closed",
        "kinerja-2030-01": "closed",
        "kinerja-2030-02": "open",
    }
    assert (await made.api.get(PATH)).json()["next_run_at"] == "2030-03-31T17:00:00Z"
    assert await made.count("assessment") == 6


async def test_what_was_cut_off_is_done_whole_by_the_next_run(
    made: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = at("2030-01-02T00:00:00Z")

    async def die(*_: Any, **__: Any) -> None:
        raise asyncio.CancelledError

    with monkeypatch.context() as patch:
        patch.setattr("submission.calendars.store.move_on", die)
        with pytest.raises(asyncio.CancelledError):
            await run_calendars(made.database, clock)
    assert await states(made) == {}
    await run_calendars(made.database, clock)
    assert await states(made) == {"kinerja-2029-12": "open"}


async def test_a_campaign_that_somebody_opened_is_not_opened_again(made: Any) -> None:
    clock = at("2030-01-02T00:00:00Z")
    await made.execute("UPDATE calendar SET next_run_at = '2026-10-31T17:00:00Z'")
    body = {"period": "2026-10", "edition_code": "bulanan", "kind": "monthly"}
    opened = await made.open_campaign("tangan", **body, derivation_set_version=None)
    assert opened.status_code == 201, opened.text
    clock.at = datetime(2026, 11, 2, tzinfo=UTC)
    await run_calendars(made.database, clock)
    assert await states(made) == {"tangan": "open"}
    shown = (await made.api.get(PATH)).json()
    assert shown["next_run_at"] == "2026-11-30T17:00:00Z"
    assert shown["last_campaign_code"] == "tangan"


async def test_what_was_reopened_is_not_closed_by_its_calendar(made: Any, bearer: Any) -> None:
    clock = at("2030-01-02T00:00:00Z")
    await run_calendars(made.database, clock)
    clock.at = datetime(2030, 1, 15, tzinfo=UTC)
    await run_calendars(made.database, clock)
    assert await states(made) == {"kinerja-2029-12": "closed"}
    reopened = await made.api.post(
        "/campaigns/kinerja-2029-12/reopening",
        json={"reason": "Banjir"},
        headers=bearer("approver", subject="penyelia"),
    )
    assert reopened.status_code == 200, reopened.text
    await run_calendars(made.database, clock)
    assert await states(made) == {"kinerja-2029-12": "open"}


async def test_a_refused_moment_is_shown_and_tried_again(made: Any) -> None:
    clock = at("2030-01-02T00:00:00Z")
    await made.execute("UPDATE edition SET retired = true WHERE edition_code = 'bulanan'")
    await run_calendars(made.database, clock)
    shown = (await made.api.get(PATH)).json()
    assert "dicabut" in shown["refusal"]["id"]
    assert shown["next_run_at"] == "2029-12-31T17:00:00Z"
    await made.execute("UPDATE edition SET retired = false WHERE edition_code = 'bulanan'")
    clock.advance(timedelta(minutes=10))
    await run_calendars(made.database, clock)
    assert await states(made) == {"kinerja-2029-12": "open"}
    assert (await made.api.get(PATH)).json()["refusal"] is None


async def test_an_extended_deadline_keeps_it_open(made: Any) -> None:
    clock = at("2030-01-02T00:00:00Z")
    await run_calendars(made.database, clock)
    await made.api.put(
        "/campaigns/kinerja-2029-12/stages/mandiri",
        json={"deadline": "2030-01-20", "reason": "Banjir"},
        headers={"If-Match": '"1"'},
    )
    clock.at = datetime(2030, 1, 15, tzinfo=UTC)
    await run_calendars(made.database, clock)
    assert await states(made) == {"kinerja-2029-12": "open"}


async def test_a_calendar_is_changed_and_removed_from_its_present_state(made: Any) -> None:
    for _ in range(2):
        changed = await made.api.put(
            PATH, json=BODY | {"days_open": "1.5"}, headers={"If-Match": '"1"'}
        )
        assert (changed.status_code, changed.headers["etag"]) == (200, '"2"')
    assert changed.json()["days_open"] == "1.5"
    assert (await made.api.put(PATH, json=BODY, headers={"If-Match": '"1"'})).status_code == 412
    there = await made.api.put(PATH, json=BODY, headers=NEW)
    assert (there.status_code, there.json()["title"]) == (412, "Sudah ada")
    assert (await made.api.delete(PATH)).status_code == 428
    assert (await made.api.delete(PATH, headers={"If-Match": '"2"'})).status_code == 200
    assert (await made.api.get(PATH)).status_code == 404


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({"rule": "FREQ=SECONDLY"}, "/rule"),
        ({"rule": "FREQ=MONTHLY;BYMONTH=2;BYMONTHDAY=30"}, "/rule"),
        ({"rule": "FREQ=MONTHLY;BYMONTHDAY=A"}, "/rule"),
        ({"rule": "FREQ=MONTHLY;BYMONTHDAY=31"}, "/rule"),
        ({"rule": "FREQ=MONTHLY;BYMONTHDAY=0"}, "/rule"),
        ({"rule": "FREQ=MONTHLY;BYMONTHDAY=1;BYMONTHDAY=2"}, "/rule"),
        ({"edition_code": "tiada"}, "/edition_code"),
        ({"edition_code": "spbe"}, "/kind"),
        ({"kind": "quarterly"}, "/kind"),
    ],
)
async def test_parts_that_do_not_fit_are_named(
    made: Any, body: dict[str, Any], pointer: str
) -> None:
    answer = await made.api.put("/calendars/lain", json=BODY | body, headers=NEW)
    assert answer.status_code in {400, 422}
    assert [each["pointer"] for each in answer.json()["errors"]] == [pointer]


async def test_a_calendar_needs_an_edition_of_an_instrument_of_its_kind(
    made: Any, edition: Any
) -> None:
    await made.hear(edition("spbe-b", hash_letter="d", period="month", instrument="spbe"))
    body = BODY | {"edition_code": "spbe-b"}
    answer = await made.api.put("/calendars/lain", json=body, headers=NEW)
    assert answer.status_code == 422
    (wrong,) = answer.json()["errors"]
    assert wrong["pointer"] == "/edition_code"
    assert wrong["message"].endswith("edisi yang sesuai: bulanan")


async def test_calendars_of_others_are_hidden(made: Any, bearer: Any) -> None:
    made.api.headers.update(bearer("coordinator", agency="9901.1"))
    assert (await made.api.get("/calendars")).json()["items"] == []
    assert (await made.api.get(PATH)).status_code == 404
    taken = await made.api.put(PATH, json=BODY | {"agency_code": "9901.1"}, headers=NEW)
    assert taken.status_code == 409
