"""Answers change from the version that was read, and nothing that was said is lost."""

import asyncio
from collections import defaultdict
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy.exc import DBAPIError
from tests.component.submission.assessments.answering import ASSESSMENT, put
from tests.support.waiting import in_time


@pytest.mark.parametrize("if_match", ['"nonsense"', "nonsense", '"99"', 'W/"2"', ""])
async def test_unchanged_answer_needs_a_version_that_was(
    service: Any, answers: str, if_match: str
) -> None:
    path = f"{answers}/1"
    await put(service, path, "2")
    again = await service.api.put(
        path, json={"level": "2", "explanation": "Alasan"}, headers={"If-Match": if_match}
    )
    assert again.status_code == 412
    assert again.json()["errors"][0]["pointer"] == "header/If-Match"
    gone = await service.api.delete(path, headers={"If-Match": if_match})
    assert gone.status_code == 412


async def test_conflicting_change_shows_both_versions(service: Any, answers: str) -> None:
    await put(service, f"{answers}/1", "2")
    stale = await put(service, f"{answers}/1", "3")
    assert (stale.status_code, stale.headers["etag"]) == (412, '"2"')
    assert stale.json()["yours"] == {"etag": '"0"'}
    assert stale.json()["current"]["body"]["level"] == "2"
    assert (await put(service, f"{answers}/1", "3", etag=None)).status_code == 428
    assert (await put(service, f"{answers}/1", "3", etag="2")).status_code == 200


async def test_same_level_and_explanation_again_change_nothing(service: Any, answers: str) -> None:
    for etag in ("0", "0", "2"):
        answer = await put(service, f"{answers}/1", "2", etag=etag)
        assert (answer.status_code, answer.json()["revision"]) == (200, 2)
    assert await service.count("level_decision") == 1
    reworded = await put(service, f"{answers}/1", "2", etag="2", why="Lebih jelas")
    assert reworded.json()["revision"] == 3


async def test_two_changes_from_one_version_cannot_both_win(service: Any, answers: str) -> None:
    three = await asyncio.gather(
        *(put(service, f"{answers}/1", level, why=level) for level in ("1", "2", "3"))
    )
    assert sorted(answer.status_code for answer in three) == [200, 412, 412]


@pytest.mark.usefixtures("answers")
async def test_concurrent_decisions_lose_nothing(service: Any) -> None:
    ids = [await service.assessment(agency=code) for code in ("9901", "9901.1")]
    paths = [
        f"/assessments/{each}/answers/{indicator}" for each in ids for indicator in ("1", "2", "P")
    ]

    async def raise_to_three(path: str) -> None:
        for level in ("1", "2", "3"):
            while True:
                etag = (await service.api.get(path)).headers["etag"].strip('"')
                if (await put(service, path, level, etag=etag)).status_code == 200:
                    break

    async with in_time():
        await asyncio.gather(*(raise_to_three(path) for path in paths))
    decided = [
        each
        for each in await service.said(ASSESSMENT, count=3 + 18)
        if each.TYPE == "submission.level.decided.v2"
    ]
    assert len(decided) == 18
    assert await service.count("level_decision") == 18
    by_assessment: dict[UUID, list[int]] = defaultdict(list)
    for event in decided:
        by_assessment[event.assessment_id].append(event.revision)
    assert sorted(by_assessment.values()) == [list(range(2, 11))] * 2


async def test_withdrawn_answer_stays_in_the_history(service: Any, answers: str) -> None:
    path = f"{answers}/1"
    await put(service, path, "2")
    assert (await service.api.delete(path)).status_code == 428
    for _ in range(2):  # the second is a repetition
        gone = await service.api.delete(
            path, params={"explanation": "Salah baca"}, headers={"If-Match": '"2"'}
        )
        assert (gone.status_code, gone.headers["etag"]) == (200, '"3"')
        assert gone.json()["level"] is None
    again = await put(service, path, "3", etag="3")
    assert again.json()["revision"] == 4
    history = (await service.api.get(f"{path}/history")).json()["items"]
    assert [(each["revision"], each["level"], each["explanation"]) for each in history] == [
        (4, "3", "Alasan"),
        (3, None, "Salah baca"),
        (2, "2", "Alasan"),
    ]
    page = (await service.api.get(f"{path}/history", params={"limit": 2})).json()
    rest = await service.api.get(f"{path}/history", params={"cursor": page["next_cursor"]})
    assert [each["revision"] for each in rest.json()["items"]] == [2]
    levels = [
        each.level
        for each in await service.said(ASSESSMENT, count=6)
        if each.TYPE == "submission.level.decided.v2"
    ]
    assert levels == ["2", None, "3"]


async def test_history_knows_when_it_was_decided_and_when_written_down(
    service: Any, answers: str
) -> None:
    earlier = datetime.now(UTC) - timedelta(days=3)
    await put(service, f"{answers}/1", "2", decided_at=earlier.isoformat())
    (kept,) = (await service.api.get(f"{answers}/1/history")).json()["items"]
    assert datetime.fromisoformat(kept["decided_at"]) == earlier
    assert datetime.fromisoformat(kept["recorded_at"]) > earlier
    later = datetime.now(UTC) + timedelta(minutes=5)
    answer = await put(service, f"{answers}/2", "2", decided_at=later.isoformat())
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, "/decided_at")


# The first is of a release in which anybody could make one.
@pytest.mark.parametrize("cursor", ["RF5NT5EV", "x" * 1000, "", "ä"])
async def test_cursor_that_no_history_gave_out_is_named(
    service: Any, answers: str, cursor: str
) -> None:
    answer = await service.api.get(f"{answers}/1/history", params={"cursor": cursor})
    assert answer.status_code == 400
    assert answer.json()["errors"][0]["pointer"] == "query/cursor"


@pytest.mark.parametrize("lock", ["grant", "trigger"])
@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE level_decision SET level = '3'",
        "DELETE FROM level_decision",
        "TRUNCATE level_decision",
    ],
)
async def test_database_itself_keeps_the_history(
    service: Any, answers: str, statement: str, lock: str
) -> None:
    await put(service, f"{answers}/1", "2")
    if lock == "trigger":
        await service.execute("GRANT ALL ON level_decision TO CURRENT_USER")
    expected = "permission denied" if lock == "grant" else "only ever added to"
    with pytest.raises(DBAPIError, match=expected):
        await service.execute(statement)
