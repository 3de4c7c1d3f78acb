"""An evaluation whose stages people approve and publish."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import httpx
import pytest
from tests.component.submission.approvals.conftest import Approvals, open_answered, open_banded
from tests.component.submission.assessments.answering import Bearer
from tests.component.submission.stages.conftest import people
from tests.support.waiting import eventually

from contracts.events.assessment import AssessmentPublishedV2
from contracts.events.edition import EditionPublishedV1
from contracts.events.score import ResultPublishedV2, ResultRefusedV1
from contracts.values import Text

AT = datetime(2026, 11, 1, tzinfo=UTC)


class Publications(Approvals):
    """An evaluation, with what is asked to be published of it."""

    async def close_approved(self, stage: str, *, then: str | None = None) -> None:
        """Carry a stage on until it is closed (the next one `then` is open), and approve it."""
        if then is not None:
            await self.reach(then)
        assert (await self.approve(stage)).status_code == 201

    async def publish(
        self, stage: str, role: str = "coordinator", **body: str | None
    ) -> httpx.Response:
        """Ask for a stage in its present state."""
        asked = {"stage": stage, "state_hash": (await self.state(stage))["state_hash"]} | body
        answer: httpx.Response = await self.service.api.post(
            f"{self.address}/publish", json=asked, headers=self.by(role)
        )
        return answer

    async def publications(self) -> Any:
        """Return everything that was asked for."""
        found = await self.service.api.get(f"{self.address}/publications")
        return found.raise_for_status().json()["items"]

    async def asked(self) -> list[Any]:
        """Return the events that ask for a publication, once all are sent."""
        count = len(await self.publications())

        async def sent() -> list[Any] | None:
            said = await self.service.said("submission.assessment", count=1)
            found = [each for each in said if isinstance(each, AssessmentPublishedV2)]
            return found if len(found) >= count else None

        found: list[Any] = await eventually(sent)
        return found

    async def tell_published(self, publication_id: str, *, revision: int = 1) -> None:
        """Let scoring tell that it published."""
        told = ResultPublishedV2(
            assessment_id=UUID(self.address.rsplit("/", maxsplit=1)[-1]),
            agency_code="9901.1",
            revision=revision,
            result_hash="e" * 64,
            exact="2",
            announced="2.00",
            published_at=AT,
            sequence=7 + revision,
            publication_id=UUID(publication_id),
        )
        await self.service.hear(told)

    async def tell_refused(self, publication_id: str) -> None:
        """Let scoring tell why it does not publish."""
        told = ResultRefusedV1(
            assessment_id=UUID(self.address.rsplit("/", maxsplit=1)[-1]),
            revision=4,
            publication_id=UUID(publication_id),
            agency_code="9901.1",
            campaign_code="spbe-2026",
            track="self",
            reasons=(Text(id="Keadaan berbeda.", en="The state differs."),),
            refused_at=AT,
        )
        await self.service.hear(told)


@pytest.fixture
async def evaluation(
    service: Any, bearer: Bearer, edition: Callable[..., EditionPublishedV1]
) -> Publications:
    """An evaluation of an agency below the region, all of it answered with level 2."""
    address = await service.once(open_answered, bearer, edition)
    return Publications(service, address, people(bearer, "9901.1"))


@pytest.fixture
async def akip(
    service: Any, bearer: Bearer, edition: Callable[..., EditionPublishedV1]
) -> Publications:
    """An AKIP evaluation of an agency below the region."""
    address = await service.once(open_banded, edition, "akip")
    return Publications(service, address, people(bearer, "9901.1"))
