"""Who is recorded as ended changes nothing: no campaign, no calendar, no stage."""

from typing import Any, Final

import pytest
from tests.support.records import record

from kit.ids import new_id
from rules.roles import READERS

CAMPAIGN: Final = "/campaigns/spbe-2026"
SEEN: Final = {"If-Match": '"1"'}
REASON: Final = {"reason": "Ada."}
CALENDAR: Final = {
    "agency_code": "9901",
    "name": "Kinerja",
    "kind": "monthly",
    "edition_code": "kinerja",
    "rule": "FREQ=MONTHLY;BYMONTHDAY=1",
    "days_open": "10",
}
OPENED: Final = {"code": "lain", "name": "Lain", "edition_code": "spbe", "period": "2025"}
ASSIGNED: Final = {"node_code": "1", "duty": "responsible", "unit_code": "9901.1"}
DISPUTED: Final = {"stage": "dokumen", "indicator_code": "1", **REASON}
PUBLISHED: Final = {"stage": "mandiri", "state_hash": "0" * 64}
RETURNED: Final = {"indicators": [{"indicator_code": "1", "reason": "Ada."}]}


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("POST", "/campaigns", OPENED | {"agency_codes": ["9901.1"]}),
        ("POST", f"{CAMPAIGN}/opening", None),
        ("POST", f"{CAMPAIGN}/closing", REASON),
        ("POST", f"{CAMPAIGN}/reopening", REASON),
        ("PUT", CAMPAIGN, {"derivation_set_version": 1}),
        ("PUT", f"{CAMPAIGN}/stages/mandiri", {"deadline": "2099-12-31", **REASON}),
        ("PUT", f"{CAMPAIGN}/visits", {"indicator_codes": ["1"], **REASON}),
        ("PUT", f"{CAMPAIGN}/team/lain", {"functions": ["data_entry"]}),
        ("DELETE", f"{CAMPAIGN}/team/lain", None),
        ("POST", f"{CAMPAIGN}/announcements", {"title": "Judul", "body": "Isi."}),
        ("PUT", f"{CAMPAIGN}/assignments/{new_id()}", ASSIGNED),
        ("DELETE", f"{CAMPAIGN}/assignments/{new_id()}", None),
        ("PUT", "/calendars/bulanan", CALENDAR),
        ("POST", "{address}/stages/mandiri/submission", {}),
        ("POST", "{address}/stages/mandiri/returns", RETURNED),
        ("POST", "{address}/stages/mandiri/closing", None),
        ("POST", "{address}/stages/visitasi/skipping", REASON),
        ("POST", "{address}/disputes", DISPUTED),
        ("POST", "{address}/minutes", record("mandiri")),
        ("POST", "{address}/publish", PUBLISHED),
    ],
)
async def test_who_is_recorded_as_ended_changes_nothing(
    service: Any, bearer: Any, method: str, path: str, body: Any
) -> None:
    await service.open_campaign(agency_codes=["9901.1"])
    address = f"/assessments/{await service.assessment(agency='9901.1')}"
    person = {"agency_code": "9901", "name": "Nama", "valid_from": "2026-01-01"}
    made = await service.api.put(
        "/people/pergi",
        json=person | {"valid_until": "2026-06-30"},
        headers={"If-None-Match": "*"},
    )
    assert made.status_code == 201, made.text
    own = "disputes" in path or "minutes" in path
    is_new = {"If-None-Match": "*"} if "calendars" in path else SEEN
    refused = await service.api.request(
        method,
        path.format(address=address),
        json=body,
        headers=bearer(*READERS, agency="9901.1" if own else "9901", subject="pergi")
        | ({} if method == "POST" else is_new),
    )
    told = refused.json()
    assert (refused.status_code, told["detail"][:20]) == (403, "Masa tugas Anda di 9"), told
    assert [each["pointer"] for each in told["errors"]] == [""]
