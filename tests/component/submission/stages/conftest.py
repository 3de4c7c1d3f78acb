"""An assessment of an agency below the region, and people who carry its stages on."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any

import httpx
import pytest
from tests.component.submission.conftest import bearer, somebody
from tests.support.records import supply

REASONS = {
    "fakta": "Pasal 4, halaman 3.",
    "analisis": "Semua unit.",
    "pembuktian": "Tingkat di bawahnya: Surat Edaran 2/2024.",
    "justifikasi": "Kriteria 3.",
}


@dataclass
class Evaluation:
    """An assessment, as people of several roles work on it; `by`: who makes a request."""

    service: Any
    address: str
    by: Callable[[str], dict[str, str]]

    async def step(self, stage: str, step: str, role: str, **body: Any) -> httpx.Response:
        """Make a step of a stage."""
        json = None if step == "closing" else body
        answer: httpx.Response = await self.service.api.post(
            f"{self.address}/stages/{stage}/{step}", json=json, headers=self.by(role)
        )
        return answer

    async def submit(self, stage: str, role: str, **gaps: str) -> httpx.Response:
        """Submit a stage; `gaps` by `i` and the code."""
        named = [{"indicator_code": code[1:], "reason": why} for code, why in gaps.items()]
        return await self.step(stage, "submission", role, gaps=named)

    async def give_back(self, stage: str, role: str, **reasons: str) -> httpx.Response:
        """Return indicators of a stage."""
        named = [{"indicator_code": code[1:], "reason": why} for code, why in reasons.items()]
        return await self.step(stage, "returns", role, indicators=named)

    async def answer(self, code: str, level: str, role: str = "data_entry") -> httpx.Response:
        """Answer an indicator at the first stage, whatever was there."""
        return await self._put(f"/answers/{code}", {"level": level, "reasons": REASONS}, role)

    async def decide(
        self,
        stage: str,
        code: str,
        level: str,
        role: str = "external_assessor",
        *,
        reasons: Mapping[str, str] = REASONS,
    ) -> httpx.Response:
        """Decide a level at a stage, whatever was there."""
        body = {"level": level, "reasons": dict(reasons)}
        return await self._put(f"/stages/{stage}/levels/{code}", body, role)

    async def stage(self, stage: str) -> Any:
        """Return where a stage stands."""
        return (await self.service.api.get(f"{self.address}/stages/{stage}")).json()

    async def states(self) -> list[str]:
        """Return the states of all stages in their order."""
        found = (await self.service.api.get(f"{self.address}/stages")).json()
        return [each["state"] for each in found["items"]]

    async def reach(self, stage: str) -> None:
        """Let people carry the stages on until this one is open."""
        await self.service.reach(self.address, stage)

    async def rest(self, stage: str) -> None:
        """Supply the minutes and the verdict that the closing of a submitted stage lacks."""
        closing, *_ = (await self.stage(stage))["next_steps"]
        await supply(self.service.api, self.address, stage, closing["missing"], of=somebody)

    async def dispute(self, code: str = "1", stage: str = "dokumen", **told: Any) -> httpx.Response:
        """Raise a dispute as the assessed agency does."""
        body = {"stage": stage, "indicator_code": code, "reason": "Pasal 7 memuatnya."} | told
        answer: httpx.Response = await self.service.api.post(
            f"{self.address}/disputes", json=body, headers=self.by("own_coordinator")
        )
        return answer

    async def _put(self, path: str, body: dict[str, Any], role: str) -> httpx.Response:
        present = await self.service.api.get(f"{self.address}{path}")
        headers = self.by(role) | {"If-Match": present.headers["etag"]}
        answer: httpx.Response = await self.service.api.put(
            f"{self.address}{path}", json=body, headers=headers
        )
        return answer


def people(bearer: Callable[..., dict[str, str]], agency: str) -> Callable[[str], dict[str, str]]:
    """Return who gives the headers of somebody of the region, or (`own_…`) of an agency."""

    def by(role: str) -> dict[str, str]:
        name = role.removeprefix("own_")
        return bearer(name, agency="9901" if name == role else agency, subject=f"a-{role}")

    return by


@pytest.fixture(name="by")
def by_fixture(bearer: Callable[..., dict[str, str]]) -> Callable[[str], dict[str, str]]:
    """Return the headers of somebody of the region, or (`own_…`) of the assessed agency."""
    return people(bearer, "9901.1")


@pytest.fixture(name="new_evaluation")
def new_evaluation_fixture(
    service: Any, bearer: Callable[..., dict[str, str]]
) -> Callable[[int], Awaitable[Evaluation]]:
    """Return a maker of evaluations, each of a new agency."""

    async def new(number: int) -> Evaluation:
        agency = f"9901.1{number}"
        await service.put_agency(agency)
        await service.open_campaign(f"spbe-{number}", under_code=agency, agency_codes=[agency])
        address = f"/assessments/{await service.assessment(f'spbe-{number}', agency)}"
        return Evaluation(service, address, people(bearer, agency))

    return new


@pytest.fixture
async def evaluation(service: Any, by: Callable[[str], dict[str, str]]) -> Evaluation:
    """An evaluation of an agency below the region; nothing is answered yet."""
    return Evaluation(service, await service.once(open_evaluation), by)


async def open_evaluation(service: Any) -> str:
    """Open a campaign of an agency below the region; return the address of its assessment."""
    await service.open_campaign(agency_codes=["9901.1"])
    return f"/assessments/{await service.assessment(agency='9901.1')}"


@pytest.fixture
async def submitted(evaluation: Evaluation) -> Evaluation:
    """The stage dokumen decided on indicator 1, and was submitted."""
    await evaluation.service.once(_submit, evaluation.address)
    return evaluation


async def _submit(service: Any, address: str) -> None:
    evaluation = Evaluation(service, address, people(bearer, "9901.1"))
    for code, level in (("1", "3"), ("2", "3"), ("P", "70")):
        await evaluation.answer(code, level)
    await evaluation.reach("dokumen")
    await evaluation.decide("dokumen", "1", "2")
    await evaluation.submit("dokumen", "external_assessor")


@pytest.fixture
async def akip(service: Any, by: Callable[[str], dict[str, str]]) -> Evaluation:
    """An AKIP evaluation of an agency below the region."""
    await service.open_akip()
    address = f"/assessments/{await service.assessment('akip-2026', '9901.1')}"
    return Evaluation(service, address, by)
