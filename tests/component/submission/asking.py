"""Things of an agency, one of each kind, and what every operation of the service is asked with."""

from collections.abc import Callable, Mapping
from typing import Any, Final

from tests.component.submission.conftest import somebody
from tests.support.records import approve, record
from tests.support.steps import submit

from kit.ids import new_id

AGENCY = {
    "name": "Dinas",
    "agency_kind": "agency",
    "parent_code": "9901.2",
    "valid_from": "2017-01-01",
}
DAY = {"effective_on": "2026-03-01"}
NEW_UNITS = [
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
CALENDAR = {
    "agency_code": "9901.1",
    "name": "Kinerja",
    "kind": "monthly",
    "edition_code": "bulanan",
    "rule": "FREQ=MONTHLY;BYMONTHDAY=1",
    "days_open": "10",
}
RECORD = {"origin": "record", "system": "e-sakip", "reference": "lkjip-2025"}
EVIDENCE = {"title": "LKjIP", "kind": "performance_report", "source": RECORD}
LETTER = {
    "agency_code": "9901.1",
    "number": "B/1/2026",
    "dated": "2026-02-16",
    "author_kind": "ministry",
    "author": "Kementerian",
    "title": "Hasil evaluasi",
}
PERSON = {"agency_code": "9901.1", "name": "Nama", "valid_from": "2026-01-01"}
LIST = (
    b"kode,tingkat,penjelasan,fakta,analisis,pembuktian,justifikasi,sektor,revisi,asal\n"
    b"1,2,Ada.,,,,,,0,\n"
)
# What a request needs besides its address, by operation id.
LEVEL = {"json": {"level": "2", "explanation": "Ada."}, "headers": SEEN}
REASON = {"json": {"reason": "Ada."}}
PARTS: Final[dict[str, Mapping[str, Any]]] = {
    "import_agencies": {
        "content": b"code,name\n9901.1.9,Unit\n",
        "headers": {"Content-Type": "text/csv"},
        "params": {"under": "9901.1", "kind": "unit"},
    },
    "make_offer": {"json": {"agency_code": "9902"}},
    "put_agency": {"json": AGENCY, "headers": SEEN},
    "rename_agency": {"json": DAY | {"name": "Dinas"}},
    "move_agency": {"json": DAY | {"parent_code": "9901.2"}},
    "merge_agencies": {"json": DAY | {"from_codes": ["9901.2.1"]}},
    "split_agency": {"json": DAY | {"parts": NEW_UNITS}},
    "close_agency": {"json": DAY},
    "withdraw_reorganisation": {"json": DAY | {"operation": "closure", "note": "Batal."}},
    "change_campaign": {"json": {"derivation_set_version": 1}, "headers": SEEN},
    "put_answer": LEVEL,
    "put_stage_level": LEVEL,
    "put_stage_levels": {
        "json": {"items": [LEVEL["json"] | {"indicator_code": "1", "revision": 0}]}
    },
    "put_levels_workbook": {"content": LIST, "headers": {"Content-Type": "text/csv"}},
    "put_draft": {"json": {}, "headers": SEEN},
    "delete_draft": {"headers": SEEN},
    "return_indicators": {"json": {"indicators": [{"indicator_code": "1", "reason": "Ada."}]}},
    "submit_stage": {"json": {}},
    "skip_stage": REASON,
    "accept_dispute": REASON,
    "reject_dispute": REASON,
    "raise_dispute": {"json": {"stage": "dokumen", "indicator_code": "1", "reason": "Ada."}},
    "put_person": {"json": PERSON | {"agency_code": "9901.2"}, "headers": SEEN},
    "forget_person": {"headers": SEEN},
    "put_campaign_stage": {"json": {"deadline": "2099-12-31"}, "headers": SEEN},
    "put_campaign_visits": {"json": {"indicator_codes": []}, "headers": SEEN},
    "add_minutes": {"json": record("mandiri")},
    "put_minutes": {"json": record("dokumen", kind="interview"), "headers": SEEN},
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
    "withdraw_evidence": REASON,
    "link_evidence": {"json": {"indicator_code": "1", "evidence_id": str(new_id())}},
    "review_evidence_link": {"json": {"state": "accepted", "reason": "Ada."}},
    "put_performance": {"json": {"is_draft": True}, "headers": SEEN},
    "comment_on_performance": {"json": {"revision": 1, "text": "Ada."}},
    "close_period": {"json": {"revision": 1}},
    "acknowledge_consequence": {"json": {"sha256": "0" * 64}},
    "publish_consequence_rules": {"json": {}},
    "reopen_period": REASON,
    "put_report": {"json": LETTER | {"agency_code": "9901.2"}, "headers": SEEN},
    "put_finding": {"json": {}, "headers": SEEN},
    "put_recommendation": {"json": {"text": "Ada."}, "headers": SEEN},
    "put_recommendation_owner": {"json": {"owner": None}, "headers": SEEN},
    "withdraw_recommendation": REASON,
    "send_followup": {"json": {"text": "Ada."}},
    "verify_followup": {"json": {}},
    "return_followup": REASON,
    "withdraw_followup": REASON,
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


async def make_everything(
    service: Any, bearer: Callable[..., dict[str, str]], edition: Callable[..., Any]
) -> dict[str, str]:
    """Make one of each thing that a path can name, of the agency 9901.1; return their names."""
    await service.hear(edition("bulanan", hash_letter="c", period="month"))
    await service.open_campaign(agency_codes=["9901.1"])
    hidden = {
        "agency_code": "9901.1",
        "campaign_code": "spbe-2026",
        "assessment_id": await service.assessment(agency="9901.1"),
    }
    kept = await service.api.post("/evidence", json=EVIDENCE | {"agency_code": "9901.1"})
    hidden["evidence_id"] = kept.raise_for_status().json()["evidence_id"]
    hidden["link_id"] = await linked(service, hidden, bearer)
    offered = await service.api.post("/agencies/9901.1/offers", json={"agency_code": "9902"})
    hidden["offer_id"] = offered.json()["offer_id"]
    hidden["dispute_id"] = await disputed(service, hidden["assessment_id"], bearer)
    hidden["minutes_id"] = await written(service, hidden["assessment_id"], bearer)
    hidden["publication_id"] = await published(service, hidden["assessment_id"], bearer)
    await service.api.put("/people/orang-1", json=PERSON, headers={"If-None-Match": "*"})
    hidden["subject"], hidden["calendar_code"] = "orang-1", "kinerja"
    hidden["assignment_id"] = str(new_id())
    await _assign_and_repeat(service, hidden["assignment_id"])
    hidden["report_id"] = await reported(service)
    hidden["recommendation_id"] = await recommended(service, hidden["report_id"])
    hidden["followup_id"] = await followed(service, hidden["recommendation_id"], bearer)
    return hidden


async def _assign_and_repeat(service: Any, assignment_id: str) -> None:
    """Make an assignment and a calendar of the agency."""
    path = f"/campaigns/spbe-2026/assignments/{assignment_id}"
    assert (await service.api.put(path, json=ASSIGNMENT)).status_code == 201
    new = {"If-None-Match": "*"}
    made = await service.api.put("/calendars/kinerja", json=CALENDAR, headers=new)
    assert made.status_code == 201, made.text


async def reported(service: Any) -> str:
    """Return the id of a report that came to the agency."""
    made = await service.api.post("/reports", json=LETTER)
    return str(made.raise_for_status().json()["report_id"])


async def recommended(service: Any, report_id: str) -> str:
    """Return the id of a recommendation to the agency."""
    told = {"kind": "report", "report_id": report_id}
    made = await service.api.post(
        "/recommendations", json={"agency_code": "9901.1", "origin": told, "text": "Ada."}
    )
    return str(made.raise_for_status().json()["recommendation_id"])


async def followed(
    service: Any, recommendation_id: str, bearer: Callable[..., dict[str, str]]
) -> str:
    """Return the id of a follow-up of the recommendation."""
    sent = await service.api.post(
        f"/recommendations/{recommendation_id}/followups",
        json={"text": "Ada."},
        headers=bearer("coordinator", agency="9901.1"),
    )
    return str(sent.raise_for_status().json()["followup_id"])


async def linked(
    service: Any, made: Mapping[str, str], bearer: Callable[..., dict[str, str]]
) -> str:
    """Return the id of a link of the evidence, at the first stage of the assessment."""
    link = await service.api.post(
        f"/assessments/{made['assessment_id']}/evidence-links",
        json={"indicator_code": "1", "evidence_id": made["evidence_id"]},
        headers=bearer("data_entry", subject="petugas"),
    )
    return str(link.raise_for_status().json()["link_id"])


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


async def published(service: Any, assessment_id: str, bearer: Callable[..., dict[str, str]]) -> str:
    """Ask for the publication of the closed first stage, and return its id."""
    address = f"/assessments/{assessment_id}"
    approved = await approve(service.api, address, "mandiri", by=bearer("approver"))
    body = {"stage": "mandiri", "state_hash": approved.raise_for_status().json()["state_hash"]}
    by = bearer("coordinator", subject="a-coordinator")
    asked = await service.api.post(f"{address}/publish", json=body, headers=by)
    return str(asked.raise_for_status().json()["publication_id"])
