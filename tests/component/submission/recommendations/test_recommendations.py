"""Recommendations: made once from above, changed from what was seen, withdrawn with a reason."""

import asyncio
import csv
import io
from typing import Any

import pytest
from openpyxl import load_workbook

from .conftest import TEXT, Desk

PUT: dict[str, Any] = {"text": TEXT, "priority": "high"}


async def test_an_agency_is_told_once(desk: Desk) -> None:
    made = await desk.make(deadline="2090-06-30", is_instruction=True, missing="regulation")
    assert made.status_code == 201, made.text
    told = made.json()
    assert (told["state"], told["carried_by"], told["revision"]) == ("open", "9901.1", 1)
    assert told["origin"]["report"]["number"] == "B/1/2026"
    # The deadline is open to the end of its day in the zone of the agency.
    assert told["ends_at"] == "2090-06-30T17:00:00Z"
    again = await desk.make(deadline="2090-06-30", is_instruction=True, missing="regulation")
    assert (again.status_code, again.json()) == (200, told)
    other = await desk.make(deadline="2090-07-31", is_instruction=True, missing="regulation")
    assert (other.status_code, other.json()["recommendation_id"]) == (
        409,
        told["recommendation_id"],
    )
    path = f"/recommendations/{told['recommendation_id']}"
    assert (await desk.service.api.get(path)).json() == told
    own = desk.by("agency_officer", "9901.1")
    assert await desk.listed(own) == [told]
    assert await desk.listed(desk.by("leader", "9901.2")) == []


async def test_of_many_at_once_one_is_made(desk: Desk) -> None:
    made = await asyncio.gather(*(desk.make() for _ in range(4)))
    assert sorted(each.status_code for each in made) == [200, 200, 200, 201]
    assert await desk.service.count("recommendation") == 1


@pytest.mark.parametrize(
    ("told", "status", "pointer"),
    [
        ({"is_instruction": True}, 422, "/deadline"),
        ({"deadline": "2026-02-15"}, 422, "/deadline"),
        ({"missing": "money"}, 422, "/missing"),
        ({"owner": "orang-lain"}, 422, "/owner"),
        ({"agency_code": "9902"}, 404, "/agency_code"),
        ({"agency_code": "9901"}, 403, "/agency_code"),
        ({"origin": {"kind": "report"}}, 422, "/origin/report_id"),
        ({"origin": {"kind": "aspect"}}, 422, "/origin/assessment_id"),
        ({"text": " "}, 400, "/text"),
    ],
)
async def test_what_breaks_a_rule_is_named(
    desk: Desk, told: dict[str, Any], status: int, pointer: str
) -> None:
    refused = await desk.make(**told)
    assert (refused.status_code, refused.json()["errors"][0]["pointer"]) == (status, pointer)
    assert await desk.service.count("recommendation") == 0


async def test_nobody_recommends_changes_or_withdraws_for_their_own_agency(desk: Desk) -> None:
    own = desk.by("coordinator", "9901.1")
    assert (await desk.make(headers=own)).status_code == 403
    # Also who works there by their record, whatever their token says.
    await desk.employ("inspectorate-9901")
    assert (await desk.make()).status_code == 403
    path = await desk.made(headers=desk.by("coordinator"))
    for answer in (
        await desk.put(path, own, **PUT),
        await desk.put(path, **PUT),
        await desk.post(f"{path}/withdrawal", own, reason="Tidak perlu."),
        await desk.post(f"{path}/withdrawal", reason="Tidak perlu."),
    ):
        assert answer.status_code == 403, answer.text
    assert (await desk.make(headers=desk.by("leader"))).status_code == 403


async def test_a_change_starts_from_what_was_seen_and_the_history_keeps_all(desk: Desk) -> None:
    path = await desk.made(deadline="2090-06-30")
    kept: dict[str, Any] = PUT | {"deadline": "2090-06-30"}
    for _ in range(2):  # the second is a repetition
        changed = await desk.put(path, **kept)
        assert (changed.status_code, changed.json()["revision"]) == (200, 2)
    late = kept | {"deadline": "2090-09-30"}
    refused = await desk.put(path, seen="2", **late)
    assert (refused.status_code, refused.json()["errors"][0]["pointer"]) == (422, "/reason")
    moved = await desk.put(path, seen="2", **late, reason="Masih diharmonisasi.")
    assert (moved.status_code, moved.json()["deadline"]) == (200, "2090-09-30")
    stale = await desk.put(path, seen="2", **kept)
    assert (stale.status_code, stale.json()["current"]["body"]["revision"]) == (412, 3)
    history = (await desk.service.api.get(f"{path}/history")).json()["items"]
    assert [(each["act"], each["deadline"], each["reason"]) for each in history] == [
        ("made", "2090-06-30", None),
        ("changed", "2090-06-30", None),
        ("changed", "2090-09-30", "Masih diharmonisasi."),
    ]
    with pytest.raises(Exception, match=r"permission denied|only ever added to"):
        await desk.service.execute("DELETE FROM recommendation_passage")


async def test_the_agency_names_who_sees_to_it(desk: Desk) -> None:
    path = await desk.made()
    await desk.employ("petugas-1")
    own = desk.by("coordinator", "9901.1")
    named = await desk.put(f"{path}/owner", own, owner="petugas-1")
    assert (named.status_code, named.json()["owner"]) == (200, "petugas-1")
    await desk.employ("petugas-2", "9901.2")
    for owner in ("petugas-2", "petugas-3"):  # elsewhere, and nowhere
        refused = await desk.put(f"{path}/owner", own, seen="2", owner=owner)
        assert refused.json()["errors"][0]["message"] == "tidak tercatat bekerja pada 9901.1"
    assert [each["owner"] for each in await desk.listed(owner="petugas-1")] == ["petugas-1"]


async def test_what_is_withdrawn_stays_and_takes_nothing_more(desk: Desk) -> None:
    path = await desk.made()
    for _ in range(2):  # the second is a repetition
        done = await desk.post(f"{path}/withdrawal", reason="Sudah tercakup.")
        assert (done.status_code, done.json()["state"], done.json()["reason"]) == (
            200,
            "withdrawn",
            "Sudah tercakup.",
        )
    other = await desk.post(f"{path}/withdrawal", reason="Lain.")
    assert (other.status_code, other.json()["state"]) == (409, "withdrawn")
    assert (await desk.put(path, seen="2", **PUT)).status_code == 409
    # The agency can be told the same anew.
    assert (await desk.make()).status_code == 201


async def test_lists_are_of_an_agency_or_of_all_below_it(desk: Desk) -> None:
    await desk.service.put_agency("9901.1.5", "9901.1", agency_kind="unit")
    await desk.made("9901.1", missing="system")
    await desk.made("9901.1.5", missing="regulation")
    await desk.made("9901.2", deadline="2026-03-01", is_instruction=True)

    async def codes(**query: Any) -> list[str]:
        return [each["agency_code"] for each in await desk.listed(**query)]

    assert await codes() == ["9901.1", "9901.1.5", "9901.2"]
    assert await codes(agency="9901.1") == ["9901.1"]
    assert await codes(agency="9901.1", below="true") == ["9901.1", "9901.1.5"]
    assert await codes(overdue="true", below="true") == ["9901.2"]
    assert await codes(instruction="false", limit="1") == ["9901.1"]
    assert await codes(missing="any") == ["9901.1", "9901.1.5"]
    assert await codes(missing="regulation") == ["9901.1.5"]
    unknown = await desk.service.api.get("/recommendations", params={"missing": "money"})
    assert unknown.status_code == 400
    assert "regulation" in unknown.json()["errors"][0]["message"]


async def test_leaders_see_which_agencies_are_overdue(desk: Desk) -> None:
    await desk.made("9901.1", deadline="2026-03-01", is_instruction=True)
    await desk.made("9901.1", deadline="2026-04-01", text="Lain.")
    await desk.made("9901.1", deadline="2090-04-01", text="Nanti.")
    await desk.made("9901.2", text="Tanpa batas waktu.")
    leader = desk.by("leader")
    found = await desk.service.api.get(
        "/recommendations/overdue", params={"below": "true"}, headers=leader
    )
    assert found.json()["items"] == [
        {
            "agency_code": "9901.1",
            "open_count": 3,
            "waiting_count": 0,
            "overdue_count": 2,
            "overdue_instruction_count": 1,
            "oldest_deadline": "2026-03-01",
        }
    ]
    own = await desk.service.api.get(
        "/recommendations/overdue", headers=desk.by("leader", "9901.2")
    )
    assert own.json()["items"] == []


async def test_what_is_missing_is_a_table_too(desk: Desk) -> None:
    await desk.made("9901.1", missing="regulation", deadline="2090-06-30")
    await desk.made("9901.2")
    query = {"missing": "any"}
    text = await desk.service.api.get("/recommendations.csv", params=query)
    (row,) = csv.DictReader(io.StringIO(text.content.decode("utf-8-sig")), delimiter=";")
    assert (row["instansi"], row["kekurangan"], row["nomor"]) == (
        "9901.1",
        "peraturan",
        "B/1/2026",
    )
    book = await desk.service.api.get("/recommendations.xlsx", params=query)
    sheet = load_workbook(io.BytesIO(book.content))["rekomendasi"]
    headings, cells = [[cell.value or "" for cell in each] for each in sheet.iter_rows()]
    assert dict(zip(headings, cells, strict=True)) == row
