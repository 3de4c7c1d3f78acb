"""What nothing stands behind, or of a period yet to come, is not published; the keys are."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

import pytest
from tests.component.scoring.publishing import KEY, OLD_KEY, documents, publish, refusal, set_keys
from tests.component.scoring.region import DINAS, agencies, decided, observed, opened, unread

from scoring.publication.domain.signing_keys import Keys, PublicKey

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.component.scoring.conftest import Service

NEXT = UUID(int=7)


@pytest.fixture
async def story(service: Service, bearer: Callable[..., dict[str, str]]) -> Service:
    """An assessment that nothing is known of, and somebody who may publish it."""
    set_keys(service, Keys.of(KEY.text, [OLD_KEY.public.text]))
    service.api.headers.update(bearer("coordinator"))
    await service.once(_open)
    return service


async def _open(service: Service) -> None:
    await service.worker().apply(*documents(), *agencies(), opened())


@pytest.mark.parametrize("track", ["self", "provisional", "reviu"])
async def test_a_value_that_nothing_stands_behind_is_not_published(
    story: Service, track: str
) -> None:
    refused = await refusal(story, track=track)

    assert "tidak ada yang mendasari" in refused
    assert await story.rows("SELECT revision FROM result") == []


async def test_one_answer_or_fact_is_enough(story: Service) -> None:
    await story.worker().apply(*(observed(code, True) for code in DINAS))
    await publish(story)
    await refusal(story, track="self", reason="Ulang.")
    await story.worker().apply(decided("1", "1", revision=2))

    assert (await publish(story, track="self", reason="Ulang."))["coverage"] == "0.3"


async def test_a_dead_source_alone_is_not_enough(story: Service) -> None:
    """Its last good value still counts, but nothing is covered."""
    seen = [observed(code, True) for code in DINAS]
    await story.worker().apply(*seen)
    await story.worker().apply(*(unread(each) for each in seen))

    assert "tidak ada yang mendasari" in await refusal(story)


@pytest.mark.parametrize("period", ["9998", "9998-Q1", "9998-01"])
async def test_a_period_that_is_yet_to_come_has_no_result(story: Service, period: str) -> None:
    await story.worker().apply(
        opened(NEXT, period=period, campaign_code="nanti"),
        decided("1", "3", revision=2, assessment=NEXT),
    )
    assert f"Periode {period} belum dimulai" in await refusal(story, NEXT)


async def test_everybody_may_read_the_keys_that_verify(
    story: Service, bearer: Callable[..., dict[str, str]]
) -> None:
    answer = await story.api.get("/results/keys", headers=bearer("public", agency=None))
    items = answer.json()["items"]

    assert answer.status_code == 200
    assert [(each["key_id"], each["algorithm"], each["state"]) for each in items] == [
        (KEY.public.key_id, "Ed25519", "active"),
        (OLD_KEY.public.key_id, "Ed25519", "earlier"),
    ]
    assert PublicKey.from_text(items[0]["pem"]) == KEY.public
    set_keys(story, Keys.of(None))
    assert (await story.api.get("/results/keys")).json() == {"items": []}
