"""Reminders as events: each threshold of a deadline is told once, by the zone of the agency."""

import asyncio
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from tests.component.submission.assessments.answering import ASSESSMENT

from kit.testing import FixedClock
from submission.progress.usecases.emit_reminders import emit_reminders

# Over at 17:00 UTC in WIB, two hours earlier in WIT.
LAST_DAY = date(2030, 3, 31)
END = datetime(2030, 3, 31, 17, tzinfo=UTC)


@pytest.fixture
async def opened(service: Any) -> Any:
    """Return the service with a campaign of three agencies and a deadline."""
    await service.once(_open)
    return service


async def _open(service: Any) -> None:
    await service.open_campaign(agency_codes=None)
    await service.execute(
        "INSERT INTO campaign_stage VALUES ('spbe-2026', 'mandiri', DATE '2030-03-31')"
    )


async def look(service: Any, now: datetime) -> None:
    await emit_reminders(service.database, FixedClock(now))


async def told(service: Any, *, count: int) -> list[tuple[str, str]]:
    """Return agency and threshold of all reminders once there are so many, and not one more."""
    said = await service.said(ASSESSMENT, count=3 + count)
    found = [each for each in said if each.TYPE == "submission.reminder.due.v1"]
    assert len(found) == count
    return [(each.agency_code, each.threshold) for each in found]


async def test_each_threshold_is_told_once(opened: Any) -> None:
    await look(opened, END - timedelta(days=7, hours=3))
    assert await opened.count("reminder") == 0
    for _ in range(2):
        await look(opened, END - timedelta(days=7))
    weeks = [(code, "week_before") for code in ("9901", "9901.1", "9901.2")]
    assert sorted(await told(opened, count=3)) == weeks
    for now in (END - timedelta(days=1), END - timedelta(hours=3), END, END + timedelta(days=9)):
        await look(opened, now)
    found = await told(opened, count=9)
    assert sorted({threshold for _, threshold in found}) == ["day_before", "passed", "week_before"]
    assert len({*found}) == 9


async def test_of_thresholds_that_were_missed_the_last_is_told(opened: Any) -> None:
    await look(opened, END + timedelta(days=2))
    assert {threshold for _, threshold in await told(opened, count=3)} == {"passed"}


async def test_the_day_ends_in_the_zone_of_the_agency(opened: Any) -> None:
    await opened.execute(
        "UPDATE assessment SET time_zone = 'Asia/Jayapura' WHERE agency_code = '9901.2'"
    )
    await look(opened, END - timedelta(days=7, hours=2))
    assert await told(opened, count=1) == [("9901.2", "week_before")]


async def test_a_reminder_says_what_and_who_as_the_next_revision(evaluation: Any) -> None:
    service = evaluation.service
    await evaluation.answer("1", "2")
    await service.execute(
        "INSERT INTO campaign_stage VALUES ('spbe-2026', 'mandiri', DATE '2030-03-31')"
    )
    await look(service, END - timedelta(days=1))
    *_, found = await service.said(ASSESSMENT, count=3)
    assert (found.revision, found.stage, found.threshold) == (3, "mandiri", "day_before")
    assert (found.indicator_codes, found.responsible) == (("2", "P"), ())
    assert (found.deadline, found.ends_at) == (LAST_DAY, END)
    assert (await service.api.get(evaluation.address)).json()["revision"] == 3
    # The next decision goes on from there.
    assert (await evaluation.answer("2", "1")).json()["revision"] == 4


async def test_nothing_is_told_of_what_was_submitted_ended_or_closed(evaluation: Any) -> None:
    service = evaluation.service
    await service.execute(
        "INSERT INTO campaign_stage VALUES ('spbe-2026', 'mandiri', DATE '2030-03-31')"
    )
    await evaluation.submit("mandiri", "coordinator", i1="Belum.", i2="Belum.", iP="Belum.")
    await look(service, END)
    await service.execute("UPDATE assessment_stage SET state = 'open' WHERE stage = 'mandiri'")
    await service.execute("UPDATE assessment SET ended_on = '2026-01-01', end_cause = 'closed'")
    await look(service, END)
    await service.execute("UPDATE assessment SET ended_on = NULL, end_cause = NULL")
    await service.api.post("/campaigns/spbe-2026/closing", json={"reason": "Selesai"})
    await look(service, END)
    assert await service.count("reminder") == 0


async def test_an_extended_deadline_is_told_anew(opened: Any) -> None:
    await look(opened, END)
    await opened.execute("UPDATE campaign_stage SET last_day = '2030-04-30'")
    await look(opened, END + timedelta(hours=1))
    assert await opened.count("reminder") == 3
    await look(opened, END + timedelta(days=29))
    assert await opened.count("reminder") == 6


async def test_many_workers_tell_once(opened: Any) -> None:
    await asyncio.gather(*(look(opened, END) for _ in range(4)))
    assert len(await told(opened, count=3)) == 3
    with pytest.raises(Exception, match=r"permission denied|only ever added to"):
        await opened.execute("DELETE FROM reminder")


async def test_a_kill_before_the_end_of_the_transaction_tells_it_later(opened: Any) -> None:
    working = asyncio.create_task(look(opened, END))
    async with opened.database.engine.begin() as connection:
        # The work waits for the rows that this transaction holds, and is cut off there.
        await connection.exec_driver_sql("SELECT 1 FROM assessment FOR UPDATE")
        await asyncio.sleep(0)
        working.cancel()
        await asyncio.gather(working, return_exceptions=True)
    await look(opened, END)
    assert len(await told(opened, count=3)) == 3
