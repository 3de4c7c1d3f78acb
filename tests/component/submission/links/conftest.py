"""An evaluation, items of evidence, and people who link and review them."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest
from tests.component.submission.evidence.conftest import Shelf, shelf_of
from tests.component.submission.stages.conftest import Evaluation, open_evaluation, people

Headers = dict[str, str]
TITLE = "Peraturan Bupati tentang SPBE"


@dataclass
class Proving:
    """An evaluation of 9901.1, and what people do with its evidence."""

    evaluation: Evaluation

    @property
    def api(self) -> httpx.AsyncClient:
        """Return what requests go to."""
        api: httpx.AsyncClient = self.evaluation.service.api
        return api

    @property
    def links(self) -> str:
        """Return the address of the links."""
        return f"{self.evaluation.address}/evidence-links"

    async def item(self, agency: str = "9901.1", **told: Any) -> str:
        """Enter a record of a source as an item of an agency; return its id."""
        record = {"origin": "record", "system": "jdih", "reference": f"perbup-{agency}"}
        body = {"title": TITLE, "kind": "regulation", "agency_code": agency, "source": record}
        answer = await self.api.post("/evidence", json=body | told)
        return str(answer.raise_for_status().json()["evidence_id"])

    async def link(
        self, evidence_id: str, code: str = "1", role: str = "data_entry", **told: Any
    ) -> httpx.Response:
        """Link an item to an indicator."""
        body = {"indicator_code": code, "evidence_id": evidence_id} | told
        return await self.api.post(self.links, json=body, headers=self.evaluation.by(role))

    async def linked(self, evidence_id: str, code: str = "1", **told: Any) -> str:
        """Link an item, and return the id of the link."""
        made = await self.link(evidence_id, code, **told)
        assert made.status_code == 201, made.text
        return str(made.json()["link_id"])

    async def review(
        self, link_id: str, state: str, role: str = "external_assessor", reason: str = "Terbaca."
    ) -> httpx.Response:
        """Review a link."""
        return await self.api.post(
            f"{self.links}/{link_id}/reviews",
            json={"state": state, "reason": reason},
            headers=self.evaluation.by(role),
        )

    async def remove(self, link_id: str, role: str = "data_entry") -> httpx.Response:
        """Remove a link."""
        return await self.api.delete(f"{self.links}/{link_id}", headers=self.evaluation.by(role))

    async def shown(self, **params: Any) -> list[dict[str, Any]]:
        """Return the links as people read them."""
        answer = await self.api.get(self.links, params=params)
        items: list[dict[str, Any]] = answer.raise_for_status().json()["items"]
        return items

    async def coverage(self) -> Any:
        """Return which indicators have evidence."""
        answer = await self.api.get(f"{self.evaluation.address}/evidence-coverage")
        return answer.raise_for_status().json()

    async def reach(self, stage: str) -> None:
        """Answer everything, and carry the stages on until one is open."""
        for code, level in (("1", "3"), ("2", "3"), ("P", "70")):
            await self.evaluation.answer(code, level)
        await self.evaluation.reach(stage)


@pytest.fixture
async def proving(service: Any, bearer: Callable[..., Headers]) -> Proving:
    """An evaluation of an agency below the region; nothing is answered or linked yet."""
    address = await service.once(open_evaluation)
    return Proving(Evaluation(service, address, people(bearer, "9901.1")))


@pytest.fixture
async def shelf(service: Any, app: Any, tmp_path: Path) -> Shelf:
    """The service with a store and a spool of its own."""
    return shelf_of(service, app, tmp_path)
