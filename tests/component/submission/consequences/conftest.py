"""A region with two judged quarters of two agencies, their targets, and an instruction."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import httpx
import pytest
from tests.component.submission.conftest import bearer

from contracts.events.score import ScoreChangedV2, TrackScore
from contracts.events.target import TargetSetV1

AT = datetime(2026, 7, 10, tzinfo=UTC)
AGENCY, OTHER = "9901.1", "9901.2"
LEADER = bearer("leader", subject="bupati")
Q2 = "kinerja-2026-q2"
MISSED = "dua-triwulan-di-bawah-target"
OVERDUE = "instruksi-terlambat"
REWARD = "naik-dan-mencapai-target"


@dataclass
class Quarters:
    """The service with campaigns of quarters; what scoring says is sent as it sends it."""

    service: Any

    async def open(self, quarter: str, **body: Any) -> None:
        told: dict[str, Any] = {
            "kind": "quarterly",
            "edition_code": "triwulanan",
            "derivation_set_version": None,
        }
        told |= {"period": quarter, "agency_codes": [AGENCY, OTHER]}
        answer = await self.service.open_campaign(code_of(quarter), **(told | body))
        assert answer.status_code == 201, answer.text

    async def score(
        self,
        quarter: str,
        exact: str | None,
        agency: str = AGENCY,
        *,
        revision: int = 1,
        not_judged: Any = None,
    ) -> None:
        found = await self.service.assessment(code_of(quarter), agency)
        track = TrackScore(
            track="provisional", exact=exact, coverage="1", not_judged=not_judged, announced=exact
        )
        event = ScoreChangedV2(
            assessment_id=UUID(found),
            revision=revision,
            campaign_code=code_of(quarter),
            agency_code=agency,
            edition_code="triwulanan",
            edition_hash="c" * 64,
            derivation_set_version=None,
            period=quarter,
            changed_at=AT,
            tracks=(track,),
        )
        await self.service.hear(event)

    async def aim(self, value: str | None, agency: str = AGENCY, *, revision: int = 1) -> None:
        await self.service.hear(aimed(value, agency, revision=revision))

    async def instruct(self, agency: str = AGENCY, deadline: str = "2026-06-29") -> str:
        letter = {
            "agency_code": "9901",
            "number": "B/1/2026",
            "dated": "2026-02-16",
            "author_kind": "ministry",
            "author": "Kementerian",
            "title": "Hasil evaluasi",
        }
        report = (await self.service.api.post("/reports", json=letter)).raise_for_status().json()
        made = await self.service.api.post(
            "/recommendations",
            json={
                "agency_code": agency,
                "origin": {"kind": "report", "report_id": report["report_id"]},
                "text": "Tetapkan peraturan.",
                "deadline": deadline,
                "is_instruction": True,
            },
            headers=bearer("inspectorate", subject="inspektur"),
        )
        assert made.status_code == 201, made.text
        return str(made.json()["recommendation_id"])

    async def listed(
        self, campaign: str = Q2, by: dict[str, str] = LEADER, **query: Any
    ) -> list[dict[str, Any]]:
        path = f"/campaigns/{campaign}/consequences"
        found = await self.service.api.get(path, params=query, headers=by)
        items: list[dict[str, Any]] = found.raise_for_status().json()["items"]
        return items

    async def entry(self, rule: str, agency: str = AGENCY, campaign: str = Q2) -> dict[str, Any]:
        found = await self.listed(campaign, agency=agency)
        (entry,) = [each for each in found if each["rule_code"] == rule]
        return entry

    async def verdicts(self, agency: str = AGENCY, campaign: str = Q2) -> dict[str, str]:
        found = await self.listed(campaign, agency=agency)
        return {each["rule_code"]: each["verdict"] for each in found}

    async def acknowledge(
        self, entry: dict[str, Any], by: dict[str, str] = LEADER, **told: Any
    ) -> httpx.Response:
        path = f"/campaigns/{Q2}/consequences/{entry['agency_code']}/{entry['rule_code']}"
        answer: httpx.Response = await self.service.api.post(
            f"{path}/acknowledgement", json={"sha256": entry["sha256"]} | told, headers=by
        )
        return answer


def code_of(quarter: str) -> str:
    return f"kinerja-{quarter.lower()}"


def aimed(value: str | None, agency: str = AGENCY, *, revision: int = 1) -> TargetSetV1:
    return TargetSetV1(
        agency_code=agency,
        instrument_code="triwulanan",
        year=2026,
        node_code="index",
        revision=revision,
        value=value,
        set_at=AT,
    )


@pytest.fixture
async def quarters(service: Any, edition: Callable[..., Any]) -> Quarters:
    """Two quarters of two agencies: one below its target twice, the other one risen above it."""
    await service.once(_judge, edition)
    return Quarters(service)


async def _judge(service: Any, edition: Callable[..., Any]) -> None:
    await service.hear(edition("triwulanan", hash_letter="c", period="quarter"))
    made = Quarters(service)
    for quarter in ("2026-Q1", "2026-Q2"):
        await made.open(quarter)
    for agency, first, second in ((AGENCY, "2.1", "2.4"), (OTHER, "2.4", "2.6")):
        await made.score("2026-Q1", first, agency)
        await made.score("2026-Q2", second, agency)
        await made.aim("2.5", agency)
