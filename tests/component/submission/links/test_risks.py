"""What proves an indicator does so no more: noticed by the local day, told once as one event."""

import asyncio
from datetime import UTC, date, datetime, timedelta
from typing import Any

import msgspec
from tests.component.submission.assessments.answering import ASSESSMENT
from tests.support.waiting import eventually

from contracts.events.edition import ScaleLevel
from contracts.values import Text
from kit.testing import FixedClock
from submission.links.usecases.notice import notice_risks

# Over at 17:00 UTC in WIB.
LAST_DAY = date(2030, 3, 31)
END = datetime(2030, 3, 31, 17, tzinfo=UTC)
RISK = "submission.evidence.at_risk.v1"


async def look(proving: Any, now: datetime) -> None:
    await notice_risks(proving.evaluation.service.database, FixedClock(now))


async def test_evidence_that_expires_puts_its_indicator_at_risk(proving: Any) -> None:
    """It was accepted; the day after its last one it proves nothing. No level moves."""
    item = await proving.item(valid_until=LAST_DAY.isoformat())
    link = await proving.linked(item)
    await proving.evaluation.answer("1", "3")
    await proving.review(link, "accepted", "internal_assessor")
    before = await revision(proving)
    await look(proving, END - timedelta(seconds=1))
    assert await revision(proving) == before
    for _ in range(3):
        await look(proving, END)
    assert await revision(proving) == before + 1
    (event,) = await risks_said(proving, count=1)
    assert (event.revision, event.noticed_at) == (before + 1, END)
    (risk,) = event.indicators
    assert (risk.indicator_code, risk.since, risk.causes) == ("1", date(2030, 4, 1), ("expired",))
    assert [str(each) for each in risk.evidence_ids] == [item]
    levels = (await proving.api.get(f"{proving.evaluation.address}/answers/1")).json()
    assert levels["level"] == "3"
    # The next decision goes on from there.
    assert (await proving.evaluation.answer("2", "1")).json()["revision"] == before + 2


async def test_the_day_ends_in_the_zone_of_the_agency(proving: Any) -> None:
    await proving.evaluation.service.execute(
        "UPDATE agency SET time_zone = 'Asia/Jayapura' WHERE agency_code = '9901.1'"
    )
    await proving.linked(await proving.item(valid_until=LAST_DAY.isoformat()))
    await look(proving, END - timedelta(hours=2, seconds=1))
    assert await risks_said(proving, count=0) == []
    await look(proving, END - timedelta(hours=2))
    assert len(await risks_said(proving, count=1)) == 1


async def test_a_link_that_takes_its_place_ends_the_risk(proving: Any) -> None:
    old = await proving.linked(await proving.item(valid_until="2026-01-31"))
    now = datetime.now(UTC) + timedelta(seconds=1)
    await look(proving, now)
    (first,) = await risks_said(proving, count=1)
    assert first.indicators[0].causes == ("expired",)
    (shown,) = await proving.shown()
    assert [each["cause"] for each in shown["risks"]] == ["expired"]
    newer = await proving.item(title="Peraturan baru", valid_until="2099-12-31")
    await proving.linked(newer, replaces=old)
    await look(proving, now + timedelta(minutes=1))
    _, second = await risks_said(proving, count=2)
    assert (second.indicators, second.revision) == ((), first.revision + 1)
    assert (await proving.coverage())["at_risk"] == []


async def test_what_is_rejected_or_withdrawn_is_at_risk_since_that_day(proving: Any) -> None:
    item = await proving.item()
    first, second = await proving.linked(item, "1"), await proving.linked(item, "2")
    await proving.review(first, "rejected", "internal_assessor")
    reason = {"reason": "Dicabut dengan Peraturan Bupati 3/2026."}
    answers = [
        await proving.api.post(f"/evidence/{item}/withdrawal", json=reason) for _ in range(2)
    ]
    assert answers[0].json() == answers[1].json()
    other = await proving.api.post(f"/evidence/{item}/withdrawal", json={"reason": "Lain."})
    assert other.status_code == 409
    assert (await proving.link(item, "P")).status_code == 409

    risks = (await proving.coverage())["at_risk"]
    assert [(each["indicator_code"], each["causes"]) for each in risks] == [
        ("1", ["rejected", "withdrawn"]),
        ("2", ["withdrawn"]),
    ]
    shown = {each["link_id"]: each for each in await proving.shown()}
    assert shown[second]["withdrawal"]["reason"] == reason["reason"]
    await look(proving, datetime.now(UTC) + timedelta(seconds=1))
    (event,) = await risks_said(proving, count=1)
    assert [each.causes for each in event.indicators] == [("rejected", "withdrawn"), ("withdrawn",)]
    accepted = await proving.review(first, "accepted", "internal_assessor", "Terbaca.")
    assert [each["cause"] for each in accepted.json()["risks"]] == ["withdrawn"]


async def test_an_address_that_changed_and_a_date_that_was_corrected_are_noticed(
    proving: Any,
) -> None:
    """Nothing says so to the links: the assessment is looked at now and then."""
    address = {"origin": "url", "address": "https://jdih.contoh.go.id/perbup.pdf"}
    item = await proving.item(source=address)
    await proving.linked(item)
    now = datetime.now(UTC) + timedelta(seconds=1)
    await look(proving, now)
    await proving.evaluation.service.execute(
        "UPDATE evidence_fetch SET state = 'changed', changed_at = now()"
    )
    await look(proving, now + timedelta(minutes=1))
    assert await risks_said(proving, count=0) == []
    await look(proving, now + timedelta(minutes=10))
    (event,) = await risks_said(proving, count=1)
    assert event.indicators[0].causes == ("changed_at_its_address",)
    change = {"title": "Peraturan", "kind": "regulation", "valid_until": "2026-01-01"}
    corrected = await proving.api.put(f"/evidence/{item}", json=change, headers={"If-Match": '"1"'})
    assert corrected.status_code == 200, corrected.text
    await look(proving, now + timedelta(minutes=20))
    *_, event = await risks_said(proving, count=2)
    assert event.indicators[0].causes == ("changed_at_its_address", "expired")


async def test_level_4_rests_on_a_review_record_younger_than_two_years(
    proving: Any, edition: Any
) -> None:
    """59/2020: the day on which the record is two years old, and only from level 4 on."""
    service, evaluation = proving.evaluation.service, proving.evaluation
    plain = edition("permenpanrb-59-2020", hash_letter="c", instrument="spbe")
    name = Text(id="Nama", en="Name")
    levels = tuple(ScaleLevel(value=str(value), name=name) for value in range(1, 6))
    scale = msgspec.structs.replace(plain.scales[0], maximum="5", levels=levels)
    await service.hear(msgspec.structs.replace(plain, scales=(scale, plain.scales[1])))
    opened = await service.open_campaign(
        "spbe-60",
        edition_code="permenpanrb-59-2020",
        derivation_set_version=None,
        agency_codes=["9901.2"],
    )
    assert opened.status_code == 201, opened.text
    evaluation.address = f"/assessments/{await service.assessment('spbe-60', '9901.2')}"
    review = {"kind": "review", "title": "Reviu 2028", "effective_date": "2028-04-01"}
    await proving.linked(await proving.item("9901.2", **review))
    await evaluation.answer("1", "3")
    await look(proving, END)
    assert await risks_said(proving, count=0) == []
    assert (await evaluation.answer("1", "4")).status_code == 200
    await look(proving, END - timedelta(seconds=1))
    assert await risks_said(proving, count=0) == []
    await look(proving, END)
    (event,) = await risks_said(proving, count=1)
    (risk,) = event.indicators
    assert (risk.causes, risk.since) == (("review_too_old",), date(2030, 4, 1))
    # A newer record proves it again.
    newer = review | {"title": "Reviu 2030", "effective_date": "2030-01-15"}
    await proving.linked(await proving.item("9901.2", **newer))
    await look(proving, END + timedelta(minutes=1))
    *_, event = await risks_said(proving, count=2)
    assert event.indicators == ()


async def test_many_workers_tell_once_and_a_kill_tells_it_later(proving: Any) -> None:
    await proving.linked(await proving.item(valid_until=LAST_DAY.isoformat()))
    working = asyncio.create_task(look(proving, END))
    async with proving.evaluation.service.database.engine.begin() as connection:
        # The work waits for the rows that this transaction holds, and is cut off there.
        await connection.exec_driver_sql("SELECT 1 FROM assessment FOR UPDATE")
        await asyncio.sleep(0)
        working.cancel()
        await asyncio.gather(working, return_exceptions=True)
    assert await risks_said(proving, count=0) == []
    await asyncio.gather(*(look(proving, END) for _ in range(4)))
    assert len(await risks_said(proving, count=1)) == 1


async def test_nothing_is_told_where_nothing_is_at_risk(proving: Any) -> None:
    await proving.linked(await proving.item(valid_until="2099-12-31"))
    before = await revision(proving)
    for minutes in (1, 11, 21):
        await look(proving, datetime.now(UTC) + timedelta(minutes=minutes))
    assert await revision(proving) == before
    assert await risks_said(proving, count=0) == []


async def revision(proving: Any) -> int:
    found = (await proving.api.get(proving.evaluation.address)).raise_for_status().json()
    return int(found["revision"])


async def risks_said(proving: Any, *, count: int) -> list[Any]:
    """Return the events that tell what is at risk; there are exactly so many."""
    service = proving.evaluation.service

    async def all_sent() -> bool:
        return bool(await service.count("outbox") == 0)

    await eventually(all_sent)
    said = [each for each in await service.said(ASSESSMENT, count=0) if each.TYPE == RISK]
    assert len(said) == count
    return said
