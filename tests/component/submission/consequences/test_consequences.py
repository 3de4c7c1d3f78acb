"""What is due to agencies, with its reasons and what these rest on."""

import csv
import io
from datetime import UTC, datetime
from typing import Any

import pytest
from openpyxl import load_workbook
from tests.component.submission.conftest import bearer

from kit.clock import SystemClock
from rules.period import quarter_code
from submission.recommendations.usecases.tell_due import tell_due
from submission.scores.store import targets

from .conftest import (
    AGENCY,
    LEADER,
    MISSED,
    OTHER,
    OVERDUE,
    Q2,
    REWARD,
    Quarters,
    aimed,
    code_of,
)


async def test_two_quarters_below_target_are_listed_with_all_that_they_rest_on(
    quarters: Quarters,
) -> None:
    entry = await quarters.entry(MISSED)
    assert (entry["verdict"], entry["verdict_name"]["id"]) == ("punishment", "sanksi")
    assert [each["text"]["id"] for each in entry["reasons"]] == [
        "2026-Q2: nilai 2.4, di bawah target 2.5",
        "2026-Q1: nilai 2.1, di bawah target 2.5",
    ]
    now = await quarters.service.assessment(Q2, AGENCY)
    assert entry["reasons"][0]["references"] == [
        {"kind": "score", "id": now, "revision": 1, "period": "2026-Q2"},
        {
            "kind": "target",
            "id": f"{AGENCY}/triwulanan/2026/index",
            "revision": 1,
            "period": "2026",
        },
    ]
    assert (entry["rules"]["agency_code"], entry["rules"]["version"]) == (None, 2)
    assert (await quarters.verdicts(OTHER))[REWARD] == "reward"
    assert MISSED not in await quarters.verdicts(OTHER)


@pytest.mark.parametrize("not_judged", ["below_floor", "never"])
async def test_nothing_is_due_of_what_is_below_its_floor(
    quarters: Quarters, not_judged: str
) -> None:
    await quarters.score("2026-Q2", "2.4", revision=2, not_judged=not_judged)
    entry = await quarters.entry(MISSED)
    assert entry["verdict"] == "undetermined"
    assert entry["verdict_name"]["id"] == "belum dapat dinilai"
    assert entry["reasons"][0]["holds"] is None
    assert entry["reasons"][0]["references"][0]["revision"] == 2


async def test_nothing_is_due_without_a_target_or_while_the_period_runs(
    quarters: Quarters,
) -> None:
    await quarters.aim(None, revision=2)
    entry = await quarters.entry(MISSED)
    assert entry["verdict"] == "undetermined"
    assert "belum ada target" in entry["reasons"][0]["text"]["id"]
    await quarters.aim("2.5", revision=3)
    today = datetime.now(UTC).date()
    running = quarter_code(today.year, (today.month - 1) // 3 + 1)
    await quarters.open(running)
    await quarters.score(running, "1")
    entry = await quarters.entry(MISSED, campaign=code_of(running))
    assert entry["verdict"] == "undetermined"
    assert any("triwulan ini berjalan" in each["text"]["id"] for each in entry["reasons"])


async def test_an_instruction_is_overdue_by_the_last_day_of_the_period(
    quarters: Quarters,
) -> None:
    assert OVERDUE not in await quarters.verdicts()
    recommendation = await quarters.instruct()
    entry = await quarters.entry(OVERDUE)
    assert entry["verdict"] == "punishment"
    assert entry["reasons"][0]["references"] == [
        {"kind": "recommendation", "id": recommendation, "revision": 1, "period": None}
    ]
    # What was due after the quarter is a matter of the next one.
    assert OVERDUE not in await quarters.verdicts(campaign="kinerja-2026-q1")
    api, path = quarters.service.api, f"/recommendations/{recommendation}/followups"
    officer = bearer("agency_officer", agency=AGENCY, subject="petugas")
    sent = await api.post(path, json={"text": "Peraturan terbit."}, headers=officer)
    assert sent.status_code == 201, sent.text
    # It came too late for this quarter: neither a few words nor their verification lift it.
    assert (await quarters.entry(OVERDUE))["verdict"] == "punishment"
    today = datetime.now(UTC).date()
    running = quarter_code(today.year, (today.month - 1) // 3 + 1)
    await quarters.open(running)
    assert (await quarters.entry(OVERDUE, campaign=code_of(running)))["verdict"] == "punishment"
    verified = f"{path}/{sent.json()['followup_id']}/verification"
    inspector = bearer("inspectorate", subject="inspektur")
    judged = await api.post(verified, json={"reason": "Sudah terbit."}, headers=inspector)
    assert judged.status_code == 200, judged.text
    assert OVERDUE not in await quarters.verdicts(campaign=code_of(running))
    assert (await quarters.entry(OVERDUE))["verdict"] == "punishment"
    # A verification by mistake is taken back: the instruction is overdue again.
    returned = verified.replace("verification", "return")
    mistaken = {"reason": "Salah periksa.", "takes_back_verification": True}
    back = await api.post(returned, json=mistaken, headers=inspector)
    assert back.status_code == 200, back.text
    assert (await quarters.entry(OVERDUE, campaign=code_of(running)))["verdict"] == "punishment"


async def test_what_was_handed_in_in_time_is_not_known_until_it_is_verified(
    quarters: Quarters,
) -> None:
    today = datetime.now(UTC).date()
    running = quarter_code(today.year, (today.month - 1) // 3 + 1)
    await quarters.open(running)
    recommendation = await quarters.instruct(deadline="2026-06-29")
    api, path = quarters.service.api, f"/recommendations/{recommendation}/followups"
    officer = bearer("agency_officer", agency=AGENCY, subject="petugas")
    assert (await api.post(path, json={"text": "Terbit."}, headers=officer)).status_code == 201
    await quarters.service.execute("ALTER TABLE followup DISABLE TRIGGER USER")
    await quarters.service.execute("UPDATE followup SET sent_at = '2026-06-29T16:59:59Z'")
    for campaign in (Q2, code_of(running)):
        entry = await quarters.entry(OVERDUE, campaign=campaign)
        assert entry["verdict"] == "undetermined"
        assert "belum diverifikasi" in entry["reasons"][0]["text"]["id"]
    # A second later it is the next day in the zone of the agency.
    await quarters.service.execute("UPDATE followup SET sent_at = '2026-06-29T17:00:00Z'")
    assert (await quarters.entry(OVERDUE))["verdict"] == "punishment"


async def test_the_list_is_of_what_is_within_reach_and_goes_on(quarters: Quarters) -> None:
    own = await quarters.listed(by=bearer("leader", agency=OTHER, subject="kepala-lain"))
    assert {each["agency_code"] for each in own} == {OTHER}
    path, everything = f"/campaigns/{Q2}/consequences", await quarters.listed()
    pages, query = [], {"limit": 1}
    while True:
        page = (await quarters.service.api.get(path, params=query, headers=LEADER)).json()
        pages += page["items"]
        if page["next_cursor"] is None:
            break
        query = {"limit": 1, "cursor": page["next_cursor"]}
    assert pages == everything
    punished = await quarters.listed(verdict="punishment")
    assert {each["verdict"] for each in punished} == {"punishment"}
    officer = bearer("agency_officer", agency=AGENCY, subject="petugas")
    refused = await quarters.service.api.get(path, headers=officer)
    assert refused.status_code == 403


async def test_the_list_is_a_table_too(quarters: Quarters) -> None:
    await quarters.acknowledge(await quarters.entry(MISSED))
    path = f"/campaigns/{Q2}/consequences"
    answer = await quarters.service.api.get(f"{path}.csv", headers=LEADER)
    rows = [*csv.DictReader(io.StringIO(answer.text.removeprefix("\ufeff")), delimiter=";")]
    assert len(rows) == len(await quarters.listed())
    (row,) = [each for each in rows if (each["instansi"], each["kode_aturan"]) == (AGENCY, MISSED)]
    assert (row["hasil"], row["diketahui_oleh"]) == ("sanksi", "bupati")
    assert "di bawah target 2.5" in row["alasan"]
    workbook = await quarters.service.api.get(
        f"{path}.xlsx", params={"verdict": "punishment"}, headers=LEADER
    )
    sheet = load_workbook(io.BytesIO(workbook.content))["penghargaan_sanksi"]
    assert [cell.value for cell in sheet[2]][:3] == [AGENCY, "2026-Q2", "sanksi"]


@pytest.mark.parametrize(
    ("day", "mine"),
    [
        # In the second quarter, in the first one: both lie within what the rule looks at.
        ("2026-05-01", "undetermined"),
        ("2026-02-01", "undetermined"),
        # At the beginning of both, or after them.
        ("2026-01-01", "punishment"),
        ("2026-08-01", "punishment"),
    ],
)
async def test_nobody_is_punished_for_an_agency_that_was_taken_in(
    quarters: Quarters, day: str, mine: str
) -> None:
    await quarters.instruct(OTHER)
    merged = await quarters.service.api.post(
        f"/agencies/{AGENCY}/merger",
        json={"effective_on": day, "from_codes": [OTHER], "note": "Perda"},
    )
    assert merged.status_code == 200, merged.text
    entry = await quarters.entry(MISSED)
    assert entry["verdict"] == mine
    if mine == "undetermined":
        (reason,) = entry["reasons"]
        assert reason["text"]["id"] == f"{OTHER} digabungkan ke instansi ini sejak {day}"
        assert {each["id"] for each in reason["references"]} >= {AGENCY, OTHER}
    ended = await quarters.listed(agency=OTHER)
    assert {each["verdict"] for each in ended} == {"undetermined"}
    assert all("berakhir pada" in each["reasons"][0]["text"]["id"] for each in ended)


async def test_an_instruction_that_was_taken_over_punishes_nobody(quarters: Quarters) -> None:
    recommendation = await quarters.instruct(OTHER)
    service = quarters.service
    merged = await service.api.post(
        f"/agencies/{AGENCY}/merger",
        json={"effective_on": "2026-08-01", "from_codes": [OTHER], "note": "Perda"},
    )
    assert merged.status_code == 200, merged.text
    await tell_due(service.database, SystemClock())
    entry = await quarters.entry(OVERDUE)
    assert entry["verdict"] == "undetermined"
    (reason,) = entry["reasons"]
    assert reason["text"]["id"] == (
        f"“Tetapkan peraturan.” lewat tenggat, tetapi diwarisi dari {OTHER}"
    )
    assert reason["references"][0]["id"] == recommendation


async def test_what_scoring_told_before_is_read_again(quarters: Quarters) -> None:
    service = quarters.service
    before = await quarters.listed()
    await service.execute("DELETE FROM agency_target")
    await service.execute("DELETE FROM assessment_score")
    assert await quarters.listed() != before
    await service.execute("DELETE FROM consumer_offset WHERE consumer_group = 'submission-scores'")
    await service.hear()
    assert await quarters.listed() == before


async def test_the_newest_target_stays_in_any_order(service: Any) -> None:
    told = [aimed("2.7", revision=3), aimed("2.5"), aimed(None, revision=2)]
    await service.hear(*told)
    await service.hear(*reversed(told))
    async with service.database.reading() as session:
        found = await targets.of_nodes(
            session, [AGENCY], instrument_code="triwulanan", node_codes=["index"], years=[2026]
        )
    (kept,) = found.values()
    assert (str(float(kept.value or 0)), kept.revision) == ("2.7", 3)
