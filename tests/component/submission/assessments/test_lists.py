"""Many decisions at once: all of them or none, each with its event, conflicts with both sides."""

import asyncio
from typing import Any

import pytest
from tests.component.submission.assessments.answering import ASSESSMENT, Bearer, put


@pytest.fixture
def levels(answers: str) -> str:
    return f"{answers.removesuffix('/answers')}/stages/mandiri/levels"


def item(code: str, level: Any, *, revision: int = 0, **more: Any) -> dict[str, Any]:
    base: dict[str, Any] = {"indicator_code": code, "level": level, "revision": revision}
    return base | (more or {"explanation": "Alasan"})


async def put_all(service: Any, path: str, *items: Any) -> Any:
    return await service.api.put(path, json={"items": list(items)})


async def test_all_are_decided_in_one_step_with_an_event_each(
    service: Any, answers: str, levels: str
) -> None:
    reasons = {"fakta": "Pasal 4", "analisis": "Belum semua", "justifikasi": "Tingkat 3 belum"}
    wanted = (item("2", "2", reasons=reasons), item("1", 3), item("P", "0"))
    done = await put_all(service, levels, *wanted)
    assert done.status_code == 200
    assert [
        (each["indicator_code"], each["level"], each["revision"]) for each in done.json()["decided"]
    ] == [("2", "2", 2), ("1", "3", 3), ("P", "0", 4)]
    events = [
        (event.revision, event.indicator_code, event.level)
        for event in await service.said(ASSESSMENT, count=6)
        if event.TYPE == "submission.level.decided.v2"
    ]
    assert events == [(2, "2", "2"), (3, "1", "3"), (4, "P", "0")]
    (first,) = (await service.api.get(f"{answers}/2/history")).json()["items"]
    assert (first["via"], first["reasons"], first["decided_by"]) == ("bulk", reasons, "someone")
    again = (await put_all(service, levels, *wanted)).json()
    assert (again["decided"], again["unchanged"]) == ([], ["2", "1", "P"])
    assert await service.count("level_decision") == 3


async def test_one_that_is_wrong_keeps_all_of_them_out(service: Any, levels: str) -> None:
    refused = await put_all(
        service,
        levels,
        item("1", "2"),
        item("2", "9"),
        item("X", "1"),
        item("P", "1", decided_at="2999-01-01T00:00:00Z", explanation="a"),
    )
    assert refused.status_code == 422
    assert [each["pointer"] for each in refused.json()["errors"]] == [
        "/items/1/level",
        "/items/2/indicator_code",
        "/items/3/decided_at",
    ]
    twice = await put_all(
        service, levels, item("1", "2"), item("1", "3"), item("2", "1", explanation=None)
    )
    assert [each["pointer"] for each in twice.json()["errors"]] == [
        "/items/1/indicator_code",
        "/items/2/reasons",
    ]
    assert (await put_all(service, levels)).status_code == 400
    assert await service.count("level_decision") == 0


async def test_all_that_is_wrong_is_named_in_one_answer(
    service: Any, answers: str, levels: str
) -> None:
    await put(service, f"{answers}/P", "1", why="Daring")
    refused = await put_all(
        service,
        levels,
        item("1", "2", explanation=None),
        item("1", "8"),
        item("X", "1"),
        item("2", "3", explanation="a", sector="Kesehatan"),
        item("P", "2"),
        item("2", "9", explanation=None),
    )
    assert refused.status_code == 422
    assert [each["pointer"] for each in refused.json()["errors"]] == [
        "/items/0/reasons",
        "/items/1/indicator_code",
        "/items/1/level",
        "/items/2/indicator_code",
        "/items/3/sector",
        "/items/4/revision",
        "/items/5/indicator_code",
        "/items/5/reasons",
        "/items/5/level",
    ]
    (conflict,) = refused.json()["conflicts"]
    assert (conflict["indicator_code"], conflict["current"]["etag"]) == ("P", '"2"')
    assert await service.count("level_decision") == 1


async def test_what_was_changed_meanwhile_is_shown_with_both_versions(
    service: Any, answers: str, levels: str
) -> None:
    await put(service, f"{answers}/1", "1", why="Daring")
    late = await put_all(service, levels, item("1", "3"), item("2", "2"))
    assert late.status_code == 412
    (conflict,) = late.json()["conflicts"]
    assert (conflict["indicator_code"], conflict["yours"]["level"]) == ("1", "3")
    assert conflict["current"]["etag"] == '"2"'
    assert conflict["current"]["body"]["explanation"] == "Daring"
    assert [each["pointer"] for each in late.json()["errors"]] == ["/items/0/revision"]
    assert await service.count("level_decision") == 1
    assert (await put_all(service, levels, item("1", "3", revision=2))).status_code == 200


async def test_who_decides_at_the_stage_decides_many_at_once(
    service: Any, levels: str, bearer: Bearer
) -> None:
    own = levels.replace("mandiri", "dokumen")
    below = await service.assessment(agency="9901.1")
    later = f"/assessments/{below}/stages/dokumen/levels"
    await service.reach(f"/assessments/{below}", "dokumen")
    for roles, path, status in (
        ("external_assessor", own, 403),
        ("agency_officer", later, 403),
        ("external_assessor", later, 200),
        ("data_entry", levels, 200),
    ):
        service.api.headers.update(bearer(roles))
        assert (await put_all(service, path, item("1", "2"))).status_code == status, path


@pytest.mark.usefixtures("levels")
async def test_of_a_list_all_that_the_stage_does_not_take_is_named(
    service: Any, bearer: Bearer
) -> None:
    below = await service.assessment(agency="9901.1")
    path = f"/assessments/{below}/stages/dokumen/levels"
    service.api.headers.update(bearer("external_assessor"))
    answer = await put_all(service, path, item("1", "2"), item("2", "3"))
    assert answer.status_code == 409, answer.text
    assert [each["pointer"] for each in answer.json()["errors"]] == [
        "/items/0/indicator_code",
        "/items/1/indicator_code",
    ]
    (missing,) = answer.json()["missing"]
    assert missing["requirement"] == "earlier_stage_closed"


async def test_of_two_lists_at_once_one_is_kept_whole(service: Any, levels: str) -> None:
    answers = await asyncio.gather(
        *(
            put_all(service, levels, item("1", level), item("2", level), item("P", level))
            for level in ("1", "2")
        )
    )
    assert sorted(answer.status_code for answer in answers) == [200, 412]
    found = (await service.api.get(levels)).json()["items"]
    assert len({each["level"] for each in found}) == 1
    assert sorted(each["revision"] for each in found) == [2, 3, 4]
