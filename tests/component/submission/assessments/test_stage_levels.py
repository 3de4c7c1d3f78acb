"""Levels of the stages: who decides where, what is inherited, what is announced."""

from typing import Any

import pytest
from tests.component.submission.assessments.answering import ASSESSMENT, Bearer, put

REASONS = {"fakta": "Peraturan 12/2025, halaman 4.", "analisis": "Seluruh unit dicakup."}


@pytest.fixture
async def below(service: Any, answers: str) -> str:
    """Return the address of the assessment of an agency below the region, where 1 has level 2."""
    address = await service.once(_answer_below)
    assert answers != f"{address}/answers"
    return str(address)


async def _reach_documents(service: Any, address: str) -> None:
    await service.reach(address, "dokumen")


async def _answer_below(service: Any) -> str:
    address = f"/assessments/{await service.assessment(agency='9901.1')}"
    assert (await put(service, f"{address}/answers/1", "2")).status_code == 200
    return address


@pytest.fixture
async def external(service: Any, below: str, bearer: Bearer) -> str:
    """Requests come from an external assessor of the region; return the address they are about.

    The stage dokumen is open.
    """
    await service.once(_reach_documents, below)
    service.api.headers.update(bearer("external_assessor", subject="asesor"))
    return below


async def decide(service: Any, path: str, level: Any, *, etag: str = "0", **body: Any) -> Any:
    """Decide a level with reasons in parts, unless the body says otherwise."""
    body = {"level": level, "reasons": REASONS} | body
    return await service.api.put(path, json=body, headers={"If-Match": f'"{etag}"'})


async def test_a_stage_decides_and_later_ones_inherit(service: Any, external: str) -> None:
    path = f"{external}/stages/dokumen/levels/1"
    before = await service.api.get(path)
    assert (before.headers["etag"], before.json()["level"]) == ('"0"', "2")
    assert (before.json()["inherited"], before.json()["decided_at_stage"]) == (True, "mandiri")

    answer = await decide(service, path, "3")
    assert (answer.status_code, answer.headers["etag"]) == (200, '"4"')
    nothing = {"predicate_before": None, "predicate_after": None}
    assert answer.json() == (await service.api.get(path)).json() | nothing
    assert (answer.json()["level"], answer.json()["inherited"]) == ("3", False)
    assert answer.json()["reasons"] == REASONS
    assert answer.json()["explanation"] == (
        "Fakta: Peraturan 12/2025, halaman 4.\n\nAnalisis: Seluruh unit dicakup."
    )
    later = (await service.api.get(f"{external}/stages/visitasi/levels")).json()
    assert [
        (each["indicator_code"], each["level"], each["inherited"], each["decided_at_stage"])
        for each in later["items"]
    ] == [("1", "3", True, "dokumen")]
    own = (await service.api.get(f"{external}/answers/1")).json()
    assert (own["level"], own["stage"]) == ("2", "mandiri")


async def test_the_explanation_is_inherited_with_the_level(service: Any, external: str) -> None:
    own = (await service.api.get(f"{external}/answers/1")).json()
    for stage in ("dokumen", "reviu"):
        read = await service.api.get(f"{external}/stages/{stage}/levels/1")
        assert (read.json()["level"], read.json()["explanation"]) == ("2", own["explanation"])
    await decide(service, f"{external}/stages/dokumen/levels/1", "3")
    later = (await service.api.get(f"{external}/stages/reviu/levels/1")).json()
    assert (later["level"], later["reasons"], later["inherited"]) == ("3", REASONS, True)


async def test_reason_of_a_withdrawal_is_checked_too(service: Any, external: str) -> None:
    path = f"{external}/stages/dokumen/levels/1"
    await decide(service, path, "3")
    answer = await service.api.delete(
        path, params={"explanation": " \n"}, headers={"If-Match": '"3"'}
    )
    assert answer.status_code == 400
    assert answer.json()["errors"][0]["pointer"] == "query/explanation"


async def test_what_a_stage_withdraws_is_inherited_again(service: Any, external: str) -> None:
    path = f"{external}/stages/dokumen/levels/1"
    await decide(service, path, "3")
    gone = await service.api.delete(
        path, params={"explanation": "Salah baca"}, headers={"If-Match": '"4"'}
    )
    assert (gone.status_code, gone.headers["etag"]) == (200, '"5"')
    assert (gone.json()["level"], gone.json()["inherited"]) == ("2", True)
    events = [
        (each.revision, each.stage, each.level)
        for each in await service.said(ASSESSMENT, count=7)
        if each.TYPE == "submission.level.decided.v2"
    ]
    assert events == [(2, "mandiri", "2"), (4, "dokumen", "3"), (5, "dokumen", None)]
    history = (await service.api.get(f"{external}/answers/1/history")).json()["items"]
    assert [(each["stage"], each["reasons"]) for each in history] == [
        ("dokumen", None),
        ("dokumen", REASONS),
        ("mandiri", None),
    ]


async def test_a_change_starts_from_the_stages_own_version(service: Any, external: str) -> None:
    path = f"{external}/stages/dokumen/levels/1"
    stale = await decide(service, path, "3", etag="2")
    assert (stale.status_code, stale.headers["etag"]) == (412, '"0"')
    body = {"level": "3", "explanation": "Sesuai dokumen"}
    assert (await service.api.put(path, json=body)).status_code == 428
    for _ in range(2):  # the second is a repetition
        first = await service.api.put(path, json=body, headers={"If-Match": '"0"'})
        assert (first.status_code, first.json()["revision"]) == (200, 4)
    assert first.json()["reasons"] is None


async def test_internal_assessors_decide_at_mandiri_external_ones_after_it(
    service: Any, answers: str, below: str, bearer: Bearer
) -> None:
    own = answers.removesuffix("/answers")
    await service.reach(below, "dokumen")
    internal = bearer("internal_assessor")
    outer = bearer("external_assessor", subject="penilai")
    asked = [
        (internal, f"{own}/stages/mandiri/levels/1", 200, None),
        (outer, f"{below}/stages/mandiri/levels/2", 403, "path/stage"),
        (internal, f"{below}/stages/dokumen/levels/2", 403, "path/stage"),
        (outer, f"{own}/stages/dokumen/levels/2", 403, "path/assessment_id"),
        (outer, f"{below}/stages/dokumen/levels/2", 200, None),
    ]
    for who, path, status, pointer in asked:
        answer = await service.api.put(
            path, json={"level": "2", "reasons": REASONS}, headers=who | {"If-Match": '"0"'}
        )
        assert answer.status_code == status, path
        if pointer:
            assert answer.json()["errors"][0]["pointer"] == pointer
    answered = (await service.api.get(f"{answers}/1")).json()
    assert (answered["level"], answered["reasons"]) == ("2", REASONS)


async def test_nobody_decides_on_their_own_agencys_answers(
    service: Any, below: str, bearer: Bearer
) -> None:
    service.api.headers.update(bearer("external_assessor", agency="9901.1"))
    for stage in ("dokumen", "interviu", "visitasi", "reviu"):
        path = f"{below}/stages/{stage}/levels/1"
        answer = await decide(service, path, "3")
        gone = await service.api.delete(path, headers={"If-Match": '"0"'})
        assert (answer.status_code, gone.status_code) == (403, 403)
        assert answer.json()["errors"][0]["pointer"] == "path/assessment_id"
    assert await service.count("level_decision") == 1


@pytest.mark.parametrize(
    "role", ["coordinator", "data_entry", "agency_officer", "leader", "inspectorate", "operator"]
)
async def test_others_read_the_stages_but_do_not_decide(
    service: Any, below: str, bearer: Bearer, role: str
) -> None:
    service.api.headers.update(bearer(role))
    path = f"{below}/stages/dokumen/levels"
    assert (await service.api.get(path)).status_code == 200
    assert (await decide(service, f"{path}/1", "3")).status_code == 403


async def test_a_monitoring_has_no_stage_after_the_documents(service: Any, bearer: Bearer) -> None:
    service.api.headers.update(bearer("coordinator"))
    await service.open_campaign(kind="monitoring", agency_codes=["9901.1"])
    address = f"/assessments/{await service.assessment(agency='9901.1')}"
    service.api.headers.update(bearer("external_assessor"))
    answer = await decide(service, f"{address}/stages/interviu/levels/1", "3")
    assert (answer.status_code, answer.json()["errors"]) == (
        422,
        [{"pointer": "path/stage", "message": "pilihan: mandiri, dokumen"}],
    )
    await service.reach(address, "dokumen")
    assert (await decide(service, f"{address}/stages/dokumen/levels/1", "3")).status_code == 200


@pytest.mark.parametrize(
    ("body", "status", "pointer"),
    [
        ({"level": "4"}, 422, "/level"),
        ({"reasons": None}, 422, "/reasons"),
        ({"explanation": "Sesuai"}, 422, "/reasons"),
        ({"reasons": {"fakta": "ada"}}, 400, "/reasons/analisis"),
        ({"reasons": REASONS | {"justifikasi": " "}}, 400, "/reasons/justifikasi"),
        ({"reasons": REASONS | {"catatan": "x"}}, 400, "/reasons/catatan"),
        ({"explanation": "a\0", "reasons": None}, 400, "/explanation"),
    ],
)
async def test_what_is_wrong_is_named(
    service: Any, external: str, body: dict[str, Any], status: int, pointer: str
) -> None:
    given = {"level": "3"} | body
    path = f"{external}/stages/dokumen/levels/1"
    answer = await decide(service, path, given.pop("level"), **given)
    assert answer.status_code == status
    assert [error["pointer"] for error in answer.json()["errors"]] == [pointer]
    assert await service.count("level_decision") == 1


@pytest.mark.parametrize(
    ("path", "status", "pointer"),
    [
        ("stages/dokumen/levels/77", 404, "path/indicator_code"),
        ("stages/final/levels/1", 422, "path/stage"),
    ],
)
async def test_unknown_stage_or_indicator_is_named(
    service: Any, external: str, path: str, status: int, pointer: str
) -> None:
    for answer in (
        await decide(service, f"{external}/{path}", "3"),
        await service.api.get(f"{external}/{path}"),
    ):
        assert answer.status_code == status
        assert answer.json()["errors"][0]["pointer"] == pointer
