"""The chain of results is followed in parts, each in a moment; together they prove the whole."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

import pytest
from tests.component.scoring.publication.test_tampering import UNLOCK, run, story
from tests.component.scoring.publishing import publish
from tests.component.scoring.region import decided, opened
from tests.component.scoring.targeting import got

from scoring.publication.api import routes
from scoring.publication.usecases import check

if TYPE_CHECKING:
    from tests.component.scoring.conftest import Service

__all__ = ["story"]

CHAIN = "/results/chain"
OTHER = UUID(int=7)


async def test_a_long_chain_is_followed_in_parts(
    story: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each answer takes a moment only; together they check what one answer would."""
    monkeypatch.setattr(check, "_PAGE", 2)
    monkeypatch.setattr(routes, "_CHAIN_SECONDS", 0)
    await story.worker().apply(opened(OTHER), decided("1", "3", revision=2, assessment=OTHER))
    await publish(story, OTHER)
    await publish(story, reason="lagi")

    parts: list[Any] = []
    asked: dict[str, Any] = {}
    while not parts or not parts[-1]["is_complete"]:
        parts.append(await got(story, CHAIN, **asked))
        asked = {"after": parts[-1]["length"], "head": parts[-1]["head"]}
    assert [(part["whole"], part["length"]) for part in parts] == [(None, 2), (None, 4), (True, 5)]
    # Whoever keeps the hash of a result sees whether the chain still rests on it.
    other = await got(story, CHAIN, after=2, head="0" * 64)
    assert (other["whole"], other["flaw"]["field"]) == (False, "previous_service_hash")
    beyond = await got(story, CHAIN, after=9, head=parts[-1]["head"])
    assert (beyond["whole"], beyond["flaw"]["field"]) == (False, "sequence")


async def test_a_part_of_the_chain_sees_what_its_assessment_had_before(story: Service) -> None:
    rows = await story.rows("SELECT result_hash FROM result WHERE revision = 2")
    asked = {"after": 2, "head": rows[0][0]}
    assert (await story.api.get(CHAIN, params=asked)).json()["whole"]
    await run(story, *UNLOCK, "DELETE FROM result WHERE revision = 2")
    chain = (await story.api.get(CHAIN, params=asked)).json()

    assert (chain["whole"], chain["revision"], chain["flaw"]["field"]) == (False, 3, "revision")


async def test_a_start_of_the_chain_is_a_number_with_its_hash(story: Service) -> None:
    for asked in ({"after": 1}, {"head": "0" * 64}):
        answer = await story.api.get(CHAIN, params=asked)
        assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (400, "query/after")
