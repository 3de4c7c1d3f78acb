"""An evaluation on an edition with predicates, whose indicators are all answered."""

from collections.abc import Callable
from typing import Any

import httpx
import msgspec
import pytest
from tests.component.submission.assessments.answering import Bearer
from tests.component.submission.stages.conftest import Evaluation, people
from tests.support.records import approve

from contracts.events.derivations import DerivationsPublishedV1
from contracts.events.edition import Band, EditionPublishedV1
from contracts.values import Text

FAIR, GOOD = Text(id="Cukup", en="Fair"), Text(id="Baik", en="Good")
# Index 2.0 of 3: 40 % of 2, 40 % of 2 and 20 % of 2, all in levels.
LEVELS = {"1": "2", "2": "2"}


def banded(edition: EditionPublishedV1) -> EditionPublishedV1:
    """Return an edition on levels alone, which is good from an index of 2.25 on."""
    nodes = [
        msgspec.structs.replace(node, weight="50") if node.kind == "indicator" else node
        for node in edition.nodes
        if node.code != "P"
    ]
    return msgspec.structs.replace(
        edition,
        edition_code="bands",
        content_hash="c" * 64,
        nodes=tuple(nodes),
        scales=edition.scales[:1],
        predicates=(Band(name=FAIR, maximum="2.25"), Band(name=GOOD, minimum="2.25")),
    )


class Approvals(Evaluation):
    """An evaluation, with states that people approve."""

    async def answer_all(self) -> None:
        """Answer every indicator with level 2."""
        for code, level in LEVELS.items():
            assert (await self.answer(code, level)).status_code == 200

    async def state(self, stage: str) -> Any:
        """Return the state of a stage."""
        path = f"{self.address}/stages/{stage}/state"
        return (await self.service.api.get(path)).raise_for_status().json()

    async def approve(self, stage: str, role: str = "approver", **said: str) -> httpx.Response:
        """Say something of the present state of a stage."""
        return await approve(self.service.api, self.address, stage, by=self.by(role), **said)

    async def choose(self, derivations: DerivationsPublishedV1) -> None:
        """Let the coordinator choose a derivation set for the campaign, once it is known."""
        await self.service.hear(derivations)
        path = "/campaigns/spbe-2026"
        tag = (await self.service.api.get(path)).headers["etag"]
        body = {"derivation_set_version": derivations.derivation_set_version}
        chosen = await self.service.api.put(path, json=body, headers={"If-Match": tag})
        assert chosen.status_code in (200, 202), chosen.text

    async def said(self) -> Any:
        """Return all approvals."""
        found = await self.service.api.get(f"{self.address}/approvals")
        return found.raise_for_status().json()["items"]

    async def lacks(self, stage: str) -> list[str]:
        """Return what the next step of a stage lacks."""
        step, *_ = (await self.stage(stage))["next_steps"]
        return [each["requirement"] for each in step["missing"]]

    async def consent(self, role: str = "own_coordinator", **body: str) -> httpx.Response:
        """Consent to the present state of the self-assessment."""
        found = {"state_hash": (await self.state("mandiri"))["state_hash"]} | body
        answer: httpx.Response = await self.service.api.post(
            f"{self.address}/consent", json=found, headers=self.by(role)
        )
        return answer


@pytest.fixture
async def evaluation(
    service: Any, bearer: Bearer, edition: Callable[..., EditionPublishedV1]
) -> Approvals:
    """An evaluation of an agency below the region, all of it answered with level 2."""
    address = await service.once(open_answered, bearer, edition)
    return Approvals(service, address, people(bearer, "9901.1"))


@pytest.fixture
async def akip(
    service: Any, bearer: Bearer, edition: Callable[..., EditionPublishedV1]
) -> Approvals:
    """An AKIP evaluation of an agency below the region."""
    address = await service.once(open_banded, edition, "akip")
    return Approvals(service, address, people(bearer, "9901.1"))


async def open_answered(
    service: Any, bearer: Bearer, edition: Callable[..., EditionPublishedV1]
) -> str:
    """Open an evaluation of an agency below the region and answer it; return its address."""
    address = await open_banded(service, edition, "evaluation")
    await Approvals(service, address, people(bearer, "9901.1")).answer_all()
    return address


async def open_banded(service: Any, edition: Callable[..., EditionPublishedV1], kind: str) -> str:
    """Open a campaign of an agency below the region; return the address of its assessment."""
    instrument = "akip" if kind == "akip" else "spbe"
    await service.hear(banded(edition(instrument)))
    answer = await service.open_campaign(
        agency_codes=["9901.1"], edition_code="bands", derivation_set_version=None, kind=kind
    )
    assert answer.status_code == 201, answer.text
    return f"/assessments/{await service.assessment(agency='9901.1')}"
