"""A month is told by the agency, commented on and closed by a leader above, and opened again."""

import asyncio
from collections.abc import Callable
from typing import Any

import pytest
from tests.component.submission.conftest import bearer, somebody
from tests.support.steps import close, submit

AGENCY = "9901.1"
ACCOUNT = {
    "activities": [{"name": "Rehabilitasi irigasi", "progress": "62.5", "indicator_code": "1"}],
    "obstacles": [{"text": "Lelang diulang.", "indicator_code": "1"}],
    "plan": [
        {
            "action": "Menambah regu kerja.",
            "due_on": "2026-03-31",
            "responsible": "Bidang SDA",
            "indicator_code": "1",
        }
    ],
}
OFFICER = bearer("agency_officer", agency=AGENCY, subject="petugas")
LEADER = bearer("leader", subject="bupati")
SECRETARY = bearer("leader", subject="sekda")
OTHERS = bearer("leader", "agency_officer", agency="9901.2", subject="kepala-lain")


@pytest.fixture
async def month(service: Any, edition: Callable[..., Any]) -> Any:
    """Return the address of the performance of an agency in January 2026."""
    return await service.once(_open, edition)


async def _open(service: Any, edition: Callable[..., Any]) -> str:
    await service.hear(edition("bulanan", hash_letter="c", period="month"))
    opened = await service.open_campaign(
        "kinerja-2026-01",
        kind="monthly",
        edition_code="bulanan",
        derivation_set_version=None,
        period="2026-01",
        agency_codes=[AGENCY, "9901.2"],
    )
    assert opened.status_code == 201, opened.text
    return f"/assessments/{await service.assessment('kinerja-2026-01', AGENCY)}"


async def put(service: Any, month: str, seen: int, body: Any = ACCOUNT, by: Any = OFFICER) -> Any:
    headers = by | {"If-Match": f'"{seen}"'}
    return await service.api.put(f"{month}/performance", json=body, headers=headers)


async def read(service: Any, month: str, by: Any = LEADER) -> Any:
    return (await service.api.get(f"{month}/performance", headers=by)).raise_for_status().json()


async def post(service: Any, month: str, what: str, body: Any, by: Any = LEADER) -> Any:
    return await service.api.post(f"{month}/performance/{what}", json=body, headers=by)


async def end_stages(service: Any, month: str) -> None:
    await submit(service.api, month, "mandiri", of=somebody)
    await close(service.api, month, "mandiri", of=somebody)


async def missing(service: Any, month: str) -> list[str]:
    return [each["requirement"] for each in (await read(service, month))["missing"]]


async def test_a_month_is_told_commented_on_closed_and_opened_again(
    service: Any, month: str
) -> None:
    assert await missing(service, month) == ["stages_closed", "account_written"]
    written = await put(service, month, 0)
    assert (written.status_code, written.headers["ETag"]) == (200, '"1"'), written.text
    assert written.json()["activities"][0]["progress"] == "62.5"
    await end_stages(service, month)

    refused = await post(service, month, "closing", {"revision": 1})
    assert refused.status_code == 409
    assert refused.json()["missing"] == [
        {
            "requirement": "account_commented",
            "roles": ["approver", "leader"],
            "indicator_codes": [],
        }
    ]
    word = {"revision": 1, "text": "Percepat lelang.", "indicator_code": "1"}
    said = await post(service, month, "comments", word)
    again = await post(service, month, "comments", word)
    assert (said.status_code, again.status_code) == (201, 200), said.text
    assert said.json() == again.json()
    closed = await post(service, month, "closing", {"revision": 1})
    assert (closed.status_code, closed.json()["state"]) == (200, "closed"), closed.text
    assert (await post(service, month, "closing", {"revision": 1})).json() == closed.json()
    assert await service.count("performance_passage") == 1

    after = await put(service, month, 1, ACCOUNT | {"obstacles": []})
    assert after.status_code == 409
    assert after.json()["state"] == "closed"
    assert (await put(service, month, 1)).status_code == 200  # it says so already
    own = await post(service, month, "reopening", {"reason": "Dikoreksi."})
    assert own.status_code == 403
    opened = await post(service, month, "reopening", {"reason": "Dikoreksi."}, SECRETARY)
    assert opened.json()["state"] == "written"
    assert [each["step"] for each in opened.json()["passages"]] == ["closed", "reopened"]
    assert (await put(service, month, 1, ACCOUNT | {"obstacles": []})).status_code == 200
    assert await missing(service, month) == ["account_commented"]


async def test_a_draft_is_seen_by_its_writers_only_and_hinders_the_closing(
    service: Any, month: str
) -> None:
    await put(service, month, 0)
    drafted = await put(service, month, 1, {"is_draft": True})
    assert (drafted.json()["revision"], drafted.json()["is_draft"]) == (2, True)

    for_leader = await read(service, month)
    assert (for_leader["revision"], for_leader["is_draft"]) == (1, False)
    assert "no_draft" in await missing(service, month)
    path = f"{month}/performance/history"
    seen = [
        [each["revision"] for each in (await service.api.get(path, headers=by)).json()["items"]]
        for by in (OFFICER, LEADER)
    ]
    assert seen == [[2, 1], [1]]
    outdated = await put(service, month, 1, ACCOUNT | {"plan": []})
    assert outdated.status_code == 412
    assert outdated.json()["current"]["etag"] == '"2"'
    assert (await put(service, month, 1, {"is_draft": True})).status_code == 200
    assert await service.count("performance_account") == 2


async def test_nobody_comments_on_a_draft(service: Any, month: str) -> None:
    await put(service, month, 0, {"is_draft": True})
    said = await post(service, month, "comments", {"revision": 1, "text": "Baik."})
    assert (said.status_code, said.json()["revision"]) == (409, 0)
    assert "draf" in said.json()["detail"], said.text


async def test_an_obstacle_without_a_plan_is_named(service: Any, month: str) -> None:
    await put(service, month, 0, ACCOUNT | {"plan": []})
    found = await read(service, month)
    (lack,) = [each for each in found["missing"] if each["requirement"] == "plan_written"]
    assert lack["indicator_codes"] == ["1"]
    assert lack["roles"] == ["agency_officer", "coordinator"]


async def test_only_the_agency_writes_and_only_a_leader_above_it_closes(
    service: Any, month: str
) -> None:
    written = await put(service, month, 0, by=bearer("agency_officer", subject="orang-atas"))
    assert written.status_code == 403
    await put(service, month, 0, by=bearer("coordinator", agency=AGENCY, subject="rangkap"))
    for by, status in (
        (bearer("leader", agency=AGENCY, subject="kepala"), 403),
        (bearer("leader", subject="rangkap"), 403),
        (OFFICER, 403),
        (OTHERS, 404),
        (bearer("approver", subject="penyelia"), 201),
    ):
        said = await post(service, month, "comments", {"revision": 1, "text": "Lanjutkan."}, by)
        assert said.status_code == status, said.text
    for by in (
        bearer("leader", agency=AGENCY, subject="kepala"),
        bearer("leader", subject="rangkap"),
    ):
        assert (await post(service, month, "closing", {"revision": 1}, by)).status_code == 403


async def test_what_was_not_read_is_neither_commented_on_nor_closed(
    service: Any, month: str
) -> None:
    await put(service, month, 0)
    await put(service, month, 1, ACCOUNT | {"obstacles": []})
    said = await post(service, month, "comments", {"revision": 1, "text": "Baik."})
    assert (said.status_code, said.json()["revision"]) == (409, 2)
    await post(service, month, "comments", {"revision": 2, "text": "Baik."})
    await end_stages(service, month)
    assert (await post(service, month, "closing", {"revision": 1})).status_code == 409
    assert (await post(service, month, "closing", {"revision": 2})).status_code == 200


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({"activities": []}, "/activities"),
        ({"activities": [{"name": "A", "progress": "100.1"}]}, "/activities/0/progress"),
        (
            ACCOUNT | {"obstacles": [{"text": "X", "indicator_code": "9"}]},
            "/obstacles/0/indicator_code",
        ),
        (
            ACCOUNT | {"plan": [ACCOUNT["plan"][0] | {"due_on": "2025-12-31"}]},
            "/plan/0/due_on",
        ),
    ],
)
async def test_what_is_wrong_with_an_account_is_named(
    service: Any, month: str, body: Any, pointer: str
) -> None:
    refused = await put(service, month, 0, body)

    assert refused.status_code == 422, refused.text
    assert [each["pointer"] for each in refused.json()["errors"]] == [pointer]


async def test_a_leader_sees_where_the_periods_of_all_agencies_stand(
    service: Any, month: str
) -> None:
    await put(service, month, 0)
    path = "/campaigns/kinerja-2026-01/performance"

    async def listed(by: Any = LEADER, **query: Any) -> list[tuple[str, str, int]]:
        answer = await service.api.get(path, params=query, headers=by)
        found = answer.raise_for_status().json()["items"]
        return [(each["agency_code"], each["state"], each["revision"]) for each in found]

    assert await listed() == [(AGENCY, "written", 1), ("9901.2", "unwritten", 0)]
    assert await listed(state="unwritten") == [("9901.2", "unwritten", 0)]
    assert await listed(OTHERS) == [("9901.2", "unwritten", 0)]
    await end_stages(service, month)
    await post(service, month, "comments", {"revision": 1, "text": "Baik."})
    await post(service, month, "closing", {"revision": 1})
    assert await listed(state="closed") == [(AGENCY, "closed", 1)]
    first = await service.api.get(path, params={"limit": 1}, headers=LEADER)
    cursor = first.json()["next_cursor"]
    assert await listed(limit=1, cursor=cursor) == [("9901.2", "unwritten", 0)]


async def test_a_yearly_evaluation_has_no_period_to_close(service: Any) -> None:
    await service.open_campaign(agency_codes=[AGENCY])
    address = f"/assessments/{await service.assessment(agency=AGENCY)}/performance"
    for path in (address, "/campaigns/spbe-2026/performance"):
        assert (await service.api.get(path, headers=LEADER)).status_code == 422


@pytest.mark.parametrize("kind", ["monthly", "evaluation"])
async def test_a_closed_campaign_is_enough_to_close_its_periods(
    service: Any, edition: Callable[..., Any], kind: str
) -> None:
    """Months are evaluated with one stage, or with all of an evaluation."""
    await service.hear(edition("bulanan", hash_letter="c", period="month"))
    body = {"edition_code": "bulanan", "derivation_set_version": None, "period": "2026-02"}
    await service.open_campaign("kinerja", kind=kind, agency_codes=[AGENCY], **body)
    month = f"/assessments/{await service.assessment('kinerja', AGENCY)}"
    closed = await service.api.post("/campaigns/kinerja/closing", json={"reason": "Usai."})
    assert closed.status_code == 200
    assert (await put(service, month, 0)).status_code == 200
    await post(service, month, "comments", {"revision": 1, "text": "Baik."})
    assert (await post(service, month, "closing", {"revision": 1})).status_code == 200


async def test_what_is_done_at_once_is_done_once(service: Any, month: str) -> None:
    others = [ACCOUNT | {"obstacles": [{"text": f"Hambatan {each}."}]} for each in range(3)]
    answers = await asyncio.gather(*(put(service, month, 0, each) for each in others))
    assert sorted(each.status_code for each in answers) == [200, 412, 412]
    assert await service.count("performance_account") == 1

    await put(service, month, 1)
    await end_stages(service, month)
    word = {"revision": 2, "text": "Baik."}
    said = await asyncio.gather(*(post(service, month, "comments", word) for _ in range(3)))
    assert sorted(each.status_code for each in said) == [200, 200, 201]
    closing = {"revision": 2}
    closed = await asyncio.gather(
        *(post(service, month, "closing", closing, by) for by in (LEADER, SECRETARY))
    )
    assert [each.status_code for each in closed] == [200, 200]
    assert closed[0].json() == closed[1].json()
    assert await service.count("performance_passage") == 1
