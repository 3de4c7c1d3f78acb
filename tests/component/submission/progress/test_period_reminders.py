"""A month is asked for until a leader has closed it, everywhere by the same rule."""

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from tests.component.submission.performance.test_performance import (
    AGENCY,
    LEADER,
    OFFICER,
    SECRETARY,
    end_stages,
    month,
    post,
    put,
)

from kit.ids import new_id
from kit.testing import FixedClock
from submission.progress.usecases.emit_period_reminders import emit_period_reminders
from submission.progress.usecases.emit_reminders import emit_reminders

__all__ = ["month"]
CAMPAIGN = "/campaigns/kinerja-2026-01"
DUE = "submission.period_reminder.due.v1"
# Over at 17:00 UTC in WIB.
END = datetime(2026, 2, 10, 17, tzinfo=UTC)
WORD = {"revision": 1, "text": "Percepat lelang."}


@pytest.fixture
async def due(service: Any, month: str) -> str:
    """Return the address of the month, whose campaign has a deadline."""
    await set_deadline(service)
    return month


async def set_deadline(service: Any) -> None:
    await service.execute(
        "INSERT INTO campaign_stage VALUES ('kinerja-2026-01', 'mandiri', DATE '2026-02-10')"
    )


async def seen(service: Any, by: Any = LEADER) -> tuple[Any, Any, Any]:
    """Return what is asked for of the agency, as reminders, progress and the list say."""
    reminders = (await service.api.get(f"{CAMPAIGN}/reminders", headers=by)).json()["periods"]
    (one,) = [each for each in reminders if each["agency_code"] == AGENCY] or [None]
    found = []
    for path in ("progress", "performance"):
        items = (await service.api.get(f"{CAMPAIGN}/{path}", headers=by)).json()["items"]
        (item,) = [each for each in items if each["agency_code"] == AGENCY]
        found.append(item["period"] if path == "progress" else item)
    return one, *found


async def asked(service: Any) -> list[str]:
    """Return what is asked for; all that show it agree."""
    reminder, progress, listed = await seen(service)
    codes = [each["requirement"] for each in progress["asked"]]
    assert progress == {name: listed[name] for name in progress}
    assert codes == (
        [] if reminder is None else [each["requirement"] for each in reminder["asked"]]
    )
    return codes


async def tell_and_close(service: Any, month: str) -> None:
    """Hand in the account, comment on it and close the month."""
    await put(service, month, 0)
    await end_stages(service, month)
    await set_deadline(service)
    await post(service, month, "comments", WORD)
    assert (await post(service, month, "closing", {"revision": 1})).status_code == 200


async def test_it_is_asked_for_until_it_is_closed_and_again_once_it_is_opened(
    service: Any, month: str
) -> None:
    assert await asked(service) == ["stages_closed", "account_written"]
    reminder, progress, _ = await seen(service)
    assert (reminder["responsible"], reminder["overdue"]) == ([AGENCY], False)
    assert (progress["state"], progress["deadline"]) == ("unwritten", None)
    await put(service, month, 0)
    await end_stages(service, month)
    await set_deadline(service)
    assert await asked(service) == ["account_commented"]
    reminder, progress, _ = await seen(service)
    assert (reminder["responsible"], reminder["overdue"]) == (["9901"], True)
    assert (progress["deadline"], progress["ends_at"]) == ("2026-02-10", "2026-02-10T17:00:00Z")
    await post(service, month, "comments", WORD)
    assert await asked(service) == ["period_closed"]
    (lack,) = (await seen(service))[0]["asked"]
    assert lack["roles"] == ["approver", "leader"]
    await post(service, month, "closing", {"revision": 1})
    assert await asked(service) == []
    assert (await seen(service))[1]["overdue"] is False
    await post(service, month, "reopening", {"reason": "Dikoreksi."}, SECRETARY)
    assert await asked(service) == ["period_closed"]
    await put(service, month, 1, {"is_draft": True})
    assert await asked(service) == ["no_draft"]


async def test_it_is_asked_for_after_its_campaign_was_closed(service: Any, due: str) -> None:
    await service.api.post(f"{CAMPAIGN}/closing", json={"reason": "Selesai"})
    assert await asked(service) == ["account_written"]
    answer = await service.api.get(f"{CAMPAIGN}/reminders")
    assert answer.json()["items"] == []
    await put(service, due, 0)
    await post(service, due, "comments", WORD)
    assert await asked(service) == ["period_closed"]


async def test_nothing_of_an_open_stage_is_asked_for_once_the_period_is_closed(
    service: Any, due: str, bearer: Any
) -> None:
    await service.api.post(f"{CAMPAIGN}/closing", json={"reason": "Selesai"})
    await put(service, due, 0)
    await post(service, due, "comments", WORD)
    assert (await post(service, due, "closing", {"revision": 1})).status_code == 200
    again = await service.api.post(
        f"{CAMPAIGN}/reopening",
        json={"reason": "Terlalu dini."},
        headers=bearer("approver", subject="lain"),
    )
    assert again.status_code == 200, again.text
    progress = (await service.api.get(f"{CAMPAIGN}/progress")).json()["items"]
    overdue = {each["agency_code"]: each["stages"][0]["overdue"] for each in progress}
    assert overdue == {AGENCY: False, "9901.2": True}
    reminders = (await service.api.get(f"{CAMPAIGN}/reminders")).json()
    assert [each["agency_code"] for each in reminders["items"]] == ["9901.2"]
    await emit_reminders(service.database, FixedClock(END + timedelta(days=400)))
    told = [
        each
        for each in await service.said("submission.assessment", count=3)
        if "reminder" in each.TYPE
    ]
    assert [each.agency_code for each in told] == ["9901.2"]


@pytest.mark.usefixtures("due")
async def test_the_overdue_come_first_and_only_agencies_within_reach(
    service: Any, bearer: Any
) -> None:
    await service.execute(
        "UPDATE assessment SET time_zone = 'Asia/Jayapura' WHERE agency_code = '9901.2'"
    )
    found = (await service.api.get(f"{CAMPAIGN}/reminders")).json()["periods"]
    assert [each["agency_code"] for each in found] == ["9901.2", AGENCY]
    own = await service.api.get(f"{CAMPAIGN}/reminders", headers=OFFICER)
    assert [each["agency_code"] for each in own.json()["periods"]] == [AGENCY]
    # A unit sees what it answers for, and nothing of the period of the agency above it.
    await service.put_agency("9901.1.1", AGENCY, agency_kind="unit")
    duty = {"agency_code": AGENCY, "node_code": "1", "duty": "responsible", "unit_code": "9901.1.1"}
    await service.api.put(f"{CAMPAIGN}/assignments/{new_id()}", json=duty)
    by = bearer("agency_officer", agency="9901.1.1", subject="unit-1")
    of_unit = (await service.api.get(f"{CAMPAIGN}/reminders", headers=by)).json()
    assert (of_unit["periods"], len(of_unit["items"])) == ([], 1)
    (item,) = (await service.api.get(f"{CAMPAIGN}/progress", headers=by)).json()["items"]
    assert item["period"] is None


async def look(service: Any, now: datetime) -> None:
    await emit_period_reminders(service.database, FixedClock(now))


async def told(service: Any) -> list[Any]:
    """Return the reminders of the agency's month."""
    said = await service.said("submission.assessment", count=2)
    return [each for each in said if each.TYPE == DUE and each.agency_code == AGENCY]


async def test_each_threshold_is_told_once_with_what_is_asked_for_and_of_whom(
    service: Any, month: str
) -> None:
    await end_stages(service, month)
    await set_deadline(service)
    await look(service, END - timedelta(days=11))  # the month still runs on the 30th of January
    await asyncio.gather(*(look(service, END - timedelta(days=7)) for _ in range(3)))
    await put(service, month, 0)
    await look(service, END - timedelta(days=1))
    for _ in range(2):
        await look(service, END + timedelta(days=3))
    week, day, passed = await told(service)

    assert (week.threshold, day.threshold, passed.threshold) == (
        "week_before",
        "day_before",
        "passed",
    )
    assert (week.asked, week.responsible) == (("account_written",), (AGENCY,))
    assert (passed.asked, passed.roles, passed.responsible) == (
        ("account_commented",),
        ("approver", "leader"),
        ("9901",),
    )
    assert (passed.period, passed.ends_at, passed.campaign_code) == ("2026-01", END, CAMPAIGN[11:])
    with pytest.raises(Exception, match=r"permission denied|only ever added to"):
        await service.execute("DELETE FROM period_reminder")


async def test_what_is_closed_is_told_no_more_until_it_is_opened_again(
    service: Any, month: str
) -> None:
    await tell_and_close(service, month)
    await look(service, END)
    assert await told(service) == []
    await post(service, month, "reopening", {"reason": "Dikoreksi."}, SECRETARY)
    for _ in range(2):
        await look(service, END)
    (again,) = await told(service)
    assert (again.threshold, again.asked) == ("passed", ("period_closed",))
