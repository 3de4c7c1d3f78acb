"""A unit that is responsible for an indicator, and all that can be asked of its assessment."""

import re
from collections.abc import Mapping
from typing import Any, Final

from tests.support.operations import address_of
from tests.support.records import record

from kit.ids import new_id
from operations.services import Service
from operations.table import table_of

CAMPAIGN: Final = "/campaigns/spbe-2026"
UNIT: Final = "9901.1.16"
LEVEL: Final = {"json": {"level": "2", "explanation": "Ada."}, "headers": {"If-Match": '"0"'}}
REASON: Final = {"json": {"reason": "Ada."}}
STATE: Final = {"stage": "mandiri", "state_hash": "0" * 64}
SEEN: Final = {"headers": {"If-Match": '"0"'}}
GONE: Final = {"headers": {"If-Match": "*"}}
# All that is asked for below an assessment, with what each request needs besides.
ASKED: Final[Mapping[str, Mapping[str, Any]]] = {
    "put_answer": LEVEL,
    "withdraw_answer": GONE,
    "put_stage_level": LEVEL,
    "withdraw_stage_level": GONE,
    "put_stage_levels": {
        "json": {
            "items": [
                {"indicator_code": "1", "level": "2", "explanation": "Ada.", "revision": 0},
            ]
        }
    },
    "put_levels_workbook": {"content": b"kode", "headers": {"Content-Type": "text/csv"}},
    "put_draft": {"json": {}, **SEEN},
    "delete_draft": GONE,
    "submit_stage": {"json": {}},
    "return_indicators": {"json": {"indicators": [{"indicator_code": "1", "reason": "Ada."}]}},
    "skip_stage": REASON,
    "add_minutes": {"json": record("mandiri")},
    "put_minutes": {"json": record("mandiri"), **SEEN},
    "sign_minutes": {"json": {"sha256": "0" * 64, "side": "agency"}},
    "put_verdict": {"json": {"validity": "valid", "reason": "Ada."}, **SEEN},
    "approve_state": {"json": {**STATE, "decision": "approved", "reason": "Ada."}},
    "give_consent": {"json": {"state_hash": "0" * 64}},
    "publish_assessment": {"json": STATE},
    "raise_dispute": {"json": {"stage": "mandiri", "indicator_code": "1", "reason": "Ada."}},
    "put_finding": {"json": {}, **SEEN},
    "accept_dispute": REASON,
    "reject_dispute": REASON,
    "put_performance": {"json": {"is_draft": True}, **SEEN},
    "comment_on_performance": {"json": {"revision": 1, "text": "Ada."}},
    "close_period": {"json": {"revision": 1}},
    "reopen_period": REASON,
    "link_evidence": {"json": {"indicator_code": "1", "evidence_id": str(new_id())}},
    "review_evidence_link": {"json": {"state": "accepted", "reason": "Ada."}},
}
READ: Final = {
    "read_assessment",
    "read_answer",
    "list_answer_history",
    "list_stage_levels",
    "read_stage_level",
    "read_levels_workbook",
    "list_drafts",
    "read_draft",
    "list_assessment_indicators",
    "list_stages",
    "read_stage",
    "list_evidence_links",
    "read_evidence_coverage",
}
ANSWERED: Final = {
    "put_answer",
    "withdraw_answer",
    "put_stage_level",
    "withdraw_stage_level",
    "put_stage_levels",
    "put_levels_workbook",
    "put_draft",
    "delete_draft",
}
# Taken; or refused for what is sent: the answer was withdrawn just before, the file has no rows.
TAKEN: Final = {200, 412, 422}


async def assign(service: Any, **body: Any) -> str:
    """Make the unit responsible for an indicator, or for what the body says."""
    path = f"{CAMPAIGN}/assignments/{new_id()}"
    duty = {"node_code": "1", "duty": "responsible", "unit_code": UNIT, "agency_code": "9901"}
    made = await service.api.put(path, json=duty | body)
    assert made.status_code == 201, made.text
    return path


async def asked(
    service: Any, address: str, *, headers: Mapping[str, str], role: str | None = None
) -> dict[str, int]:
    """Return how every operation below an assessment is answered, of a role or of any."""
    values = {
        "assessment_id": address.rpartition("/")[2],
        "indicator_code": "1",
        "stage": "mandiri",
        "aspect_code": "index",
        **dict.fromkeys(("minutes_id", "publication_id", "dispute_id", "link_id"), str(new_id())),
    }
    told = {}
    for row in table_of(Service.SUBMISSION).rows:
        if "{assessment_id}" not in row.path or (role is not None and role not in row.roles):
            continue
        parts = dict(ASKED.get(row.id, {}))
        parts["headers"] = {**parts.get("headers", {}), **headers}
        names = set(re.findall(r"{(\w+)}", row.path))
        path = address_of(row.path, **{name: values[name] for name in names})
        answer = await service.api.request(row.method, path.removeprefix("/api/v1"), **parts)
        told[row.id] = answer.status_code
    return told
