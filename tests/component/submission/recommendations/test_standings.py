"""What was due in a quarter and what is done is told, by time and by reorganisations too."""

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from contracts.topics import FOLLOWUP
from kit.testing import FixedClock
from submission.recommendations.usecases.tell_due import tell_due

from .conftest import Desk

# Over at 17:00 UTC in WIB, two hours earlier in WIT.
END = datetime(2090, 6, 30, 17, tzinfo=UTC)
LATER = datetime(2090, 9, 30, 17, tzinfo=UTC)
Told = tuple[str, str, int, int, int]


async def look(desk: Desk, now: datetime) -> None:
    await tell_due(desk.service.database, FixedClock(now))


async def told(desk: Desk, *, count: int) -> list[Told]:
    """Return what was told, in its order, once there is so much, and not one more."""
    said = await desk.service.said(FOLLOWUP.name, count=count)
    assert len(said) == count
    return [
        (each.agency_code, each.period, each.revision, each.due_count, each.done_count)
        for each in said
    ]


async def test_a_deadline_that_passes_is_told_once(desk: Desk) -> None:
    path = await desk.made(deadline="2090-06-30", is_instruction=True)
    await look(desk, END - timedelta(seconds=1))
    assert await desk.service.count("outbox") + await desk.service.count("followup_quarter") == 0
    for _ in range(2):
        await look(desk, END)
    # What is not done goes on into the quarter that has begun.
    assert await told(desk, count=2) == [
        ("9901.1", "2090-Q2", 1, 1, 0),
        ("9901.1", "2090-Q3", 1, 1, 0),
    ]
    first, _ = await desk.service.said(FOLLOWUP.name, count=2)
    (due,) = first.due
    assert (str(due.recommendation_id), due.is_instruction, due.is_done) == (
        path.rpartition("/")[2],
        True,
        False,
    )
    await look(desk, LATER)
    assert (await told(desk, count=3))[-1] == ("9901.1", "2090-Q4", 1, 1, 0)


async def test_what_is_withdrawn_or_moved_counts_no_more(desk: Desk) -> None:
    path = await desk.made(deadline="2026-03-01")
    said = await desk.service.said(FOLLOWUP.name, count=1)
    assert (said[0].period, said[0].due_count) == ("2026-Q1", 1)
    before = await desk.service.count("followup_quarter")
    await desk.post(f"{path}/withdrawal", reason="Tercakup.")
    said = await desk.service.said(FOLLOWUP.name, count=2 * before)
    last = {each.period: (each.revision, each.due_count) for each in said}
    assert {*last.values()} == {(2, 0)}


async def test_another_wording_tells_nothing(desk: Desk) -> None:
    path = await desk.made(deadline="2090-06-30")
    await look(desk, END)
    await told(desk, count=2)
    kept: dict[str, Any] = {"text": "Lain.", "deadline": "2090-06-30", "priority": "low"}
    assert (await desk.put(path, **kept)).status_code == 200
    await look(desk, END + timedelta(hours=1))
    await told(desk, count=2)


async def test_the_day_ends_in_the_zone_of_the_agency(desk: Desk) -> None:
    await desk.service.execute(
        "UPDATE agency SET time_zone = 'Asia/Jayapura' WHERE agency_code = '9901.2'"
    )
    await desk.made("9901.1", deadline="2090-06-30")
    await desk.made("9901.2", deadline="2090-06-30")
    await look(desk, END - timedelta(hours=2))
    assert {agency for agency, *_ in await told(desk, count=2)} == {"9901.2"}


async def test_many_workers_tell_once(desk: Desk) -> None:
    for agency in ("9901.1", "9901.2"):
        await desk.made(agency, deadline="2090-06-30")
    await asyncio.gather(*(look(desk, END) for _ in range(4)))
    assert len({*await told(desk, count=4)}) == 4


@pytest.fixture
async def merged(desk: Desk) -> Any:
    """The first agency ends with July 2090 and goes up in the second."""
    await desk.made(deadline="2090-06-30")
    await desk.made(deadline="2090-07-15", text="Lain.")
    await look(desk, END)
    await told(desk, count=2)
    merger = {"effective_on": "2090-08-01", "from_codes": ["9901.1"]}
    done = await desk.service.api.post("/agencies/9901.2/merger", json=merger)
    assert done.status_code == 200, done.text
    return desk


async def test_a_successor_carries_on_what_is_open(merged: Desk) -> None:
    await look(merged, datetime(2090, 7, 31, 16, 59, tzinfo=UTC))
    assert [each["carried_by"] for each in await merged.listed()] == ["9901.1", "9901.1"]
    assert (await told(merged, count=3))[-1] == ("9901.1", "2090-Q3", 2, 2, 0)
    await look(merged, datetime(2090, 7, 31, 17, tzinfo=UTC))
    found = await merged.listed(merged.by("agency_officer", "9901.2"))
    assert [(each["agency_code"], each["carried_by"]) for each in found] == [
        ("9901.1", "9901.2"),
        ("9901.1", "9901.2"),
    ]
    # The past quarter stays the predecessor's; of the running one nothing is its own any more.
    assert sorted((await told(merged, count=5))[3:]) == [
        ("9901.1", "2090-Q3", 3, 0, 0),
        ("9901.2", "2090-Q3", 1, 2, 0),
    ]
    await look(merged, LATER)
    assert (await told(merged, count=6))[-1] == ("9901.2", "2090-Q4", 1, 2, 0)
    history = await merged.service.api.get(
        f"/recommendations/{found[0]['recommendation_id']}/history"
    )
    assert [each["act"] for each in history.json()["items"]] == ["made", "inherited"]
