"""What-if and path on every packaged edition and every track, whether its stage began or not."""

from __future__ import annotations

import random
from fractions import Fraction
from typing import TYPE_CHECKING, Any, Final
from uuid import UUID

import pytest
from tests.component.scoring.publication.test_published_editions import LIBRARY, published
from tests.component.scoring.region import (
    DINAS,
    agencies,
    decided,
    derivations,
    edition,
    observed,
    opened,
)

from contracts.registry import encode
from rules.exact import text_of
from rules.published import edition_of
from scoring.state.domain.track import EVALUATION

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tests.component.scoring.conftest import Service

    from instrument.editions.domain.model import Edition
    from scoring.state.domain.track import TrackCode

ID = UUID(int=78)
WHAT_IF, PATH = f"/scores/{ID}/what-if", f"/scores/{ID}/path"
PERIODS: Final = {"year": "2026", "quarter": "2026-Q1", "month": "2026-02"}
QUARTERLY: Final = "kinerja-pd-triwulanan"


async def shown(service: Service) -> Mapping[str, Any]:
    """Return what the score shows by track; a stage that has not begun has the one before."""
    answer = await service.api.get(f"/scores/{ID}")
    tracks = {each["track"]: each for each in answer.json()["tracks"]}

    def standing(track: TrackCode) -> Any:
        return tracks[track] if track in tracks else standing(EVALUATION.inherited(track) or "self")

    return {track: standing(track) for track in EVALUATION.tracks}


async def posted(service: Service, path: str, body: Any, status: int = 200) -> Any:
    answer = await service.api.post(path, json=body)
    assert answer.status_code == status, answer.text
    return answer.json()


async def check_every_track(service: Service) -> None:
    """See that both start from what the score shows, on each of the seven tracks."""
    for track, score in (await shown(service)).items():
        tried = await posted(service, WHAT_IF, {"levels": {}, "track": track})
        for side in ("before", "after"):
            assert (tried[side]["exact"], tried[side]["announced"]) == (
                score["exact"],
                score["announced"],
            ), track
        assert tried["before"]["predicate"] == score["predicate"]
        assert tried["nodes"] == []
        for node in score["nodes"]:
            if node["exact"] is None:
                continue
            asked = {"target": node["exact"], "node": node["code"], "track": track}
            await check_path(service, asked, score, node)


async def check_path(service: Service, asked: Any, score: Any, node: Any) -> None:
    """See that to where a node stands no raise is needed, but the answers that it lacks."""
    answer = await service.api.post(PATH, json=asked)
    path = answer.json()
    if answer.status_code != 200:
        # Of the live track, or of what takes the least below it.
        assert answer.status_code == 422, answer.text
        assert path.get("not_judged") in ("below_floor", "never"), path
        return
    assert path["needed"] == "0"
    assert path["standing"]["exact"] == score["exact"]
    if path["not_judged"] is None:
        assert (path["needed_share"], path["best"]["raises"]) == ("0", [])
        assert path["best"]["node_exact"] == node["exact"]
        return
    assert asked["track"] != "live"
    raises = path["best"]["raises"]
    assert any(each["is_first_answer"] for each in raises)
    levels = {each["code"]: each["level_to"] for each in raises}
    tried = await posted(service, WHAT_IF, {"levels": levels, "track": asked["track"]})
    assert tried["after"] == path["best"]["standing"]
    if node["code"] == "index" or node["kind"] == "instrument":
        assert tried["after"]["not_judged"] is None


def start(of: Edition) -> list[Any]:
    events, version = published(of)
    period = PERIODS[of.period_kind]
    code = of.edition_code
    begun = opened(ID, edition_code=code, derivation_set_version=version, period=period)
    return [*events, *agencies(), begun]


@pytest.mark.parametrize("of", LIBRARY.editions, ids=lambda each: each.edition_code)
async def test_every_track_of_every_edition_starts_from_its_score(
    service: Service, of: Edition
) -> None:
    worker, events = service.worker(), start(of)
    await worker.apply(*events)
    await check_every_track(service)

    tree, chosen = edition_of(encode(events[0]).decode()), random.Random(of.edition_code)
    nodes = chosen.sample(tree.answered, len(tree.answered) // 2)
    for number, node in enumerate(nodes, 2):
        scale = tree.scale_of(node)
        levels = [step.value for step in scale.levels] or [scale.minimum, scale.maximum]
        stage = "interviu" if number % 3 == 0 else "mandiri"
        level = text_of(chosen.choice(levels))
        await worker.apply(decided(node.code, level, revision=number, stage=stage, assessment=ID))
    assert len(nodes) > 1
    await check_every_track(service)


async def test_people_facts_and_stages_together(service: Service) -> None:
    worker = service.worker()
    await worker.apply(edition(), derivations(), *agencies(), opened(ID))
    await worker.apply(*(observed(code, code != DINAS[1]) for code in DINAS))
    await worker.apply(decided("1", "3", revision=2, assessment=ID))
    await worker.apply(decided("2", "4", revision=3, stage="interviu", assessment=ID))
    scores = await shown(service)

    assert [scores[track]["exact"] for track in EVALUATION.tracks] == [
        *("1.6", "1.6", "2.5", "2.5", "2.5"),
        *("2.9", "2"),
    ]
    await check_every_track(service)


async def test_the_live_track_counts_nothing_empty_before_and_after(service: Service) -> None:
    await service.worker().apply(edition(), derivations(), *agencies(), opened(ID))
    tried = await posted(service, WHAT_IF, {"levels": {"1": "4"}, "track": "live"})

    # No fact is known yet.
    nothing = {"level_share": "0", "missing": ["1", "2", "13"], "inapplicable": []}
    assert tried["before"] == dict.fromkeys(tried["before"]) | nothing
    assert tried["after"]["exact"] == "4"
    changes = {node["code"]: (node["before"], node["difference"]) for node in tried["nodes"]}
    assert changes == dict.fromkeys(("index", "A1", "1"), (None, None))


async def test_a_stage_that_has_not_begun_is_tried_as_what_it_inherits(service: Service) -> None:
    worker = service.worker()
    await worker.apply(
        edition(), *agencies(), opened(ID), decided("1", "3", revision=2, assessment=ID)
    )
    tried = await posted(service, WHAT_IF, {"levels": {"2": 5}, "track": "dokumen"})
    path = await service.api.get(PATH, params={"track": "dokumen", "target": "3"})

    assert (tried["before"]["exact"], tried["after"]["exact"]) == ("1.6", "2.8")
    assert path.status_code == 200, path.text
    assert path.json()["needed"] == "1.4"


@pytest.fixture
async def quarter(service: Service) -> Service:
    """A quarter of which nobody has said anything yet."""
    await service.once(_open)
    return service


async def _open(service: Service) -> None:
    of = next(each for each in LIBRARY.editions if each.edition_code == QUARTERLY)
    await service.worker().apply(*start(of))


async def test_what_nobody_answered_can_be_raised(quarter: Service) -> None:
    path = (await quarter.api.get(PATH, params={"target": "80"})).json()
    best = path["best"]
    levels = {each["code"]: each["level_to"] for each in best["raises"]}

    assert path["standing"]["exact"] is path["needed"] is None
    assert path["without_level"] == ["T1", "T2", "T3", "T4", "T5", "T6"]
    # Not one of them alone: the quarter is judged from 70 % of its weight on.
    assert path["needed_share"] == "0.7"
    assert {(each["level_from"], each["is_first_answer"]) for each in best["raises"]} == {
        (None, True)
    }
    assert Fraction(best["node_exact"]) >= 80
    assert Fraction(best["standing"]["level_share"]) >= Fraction(7, 10)
    assert best["standing"]["not_judged"] is None
    assert {*levels, *best["without_level"]} == {*path["without_level"]}
    tried = await posted(quarter, WHAT_IF, {"levels": levels})
    assert tried["after"] == best["standing"]


async def test_answered_and_unanswered_are_raised_together(quarter: Service) -> None:
    await quarter.worker().apply(
        decided("T1", "55", revision=2, assessment=ID),
        decided("T4", "n/a", revision=3, assessment=ID),
    )
    wanted = {"every_indicator": "60", "target": "72.5", "alternatives": 3}
    path = await posted(quarter, PATH, wanted)

    assert path["needed"] == "17.5"
    for way in (path["best"], *path["alternatives"]):
        levels = {each["code"]: each["level_to"] for each in way["raises"]}
        assert [*levels] == ["T1", "T2", "T3", "T5", "T6"]
        assert way["without_level"] == []
        tried = await posted(quarter, WHAT_IF, {"levels": levels})
        assert tried["after"] == way["standing"]
        assert tried["after"]["exact"] == way["node_exact"]


async def test_the_live_track_names_what_only_facts_can_give(quarter: Service) -> None:
    answer = await quarter.api.get(PATH, params={"target": "80", "track": "live"})
    refused = answer.json()

    assert answer.status_code == 422
    assert refused["highest"] is None
    assert refused["without_level"] == ["T1", "T2", "T3", "T4", "T5", "T6"]
    assert "T1, T2, T3, T4, T5, T6" in refused["detail"]
    assert "terjangkau" not in refused["detail"]


@pytest.mark.parametrize(("node", "kind"), [("T1", "indikator"), ("T9", "tidak memuat")])
async def test_a_target_is_for_a_node_above_the_indicators(
    quarter: Service, node: str, kind: str
) -> None:
    answer = await quarter.api.get(PATH, params={"target": "80", "node": node})
    (error,) = answer.json()["errors"]

    assert (answer.status_code, error["pointer"]) == (422, "query/node")
    assert kind in error["message"]
    assert ("tidak memuat" in error["message"]) == (node == "T9")
