"""Answers: levels on the scale, with their reasons, kept exactly."""

from typing import Any

import msgspec
import pytest
from tests.component.submission.assessments.answering import ASSESSMENT, Bearer, put


async def test_unanswered_indicator_has_the_version_0(service: Any, answers: str) -> None:
    answer = await service.api.get(f"{answers}/1")
    assert (answer.status_code, answer.headers["etag"]) == (200, '"0"')
    assert (answer.json()["level"], answer.json()["revision"]) == (None, 0)


async def test_level_is_decided_and_announced(service: Any, answers: str, bearer: Bearer) -> None:
    service.api.headers.update(bearer("data_entry", subject="petugas"))
    answer = await put(service, f"{answers}/1", "2", why="Peraturan, halaman 4")
    assert (answer.status_code, answer.headers["etag"]) == (200, '"2"')
    read = (await service.api.get(f"{answers}/1")).json()
    nothing = {"predicate_before": None, "predicate_after": None}
    assert read | nothing == answer.json()
    assert (read["level"], read["explanation"], read["decided_by"], read["stage"]) == (
        "2",
        "Peraturan, halaman 4",
        "petugas",
        "mandiri",
    )
    events = await service.said(ASSESSMENT, count=4)
    (event,) = [each for each in events if each.TYPE == "submission.level.decided.v2"]
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


async def test_what_does_not_concern_the_agency_is_answered_so_where_the_edition_allows(
    empty: Any, edition: Any, derivations: Any
) -> None:
    nodes = [
        msgspec.structs.replace(node, not_applicable="refuse") if node.code == "2" else node
        for node in edition().nodes
    ]
    spared = msgspec.structs.replace(edition(), nodes=tuple(nodes), not_applicable="redistribute")
    await empty.hear(spared, derivations())
    await empty.put_agency("9901", None)
    await empty.open_campaign()
    path = f"/assessments/{await empty.assessment()}/answers"
    answer = await put(empty, f"{path}/1", "N/A", why="Tidak ada layanan semacam itu")
    assert (answer.status_code, answer.json()["level"]) == (200, "n/a")
    refused = await put(empty, f"{path}/2", "n/a")
    assert (refused.status_code, refused.json()["errors"]) == (
        422,
        [{"pointer": "/level", "message": "selalu berlaku: n/a tidak diterima"}],
    )
    events = await empty.said(ASSESSMENT, count=2)
    assert [each.level for each in events if hasattr(each, "level")] == ["n/a"]


@pytest.mark.parametrize("language", ["id", "en"])
async def test_a_level_off_the_scale_is_told_what_the_scale_takes(
    service: Any, answers: str, language: str
) -> None:
    service.api.headers["Accept-Language"] = language
    answer = await put(service, f"{answers}/1", "4")
    assert (
        answer.json()["errors"][0]["message"]
        == {
            "id": "4 tidak ada pada skalanya; pilihan: 1, 2, 3",
            "en": "4 is not on its scale; it takes 1, 2, 3",
        }[language]
    )


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
        ("1", "3\0", 400),
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
        ({"explanation": " \n\t\u00a0"}, "/explanation"),
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
    read = (await service.api.get(f"{answers}/1")).json()
    assert read["decided_at"] == answer.json()["decided_at"]


@pytest.mark.parametrize("reason", ["a\0", "", " \n"])
async def test_reason_of_a_withdrawal_is_checked_too(
    service: Any, answers: str, reason: str
) -> None:
    answer = await service.api.delete(
        f"{answers}/1", params={"explanation": reason}, headers={"If-Match": '"0"'}
    )
    assert answer.status_code == 400
    assert answer.json()["errors"][0]["pointer"] == "query/explanation"


async def test_answers_with_a_version_are_kept_by_their_reader_alone(
    service: Any, answers: str
) -> None:
    for path in (f"{answers}/1", answers.removesuffix("/answers")):
        answer = await service.api.get(path)
        assert answer.headers["cache-control"] == "private, no-cache"


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
