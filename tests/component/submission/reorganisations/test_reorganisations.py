"""Reorganisations: the preview is the process, and nothing is lost or doubled."""

from typing import Any

from tests.component.submission.reorganisations.reorganising import (
    DAY,
    MERGER,
    SPLIT,
    answer_level,
    do,
    effects,
    items,
    preview,
)


async def test_old_names_stay_readable(service: Any) -> None:
    renamed = await do(service, "9901.1/renaming", {"name": "Nama baru", "effective_on": DAY})
    assert renamed.status_code == 200, renamed.text
    for at, name in ((None, "Nama baru"), (DAY, "Nama baru"), ("2026-02-28", "Instansi 9901.1")):
        query = {} if at is None else {"at": at}
        found = await service.api.get("/agencies/9901.1", params=query)
        assert (found.status_code, found.json()["name"]) == (200, name)
    history = (await service.api.get("/agencies/9901.1/history")).json()["items"]
    assert [(each["since"], each["change"], each["name"]) for each in history] == [
        ("2017-01-01", "created", "Instansi 9901.1"),
        (DAY, "renamed", "Nama baru"),
    ]


async def test_before_the_first_and_after_the_last_day_there_is_no_agency(service: Any) -> None:
    assert (await do(service, "9901.9/merger", MERGER)).status_code == 200
    for at, there in (("2016-12-31", 404), ("2017-01-01", 200), ("2026-02-28", 200), (DAY, 404)):
        found = await service.api.get("/agencies/9901.1", params={"at": at})
        assert found.status_code == there, at
    gone = (await service.api.get("/agencies/9901.1", params={"at": DAY})).json()
    assert gone["successor_codes"] == ["9901.9"]
    assert gone["errors"][0]["pointer"] == "query/at"


async def test_everything_stays_with_what_is_renamed_or_moved(service: Any) -> None:
    await service.open_campaign(agency_codes=None)
    for where, body in (
        ("9901.1/renaming", {"name": "Nama baru", "effective_on": DAY}),
        ("9901.1/move", {"parent_code": "9901.2", "effective_on": DAY}),
    ):
        done = (await do(service, where, body)).json()
        assert effects(done) == [("9901.1", "stays", "9901.1")]
        assert {rule["effect"] for rule in done["rules"]} == {"stay"}
    assert (await answer_level(service, "9901.1")).status_code == 200
    assert (await service.api.get("/agencies/9901.1")).json()["parent_code"] == "9901.2"


async def test_merged_agencies_end_and_the_successor_takes_part(service: Any) -> None:
    await service.open_campaign(agency_codes=None)
    assert (await answer_level(service, "9901.1")).status_code == 200
    done = (await do(service, "9901.9/merger", MERGER)).json()
    assert effects(done) == [
        ("9901.1", "ends", None),
        ("9901.2", "ends", None),
        ("9901.9", "begins", "9901.9"),
    ]
    assert done["successions"] == [
        {
            "successor_code": "9901.9",
            "predecessor_codes": ["9901.1", "9901.2"],
            "is_comparable": False,
        }
    ]
    ended = await answer_level(service, "9901.2")
    assert ended.status_code == 409
    assert "digabung" in ended.json()["detail"]
    assert "penerusnya 9901.9" in ended.json()["detail"]
    assert (await answer_level(service, "9901.9")).status_code == 200
    (kept,) = await items(service, agency="9901.1")
    assert (kept["ended_on"], kept["end_cause"]) == (DAY, "merged")
    old = await service.api.get(f"/assessments/{kept['assessment_id']}")
    assert [each["level"] for each in old.json()["answers"]] == ["2"]
    campaign = (await service.api.get("/campaigns/spbe-2026")).json()
    assert campaign["assessment_count"] == len(await items(service, campaign="spbe-2026")) == 4


async def test_events_tell_predecessors_and_successors(service: Any) -> None:
    await do(service, "9901.9/merger", MERGER)
    events = (await service.said("submission.agency", count=6))[3:]
    told = {each.agency_code: each for each in events}
    assert told["9901.9"].predecessor_codes == ("9901.1", "9901.2")
    assert str(told["9901.9"].valid_from) == DAY
    for code in ("9901.1", "9901.2"):
        assert told[code].successor_codes == ("9901.9",)
        assert str(told[code].valid_until) == "2026-02-28"


async def test_an_existing_agency_takes_others_in(service: Any) -> None:
    await service.open_campaign(agency_codes=["9901.1"])
    body = {"from_codes": ["9901.1"], "effective_on": DAY}
    done = await do(service, "9901.2/merger", body)
    assert done.status_code == 200, done.text
    assert effects(done.json()) == [("9901.1", "ends", None), ("9901.2", "begins", "9901.2")]
    assert done.json()["successions"][0]["is_comparable"] is False


async def test_successor_that_takes_part_already_is_not_doubled(service: Any) -> None:
    await service.open_campaign(agency_codes=None)
    body = {"from_codes": ["9901.1"], "effective_on": DAY}
    done = (await do(service, "9901.2/merger", body)).json()
    assert effects(done) == [("9901.1", "ends", None), ("9901.2", "stays", "9901.2")]
    # It was there before: over that day it is compared with nobody.
    (told,) = done["successions"]
    assert (told["predecessor_codes"], told["is_comparable"]) == (["9901.1"], False)
    assert len(await items(service, agency="9901.2")) == 1


async def test_units_come_below_the_successor(service: Any) -> None:
    await service.put_agency("9901.1.1", "9901.1", agency_kind="unit")
    done = (await do(service, "9901.9/merger", MERGER)).json()
    assert [each["agency_code"] for each in done["agencies"]] == [
        "9901.9",
        "9901.1",
        "9901.2",
        "9901.1.1",
    ]
    assert (await service.api.get("/agencies/9901.1.1")).json()["parent_code"] == "9901.9"
    then = await service.api.get("/agencies/9901.1.1", params={"at": "2026-02-28"})
    assert then.json()["parent_code"] == "9901.1"


async def test_split_gives_every_unit_a_place(service: Any) -> None:
    await service.put_agency("9901.1.1", "9901.1", agency_kind="unit")
    await service.open_campaign(agency_codes=["9901.1"])
    missing = await do(service, "9901.1/split", SPLIT)
    assert missing.status_code == 422
    assert "9901.1.1" in missing.json()["errors"][0]["message"]
    parts = [SPLIT["parts"][0] | {"unit_codes": ["9901.1.1"]}, SPLIT["parts"][1]]
    done = await do(service, "9901.1/split", SPLIT | {"parts": parts})
    assert done.status_code == 200, done.text
    assert effects(done.json()) == [
        ("9901.1", "ends", None),
        ("9901.7", "begins", "9901.7"),
        ("9901.8", "begins", "9901.8"),
    ]
    assert (await service.api.get("/agencies/9901.1.1")).json()["parent_code"] == "9901.7"
    again = await do(service, "9901.1/split", SPLIT | {"parts": parts})
    assert (again.status_code, again.json()["agencies"]) == (200, [])


async def test_split_agency_can_go_on(service: Any) -> None:
    await service.open_campaign(agency_codes=["9901.1"])
    body = SPLIT | {"parts": SPLIT["parts"][:1], "goes_on": True}
    done = (await do(service, "9901.1/split", body)).json()
    assert effects(done) == [("9901.1", "stays", "9901.1"), ("9901.7", "begins", "9901.7")]
    assert (await service.api.get("/agencies/9901.1")).json()["valid_until"] is None


async def test_closed_agency_ends_its_open_assessments(service: Any) -> None:
    await service.open_campaign(agency_codes=None)
    done = (await do(service, "9901.1/closure", {"effective_on": DAY})).json()
    assert effects(done) == [("9901.1", "ends", None)]
    assert (await answer_level(service, "9901.1")).status_code == 409


async def test_assessment_of_a_past_period_is_answered_from_above(service: Any) -> None:
    await service.open_campaign("spbe-2025", period="2025", agency_codes=["9901.1"])
    done = (await do(service, "9901.9/merger", MERGER)).json()
    assert effects(done) == [("9901.1", "stays", "9901")]
    (kept,) = await items(service, agency="9901.1")
    assert kept["ended_on"] is None
    assert await items(service, agency="9901.9") == []


async def test_preview_stores_nothing_and_is_what_is_done(service: Any) -> None:
    await service.open_campaign(agency_codes=None)
    await service.settle()
    counts = [await service.count(table) for table in ("agency_state", "assessment", "outbox")]
    shown = await preview(service, "9901.9/merger", MERGER)
    assert shown.json()["is_preview"] is True
    assert [
        await service.count(table) for table in ("agency_state", "assessment", "outbox")
    ] == counts
    done = await do(service, "9901.9/merger", MERGER, headers={"If-Match": shown.headers["etag"]})
    assert done.status_code == 200
    assert done.json() == shown.json() | {"is_preview": False}
    assert done.headers["etag"] == shown.headers["etag"]


async def test_a_plan_that_changed_is_not_done(service: Any) -> None:
    shown = await preview(service, "9901.9/merger", MERGER)
    await service.open_campaign(agency_codes=None)
    late = await do(service, "9901.9/merger", MERGER, headers={"If-Match": shown.headers["etag"]})
    assert late.status_code == 412
    assert len(late.json()["current"]["body"]["assessments"]) == 3


async def test_repetition_changes_nothing(service: Any) -> None:
    await service.open_campaign(agency_codes=None)
    await do(service, "9901.9/merger", MERGER)
    counts = [await service.count(table) for table in ("agency_state", "assessment")]
    again = await do(service, "9901.9/merger", MERGER)
    assert (again.status_code, again.json()["agencies"], again.json()["assessments"]) == (
        200,
        [],
        [],
    )
    assert [await service.count(table) for table in ("agency_state", "assessment")] == counts
    other = await do(service, "9901.9/merger", MERGER | {"effective_on": "2026-04-01"})
    assert other.status_code == 409


async def test_what_ended_otherwise_is_named(service: Any) -> None:
    await do(service, "9901.1/closure", {"effective_on": DAY})
    assert (await do(service, "9901.1/closure", {"effective_on": DAY})).status_code == 200
    late = await do(service, "9901.1/closure", {"effective_on": "2026-04-01"})
    assert late.status_code == 409
    assert late.json()["valid_until"] == "2026-02-28"


async def test_a_closed_campaign_stays_as_it_is(service: Any) -> None:
    await service.open_campaign(agency_codes=["9901.1", "9901.2"])
    closed = await service.api.post("/campaigns/spbe-2026/closing", json={"reason": "Selesai"})
    assert closed.status_code == 200, closed.text
    done = (await do(service, "9901.9/merger", MERGER)).json()
    assert done["assessments"] == []
    assert len(await items(service, campaign="spbe-2026")) == 2


async def test_who_ended_is_reminded_of_nothing(service: Any) -> None:
    await service.open_campaign(agency_codes=["9901.1", "9901.2"])
    assert (await do(service, "9901.9/merger", MERGER)).status_code == 200
    reminders = (await service.api.get("/campaigns/spbe-2026/reminders")).json()["items"]
    assert [each["agency_code"] for each in reminders] == ["9901.9"]


async def test_a_planned_campaign_begins_with_who_took_over(service: Any) -> None:
    planned = await service.open_campaign(agency_codes=None, planned=True)
    assert planned.status_code == 201, planned.text
    assert (await do(service, "9901.9/merger", MERGER)).json()["assessments"] == []
    begun = await service.api.post("/campaigns/spbe-2026/opening")
    assert begun.status_code == 200, begun.text
    found = {each["agency_code"] for each in await items(service, campaign="spbe-2026")}
    assert "9901.9" in found


async def test_every_state_keeps_the_time_zone(service: Any) -> None:
    await service.put_agency("9901.5", time_zone="Asia/Makassar")
    await do(service, "9901.5/renaming", {"name": "Nama baru", "effective_on": DAY})
    assert (await do(service, "9901.5/split", SPLIT)).status_code == 200
    history = (await service.api.get("/agencies/9901.5/history")).json()["items"]
    assert {each["time_zone"] for each in history} == {"Asia/Makassar"}
    for part in ("9901.7", "9901.8"):
        found = (await service.api.get(f"/agencies/{part}")).json()
        assert found["time_zone"] == "Asia/Makassar"
