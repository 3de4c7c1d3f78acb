"""Progress: counts by the one rule of completeness, by agency, unit and indicator."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import msgspec
import pytest
from tests.component.submission.assessments.answering import put

from contracts.events.score import ScoreChangedV2, TrackScore
from contracts.values import Text
from kit.ids import new_id

PATH = "/campaigns/spbe-2026/progress"


async def progress(service: Any, **query: Any) -> list[dict[str, Any]]:
    answer = await service.api.get(PATH, params=query)
    assert answer.status_code == 200, answer.text
    items: list[dict[str, Any]] = answer.json()["items"]
    return items


def counts(item: dict[str, Any]) -> list[tuple[str, int | None, int]]:
    return [(each["stage"], each["answered"], each["total"]) for each in item["stages"]]


async def test_what_is_complete_is_counted_and_waiting_stages_are_not_behind(
    evaluation: Any,
) -> None:
    await evaluation.answer("1", "2")
    await evaluation.answer("P", "0")
    (item,) = await progress(evaluation.service)
    waiting = [(stage, None, 3) for stage in ("dokumen", "interviu", "visitasi", "reviu")]
    assert counts(item) == [("mandiri", 2, 3), *waiting]
    await evaluation.reach("dokumen")
    # What the stage decides without a justification is not complete there, and stays so before.
    parts = {"fakta": "Pasal 4.", "analisis": "Semua unit.", "pembuktian": "Edaran."}
    await evaluation.decide("dokumen", "1", "3", reasons=parts)
    (item,) = await progress(evaluation.service)
    assert counts(item)[:2] == [("mandiri", 2, 3), ("dokumen", 1, 3)]
    assert [each["state"] for each in item["stages"]][:3] == ["closed", "open", "waiting"]


async def test_the_index_of_each_stage_is_what_scoring_told(evaluation: Any) -> None:
    service = evaluation.service
    alone = own_score(evaluation)
    told = msgspec.structs.replace(
        alone,
        tracks=(
            *alone.tracks,
            TrackScore(track="dokumen", coverage="0", not_judged="below_floor"),
        ),
    )
    await service.hear(told)
    (item,) = await progress(service)
    own, dokumen, interviu, *_ = item["stages"]
    assert (own["exact"], own["announced"], own["predicate"]["id"]) == ("7/3", "2.33", "Cukup")
    assert (dokumen["exact"], dokumen["not_judged"]) == (None, "below_floor")
    assert (interviu["exact"], interviu["not_judged"]) == (None, None)


async def test_a_stage_that_decided_nothing_shows_the_index_that_it_inherits(
    evaluation: Any,
) -> None:
    for code, level in (("1", "3"), ("2", "3"), ("P", "70")):
        await evaluation.answer(code, level)
    await evaluation.reach("interviu")
    await evaluation.service.hear(own_score(evaluation))
    (item,) = await progress(evaluation.service)
    own, dokumen, interviu, *later = item["stages"]
    assert [(each["state"], each["exact"]) for each in (own, dokumen, interviu)] == [
        ("closed", "7/3"),
        ("closed", "7/3"),
        ("open", "7/3"),
    ]
    assert dokumen["predicate"]["id"] == "Cukup"
    assert {each["exact"] for each in later} == {None}


def own_score(evaluation: Any) -> ScoreChangedV2:
    """Return a score whose only track is that of the first stage."""
    return ScoreChangedV2(
        assessment_id=UUID(evaluation.address.removeprefix("/assessments/")),
        revision=1,
        campaign_code="spbe-2026",
        agency_code="9901.1",
        edition_code="spbe",
        edition_hash="a" * 64,
        derivation_set_version=1,
        period="2026",
        changed_at=datetime(2026, 3, 1, tzinfo=UTC),
        tracks=(
            TrackScore(
                track="self",
                exact="7/3",
                announced="2.33",
                coverage="1",
                predicate=Text(id="Cukup", en="Fair"),
            ),
        ),
    )


@pytest.mark.usefixtures("answers")
async def test_only_an_open_stage_is_overdue_and_in_the_zone_of_the_agency(service: Any) -> None:
    await service.execute(
        "INSERT INTO campaign_stage SELECT 'spbe-2026', 'mandiri',"
        " (now() AT TIME ZONE 'Asia/Jakarta')::date - 1"
    )
    await service.execute(
        "UPDATE assessment SET time_zone = 'Asia/Jayapura' WHERE agency_code = '9901.2'"
    )
    await service.execute(
        "UPDATE assessment_stage SET state = 'submitted' WHERE stage = 'mandiri' AND"
        " assessment_id = (SELECT assessment_id FROM assessment WHERE agency_code = '9901.1')"
    )
    first = {each["agency_code"]: each["stages"][0] for each in await progress(service)}
    assert {code: stage["overdue"] for code, stage in first.items()} == {
        "9901": True,
        "9901.1": False,
        "9901.2": True,
    }
    assert first["9901.2"]["ends_at"].endswith("T15:00:00Z")


@pytest.mark.usefixtures("answers")
async def test_only_agencies_within_reach_are_listed_and_page_by_page(
    service: Any, bearer: Any
) -> None:
    one = await service.api.get(PATH, headers=bearer("leader", agency="9901.1"))
    assert [each["agency_code"] for each in one.json()["items"]] == ["9901.1"]
    page, seen = (await service.api.get(PATH, params={"limit": 2})).json(), []
    seen += [each["agency_code"] for each in page["items"]]
    query = {"limit": 2, "cursor": page["next_cursor"]}
    page = (await service.api.get(PATH, params=query)).json()
    seen += [each["agency_code"] for each in page["items"]]
    assert (seen, page["next_cursor"]) == (["9901", "9901.1", "9901.2"], None)


async def test_by_indicator_it_says_how_many_agencies_have_answered(
    service: Any, answers: str
) -> None:
    await put(service, f"{answers}/1", "1")
    found = await progress(service, by="indicator")
    assert [(each["indicator_code"], each["counts"]) for each in found] == [
        ("1", [{"stage": "mandiri", "answered": 1, "total": 3}]),
        ("2", [{"stage": "mandiri", "answered": 0, "total": 3}]),
        ("P", [{"stage": "mandiri", "answered": 0, "total": 3}]),
    ]
    page = (await service.api.get(PATH, params={"by": "indicator", "limit": 2})).json()
    query = {"by": "indicator", "limit": 2, "cursor": page["next_cursor"]}
    rest = (await service.api.get(PATH, params=query)).json()
    assert [each["indicator_code"] for each in rest["items"]] == ["P"]


async def test_by_unit_it_says_what_is_assigned_and_what_to_nobody(
    service: Any, answers: str
) -> None:
    for node, unit in (("1", "9901.1"), ("2", "9901.2")):
        body = {"node_code": node, "duty": "responsible", "unit_code": unit, "agency_code": "9901"}
        made = await service.api.put(f"/campaigns/spbe-2026/assignments/{new_id()}", json=body)
        assert made.status_code in (200, 201), made.text
    await service.api.put(
        f"{answers}/1",
        json={"level": "1", "explanation": "Ada."},
        headers={"If-Match": '"0"'},
    )
    found = await progress(service, by="unit")
    assert [(each["unit_code"], each["counts"][0]["total"]) for each in found] == [
        ("9901.1", 1),
        ("9901.2", 1),
        (None, 7),
    ]


async def test_another_way_to_read_it_is_refused(service: Any, answers: str) -> None:
    del answers
    refused = await service.api.get(PATH, params={"by": "moon"})
    assert refused.status_code in (400, 422)
    hidden = await service.api.get("/campaigns/nowhere/progress")
    assert hidden.status_code == 404
