"""A region with a letter, and recommendations to its agencies."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import httpx
import pytest

LETTER: dict[str, Any] = {
    "agency_code": "9901",
    "number": "B/1/2026",
    "dated": "2026-02-16",
    "author_kind": "ministry",
    "author": "Kementerian",
    "title": "Hasil evaluasi",
}
TEXT = "Tetapkan peraturan tentang manajemen risiko."


@dataclass
class Desk:
    """Who works with recommendations; `by(role, agency)` gives the headers of somebody."""

    service: Any
    bearer: Callable[..., dict[str, str]]
    report_id: str

    def by(self, role: str, agency: str = "9901") -> dict[str, str]:
        return self.bearer(role, agency=agency, subject=f"{role}-{agency}")

    def body(self, agency: str = "9901.1", **told: Any) -> dict[str, Any]:
        """Return a recommendation from the letter."""
        origin = {"kind": "report", "report_id": self.report_id}
        return {"agency_code": agency, "origin": origin, "text": TEXT} | told

    async def make(
        self, agency: str = "9901.1", headers: dict[str, str] | None = None, **told: Any
    ) -> httpx.Response:
        """Make a recommendation from the letter."""
        answer: httpx.Response = await self.service.api.post(
            "/recommendations",
            json=self.body(agency, **told),
            headers=headers or self.by("inspectorate"),
        )
        return answer

    async def made(self, agency: str = "9901.1", **told: Any) -> str:
        """Make a recommendation, and return its address."""
        answer = await self.make(agency, **told)
        assert answer.status_code == 201, answer.text
        return f"/recommendations/{answer.json()['recommendation_id']}"

    async def put(
        self, path: str, headers: dict[str, str] | None = None, *, seen: str = "1", **told: Any
    ) -> httpx.Response:
        """Change something from a revision that was seen."""
        by = headers or self.by("inspectorate")
        answer: httpx.Response = await self.service.api.put(
            path, json=told, headers=by | {"If-Match": f'"{seen}"'}
        )
        return answer

    async def post(
        self, path: str, headers: dict[str, str] | None = None, **told: Any
    ) -> httpx.Response:
        """Do something about a recommendation."""
        answer: httpx.Response = await self.service.api.post(
            path, json=told or None, headers=headers or self.by("inspectorate")
        )
        return answer

    async def listed(self, headers: dict[str, str] | None = None, **query: Any) -> list[Any]:
        """Return the recommendations of a list."""
        found = await self.service.api.get("/recommendations", params=query, headers=headers)
        items: list[Any] = found.raise_for_status().json()["items"]
        return items

    async def prove(self, agency: str = "9901.1") -> str:
        """Enter evidence of an agency, and return its id."""
        source = {"origin": "record", "system": "e-sakip", "reference": "lkjip"}
        item = {"title": "Naskah", "kind": "regulation", "source": source, "agency_code": agency}
        answer = await self.service.api.post("/evidence", json=item)
        return str(answer.raise_for_status().json()["evidence_id"])

    async def employ(self, subject: str, agency: str = "9901.1") -> None:
        """Record where a person works."""
        person = {"agency_code": agency, "name": "Nama", "valid_from": "2017-01-01"}
        made = await self.service.api.put(
            f"/people/{subject}", json=person, headers={"If-None-Match": "*"}
        )
        assert made.status_code == 201, made.text


@pytest.fixture
async def desk(service: Any, bearer: Callable[..., dict[str, str]]) -> Desk:
    """The region with a letter of the ministry."""
    return Desk(service, bearer, await service.once(_report))


async def _report(service: Any) -> str:
    made = (await service.api.post("/reports", json=LETTER)).raise_for_status()
    return str(made.json()["report_id"])
