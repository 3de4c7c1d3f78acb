"""What if, and the path to a target, asked as a portal asks. Neither stores anything."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from tests.component.scoring.conftest import bearer
from tests.component.scoring.region import (
    DINAS,
    SPBE,
    agencies,
    decided,
    derivations,
    edition,
    observed,
    opened,
)

if TYPE_CHECKING:
    from tests.component.scoring.conftest import Service

WHAT_IF, PATH = f"/scores/{SPBE}/what-if", f"/scores/{SPBE}/path"


@pytest.fixture
async def story(service: Service) -> Service:
    """Levels 3 and 2 of people, 2 of facts: the index is 2.3."""
    await service.once(_tell)
    return service


async def _tell(service: Service) -> None:
    worker = service.worker()
    await worker.apply(edition(), derivations(), *agencies(), opened())
    await worker.apply(decided("1", "3", revision=2), decided("2", "2", revision=3))
    await worker.apply(*(observed(code, code != DINAS[1]) for code in DINAS))


async def posted(service: Service, path: str, body: Any, status: int = 200) -> Any:
    answer = await service.api.post(path, json=body)
    assert answer.status_code == status, answer.text
    return answer.json()


async def test_levels_are_tried_and_the_score_stays(story: Service) -> None:
    found = await posted(story, WHAT_IF, {"levels": {"13": "4", "1": None}})

    assert (found["before"]["exact"], found["after"]["exact"]) == ("2.3", "2.5")
    assert found["after"]["predicate"]["id"] == "Cukup"
    assert (found["after"]["next_predicate"]["id"], found["after"]["to_next_predicate"]) == (
        "Baik",
        "0.1",
    )
    differences = {node["code"]: node["difference"] for node in found["nodes"]}
    assert differences == {"index": "0.2", "A1": "-1", "1": "-2", "A2": "2", "13": "2"}
    shown = (await story.api.get(f"/scores/{SPBE}")).json()
    assert shown["tracks"][1]["exact"] == "2.3"


async def test_an_indicator_can_be_tried_as_not_applicable(story: Service) -> None:
    refused = await posted(story, WHAT_IF, {"levels": {"13": "n/a"}}, 422)

    assert refused["errors"][0]["pointer"] == "/levels/13"


async def test_wrong_levels_are_all_named(story: Service) -> None:
    refused = await posted(story, WHAT_IF, {"levels": {"13": "9", "99": "1"}}, 422)

    assert {error["pointer"] for error in refused["errors"]} == {"/levels/13", "/levels/99"}


async def test_the_cheapest_way_reaches_the_target_exactly(story: Service) -> None:
    answer = await story.api.get(PATH, params={"target": "2.6"})
    found = answer.json()

    assert answer.status_code == 200, answer.text
    assert (found["needed"], found["standing"]["exact"]) == ("0.3", "2.3")
    best = found["best"]
    ((code, level_from, level_to, effort),) = [
        (each["code"], each["level_from"], each["level_to"], each["effort"])
        for each in best["raises"]
    ]
    assert (level_from, level_to, effort) == ("2", "3", "2")
    assert best["node_exact"] == {"2": "2.6", "13": "2.7"}[code]
    assert best["standing"]["predicate"]["id"] == "Baik"
    assert len(found["alternatives"]) == 2


async def test_ones_own_efforts_and_locks_are_kept(story: Service) -> None:
    goal = {"target": "2.6", "alternatives": 0, "locked": ["2"], "efforts": {"13": {"3": "0.5"}}}
    best = (await posted(story, PATH, goal))["best"]

    assert [(each["code"], each["effort"], each["gain"]) for each in best["raises"]] == [
        ("13", "0.5", "0.4")
    ]
    assert best["effort"] == "0.5"


async def test_every_indicator_can_be_the_goal(story: Service) -> None:
    best = (await posted(story, PATH, {"every_indicator": "3", "alternatives": 0}))["best"]

    assert {each["code"]: each["level_to"] for each in best["raises"]} == {"2": "3", "13": "3"}


@pytest.mark.parametrize(
    ("goal", "pointer"),
    [
        ({}, "/target"),
        ({"target": "2.6", "node": "A9"}, "/node"),
        ({"target": "2.6", "locked": ["99"]}, "/locked"),
        ({"target": "2.6", "efforts": {"99": {"3": "1"}}}, "/efforts/99"),
        ({"target": "2.6", "ceilings": {"a/b": "3"}}, "/ceilings/a~1b"),
        ({"target": "2.6", "efforts": {"13": {"9": "1"}}}, "/efforts/13/9"),
        ({"target": "2.6", "evidence_efforts": {"none": "1"}}, "/evidence_efforts/none"),
        ({"target": "6"}, "/target"),
    ],
)
async def test_a_goal_that_is_none_is_named(
    story: Service, goal: dict[str, Any], pointer: str
) -> None:
    refused = await posted(story, PATH, goal, 422)

    assert refused["errors"][0]["pointer"] == pointer


@pytest.mark.parametrize(
    ("query", "pointer"),
    [("target=2.6&node=A9", "node"), ("target=2.6&node=13", "node"), ("target=6", "target")],
)
async def test_a_goal_in_a_query_is_named_in_the_query(
    story: Service, query: str, pointer: str
) -> None:
    answer = await story.api.get(f"{PATH}?{query}")

    assert answer.status_code == 422
    assert [error["pointer"] for error in answer.json()["errors"]] == [f"query/{pointer}"]


async def test_out_of_reach_says_how_far_one_gets(story: Service) -> None:
    refused = await posted(story, PATH, {"target": "4.9", "ceilings": {"13": "3"}}, 422)

    assert refused["highest"] == "4.2"


async def test_only_who_may_read_the_score_may_try(story: Service) -> None:
    foreign = bearer("coordinator", agency=DINAS[0])
    for path, body in ((WHAT_IF, {"levels": {}}), (PATH, {"target": "2.6"})):
        answer = await story.api.post(path, json=body, headers=foreign)
        assert answer.status_code == 404
