"""Requests that are wrong, each with what it is answered with."""

import json
from dataclasses import dataclass, field
from typing import Any

from tests.e2e.world import REGION, spbe_campaign

SPBE = spbe_campaign(2026)
OFFICE = f"{REGION}.2.16.01"
UNKNOWN = f"{REGION}.404"
NOBODY = "0198c0de-0000-7000-8000-000000000001"
ANSWER = "/assessments/{assessment}/answers/1"
JSON = {"Content-Type": "application/json"}
LATER = "2999-01-01T00:00:00Z"
CAMPAIGN = {
    "code": "never",
    "name": "Never opened",
    "edition_code": "permenpanrb-59-2020",
    "derivation_set_version": 1,
    "period": "2024",
    "agency_codes": [REGION],
}
AGENCY = {
    "name": "Dinas Baru",
    "agency_kind": "agency",
    "parent_code": REGION,
    "valid_from": "2026-01-01",
}
FOREIGN = {"name": "Kabupaten Lain", "agency_kind": "regency", "valid_from": "2026-01-01"}
NEW = {"If-None-Match": "*"}
CURRENT = {"If-Match": "{etag}"}


@dataclass(frozen=True)
class Bad:
    """One request that is wrong, what it is answered with, and what the answer names."""

    what: str
    method: str
    path: str
    status: int
    pointer: str | None
    params: dict[str, str] = field(default_factory=dict)
    headers: dict[str, str] = field(default_factory=dict)
    body: Any = None
    content: bytes | None = None


def asked(what: str, path: str, status: int, pointer: str | None, **params: str) -> Bad:
    return Bad(what, "GET", path, status, pointer, params=params)


def answered(what: str, status: int, pointer: str, **changes: Any) -> Bad:
    body = {"level": "3", "explanation": "Keputusan Bupati."} | changes
    body = {name: value for name, value in body.items() if value is not ...}
    return Bad(what, "PUT", ANSWER, status, pointer, headers=CURRENT, body=body)


def opened(what: str, status: int, pointer: str, **changes: Any) -> Bad:
    return Bad(what, "POST", "/campaigns", status, pointer, body=CAMPAIGN | changes)


def founded(what: str, status: int, pointer: str, **changes: Any) -> Bad:
    path = f"/agencies/{REGION}.9"
    return Bad(what, "PUT", path, status, pointer, headers=NEW, body=AGENCY | changes)


def sent(what: str, content: bytes, status: int, pointer: str, **headers: str) -> Bad:
    given = {name.replace("_", "-"): value for name, value in headers.items()}
    return Bad(what, "POST", "/campaigns", status, pointer, headers=given, content=content)


QUERIES = [
    asked("unknown agency", f"/agencies/{UNKNOWN}", 404, "path/agency_code"),
    asked("unknown agency's assessments", "/assessments", 404, "query/agency", agency=UNKNOWN),
    asked("unknown agency's scores", "/scores", 404, "query/agency", agency=UNKNOWN),
    asked("unknown agency's facts", "/facts", 404, "query/agency", agency=UNKNOWN),
    asked("unknown agency's stream", "/stream", 404, "query/agency", agency=UNKNOWN),
    asked("foreign agency", "/agencies/8801", 404, "path/agency_code"),
    asked("code that is none", "/agencies/99%2001", 400, "path/agency_code"),
    asked("unknown edition", "/editions/none", 404, "path/edition_code"),
    asked("unknown indicator", "/assessments/{assessment}/answers/99", 404, "path/indicator_code"),
    asked("unknown node", "/scores/{assessment}/lineage", 404, "query/indicator", indicator="X1"),
    asked("moment to come", "/scores", 400, "query/as_of", as_of="2999-01-01T00:00:00Z"),
    asked("moment that is none", "/scores/{assessment}", 400, "query/as_of", as_of="now"),
    asked("indicator left out", "/scores/{assessment}/explanation", 400, "query/indicator"),
    asked(
        "unknown track",
        "/scores/{assessment}/lineage",
        400,
        "query/track",
        indicator="13",
        track="x",
    ),
    asked("id that is none", "/assessments/abc", 400, "path/assessment_id"),
    asked("unknown assessment", f"/assessments/{NOBODY}", 404, "path/assessment_id"),
    asked("unknown score", f"/scores/{NOBODY}", 404, "path/assessment_id"),
    asked("unknown campaign", "/campaigns/none", 404, "path/campaign_code"),
    asked("unknown source", "/sources/none", 404, "path/source_code"),
    asked("unknown run", f"/sources/e-planning/runs/{NOBODY}", 404, "path/run_id"),
    asked("unknown fact", "/facts", 400, "query/name", name="planning.nothing"),
    asked("month 13", "/facts", 400, "query/period", period="2026-13"),
    asked("instant that is none", "/facts", 400, "query/as_of", as_of="yesterday"),
    asked("limit 0", "/agencies", 400, "query/limit", limit="0"),
    asked("limit above all", "/scores", 400, "query/limit", limit="201"),
    asked("limit in words", "/facts", 400, "query/limit", limit="many"),
    asked("cursor of nobody", "/campaigns", 400, "query/cursor", cursor="xyz"),
    asked("unknown kind of agency", "/agencies", 400, "query/kind", kind="dinas"),
    asked("unknown kind of event", "/stream", 400, "query/type", type="score"),
    asked("long address", "/agencies/" + "9" * 9_000, 413, "path"),
    asked("hidden address", "/agencies/%2e%2e/x", 400, "path"),
    asked("unknown path", "/users", 404, None),
    asked("unknown path below", f"/agencies/{REGION}/nothing", 404, None),
]
LEVELS = [
    answered("level above the scale", 422, "/level", level="6"),
    answered("level below the scale", 422, "/level", level="0"),
    answered("level between two", 422, "/level", level="2.5"),
    answered("level in words", 422, "/level", level="high"),
    answered("level that is not exact", 400, "/level", level=2.5),
    answered("level of truth", 400, "/level", level=True),
    answered("no level", 400, "/level", level=None),
    answered("no explanation", 422, "/reasons", explanation=...),
    answered("empty explanation", 400, "/explanation", explanation=""),
    answered("long explanation", 400, "/explanation", explanation="x" * 20_001),
    answered("unknown member", 400, "/weight", weight="2"),
    answered("decided tomorrow", 422, "/decided_at", decided_at=LATER),
    answered("decided in no zone", 400, "/decided_at", decided_at="2026-01-01T00:00:00"),
    Bad(
        "no If-Match",
        "PUT",
        ANSWER,
        428,
        "header/If-Match",
        body={"level": "3", "explanation": "x"},
    ),
    Bad(
        "stale If-Match",
        "PUT",
        ANSWER,
        412,
        "header/If-Match",
        headers={"If-Match": '"99999"'},
        body={"level": "3", "explanation": "x"},
    ),
]
CAMPAIGNS = [
    opened("wrong edition", 422, "/edition_code", edition_code="permenpanrb-1-1999"),
    opened("wrong derivation set", 422, "/derivation_set_version", derivation_set_version=99),
    opened("derivation set 0", 400, "/derivation_set_version", derivation_set_version=0),
    opened("wrong kind of period", 422, "/period", period="2024-11"),
    opened("month 13", 400, "/period", period="2024-13"),
    opened("period that has not begun", 422, "/period", period="9998"),
    opened("unknown agency", 422, "/agency_codes/1", agency_codes=[REGION, UNKNOWN]),
    opened("nobody takes part", 400, "/agency_codes", agency_codes=[]),
    opened("code that is taken", 409, "/code", code=SPBE),
    opened("unknown member", 400, "/deadline", deadline="2026-12-31"),
]
AGENCIES = [
    founded("unknown parent", 422, "/parent_code", parent_code=UNKNOWN),
    founded("unknown kind", 400, "/agency_kind", agency_kind="dinas"),
    founded("date of another country", 400, "/valid_from", valid_from="31/12/2025"),
    founded("ends before it begins", 422, "/valid_until", valid_until="2025-01-01"),
    Bad("it exists", "PUT", f"/agencies/{OFFICE}", 412, "header/If-None-Match", {}, NEW, AGENCY),
    Bad("no condition", "PUT", f"/agencies/{OFFICE}", 428, "header/If-Match", body=AGENCY),
    Bad("out of reach", "PUT", "/agencies/8801", 403, "path/agency_code", {}, NEW, FOREIGN),
]
BODIES = [
    sent("above the limit", b"x" * 1_048_577, 413, "", **JSON),
    sent("not JSON", b'{"code": ', 400, "", **JSON),
    sent("a member twice", b'{"code": "a", "code": "b"}', 400, "/code", **JSON),
    sent("not UTF-8", b'{"code": "\xff"}', 400, "", **JSON),
    sent("without end", b"[" * 100_000, 400, "", **JSON),
    sent("a list", b"[]", 400, "", **JSON),
    sent("nothing", b"", 400, "", **JSON),
    sent(
        "text", json.dumps(CAMPAIGN).encode(), 415, "header/Content-Type", Content_Type="text/plain"
    ),
    sent(
        "a form",
        b"code=x",
        415,
        "header/Content-Type",
        Content_Type="application/x-www-form-urlencoded",
    ),
    sent("of no kind", json.dumps(CAMPAIGN).encode(), 415, "header/Content-Type"),
    sent("long key", b"{}", 400, "header/Idempotency-Key", Idempotency_Key="k" * 201, **JSON),
]
METHODS = [
    Bad("method that no agency has", "DELETE", f"/agencies/{REGION}", 405, None),
    Bad("method that no list has", "PUT", "/campaigns", 405, None),
    Bad("method that no item has", "POST", "/campaigns/x", 405, None),
    Bad("method of nobody", "PATCH", "/scores", 405, None),
    Bad("stream that is sent to", "POST", "/stream", 405, None),
]
TOKENS = [
    Bad("no token", "GET", "/scores", 401, "header/Authorization", {}, {"Authorization": ""}),
    Bad(
        "password", "GET", "/scores", 401, "header/Authorization", {}, {"Authorization": "Basic x"}
    ),
    Bad("no JWT", "GET", "/scores", 401, "header/Authorization", {}, {"Authorization": "Bearer x"}),
]
ALL = [*QUERIES, *LEVELS, *CAMPAIGNS, *AGENCIES, *BODIES, *METHODS, *TOKENS]
