"""Results on every packaged edition are published, packed and verified."""

from __future__ import annotations

import random
from datetime import UTC, datetime
from typing import TYPE_CHECKING
from uuid import UUID

import pytest
from tests.component.scoring.publishing import KEY, publish, set_keys
from tests.component.scoring.region import agencies, decided, opened
from tests.support.library import packaged_library

from contracts.registry import encode
from instrument.derivations.events import derivations_published
from instrument.documents.domain.canonical import canonical, content_hash
from instrument.editions.events import edition_published
from rules.edition import Node
from rules.exact import text_of
from rules.published import edition_of
from scoring.publication.domain.signing_keys import Keys
from scoring.publication.usecases.verify import verify_package

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.component.scoring.conftest import Service

    from contracts.envelope import Event
    from instrument.editions.domain.model import Edition

AT = datetime(2026, 1, 1, tzinfo=UTC)
LIBRARY = packaged_library()
ID = UUID(int=77)


def published(edition: Edition) -> tuple[list[Event], int | None]:
    """Return the events of an edition and its newest derivation set, and the set's version."""
    content = canonical(edition)
    events: list[Event] = [
        edition_published(content, content_hash=content_hash(content), revision=1, published_at=AT)
    ]
    version = None
    for each in LIBRARY.derivation_sets:
        if each.edition_code == edition.edition_code:
            content, version = canonical(each), each.derivation_set_version
            digest = content_hash(content)
            events.append(derivations_published(content, content_hash=digest, published_at=AT))
    return events, version


def answer(node: Node, edition: Edition, chosen: random.Random) -> str | None:
    scale = next(one for one in edition.scales if one.code == node.scale_code)
    choices: list[str | None] = [None, *(text_of(level.value) for level in scale.levels)]
    if node.not_applicable != "refuse":
        choices.append("n/a")
    if scale.kind != "levels":
        choices += [text_of(scale.maximum), text_of(scale.minimum)]
    return chosen.choice(choices)


@pytest.mark.parametrize("edition", LIBRARY.editions, ids=lambda each: each.edition_code)
async def test_a_result_on_it_is_whole(
    service: Service, edition: Edition, bearer: Callable[..., dict[str, str]]
) -> None:
    events, version = published(edition)
    chosen = random.Random(edition.edition_code)
    period = {"year": "2026", "quarter": "2026-Q1", "month": "2026-02"}[edition.period_kind]
    start = opened(
        ID, edition_code=edition.edition_code, derivation_set_version=version, period=period
    )
    worker = service.worker()
    await worker.apply(*events, *agencies(), start)
    body = events[0]

    nodes = edition_of(encode(body).decode()).answered
    decisions = [
        decided(node.code, answer(node, edition, chosen), revision=number, assessment=ID)
        for number, node in enumerate(nodes, 2)
    ]
    await worker.apply(*(each for each in decisions if each.level is not None))
    set_keys(service, Keys.of(KEY.text))
    service.api.headers.update(bearer("coordinator"))

    made = await publish(service, ID)
    package = (await service.api.get(f"/results/{ID}/1/package")).content

    assert made["certainty"] == edition.certainty
    verified = verify_package(package, {KEY.public.key_id: KEY.public})
    assert verified.record.content.index.exact == made["exact"]
