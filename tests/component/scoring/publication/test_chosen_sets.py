"""A result is of the derivation set that people approved: an accepted choice is waited for."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

import msgspec
import pytest
from tests.component.scoring.publishing import (
    KEY,
    answered,
    asked,
    content_hash,
    documents,
    publisher,
    score,
    set_keys,
)
from tests.component.scoring.region import AT, SPBE, derivations

from contracts.events.assessment import DerivationsChosenV1
from contracts.events.score import ResultPublishedV2, ResultRefusedV1
from kit.database import DatabaseClock
from scoring.publication.domain.signing_keys import Keys
from scoring.recompute.usecases.reckon import reckon_anew
from scoring.recompute.usecases.rederive import rederive_assessments

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.component.scoring.conftest import Service

    from contracts.events.derivations import DerivationsPublishedV1

CHOICE = DerivationsChosenV1(
    assessment_id=SPBE,
    revision=50,
    rederivation_id=UUID(int=700),
    campaign_code="spbe-2026",
    edition_code="spbe",
    derivation_set_version=2,
    assessment_count=1,
    chosen_by="koordinator",
    chosen_at=AT,
)


def never_judged() -> DerivationsPublishedV1:
    """Return a second set, by which no track has a predicate."""
    made = msgspec.structs.replace(
        derivations(), derivation_set_version=2, coverage_floors={"self": "never"}
    )
    return msgspec.structs.replace(made, content_hash=content_hash(made))


@pytest.fixture
async def story(service: Service, bearer: Callable[..., dict[str, str]]) -> Service:
    """An assessment that can be published, and a second set of its edition."""
    set_keys(service, Keys.of(KEY.text))
    service.api.headers.update(bearer("coordinator"))
    await service.once(_score)
    return service


async def _score(service: Service) -> None:
    await score(service)
    await service.worker().apply(never_judged())


async def test_what_was_approved_by_another_set_is_refused(story: Service) -> None:
    request = await asked(story, track="self")
    await story.worker().apply(CHOICE)
    await rederive_assessments(story.database, DatabaseClock())
    answer = await answered(story, request)
    assert isinstance(answer, ResultRefusedV1)
    assert "bukan lagi keadaan penilaian ini" in answer.reasons[0].id


async def test_a_choice_of_before_the_request_is_waited_for(story: Service) -> None:
    await story.worker().apply(CHOICE)
    await rederive_assessments(story.database, DatabaseClock())
    request = await asked(story, track="self")
    # As if the choice had been accepted, and its assessment had not followed yet.
    async with story.database.engine.begin() as connection:
        await connection.exec_driver_sql("UPDATE rederived_assessment SET done_at = NULL")
        await connection.exec_driver_sql("UPDATE assessment SET derivation_set_version = 1")
    assert await answered(story, request) is None
    await rederive_assessments(story.database, DatabaseClock())
    await publisher(story).answer_requests()
    (answer,) = [each for each in await story.announced() if isinstance(each, ResultPublishedV2)]
    shown = await story.api.get(f"/results/{answer.assessment_id}/{answer.revision}")
    assert shown.json()["derivation_set_version"] == 2


async def test_what_older_rules_reckoned_is_waited_for_and_what_is_published_stays(
    story: Service,
) -> None:
    older = "UPDATE score SET reckoned_by = 0"
    results = "SELECT assessment_id, revision, result_hash, body FROM result ORDER BY 1, 2"
    assert isinstance(await answered(story, await asked(story, track="self")), ResultPublishedV2)
    published = await story.rows(results)
    request = await asked(story, track="self", reason="Koreksi.")
    async with story.database.engine.begin() as connection:
        await connection.exec_driver_sql(older)
    assert await answered(story, request) is None
    await reckon_anew(story.database, DatabaseClock())
    assert await story.rows(results) == published
    await publisher(story).answer_requests()
    assert len(await story.rows(results)) == len(published) + 1


async def test_a_later_choice_is_not_waited_for(story: Service) -> None:
    request = msgspec.structs.replace(await asked(story, track="self"), revision=49)
    await story.worker().apply(CHOICE)
    assert isinstance(await answered(story, request), ResultPublishedV2)


async def test_a_set_that_has_not_come_is_waited_for(story: Service) -> None:
    request = await asked(story, track="self")
    async with story.database.engine.begin() as connection:
        await connection.exec_driver_sql("DELETE FROM derivation_set")
    assert await answered(story, request) is None
    first, chosen = documents()
    await story.worker().apply(first, chosen)
    await publisher(story).answer_requests()
    found = [each for each in await story.announced() if isinstance(each, ResultPublishedV2)]
    assert len(found) == 1
