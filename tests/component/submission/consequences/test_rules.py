"""A region publishes versions of its own rules; each stays, the newest of the nearest counts."""

import asyncio
from copy import deepcopy
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

import httpx
import pytest
from tests.component.submission.conftest import bearer

from rules.period import quarter_code

from .conftest import AGENCY, LEADER, MISSED, OVERDUE, Quarters, code_of

RULES: dict[str, Any] = {
    "rule_set_code": "aturan-kabupaten",
    "version": 1,
    "valid_from": "2026-01-01",
    "title": {"id": "Penghargaan dan sanksi", "en": "Rewards and punishments"},
    "rules": [
        {
            "code": "satu-triwulan",
            "effect": "punishment",
            "name": {"id": "Di bawah target", "en": "Below target"},
            "basis": "Keputusan Bupati Nomor 12 Tahun 2026",
            "condition": {"kind": "target_missed", "period_kind": "quarter", "periods": 1},
        },
    ],
}
MIXED: dict[str, Any] = {
    "kind": "any",
    "conditions": [
        {"kind": "target_missed", "period_kind": "quarter", "periods": 1},
        {"kind": "target_missed", "period_kind": "month", "periods": 3},
    ],
}
COORDINATOR = bearer("coordinator", subject="koordinator")


async def put(
    service: Any, body: Any, version: int = 1, agency: str = "9901", by: Any = COORDINATOR
) -> httpx.Response:
    answer: httpx.Response = await service.api.put(
        f"/consequence-rules/{agency}/versions/{version}", json=body, headers=by
    )
    return answer


async def versions(service: Any, **query: Any) -> list[tuple[str | None, int, bool]]:
    found = await service.api.get("/consequence-rules", params=query, headers=LEADER)
    return [
        (each["agency_code"], each["version"], each["is_in_force"])
        for each in found.raise_for_status().json()["items"]
    ]


async def test_the_newest_version_of_a_region_counts_from_then_on(quarters: Quarters) -> None:
    service = quarters.service
    assert await versions(service) == [(None, 2, True)]
    before = await quarters.entry(MISSED)
    assert (await quarters.acknowledge(before)).status_code == 201
    made = await put(service, RULES)
    assert (made.status_code, made.json()["document"]) == (201, RULES), made.text
    assert await quarters.verdicts() == {"satu-triwulan": "punishment"}
    entry = await quarters.entry("satu-triwulan")
    assert (entry["rules"]["agency_code"], entry["rules"]["sha256"]) == (
        "9901",
        made.json()["sha256"],
    )
    newer = deepcopy(RULES) | {"version": 2}
    newer["rules"][0]["condition"]["periods"] = 2
    approver = bearer("approver", subject="penyetuju")
    assert (await put(service, newer, 2, by=approver)).status_code == 201
    changed = await quarters.entry("satu-triwulan")
    assert (changed["rules"]["version"], changed["sha256"] == entry["sha256"]) == (2, False)
    assert await versions(service, agency=AGENCY) == [
        (None, 2, False),
        ("9901", 1, False),
        ("9901", 2, True),
    ]


async def test_a_newer_version_rewrites_no_period_that_ended(quarters: Quarters) -> None:
    service = quarters.service
    before = await quarters.entry(MISSED)
    undated = {name: said for name, said in RULES.items() if name != "valid_from"}
    made = await put(service, undated)
    assert made.json()["valid_from"] == datetime.now(ZoneInfo("Asia/Jakarta")).date().isoformat()
    assert await quarters.entry(MISSED) == before
    assert (await versions(service, agency=AGENCY))[-1] == ("9901", 1, True)
    today = datetime.now(UTC).date()
    running = quarter_code(today.year, (today.month - 1) // 3 + 1)
    await quarters.open(running)
    assert set(await quarters.verdicts(campaign=code_of(running))) == {"satu-triwulan"}
    # The same again but for nothing is no new version; another day is one.
    again = await put(service, undated | {"version": 2}, 2)
    assert [each["pointer"] for each in again.json()["errors"]] == [""]
    earlier = undated | {"version": 2, "valid_from": "2026-04-01"}
    assert (await put(service, earlier, 2)).status_code == 201
    assert set(await quarters.verdicts()) == {"satu-triwulan"}
    # The quarter before goes by the rules of the release, as it did.
    assert set(await quarters.verdicts(campaign=code_of("2026-Q1"))) == {MISSED}
    ahead = undated | {"version": 3, "valid_from": "2099-01-01"}
    assert (await put(service, ahead, 3)).status_code == 201
    assert (await versions(service, agency=AGENCY))[-2:] == [
        ("9901", 2, True),
        ("9901", 3, False),
    ]


async def test_a_rule_says_of_which_periods_it_is_asked(quarters: Quarters) -> None:
    rule = RULES["rules"][0] | {
        "code": "instruksi",
        "period_kinds": ["month", "year"],
        "condition": {"kind": "instruction_overdue", "count": 1, "days": 0},
    }
    await quarters.instruct()
    assert (await put(quarters.service, RULES | {"rules": [rule]})).status_code == 201
    assert await quarters.verdicts() == {}
    newer = RULES | {"version": 2, "rules": [rule | {"period_kinds": ["quarter"]}]}
    assert (await put(quarters.service, newer, 2)).status_code == 201
    assert await quarters.verdicts() == {"instruksi": "punishment"}


async def test_a_version_never_changes(quarters: Quarters) -> None:
    service = quarters.service
    made = await asyncio.gather(*(put(service, RULES) for _ in range(3)))
    assert sorted(each.status_code for each in made) == [200, 200, 201]
    other = RULES | {"title": {"id": "Lain", "en": "Other"}}
    refused = await put(service, other)
    assert (refused.status_code, refused.json()["errors"][0]["pointer"]) == (409, "path/version")
    path = "/consequence-rules/9901/versions/1"
    read = await service.api.get(path, headers=bearer("agency_officer", agency=AGENCY))
    assert read.json() == made[0].json()
    assert (await service.api.get("/consequence-rules/9901/versions/2")).status_code == 404
    standard = (await service.api.get("/consequence-rules/standard")).json()
    codes = [each["code"] for each in standard["document"]["rules"]]
    assert {MISSED, OVERDUE} <= {*codes}


@pytest.mark.parametrize(
    ("told", "version", "pointers"),
    [
        ({"version": 2}, 1, ["/version"]),
        ({"version": 2}, 2, ["/version"]),
        ({"rules": []}, 1, ["/rules"]),
        ({"title": {"id": "Judul"}, "rule_set_code": "BESAR"}, 1, ["/rule_set_code", "/title/en"]),
        ({"title": {"id": "Judul\u0000", "en": "Title"}}, 1, ["/title/id"]),
        ({"more": 1}, 1, ["/more"]),
        *(
            ({"valid_from": said}, 1, ["/valid_from"])
            for said in ("2026-02-30", "20260101", 2026, None)
        ),
        *(
            ({"rules": [RULES["rules"][0] | {"period_kinds": said}]}, 1, ["/rules/0/period_kinds"])
            for said in ([], ["quarter", "quarter"], ["week"], "quarter", ["year"])
        ),
        # No campaign would ever ask it.
        ({"rules": [RULES["rules"][0] | {"condition": MIXED}]}, 1, ["/rules/0/condition"]),
        (
            {"rules": [{**RULES["rules"][0], "effect": "praise", "condition": {"kind": "akip"}}]},
            1,
            ["/rules/0/condition/improved", "/rules/0/effect"],
        ),
    ],
)
async def test_every_defect_of_a_document_is_named(
    quarters: Quarters, told: dict[str, Any], version: int, pointers: list[str]
) -> None:
    refused = await put(quarters.service, RULES | told, version)
    assert refused.status_code == 422, refused.text
    assert sorted({each["pointer"] for each in refused.json()["errors"]}) == pointers
    assert await quarters.service.count("consequence_rule_set") == 0


async def test_only_a_region_has_rules_and_only_its_own_people_publish_them(
    quarters: Quarters,
) -> None:
    service = quarters.service
    for agency, by, status in (
        # An agency would be judged by what it wrote itself.
        (AGENCY, bearer("coordinator", agency=AGENCY, subject="koordinator-dinas"), 422),
        ("9901", bearer("coordinator", agency=AGENCY, subject="koordinator-dinas"), 404),
        ("9901", LEADER, 403),
        ("9901", bearer("agency_officer", subject="petugas"), 403),
    ):
        assert (await put(service, RULES, agency=agency, by=by)).status_code == status
    assert (await put(service, RULES)).status_code == 201
    other = RULES | {"rule_set_code": "aturan-lain", "version": 2}
    refused = await put(service, other, 2)
    assert refused.json()["errors"][0]["pointer"] == "/rule_set_code"
