"""What people are shown of scores: the whole of it, where it comes from, and why."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

import pytest
from tests.component.scoring.region import (
    DINAS,
    MONTH,
    REGION,
    RUN,
    SPBE,
    agencies,
    decided,
    derivations,
    edition,
    everything,
    observed,
    opened,
    unread,
)

from scoring.scores.domain import GROUNDS

if TYPE_CHECKING:
    from collections.abc import Callable

    import httpx
    from tests.component.scoring.conftest import Service

SCORE = f"/scores/{SPBE}"


@pytest.fixture
async def story(service: Service) -> Service:
    """One agency has not consulted, so indicator 13 has level 2; then it does."""
    worker = service.worker()
    await worker.apply(edition(), derivations(), *agencies(), opened())
    await worker.apply(decided("1", "3", revision=2), decided("2", "4", revision=3))
    await worker.apply(*(observed(code, code != DINAS[1]) for code in DINAS))
    await worker.apply(observed(DINAS[1], True, revision=2))
    return service


async def got(service: Service, path: str, **query: Any) -> Any:
    answer = await service.api.get(path, params=query)
    assert answer.status_code == 200, answer.text
    return answer.json()


def track(score: Any, name: str) -> Any:
    return next(each for each in score["tracks"] if each["track"] == name)


async def test_a_whole_score_shows_every_track_node_and_indicator(story: Service) -> None:
    score = await got(story, SCORE)
    provisional = track(score, "provisional")

    assert (score["agency_code"], score["agency_name"]) == (REGION, f"Dinas {REGION}")
    assert (score["revision"], score["period"]) == (4, "2026")
    assert [each["track"] for each in score["tracks"]] == ["self", "provisional", "live"]
    assert (provisional["exact"], provisional["announced"]) == ("3.3", "3.30")
    assert provisional["predicate"] == {"id": "Baik", "en": "Baik (en)"}
    assert provisional["coverage"] == "1"
    assert [(node["code"], node["exact"]) for node in provisional["nodes"]] == [
        ("index", "3.3"),
        ("A1", "3.5"),
        ("A2", "3"),
    ]
    one, _, last = provisional["indicators"]
    assert (one["level"], one["source"], one["stage"]) == ("3", "person", "mandiri")
    assert one["level_name"]["id"] == "Tingkat 3"
    assert (last["level"], last["source"], last["rule_code"]) == ("3", "derivation", "spbe-13")
    assert (last["covered"], last["stale"], last["weight"]) == (True, False, "40")
    assert track(score, "self")["indicators"][2]["source"] == "empty"


async def test_what_a_track_was_before_its_last_change_is_shown_everywhere(story: Service) -> None:
    (listed,) = (await got(story, "/scores"))["items"]
    newest = (await got(story, f"{SCORE}/history"))["items"][0]
    for shown in (await got(story, SCORE), listed, newest):
        before = {each["track"]: each["previous_exact"] for each in shown["tracks"]}
        assert before == {"self": "2.5", "provisional": "2.9", "live": "2"}


async def test_every_track_says_what_stands_behind_it(story: Service) -> None:
    await story.worker().apply(decided("2", "2", revision=8, stage="dokumen"))
    nothing = dict.fromkeys(GROUNDS, "0")
    score = await got(story, SCORE)

    assert track(score, "self")["confidence"] == {**nothing, "claimed": "0.6", "nothing": "0.4"}
    assert track(score, "provisional")["confidence"] == {
        **nothing,
        "reviewed": "0.3",
        "claimed": "0.3",
        "sources": "0.4",
    }
    await story.worker().apply(unread(observed(DINAS[1], True, revision=2)))
    live = track(await got(story, SCORE), "live")
    assert live["confidence"] == {**nothing, "stale": "0.4", "nothing": "0.6"}


async def test_what_is_shown_is_what_was_announced(service: Service) -> None:
    await service.worker().apply(*everything())
    for event in await service.said():
        shown = await got(service, f"/scores/{event.assessment_id}")
        for announced in event.tracks:
            found = track(shown, announced.track)
            assert found["exact"] == announced.exact
            assert found["coverage"] == announced.coverage
            assert [
                (each["code"], each["exact"], each["announced"]) for each in found["nodes"]
            ] == [(node.code, node.exact, node.announced) for node in announced.nodes]


async def test_a_score_that_did_not_change_is_not_sent_again(story: Service) -> None:
    first = await story.api.get(SCORE)
    tag = {"If-None-Match": first.headers["ETag"]}

    assert (await story.api.get(SCORE, headers=tag)).status_code == 304
    await story.worker().apply(unread(observed(DINAS[1], True, revision=2)))
    second = await story.api.get(SCORE, headers=tag)
    assert second.status_code == 200
    assert second.headers["ETag"] != first.headers["ETag"]
    last = track(second.json(), "live")["indicators"][2]
    assert (last["level"], last["covered"], last["stale"]) == ("3", False, True)


async def test_a_lineage_leads_from_the_record_to_the_index(story: Service) -> None:
    lineage = await got(story, f"{SCORE}/lineage", indicator="13", track="provisional")
    first = lineage["facts"][0]
    move = lineage["last_move"]

    assert (lineage["level"], lineage["source"], lineage["fact_count"]) == ("3", "derivation", 3)
    assert first["agency_code"] == DINAS[1]
    assert first["records"][0]["record_id"] == f"BA-{DINAS[1]}"
    assert (first["run_id"], first["adapter"]) == (str(RUN), "e-planning 1.0")
    assert (first["value"], first["status"], first["current"]) == (True, "value", True)
    assert first["event"]["topic"] == "integration.fact"
    assert first["event"]["event_id"] == move["cause"]["event_id"]
    assert (move["revision"], move["level_from"], move["level_to"]) == (4, "2", "3")
    assert lineage["rule"] == {
        "rule_code": "spbe-13",
        "edition_code": "spbe",
        "derivation_set_version": 1,
    }
    assert [
        (node["code"], node["exact_before"], node["exact_after"], node["exact"])
        for node in lineage["path"]
    ] == [("A2", "2", "3", "3"), ("index", "2.9", "3.3", "3.3")]


async def test_a_lineage_of_a_persons_level_names_the_decision(story: Service) -> None:
    lineage = await got(story, f"{SCORE}/lineage", indicator="1", track="self")

    assert lineage["facts"] == []
    assert lineage["rule"] is None
    assert (lineage["person"]["decided_by"], lineage["person"]["stage"]) == ("petugas", "mandiri")
    assert lineage["person"]["event"]["topic"] == "submission.assessment"
    assert lineage["last_move"]["cause"]["event_id"] == lineage["person"]["event"]["event_id"]


async def test_an_explanation_says_what_holds_and_what_would_raise_it(story: Service) -> None:
    await story.worker().apply(observed(DINAS[1], False, revision=3))
    explained = await got(story, f"{SCORE}/explanation", indicator="13")
    last = explained["rule"]["steps"][-1]
    (condition,) = last["conditions"]

    assert explained["level"] == "2"
    assert explained["summary"]["en"] == ("Level 2 follows from facts by rule spbe-13 (version 1).")
    assert [step["state"] for step in explained["rule"]["steps"]] == ["met", "met", "not_met"]
    assert (condition["met"], condition["not_met"], condition["unknown"]) == (2, 1, 0)
    (decisive,) = [fact for fact in condition["facts"] if fact["in_use"]]
    assert (decisive["agency_name"], decisive["state"]) == (f"Dinas {DINAS[1]}", "not_met")
    assert f"(Dinas {DINAS[1]})" in explained["raises"]["id"]
    assert explained["raises"]["en"].startswith("For level 3: Seluruhnya (en).")


async def test_a_persons_level_is_explained_beside_what_the_facts_say(story: Service) -> None:
    await story.worker().apply(decided("13", "1", revision=9))
    explained = await got(story, f"{SCORE}/explanation", indicator="13")

    assert explained["summary"]["en"].startswith("Level 1 was decided by petugas")
    assert explained["person"]["explanation"] == "Dokumen telah ditetapkan."
    assert explained["rule"]["level"] == "3"


async def test_no_answer_is_explained_too(story: Service) -> None:
    explained = await got(story, f"{SCORE}/explanation", indicator="13", track="self")

    assert explained["summary"]["en"] == "There is no answer; an empty one counts 1."


async def test_a_measure_is_explained_with_its_numbers(service: Service) -> None:
    await service.worker().apply(*everything())
    explained = await got(service, f"/scores/{MONTH}/explanation", indicator="K1", track="live")

    assert explained["level"] == "62.5"
    assert [(fact["fact"], fact["value"]) for fact in explained["rule"]["facts"]] == [
        ("budgeting.realisation", "250"),
        ("budgeting.cash_plan", "400"),
    ]


async def test_the_history_tells_every_change_newest_first(story: Service) -> None:
    page = await got(story, f"{SCORE}/history", limit=3)
    rest = await got(story, f"{SCORE}/history", limit=3, cursor=page["next_cursor"])
    changes = page["items"] + rest["items"]

    assert [change["revision"] for change in changes] == [4, 3, 2, 1]
    assert rest["next_cursor"] is None
    assert changes[0]["causes"][0]["fact"] == "planning.ict_consulted"
    assert changes[0]["moves"][0]["rule_code"] == "spbe-13"
    assert track(changes[0], "provisional")["previous_exact"] == "2.9"


async def test_scores_are_listed_by_agency_and_campaign(service: Service) -> None:
    await service.worker().apply(*everything())
    both = (await got(service, "/scores"))["items"]
    first = await got(service, "/scores", limit=1)
    second = await got(service, "/scores", limit=1, cursor=first["next_cursor"])

    assert [each["agency_code"] for each in both] == [REGION, DINAS[0]]
    assert [*first["items"], *second["items"]] == both
    assert second["next_cursor"] is None
    assert (await got(service, "/scores", agency=DINAS[0]))["items"] == both[1:]
    assert (await got(service, "/scores", campaign="spbe-2026"))["items"] == both[:1]
    assert track(both[0], "self")["exact"] == "2.2"


async def test_an_assessment_without_its_edition_has_no_tracks(service: Service) -> None:
    await service.worker().apply(*agencies(), opened())
    score = await got(service, SCORE)

    assert (score["revision"], score["tracks"]) == (0, [])
    assert (await got(service, "/scores"))["items"][0]["tracks"] == []


@pytest.mark.parametrize(
    ("path", "status", "pointer"),
    [
        (f"/scores/{UUID(int=77)}", 404, "path/assessment_id"),
        ("/scores/none", 400, "path/assessment_id"),
        (f"{SCORE}/lineage", 400, "query/indicator"),
        (f"{SCORE}/lineage?indicator=99", 404, "query/indicator"),
        (f"{SCORE}/lineage?indicator=13&track=final", 400, "query/track"),
        (f"{SCORE}/explanation?indicator=a%00b", 400, "query/indicator"),
        (f"{SCORE}/history?cursor=x", 400, "query/cursor"),
        ("/scores?limit=500", 400, "query/limit"),
        ("/scores?agency=a%00b", 400, "query/agency"),
        ("/scores?agency=7777", 404, "query/agency"),
    ],
)
async def test_what_is_wrong_is_named(story: Service, path: str, status: int, pointer: str) -> None:
    answer = await story.api.get(path)

    assert answer.status_code == status
    assert [error["pointer"] for error in answer.json()["errors"]] == [pointer]


async def test_nobody_sees_beyond_their_own_agency(
    story: Service, bearer: Callable[..., dict[str, str]]
) -> None:
    own = bearer("agency_officer", agency=DINAS[0])
    answers: list[httpx.Response] = [
        await story.api.get(f"{SCORE}{path}", headers=own)
        for path in ("", "/lineage?indicator=13", "/explanation?indicator=13", "/history")
    ]

    assert [answer.status_code for answer in answers] == [404] * 4
    assert (await story.api.get("/scores", headers=own)).json()["items"] == []
    for code in (DINAS[1], REGION, "7777"):
        answer = await story.api.get("/scores", params={"agency": code}, headers=own)
        assert answer.status_code == 404, code
    nowhere = bearer("leader", agency=None)
    assert (await story.api.get("/scores", headers=nowhere)).status_code == 403


@pytest.mark.parametrize(("role", "status"), [("leader", 200), ("source", 403), ("public", 403)])
async def test_only_some_roles_read_scores(
    story: Service, bearer: Callable[..., dict[str, str]], role: str, status: int
) -> None:
    answer = await story.api.get(SCORE, headers=bearer(role))

    assert answer.status_code == status


async def test_a_list_tells_what_stands_behind_every_track(story: Service) -> None:
    whole = await got(story, SCORE)
    (listed,) = (await got(story, "/scores"))["items"]

    assert {each["track"]: each["confidence"] for each in listed["tracks"]} == {
        each["track"]: each["confidence"] for each in whole["tracks"]
    }
    assert track(listed, "provisional")["confidence"]["sources"] == "0.4"
