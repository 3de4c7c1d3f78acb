"""Answers: levels on the scale, from the version that was read, with everything kept."""

import asyncio
from collections import defaultdict
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy.exc import DBAPIError

from kit.paging import encode_cursor

Bearer = Callable[..., dict[str, str]]
ASSESSMENT = "submission.assessment"


@pytest.fixture
async def answers(service: Any) -> str:
    """Open an assessment of the region and of both agencies; return the region's address."""
    await service.open_campaign(agency_codes=None)
    return f"/assessments/{await service.assessment()}/answers"


async def put(
    service: Any, path: str, level: Any, *, etag: str | None = "0", why: str = "Alasan", **body: Any
) -> Any:
    headers = {} if etag is None else {"If-Match": f'"{etag}"'}
    return await service.api.put(
        path, json={"level": level, "explanation": why} | body, headers=headers
    )


async def test_unanswered_indicator_has_the_version_0(service: Any, answers: str) -> None:
    answer = await service.api.get(f"{answers}/1")
    assert (answer.status_code, answer.headers["etag"]) == (200, '"0"')
    assert (answer.json()["level"], answer.json()["revision"]) == (None, 0)


async def test_level_is_decided_and_announced(service: Any, answers: str, bearer: Bearer) -> None:
    service.api.headers.update(bearer("data_entry", subject="petugas"))
    answer = await put(service, f"{answers}/1", "2", why="Peraturan, halaman 4")
    assert (answer.status_code, answer.headers["etag"]) == (200, '"2"')
    read = (await service.api.get(f"{answers}/1")).json()
    assert read == answer.json()
    assert (read["level"], read["explanation"], read["decided_by"], read["stage"]) == (
        "2",
        "Peraturan, halaman 4",
        "petugas",
        "mandiri",
    )
    events = await service.said(ASSESSMENT, count=4)
    (event,) = [each for each in events if each.TYPE == "submission.level.decided.v1"]
    assert (event.indicator_code, event.level, event.stage, event.revision) == (
        "1",
        "2",
        "mandiri",
        2,
    )


@pytest.mark.parametrize(
    ("indicator", "given", "kept"),
    [("1", "2.0", "2"), ("1", 3, "3"), ("P", "72.50", "72.5"), ("P", "200/3", "200/3")],
)
async def test_level_is_kept_in_its_shortest_exact_form(
    service: Any, answers: str, indicator: str, given: Any, kept: str
) -> None:
    answer = await put(service, f"{answers}/{indicator}", given)
    assert answer.json()["level"] == kept


@pytest.mark.parametrize(
    ("indicator", "level", "status"),
    [
        ("1", "4", 422),
        ("1", "0", 422),
        ("1", "1.5", 422),
        ("P", "100.01", 422),
        ("P", "-1", 422),
        ("1", "tiga", 422),
        ("1", "", 422),
        ("1", "NaN", 422),
        ("1", "1e1", 422),
        ("1", "1/0", 422),
        ("1", "3\0", 422),
        ("1", 2.0, 400),
        ("1", True, 400),
        ("1", None, 400),
        ("1", [3], 400),
        ("1", "9" * 80, 400),
    ],
)
async def test_level_off_the_scale_is_refused_and_named(
    service: Any, answers: str, indicator: str, level: Any, status: int
) -> None:
    answer = await put(service, f"{answers}/{indicator}", level)
    assert answer.status_code == status
    assert [error["pointer"] for error in answer.json()["errors"]] == ["/level"]
    assert await service.count("level_decision") == 0


@pytest.mark.parametrize("indicator", ["3", "index", "K1"])
async def test_indicator_of_another_edition_is_refused_and_named(
    service: Any, answers: str, indicator: str
) -> None:
    answer = await put(service, f"{answers}/{indicator}", "2")
    assert answer.status_code == 404
    assert answer.json()["errors"][0]["pointer"] == "path/indicator_code"


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({"explanation": ""}, "/explanation"),
        ({"explanation": "x" * 20_001}, "/explanation"),
        ({"decided_at": "2026-01-01T00:00:00"}, "/decided_at"),
        ({"edition_code": "other"}, "/edition_code"),
    ],
)
async def test_body_that_cannot_be_read_is_named(
    service: Any, answers: str, body: dict[str, Any], pointer: str
) -> None:
    answer = await put(service, f"{answers}/1", "2", **body)
    assert answer.status_code == 400
    assert answer.json()["errors"][0]["pointer"] == pointer


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({"decided_at": "0001-01-01T00:00:00+14:00"}, "/decided_at"),
        ({"decided_at": "9999-12-31T23:59:59-14:00"}, "/decided_at"),
        ({"explanation": "a\0b"}, "/explanation"),
    ],
)
async def test_what_no_database_keeps_is_named(
    service: Any, answers: str, body: dict[str, Any], pointer: str
) -> None:
    answer = await put(service, f"{answers}/1", "2", **body)
    assert answer.status_code == 400
    assert [error["pointer"] for error in answer.json()["errors"]] == [pointer]
    assert await service.count("level_decision") == 0


async def test_the_earliest_instant_is_an_instant(service: Any, answers: str) -> None:
    answer = await put(service, f"{answers}/1", "2", decided_at="0002-01-01T00:00:00+14:00")
    assert (answer.status_code, answer.json()["decided_at"]) == (200, "0001-12-31T10:00:00Z")
    assert (await service.api.get(f"{answers}/1")).json() == answer.json()


@pytest.mark.parametrize("cursor", [encode_cursor(2**40), encode_cursor(-1), encode_cursor(2**63)])
async def test_cursor_that_no_history_gave_out_is_named(
    service: Any, answers: str, cursor: str
) -> None:
    answer = await service.api.get(f"{answers}/1/history", params={"cursor": cursor})
    assert answer.status_code == 400
    assert answer.json()["errors"][0]["pointer"] == "query/cursor"


async def test_reason_of_a_withdrawal_is_checked_too(service: Any, answers: str) -> None:
    answer = await service.api.delete(
        f"{answers}/1", params={"explanation": "a\0"}, headers={"If-Match": '"0"'}
    )
    assert answer.status_code == 400
    assert answer.json()["errors"][0]["pointer"] == "query/explanation"


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


async def test_answers_with_a_version_are_kept_by_their_reader_alone(
    service: Any, answers: str
) -> None:
    for path in (f"{answers}/1", answers.removesuffix("/answers")):
        answer = await service.api.get(path)
        assert answer.headers["cache-control"] == "private, no-cache"


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
        if each.TYPE == "submission.level.decided.v1"
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


async def test_assessment_is_read_with_its_answers(service: Any, answers: str) -> None:
    await put(service, f"{answers}/1", "2")
    await put(service, f"{answers}/P", "80")
    await put(service, f"{answers}/1", "3", etag="2")
    answer = await service.api.get(answers.removesuffix("/answers"))
    assert (answer.headers["etag"], answer.json()["revision"]) == ('"4"', 4)
    assert [(each["indicator_code"], each["level"]) for each in answer.json()["answers"]] == [
        ("1", "3"),
        ("P", "80"),
    ]
    same = await service.api.get(answers.removesuffix("/answers"), headers={"If-None-Match": '"4"'})
    assert same.status_code == 304


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

    async with asyncio.timeout(60):
        await asyncio.gather(*(raise_to_three(path) for path in paths))
    decided = [
        each
        for each in await service.said(ASSESSMENT, count=3 + 18)
        if each.TYPE == "submission.level.decided.v1"
    ]
    assert len(decided) == 18
    assert await service.count("level_decision") == 18
    by_assessment: dict[UUID, list[int]] = defaultdict(list)
    for event in decided:
        by_assessment[event.assessment_id].append(event.revision)
    assert sorted(by_assessment.values()) == [list(range(2, 11))] * 2


async def test_two_changes_from_one_version_cannot_both_win(service: Any, answers: str) -> None:
    three = await asyncio.gather(
        *(put(service, f"{answers}/1", level, why=level) for level in ("1", "2", "3"))
    )
    assert sorted(answer.status_code for answer in three) == [200, 412, 412]


@pytest.mark.parametrize("role", ["coordinator", "data_entry", "agency_officer"])
async def test_respondents_decide_for_their_own_agency_and_below(
    service: Any, answers: str, bearer: Bearer, role: str
) -> None:
    below = f"/assessments/{await service.assessment(agency='9901.1')}/answers/1"
    service.api.headers.update(bearer(role, agency="9901.1"))
    assert (await put(service, below, "2")).status_code == 200
    for path in (f"{answers}/1", answers.removesuffix("/answers")):
        answer = await service.api.get(path)
        assert answer.status_code == 403
        assert answer.json()["errors"][0]["pointer"] == "path/assessment_id"
    assert (await put(service, f"{answers}/1", "2")).status_code == 403
    answer = await service.api.delete(f"{answers}/1", headers={"If-Match": "*"})
    assert answer.status_code == 403
    assert (await service.api.get(f"{answers}/1/history")).status_code == 403
    listed = (await service.api.get("/assessments")).json()["items"]
    assert [item["agency_code"] for item in listed] == ["9901.1"]
    assert (await service.api.get("/assessments", params={"agency": "9901"})).status_code == 403
    assert await service.count("level_decision") == 1


@pytest.mark.parametrize(
    "role",
    ["leader", "approver", "internal_assessor", "external_assessor", "inspectorate", "operator"],
)
async def test_others_read_but_do_not_answer(
    service: Any, answers: str, bearer: Bearer, role: str
) -> None:
    service.api.headers.update(bearer(role))
    assert (await service.api.get(f"{answers}/1")).status_code == 200
    assert (await put(service, f"{answers}/1", "2")).status_code == 403


@pytest.mark.usefixtures("answers")
async def test_unknown_assessment_is_named(service: Any) -> None:
    answer = await service.api.get("/assessments/0198c0de-0000-7000-8000-000000000001")
    assert answer.status_code == 404
    assert answer.json()["errors"][0]["pointer"] == "path/assessment_id"
    answer = await service.api.get("/assessments", params={"agency": "9999"})
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (404, "query/agency")
