"""What belongs to an agency elsewhere is answered exactly like what does not exist."""

from collections.abc import Callable, Mapping
from typing import Any

from tests.component.submission.conftest import somebody
from tests.support.hidden import assert_hidden_is_missing, named_in_paths
from tests.support.records import approve, record
from tests.support.steps import submit

from kit.ids import new_id
from operations.services import Service
from rules.roles import ROLES

NOWHERE = "01a20201-9d31-7740-a619-5b4df6c9f654"
AGENCY = {
    "name": "Dinas",
    "agency_kind": "agency",
    "parent_code": "9901.2",
    "valid_from": "2017-01-01",
}
DAY = {"effective_on": "2026-03-01"}
PARTS = [
    {"agency_code": code, "name": code, "agency_kind": "unit", "parent_code": "9901.2"}
    for code in ("9901.2.7", "9901.2.8")
]
SEEN = {"If-Match": '"1"'}
ASSIGNMENT = {
    "agency_code": "9901.1",
    "node_code": "1",
    "duty": "assessor",
    "subject": "orang-1",
    "stage": "mandiri",
}
RECORD = {"origin": "record", "system": "e-sakip", "reference": "lkjip-2025"}
EVIDENCE = {"title": "LKjIP", "kind": "performance_report", "source": RECORD}
CALENDAR = {
    "agency_code": "9901.1",
    "name": "Kinerja",
    "kind": "monthly",
    "edition_code": "bulanan",
    "rule": "FREQ=MONTHLY;BYMONTHDAY=1",
    "days_open": "10",
}


async def _assign_and_repeat(service: Any, assignment_id: str) -> None:
    """Make an assignment and a calendar of the agency."""
    path = f"/campaigns/spbe-2026/assignments/{assignment_id}"
    assert (await service.api.put(path, json=ASSIGNMENT)).status_code == 201
    new = {"If-None-Match": "*"}
    made = await service.api.put("/calendars/kinerja", json=CALENDAR, headers=new)
    assert made.status_code == 201, made.text


async def test_every_operation_tells_hidden_and_missing_alike(
    service: Any, bearer: Callable[..., dict[str, str]], edition: Callable[..., Any]
) -> None:
    await service.hear(edition("bulanan", hash_letter="c", period="month"))
    await service.open_campaign(agency_codes=["9901.1"])
    hidden = {
        "agency_code": "9901.1",
        "campaign_code": "spbe-2026",
        "assessment_id": await service.assessment(agency="9901.1"),
    }
    offered = await service.api.post("/agencies/9901.1/offers", json={"agency_code": "9902"})
    hidden["offer_id"] = offered.json()["offer_id"]
    hidden["dispute_id"] = await disputed(service, hidden["assessment_id"], bearer)
    hidden["minutes_id"] = await written(service, hidden["assessment_id"], bearer)
    hidden["publication_id"] = await published(service, hidden["assessment_id"], bearer)
    kept = await service.api.post("/evidence", json=EVIDENCE | {"agency_code": "9901.1"})
    hidden["evidence_id"] = kept.raise_for_status().json()["evidence_id"]
    hidden["link_id"] = await linked(service, hidden, bearer)
    person = {"agency_code": "9901.1", "name": "Nama", "valid_from": "2026-01-01"}
    await service.api.put("/people/orang-1", json=person, headers={"If-None-Match": "*"})
    hidden["subject"], hidden["calendar_code"] = "orang-1", "kinerja"
    hidden["assignment_id"] = str(new_id())
    await _assign_and_repeat(service, hidden["assignment_id"])
    missing = {
        "dispute_id": NOWHERE,
        "minutes_id": NOWHERE,
        "publication_id": NOWHERE,
        "subject": "orang-7",
        "calendar_code": "lain",
        "assignment_id": NOWHERE,
        "offer_id": NOWHERE,
        "evidence_id": NOWHERE,
        "link_id": NOWHERE,
        "agency_code": "9901.7",
        "campaign_code": "spbe-2027",
        "assessment_id": NOWHERE,
    }
    level = {"json": {"level": "2", "explanation": "Ada."}, "headers": SEEN}
    reason = {"json": {"reason": "Ada."}}
    parts: dict[str, Mapping[str, Any]] = {
        "make_offer": {"json": {"agency_code": "9902"}},
        "put_agency": {"json": AGENCY, "headers": SEEN},
        "rename_agency": {"json": DAY | {"name": "Dinas"}},
        "move_agency": {"json": DAY | {"parent_code": "9901.2"}},
        "merge_agencies": {"json": DAY | {"from_codes": ["9901.2.1"]}},
        "split_agency": {"json": DAY | {"parts": PARTS}},
        "close_agency": {"json": DAY},
        "withdraw_reorganisation": {"json": DAY | {"operation": "closure", "note": "Batal."}},
        "change_campaign": {"json": {"derivation_set_version": 1}, "headers": SEEN},
        "put_answer": level,
        "put_stage_level": level,
        "put_stage_levels": {
            "json": {"items": [level["json"] | {"indicator_code": "1", "revision": 0}]}
        },
        "put_levels_workbook": {"content": b"kode", "headers": {"Content-Type": "text/csv"}},
        "put_draft": {"json": {}, "headers": SEEN},
        "delete_draft": {"headers": SEEN},
        "return_indicators": {"json": {"indicators": [{"indicator_code": "1", "reason": "Ada."}]}},
        "submit_stage": {"json": {}},
        "skip_stage": reason,
        "accept_dispute": reason,
        "reject_dispute": reason,
        "raise_dispute": {"json": {"stage": "dokumen", "indicator_code": "1", "reason": "Ada."}},
        "put_person": {"json": person | {"agency_code": "9901.2"}, "headers": SEEN},
        "forget_person": {"headers": SEEN},
        "put_campaign_stage": {"json": {"deadline": "2099-12-31"}, "headers": SEEN},
        "put_campaign_visits": {"json": {"indicator_codes": []}, "headers": SEEN},
        "add_minutes": {"json": record("mandiri")},
        "put_minutes": {"json": record("mandiri"), "headers": SEEN},
        "sign_minutes": {"json": {"sha256": "0" * 64, "side": "agency"}},
        "put_verdict": {"json": {"validity": "valid", "reason": "Ada."}, "headers": SEEN},
        "approve_state": {
            "json": {
                "stage": "mandiri",
                "state_hash": "0" * 64,
                "decision": "approved",
                "reason": "Ada.",
            }
        },
        "give_consent": {"json": {"state_hash": "0" * 64}},
        "publish_assessment": {"json": {"stage": "mandiri", "state_hash": "0" * 64}},
        "put_evidence": {"json": {"title": "Judul", "kind": "plan"}, "headers": SEEN},
        "add_evidence_version": {"json": {"source": RECORD}},
        "withdraw_evidence": reason,
        "link_evidence": {"json": {"indicator_code": "1", "evidence_id": NOWHERE}},
        "review_evidence_link": {"json": {"state": "accepted", "reason": "Ada."}},
        "put_performance": {"json": {"is_draft": True}, "headers": SEEN},
        "comment_on_performance": {"json": {"revision": 1, "text": "Ada."}},
        "close_period": {"json": {"revision": 1}},
        "reopen_period": reason,
        "close_campaign": {"json": {"reason": "Selesai"}},
        "reopen_campaign": {"json": {"reason": "Terlalu dini"}},
        "put_team_member": {"json": {"functions": ["tik"]}},
        "announce": {"json": {"title": "Judul", "body": "Isi"}},
        "put_assignment": {"json": ASSIGNMENT},
        "declare_conflict": {"json": {"reason": "Kerabat"}},
        "put_calendar": {"json": CALENDAR | {"agency_code": "9901.2"}, "headers": SEEN},
        "remove_calendar": {"headers": SEEN},
        "withdraw_answer": {"headers": SEEN},
        "withdraw_stage_level": {"headers": SEEN},
    }
    service.api.headers.update(bearer(*ROLES, agency="9901.2"))

    asked = named_in_paths(Service.SUBMISSION, hidden=hidden, missing=missing, parts=parts)
    compared = await assert_hidden_is_missing(service.api, asked)

    assert len(compared) == 118, compared
    for path, name, value in (
        ("/assessments", "agency", "agency_code"),
        ("/assessments", "campaign", "campaign_code"),
        ("/agencies", "parent", "agency_code"),
        ("/people", "agency", "agency_code"),
        ("/evidence", "agency", "agency_code"),
    ):
        answers = [
            await service.api.get(path, params={name: values[value]})
            for values in (hidden, missing)
        ]
        status, same = (answer.status_code for answer in answers)
        assert status == same == (400 if name == "campaign" else 404)
        assert answers[0].json()["errors"] == answers[1].json()["errors"]


async def written(service: Any, assessment_id: str, bearer: Callable[..., dict[str, str]]) -> str:
    """Return the id of minutes of the assessment."""
    made = await service.api.post(
        f"/assessments/{assessment_id}/minutes",
        json=record("dokumen", kind="interview"),
        headers=bearer("coordinator", agency="9901.1"),
    )
    return str(made.raise_for_status().json()["minutes_id"])


async def disputed(service: Any, assessment_id: str, bearer: Callable[..., dict[str, str]]) -> str:
    """Return the id of a dispute about the assessment."""
    address = f"/assessments/{assessment_id}"
    await service.reach(address, "dokumen")
    await submit(service.api, address, "dokumen", of=somebody)
    raised = await service.api.post(
        f"{address}/disputes",
        json={"stage": "dokumen", "indicator_code": "1", "reason": "Ada."},
        headers=bearer("coordinator", agency="9901.1"),
    )
    return str(raised.raise_for_status().json()["dispute_id"])


async def linked(service: Any, hidden: Any, bearer: Callable[..., dict[str, str]]) -> str:
    """Return the id of a link of the assessment."""
    await service.execute("UPDATE assessment_stage SET state = 'open' WHERE stage = 'dokumen'")
    made = await service.api.post(
        f"/assessments/{hidden['assessment_id']}/evidence-links",
        json={"indicator_code": "1", "evidence_id": hidden["evidence_id"]},
        headers=bearer("data_entry", subject="petugas"),
    )
    await service.execute("UPDATE assessment_stage SET state = 'submitted' WHERE stage = 'dokumen'")
    return str(made.raise_for_status().json()["link_id"])


async def published(service: Any, assessment_id: str, bearer: Callable[..., dict[str, str]]) -> str:
    """Ask for the publication of the closed first stage, and return its id."""
    address = f"/assessments/{assessment_id}"
    approved = await approve(service.api, address, "mandiri", by=bearer("approver"))
    body = {"stage": "mandiri", "state_hash": approved.raise_for_status().json()["state_hash"]}
    by = bearer("coordinator", subject="a-coordinator")
    asked = await service.api.post(f"{address}/publish", json=body, headers=by)
    return str(asked.raise_for_status().json()["publication_id"])
