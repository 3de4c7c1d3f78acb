"""A campaign is planned, opened and closed; its stages have deadlines."""

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from tests.component.submission.assessments.answering import ASSESSMENT, put

PATH = "/campaigns/spbe-2026"
AHEAD = (datetime.now(UTC) + timedelta(days=30)).date()
LATER = AHEAD + timedelta(days=1)
DONE = {"reason": "Selesai"}


@pytest.fixture
async def planned(service: Any) -> Any:
    """Return the service with a planned campaign of all agencies."""
    await service.once(_plan)
    return service


async def _plan(service: Any) -> None:
    answer = await service.open_campaign(planned=True, agency_codes=None)
    assert answer.status_code == 201, answer.text


async def deadline(service: Any, stage: str, etag: str, **body: Any) -> Any:
    return await service.api.put(
        f"{PATH}/stages/{stage}", json=body, headers={"If-Match": f'"{etag}"'}
    )


async def test_planning_opens_nothing_and_opening_opens_all(planned: Any) -> None:
    read = (await planned.api.get(PATH)).json()
    assert (read["state"], read["opened_at"], read["assessment_count"]) == ("planned", None, 3)
    assert (await planned.api.get("/assessments")).json()["items"] == []
    for _ in range(2):  # the repetition changes nothing
        opened = await planned.api.post(f"{PATH}/opening")
        assert (opened.status_code, opened.json()["state"]) == (200, "open")
        assert opened.headers["etag"] == '"2"'
    assert len(await planned.said(ASSESSMENT, count=3)) == 3
    assert await planned.count("campaign_step") == 2


async def test_agencies_that_are_to_take_part_see_the_plan_and_others_do_not(
    service: Any, bearer: Any
) -> None:
    await service.open_campaign(planned=True, agency_codes=["9901.1"])
    for agency, status in (("9901", 200), ("9901.1", 200), ("9901.2", 404)):
        headers = bearer("leader", agency=agency)
        assert (await service.api.get(PATH, headers=headers)).status_code == status
        listed = await service.api.get("/campaigns", headers=headers)
        assert bool(listed.json()["items"]) is (status == 200)


async def test_what_lies_ahead_is_planned_and_not_opened(service: Any) -> None:
    answer = await service.open_campaign(planned=True, period="2099")
    assert answer.status_code == 201
    refused = await service.api.post(f"{PATH}/opening")
    assert [each["pointer"] for each in refused.json()["errors"]] == ["/period"]
    assert (await service.api.get(PATH)).json()["state"] == "planned"


async def test_a_closed_campaign_is_not_opened(planned: Any) -> None:
    await planned.api.post(f"{PATH}/opening")
    for _ in range(2):
        closed = await planned.api.post(f"{PATH}/closing", json=DONE)
        assert (closed.status_code, closed.json()["state"]) == (200, "closed")
    assert (await planned.api.post(f"{PATH}/closing", json={"reason": "Lain"})).status_code == 409
    assert (await planned.api.post(f"{PATH}/opening")).status_code == 409
    assert (await deadline(planned, "mandiri", "3", deadline=str(AHEAD))).status_code == 409


async def test_a_closed_campaign_takes_no_answer(planned: Any) -> None:
    await planned.api.post(f"{PATH}/opening")
    address = f"/assessments/{await planned.assessment()}/answers/1"
    assert (await put(planned, address, "2")).status_code == 200
    await planned.api.post(f"{PATH}/closing", json=DONE)
    refused = await put(planned, address, "3", etag="2")
    assert (refused.status_code, "sudah ditutup" in refused.text) == (409, True)


async def test_closing_and_deciding_at_once_lose_nothing(planned: Any) -> None:
    await planned.api.post(f"{PATH}/opening")
    address = f"/assessments/{await planned.assessment()}/answers"
    closing = planned.api.post(f"{PATH}/closing", json=DONE)
    answered, closed, *others = await asyncio.gather(
        put(planned, f"{address}/1", "2"),
        closing,
        put(planned, f"{address}/2", "2"),
        put(planned, f"{address}/P", "50"),
    )
    statuses = [each.status_code for each in (answered, *others)]
    assert (closed.status_code, {*statuses} <= {200, 409}) == (200, True)
    assert await planned.count("level_decision") == statuses.count(200)
    assert (await put(planned, f"{address}/1", "3", etag="99")).status_code == 409


async def test_deadlines_stand_in_the_order_of_the_stages(planned: Any) -> None:
    set_ = await deadline(planned, "dokumen", "1", deadline=str(AHEAD))
    assert (set_.status_code, set_.headers["etag"]) == (200, '"2"')
    shown = {each["stage"]: each for each in set_.json()["stages"]}
    assert (shown["dokumen"]["deadline"], shown["mandiri"]["deadline"]) == (str(AHEAD), None)
    assert shown["dokumen"]["ends_at"] == f"{AHEAD}T17:00:00Z"
    assert (set_.json()["time_zone"], set_.json()["zone"]) == ("Asia/Jakarta", "WIB")
    for stage in ("mandiri", "reviu"):
        day = LATER if stage == "mandiri" else AHEAD - timedelta(days=1)
        refused = await deadline(planned, stage, "2", deadline=str(day))
        assert (refused.status_code, refused.json()["errors"][0]["pointer"]) == (422, "/deadline")
    past = await deadline(planned, "mandiri", "2", deadline="2026-01-01")
    assert past.status_code == 422
    unknown = await deadline(planned, "usulan", "2", deadline=str(AHEAD))
    assert (unknown.status_code, unknown.json()["errors"][0]["pointer"]) == (422, "path/stage")
    again = await deadline(planned, "dokumen", "1", deadline=str(AHEAD))
    assert (again.status_code, again.headers["etag"]) == (200, '"2"')
    assert (await deadline(planned, "dokumen", "1", deadline=str(LATER))).status_code == 412


async def test_once_it_is_open_a_deadline_is_only_extended_and_with_a_reason(planned: Any) -> None:
    await deadline(planned, "mandiri", "1", deadline=str(AHEAD))
    await planned.api.post(f"{PATH}/opening")
    without = await deadline(planned, "mandiri", "3", deadline=str(LATER))
    assert [each["pointer"] for each in without.json()["errors"]] == ["/reason"]
    before = {"deadline": str(AHEAD - timedelta(days=1)), "reason": "Alasan"}
    shortened = await deadline(planned, "mandiri", "3", **before)
    assert [each["pointer"] for each in shortened.json()["errors"]] == ["/deadline"]
    extended = await deadline(planned, "mandiri", "3", deadline=str(LATER), reason="Banjir")
    assert (extended.status_code, extended.json()["stages"][0]["reason"]) == (200, "Banjir")


async def test_another_time_zone_of_the_agency_shortens_no_deadline_of_an_open_campaign(
    planned: Any,
) -> None:
    await deadline(planned, "mandiri", "1", deadline=str(AHEAD))
    await planned.api.post(f"{PATH}/opening")
    region = await planned.api.get("/agencies/9901")
    kept = ("name", "agency_kind", "valid_from")
    moved = await planned.api.put(
        "/agencies/9901",
        json={name: region.json()[name] for name in kept} | {"time_zone": "Asia/Jayapura"},
        headers={"If-Match": region.headers["etag"]},
    )
    assert (moved.status_code, moved.json()["time_zone"]) == (200, "Asia/Jayapura")
    ends_at = f"{AHEAD}T17:00:00Z"
    shown = (await planned.api.get(PATH)).json()
    assert (shown["zone"], shown["stages"][0]["ends_at"]) == ("WIB", ends_at)
    progress = (await planned.api.get(f"{PATH}/progress")).json()["items"]
    assert {each["stages"][0]["ends_at"] for each in progress} == {ends_at}
    reminders = (await planned.api.get(f"{PATH}/reminders")).json()["items"]
    assert {each["ends_at"] for each in reminders} == {ends_at}


async def test_a_deadline_that_has_passed_refuses_answers_and_says_who_can_extend_it(
    planned: Any,
) -> None:
    await planned.execute(
        "UPDATE agency SET time_zone = 'Asia/Makassar' WHERE agency_code = '9901'"
    )
    await planned.api.post(f"{PATH}/opening")
    address = f"/assessments/{await planned.assessment(agency='9901.1')}/answers/1"
    await planned.execute(
        "INSERT INTO campaign_stage VALUES ('spbe-2026', 'mandiri', DATE '2026-01-31')"
    )
    refused = await put(planned, address, "2")
    assert refused.status_code == 409
    detail = refused.json()["detail"]
    assert "akhir hari 2026-01-31 WITA" in detail
    assert "koordinator instansi 9901" in detail
    assert (await planned.api.get(PATH)).json()["stages"][0]["overdue"] is True
    extension = {"deadline": str(AHEAD), "reason": "Terlambat"}
    assert (await deadline(planned, "mandiri", "2", **extension)).status_code == 200
    assert (await put(planned, address, "2")).status_code == 200


async def test_a_campaign_without_derivations_shows_a_warning(service: Any) -> None:
    answer = await service.open_campaign(derivation_set_version=None)
    warning, team = answer.json()["warnings"]
    assert "tanpa set turunan" in warning["id"]
    assert (await service.api.get(PATH)).json()["warnings"] == [warning, team]
    await service.api.put(PATH, json={"derivation_set_version": 1}, headers={"If-Match": '"1"'})
    assert (await service.api.get(PATH)).json()["warnings"] == [team]


async def test_a_planned_campaign_chooses_its_derivations_without_a_job(planned: Any) -> None:
    await planned.execute("UPDATE campaign SET derivation_set_version = NULL")
    answer = await planned.api.put(
        PATH, json={"derivation_set_version": 1}, headers={"If-Match": '"1"'}
    )
    assert (answer.status_code, answer.json()["rederivation_id"]) == (200, None)
    assert "location" not in answer.headers


async def test_only_at_or_above_its_agency_a_campaign_is_planned(planned: Any, bearer: Any) -> None:
    planned.api.headers.update(bearer("coordinator", agency="9901.1"))
    for answer in (
        await planned.api.post(f"{PATH}/opening"),
        await planned.api.post(f"{PATH}/closing", json={"reason": "Alasan"}),
        await deadline(planned, "mandiri", "1", deadline=str(AHEAD)),
        await planned.api.post(f"{PATH}/announcements", json={"title": "Judul", "body": "Isi"}),
        await planned.api.put(f"{PATH}/team/orang-1", json={"functions": ["tik"]}),
    ):
        assert answer.status_code == 403, answer.text


async def test_agencies_are_told_when_the_socialisation_is(planned: Any, bearer: Any) -> None:
    for title in ("Pertama", "Kedua"):
        told = {"title": title, "body": "Sosialisasi", "held_on": "2026-03-02"}
        answer = await planned.api.post(f"{PATH}/announcements", json=told)
        assert (answer.status_code, answer.json()["held_on"]) == (201, "2026-03-02")
    listed = await planned.api.get(
        f"{PATH}/announcements", headers=bearer("agency_officer", agency="9901.1")
    )
    assert [each["title"] for each in listed.json()["items"]] == ["Kedua", "Pertama"]


async def test_a_team_is_told_what_it_lacks_and_has_one_data_entry_officer(
    planned: Any, bearer: Any
) -> None:
    unknown = await planned.api.put(f"{PATH}/team/orang-1", json={"functions": ["tik"]})
    assert [each["pointer"] for each in unknown.json()["errors"]] == ["path/subject"]
    for number in (1, 2):
        person = {"agency_code": "9901.1", "name": f"Nama {number}", "valid_from": "2026-01-01"}
        await planned.api.put(
            f"/people/orang-{number}", json=person, headers={"If-None-Match": "*"}
        )
    lacking = (await planned.api.get(f"{PATH}/team")).json()
    assert [each["function"] for each in lacking["missing"]] == ["data_entry"]
    member = f"{PATH}/team/orang-1"
    assert (await planned.api.put(member, json={"functions": ["data_entry"]})).status_code == 200
    second = await planned.api.put(f"{PATH}/team/orang-2", json={"functions": ["data_entry"]})
    assert [each["pointer"] for each in second.json()["errors"]] == ["/functions/0"]
    team = (await planned.api.get(f"{PATH}/team")).json()
    assert (team["is_complete"], team["members"][0]["name"]) == (True, "Nama 1")
    elsewhere = await planned.api.get(member, headers=bearer("leader", agency="9901.2"))
    assert (elsewhere.json()["name"], elsewhere.json()["subject"]) == (None, "orang-1")
    assert (await planned.api.delete(member)).status_code == 200
    assert (await planned.api.get(member)).status_code == 404


async def test_steps_are_only_added(planned: Any) -> None:
    with pytest.raises(Exception, match=r"only ever added|permission denied"):
        await planned.execute("DELETE FROM campaign_step")


async def test_the_same_announcement_again_answers_with_the_first(
    service: Any, bearer: Any
) -> None:
    await service.open_campaign(planned=True)
    told = {"title": "Sosialisasi", "body": "Di aula.", "held_on": "2026-03-02"}
    path = f"{PATH}/announcements"
    found = [await service.api.post(path, json=told) for _ in range(2)]
    assert [each.status_code for each in found] == [201, 200]
    assert found[0].json() == found[1].json()
    for body, headers in (
        (told | {"held_on": None}, {}),
        (told | {"held_on": None}, bearer("coordinator", subject="lain")),
    ):
        assert (await service.api.post(path, json=body, headers=headers)).status_code == 201
    assert (await service.api.post(path, json=told | {"held_on": None})).status_code == 200
    assert await service.count("announcement") == 3


async def test_a_campaign_whose_team_is_not_complete_says_what_it_lacks(service: Any) -> None:
    await service.open_campaign(planned=True)
    person = {"agency_code": "9901.1", "name": "Nama", "valid_from": "2026-01-01"}
    await service.api.put("/people/orang-1", json=person, headers={"If-None-Match": "*"})
    opened = await service.api.post(f"{PATH}/opening")
    (warning,) = opened.json()["warnings"]
    assert "Petugas input data" in warning["id"]
    assert (await service.api.get(PATH)).json()["warnings"] == [warning]
    await service.api.put(f"{PATH}/team/orang-1", json={"functions": ["data_entry"]})
    assert (await service.api.get(PATH)).json()["warnings"] == []
