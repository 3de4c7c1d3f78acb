"""What the stories of reorganisations do again and again."""

from typing import Any

import httpx

DAY = "2026-03-01"
NEW = {"name": "Dinas Gabungan", "agency_kind": "agency", "parent_code": "9901"}
MERGER: dict[str, Any] = {"from_codes": ["9901.1", "9901.2"], "agency": NEW, "effective_on": DAY}
SPLIT: dict[str, Any] = {
    "parts": [
        {"agency_code": "9901.7", "name": "Tujuh", "agency_kind": "agency", "parent_code": "9901"},
        {
            "agency_code": "9901.8",
            "name": "Delapan",
            "agency_kind": "agency",
            "parent_code": "9901",
        },
    ],
    "effective_on": DAY,
}


async def do(service: Any, where: str, body: dict[str, Any], **options: Any) -> httpx.Response:
    answer: httpx.Response = await service.api.post(f"/agencies/{where}", json=body, **options)
    return answer


async def preview(service: Any, where: str, body: dict[str, Any]) -> httpx.Response:
    return await do(service, where, body, params={"preview": "true"})


async def items(service: Any, **query: str) -> list[dict[str, Any]]:
    found = await service.api.get("/assessments", params=query)
    return list(found.json()["items"])


def effects(body: dict[str, Any]) -> list[tuple[str, str, str | None]]:
    return [
        (each["agency_code"], each["effect"], each["answered_by"]) for each in body["assessments"]
    ]


async def answer_level(service: Any, agency: str) -> httpx.Response:
    assessment = await service.assessment(agency=agency)
    answer: httpx.Response = await service.api.put(
        f"/assessments/{assessment}/answers/1",
        json={"level": "2", "explanation": "Terbukti."},
        headers={"If-Match": '"0"'},
    )
    return answer
