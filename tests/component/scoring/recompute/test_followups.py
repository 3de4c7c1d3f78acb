"""The third quarterly set takes T6 from what agencies did about their recommendations."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

import msgspec
import pytest
from tests.component.scoring.publication.test_published_editions import LIBRARY, published
from tests.component.scoring.region import DINAS, agencies, observed, opened

if TYPE_CHECKING:
    from tests.component.scoring.conftest import Service

CODE, PERIOD = "kinerja-pd-triwulanan", "2026-Q2"
(EDITION,) = (each for each in LIBRARY.editions if each.edition_code == CODE)
IDS = {2: UUID(int=72), 3: UUID(int=73)}


def share(value: str | None, revision: int = 1) -> Any:
    """Return the fact of the first agency; None: nothing was due."""
    about: dict[str, Any] = {"fact": "followup.share", "period": PERIOD, "source_code": "tolok"}
    return observed(DINAS[0], value, revision=revision, **about)


async def level(service: Service, version: int) -> str | None:
    """Return the level of T6 by facts alone."""
    score = (await service.api.get(f"/scores/{IDS[version]}")).json()
    (live,) = (each for each in score["tracks"] if each["track"] == "live")
    found: str | None = next(each["level"] for each in live["indicators"] if each["code"] == "T6")
    return found


@pytest.fixture
async def worker(service: Service) -> Any:
    """A worker that holds the edition, its sets, and an assessment on each of the newer ones."""
    events, newest = published(EDITION)
    assert newest == 3
    made = service.worker()
    begun = [
        msgspec.structs.replace(
            opened(assessment, edition_code=CODE, derivation_set_version=version, period=PERIOD),
            agency_code=DINAS[0],
            campaign_code=f"kinerja-{version}",
        )
        for version, assessment in IDS.items()
    ]
    await made.apply(*events, *agencies(), *begun)
    return made


async def test_t6_is_the_share_that_is_done(service: Service, worker: Any) -> None:
    assert await level(service, 3) is None
    await worker.apply(share("200/3"))
    assert await level(service, 3) == "200/3"
    assert await level(service, 2) is None  # earlier sets leave it to people
    await worker.apply(share("100", revision=2))
    assert await level(service, 3) == "100"
    await worker.apply(share("50", revision=1))  # what is older changes nothing
    assert await level(service, 3) == "100"
    await worker.apply(share(None, revision=3))
    assert await level(service, 3) is None
