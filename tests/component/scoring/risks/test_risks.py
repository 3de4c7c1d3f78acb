"""What is at risk is shown and lowers the confidence; no score, level or result is another."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID

import pytest
from tests.component.scoring.conftest import NOW, FailedError, received
from tests.component.scoring.publishing import KEY, publish, score, set_keys
from tests.component.scoring.region import (
    SPBE,
    agencies,
    decided,
    derivations,
    edition,
    opened,
)
from tests.component.scoring.replaying import change, contents, replayed
from tests.component.scoring.replaying import publish as relay
from tests.component.scoring.risking import at_risk, risk
from tests.component.scoring.targeting import INDEX, put

from contracts.events.finding import RiskChangedV1
from contracts.topics import ASSESSMENT
from contracts.values import Text
from kit.testing import FixedClock
from scoring.publication.domain.signing_keys import Keys
from scoring.recompute.consumers import handler

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.component.scoring.conftest import Service

SCORE = f"/scores/{SPBE}"
EXPIRED = {
    "indicator_code": "1",
    "since": "2026-02-28",
    "causes": [
        {
            "code": "expired",
            "text": {
                "id": "masa berlaku data dukung sudah lewat",
                "en": "the evidence has expired",
            },
        }
    ],
    "evidence_ids": [str(UUID(int=200)), str(UUID(int=300))],
}
NOTHING = dict.fromkeys(("reviewed", "claimed", "sources", "stale", "at_risk", "nothing"), "0")


@pytest.fixture
async def story(service: Service, bearer: Callable[..., dict[str, str]]) -> Service:
    """Indicators 1 (3) and 2 (4) are people's, 13 (2) follows from facts."""
    set_keys(service, Keys.of(KEY.text))
    service.api.headers.update(bearer("coordinator"))
    await service.once(score)
    return service


async def got(service: Service, path: str, **query: Any) -> Any:
    answer = await service.api.get(path, params=query)
    assert answer.status_code == 200, answer.text
    return answer.json()


def track(score: Any, name: str) -> Any:
    return next(each for each in score["tracks"] if each["track"] == name)


def without_risks(shown: Any) -> Any:
    """Return an answer without what is at risk, and without what stands behind its weight."""
    if isinstance(shown, dict):
        return {
            name: without_risks(value)
            for name, value in shown.items()
            if name not in ("at_risk", "confidence")
        }
    return [*map(without_risks, shown)] if isinstance(shown, list) else shown


async def told(service: Service) -> list[RiskChangedV1]:
    return [each for each in await service.announced() if isinstance(each, RiskChangedV1)]


async def test_it_is_shown_beside_the_indicator_with_since_and_reasons(story: Service) -> None:
    await story.worker().apply(at_risk(risk("1"), revision=9))
    score = await got(story, SCORE)

    assert score["at_risk"] == [EXPIRED]
    for each in score["tracks"]:
        shown = {part["code"]: part["at_risk"] for part in each["indicators"]}
        assert shown == {"1": EXPIRED, "2": None, "13": None}
    (listed,) = (await got(story, "/scores"))["items"]
    assert listed["at_risk"] == [EXPIRED]
    explained = await got(story, f"{SCORE}/explanation", indicator="1")
    assert explained["at_risk"] == EXPIRED
    for other in ("2", "A1"):
        assert (await got(story, f"{SCORE}/explanation", indicator=other))["at_risk"] is None


async def test_the_weight_at_risk_counts_as_not_proven(story: Service) -> None:
    await story.worker().apply(decided("2", "2", revision=8, stage="dokumen"))
    await story.worker().apply(at_risk(risk("1"), risk("13"), revision=9))
    score = await got(story, SCORE)

    own = {**NOTHING, "claimed": "0.3", "at_risk": "0.3", "nothing": "0.4"}
    assert track(score, "self")["confidence"] == own
    # What rests on facts does not rest on evidence.
    shown = {**NOTHING, "reviewed": "0.3", "at_risk": "0.3", "sources": "0.4"}
    assert track(score, "provisional")["confidence"] == shown
    assert track(score, "live")["confidence"] == {**NOTHING, "sources": "0.4", "nothing": "0.6"}
    (listed,) = (await got(story, "/scores"))["items"]
    for each in listed["tracks"]:
        assert each["confidence"] == track(score, each["track"])["confidence"]


async def test_no_byte_of_what_is_official_is_another(story: Service) -> None:
    await put(story, INDEX, "4.5")
    result = await publish(story, track="self")
    paths = [
        f"/results/{SPBE}/{result['revision']}",
        f"/results/{SPBE}/{result['revision']}/package",
        f"/results/{SPBE}/{result['revision']}/verify",
        f"{SCORE}/history",
        f"{SCORE}/contradictions",
        "/targets",
        f"{SCORE}/lineage?indicator=1",
    ]
    before = [(await story.api.get(path)).content for path in paths]
    score, scores = await got(story, SCORE), await got(story, "/scores")
    kept = await contents(story, "risk_state", "risk_history", "outbox", "score")
    tracks = await story.rows("SELECT tracks::text, revision, changed_at FROM score")
    said = await story.said()

    await story.worker().apply(at_risk(risk("1", "rejected"), risk("2"), revision=2_000))

    assert [(await story.api.get(path)).content for path in paths] == before
    assert without_risks(await got(story, SCORE)) == without_risks(score)
    assert without_risks(await got(story, "/scores")) == without_risks(scores)
    assert track(await got(story, SCORE), "published") == track(score, "published")
    assert await contents(story, "risk_state", "risk_history", "outbox", "score") == kept
    assert await story.rows("SELECT tracks::text, revision, changed_at FROM score") == tracks
    assert await story.said() == said


async def test_a_change_is_announced_once_whatever_comes_again(story: Service) -> None:
    first, second = at_risk(risk("1"), revision=9), at_risk(risk("2"), risk("1"), revision=10)
    worker = story.worker()
    await worker.apply(first)
    await worker.apply(first, second, first)
    await story.worker().apply(second, first)
    # Newer, and the same.
    await worker.apply(at_risk(risk("1"), risk("2"), revision=11))

    assert [each.revision for each in await told(story)] == [9, 10]
    last = (await told(story))[-1]
    assert (last.agency_code, last.campaign_code) == ("9901", "spbe-2026")
    assert [each.indicator_code for each in last.indicators] == ["1", "2"]
    assert last.message == Text(
        id="Indikator berisiko: 1 (masa berlaku data dukung sudah lewat);"
        " 2 (masa berlaku data dukung sudah lewat).",
        en="Indicators at risk: 1 (the evidence has expired); 2 (the evidence has expired).",
    )
    assert [row[0] for row in await story.rows("SELECT revision FROM risk_state")] == [11]


async def test_an_older_state_after_a_newer_one_changes_nothing(story: Service) -> None:
    await story.worker().apply(at_risk(revision=10))
    await story.worker().apply(at_risk(risk("1"), revision=9))

    assert (await got(story, SCORE))["at_risk"] == []
    assert await told(story) == []


async def test_what_is_no_longer_named_is_no_longer_at_risk(story: Service) -> None:
    await story.worker().apply(at_risk(risk("1"), risk("2"), revision=9))
    await story.worker().apply(at_risk(risk("2"), revision=10))
    assert [each["indicator_code"] for each in (await got(story, SCORE))["at_risk"]] == ["2"]
    await story.worker().apply(at_risk(revision=11))

    score = await got(story, SCORE)
    assert score["at_risk"] == []
    assert track(score, "self")["confidence"]["at_risk"] == "0"
    last = (await told(story))[-1]
    assert (last.indicators, last.message.id) == ((), "Tidak ada lagi indikator yang berisiko.")


async def test_a_score_at_risk_has_another_etag(story: Service) -> None:
    first = await story.api.get(SCORE)
    await story.worker().apply(at_risk(risk("1"), revision=9))
    again = await story.api.get(SCORE, headers={"If-None-Match": first.headers["ETag"]})

    assert (again.status_code, again.json()["at_risk"]) == (200, [EXPIRED])


async def test_what_comes_before_its_assessment_waits(service: Service) -> None:
    await service.hear(at_risk(risk("2"), revision=8), at_risk(risk("1"), revision=9))
    await service.hear(at_risk(risk("99"), revision=10), opened(), *agencies())
    assert await told(service) == []
    await service.hear(edition(), derivations(), decided("1", "3", revision=2))

    assert [each.revision for each in await told(service)] == [9]
    assert (await got(service, SCORE))["at_risk"] == [EXPIRED]
    parked = await service.rows("SELECT revision, refusal FROM parked_risk")
    assert [tuple(row) for row in parked] == [(10, "edition spbe has no indicator '99'")]
    assert await service.letters(ASSESSMENT.name) == []


async def test_a_batch_that_is_rolled_back_leaves_nothing(story: Service) -> None:
    worker, event = story.worker(), at_risk(risk("1"), revision=9)
    with pytest.raises(FailedError):
        await worker.apply(event, fail=True)
    assert (await told(story), (await got(story, SCORE))["at_risk"]) == ([], [])
    await worker.apply(event)

    assert [each.revision for each in await told(story)] == [9]
    assert (await got(story, SCORE))["at_risk"] == [EXPIRED]


async def test_what_was_at_risk_then_can_be_asked_for_ever(story: Service) -> None:
    worker, clock = story.worker(), FixedClock(datetime.now(UTC) - timedelta(hours=1))
    moments = []
    for event in (at_risk(risk("1"), revision=9), at_risk(revision=10)):
        clock.advance(timedelta(minutes=1))
        async with story.database.transaction() as session:
            await handler(worker.memory, clock)(session, received([event]))
        moments.append((clock.at + timedelta(seconds=1)).isoformat())
    before = (NOW + timedelta(seconds=1)).isoformat()

    for as_of, expected, share in zip(
        (before, *moments), ([], [EXPIRED], []), ("0", "0.3", "0"), strict=True
    ):
        then = await got(story, SCORE, as_of=as_of)
        (listed,) = (await got(story, "/scores", as_of=as_of))["items"]
        explained = await got(story, f"{SCORE}/explanation", indicator="1", as_of=as_of)
        assert (then["at_risk"], listed["at_risk"]) == (expected, expected)
        assert track(then, "self")["confidence"]["at_risk"] == share
        assert track(listed, "self")["confidence"]["at_risk"] == share
        assert explained["at_risk"] == (expected[0] if expected else None)
        found = await got(story, "/scores", as_of=as_of, at_risk="true")
        assert len(found["items"]) == len(expected)


@pytest.mark.parametrize("table", ["risk_state", "risk_history"])
async def test_a_replay_brings_back_what_was_lost(service: Service, table: str) -> None:
    await service.hear(edition(), derivations(), *agencies(), opened())
    await service.hear(at_risk(risk("1"), revision=9))
    await service.hear(at_risk(risk("2"), revision=10), at_risk(risk("1"), revision=9))
    await relay(service)
    assert (await replayed(service)).differing == 0
    before = await contents(service, "structure", without=("version", "recorded_at"))
    await change(service, f"DELETE FROM {table} WHERE revision = 10")  # noqa: S608 - the test's own text
    outcome = await replayed(service, swap=True)

    assert {each.table for each in outcome.shown} == {table}
    assert (await replayed(service)).differing == 0
    rows = await contents(service, "structure", without=("version", "recorded_at"))
    assert rows[table] == before[table]
    (listed,) = (await got(service, "/scores", at_risk="true"))["items"]
    assert [each["indicator_code"] for each in listed["at_risk"]] == ["2"]
    assert outcome.announced == 0
