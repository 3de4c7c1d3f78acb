"""A recommendation comes from something that is there, and that concerns the agency."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import msgspec
import pytest
from tests.component.submission.conftest import NAME
from tests.component.submission.stages.conftest import Evaluation, people

from contracts.events.edition import Scale, ScaleLevel
from contracts.events.finding import ContradictionClearedV1, ContradictionFoundV1

from .conftest import Desk

AT = datetime(2026, 3, 1, tzinfo=UTC)


@pytest.fixture
async def evaluation(
    desk: Desk, bearer: Callable[..., dict[str, str]], edition: Callable[..., Any]
) -> Evaluation:
    """An evaluation of an agency on levels 1 to 5: what external assessors see at dokumen."""
    address = await desk.service.once(_evaluate, bearer, edition)
    return Evaluation(desk.service, address, people(bearer, "9901.1"))


async def _evaluate(
    service: Any, bearer: Callable[..., dict[str, str]], edition: Callable[..., Any]
) -> str:
    plain = edition("lima", hash_letter="e")
    levels = tuple(ScaleLevel(value=str(value), name=NAME) for value in range(1, 6))
    scale = Scale(code="levels", kind="levels", minimum="1", maximum="5", levels=levels)
    await service.hear(msgspec.structs.replace(plain, scales=(scale, *plain.scales[1:])))
    await service.open_campaign(
        "lima-2026",
        edition_code="lima",
        derivation_set_version=None,
        kind="evaluation",
        agency_codes=["9901.1"],
    )
    address = f"/assessments/{await service.assessment('lima-2026', '9901.1')}"
    made = Evaluation(service, address, people(bearer, "9901.1"))
    for code, level in (("1", "5"), ("2", "2"), ("P", "70")):
        await made.answer(code, level)
    await made.reach("dokumen")
    return address


def origin(evaluation: Evaluation, kind: str = "indicator", **told: Any) -> dict[str, Any]:
    assessment_id = evaluation.address.rpartition("/")[2]
    return {"origin": {"kind": kind, "assessment_id": assessment_id} | told}


async def write(
    evaluation: Evaluation, role: str = "external_assessor", *, seen: int = 0, **told: Any
) -> Any:
    return await evaluation.service.api.put(
        f"{evaluation.address}/stages/dokumen/findings/index",
        json=told,
        headers=evaluation.by(role) | {"If-Match": f'"{seen}"'},
    )


def remarks(*codes: str) -> list[dict[str, str]]:
    return [{"indicator_code": code, "text": "Terbukti."} for code in codes]


async def test_an_indicator_with_a_gap(desk: Desk, evaluation: Evaluation) -> None:
    gap = origin(evaluation, stage="dokumen", node_code="2")
    assert (await desk.make(**gap)).status_code == 201
    for told, pointer in (
        ({"stage": "dokumen", "node_code": "1"}, "/origin/node_code"),  # at the highest level
        ({"stage": "dokumen", "node_code": "77"}, "/origin/node_code"),
        ({"stage": "final", "node_code": "2"}, "/origin/stage"),
    ):
        refused = await desk.make(**origin(evaluation, **told))
        assert (refused.status_code, refused.json()["errors"][0]["pointer"]) == (422, pointer)
    elsewhere = await desk.make("9901.2", **gap)
    assert (elsewhere.status_code, elsewhere.json()["errors"][0]["pointer"]) == (
        422,
        "/agency_code",
    )


async def test_strengths_are_at_levels_4_and_5_and_weaknesses_at_1_and_2(
    desk: Desk, evaluation: Evaluation
) -> None:
    about = origin(evaluation, "aspect", stage="dokumen", node_code="index")
    early = await desk.make(**about)
    assert (early.status_code, early.json()["errors"][0]["pointer"]) == (422, "/origin/node_code")
    wrong: list[tuple[dict[str, Any], str]] = [
        ({"strengths": remarks("2")}, "/strengths/0/indicator_code"),
        ({"weaknesses": remarks("2", "1")}, "/weaknesses/1/indicator_code"),
        ({"strengths": remarks("1"), "weaknesses": remarks("7")}, "/weaknesses/0/indicator_code"),
        ({"strengths": remarks("1", "1")}, "/strengths/1/indicator_code"),
    ]
    for told, pointer in wrong:
        refused = await write(evaluation, **told)
        assert (refused.status_code, refused.json()["errors"][0]["pointer"]) == (422, pointer)
    sound: dict[str, Any] = {
        "strengths": remarks("1"),
        "weaknesses": remarks("2"),
        "recommendation": "Tetapkan pedoman.",
    }
    for _ in range(2):  # the second is a repetition
        written = await write(evaluation, **sound)
        assert (written.status_code, written.json()["revision"]) == (200, 1), written.text
    assert (await desk.make(**about)).status_code == 201
    found = await desk.service.api.get(f"{evaluation.address}/stages/dokumen/findings")
    assert found.json()["items"] == [written.json()]


async def test_external_assessors_of_the_stage_write_while_it_is_under_way(
    desk: Desk, evaluation: Evaluation
) -> None:
    for role, status in (
        ("coordinator", 403),
        ("internal_assessor", 403),
        ("own_external_assessor", 403),
        ("external_assessor", 200),
    ):
        assert (await write(evaluation, role, weaknesses=remarks("2"))).status_code == status
    by = evaluation.by("external_assessor")
    gap = origin(evaluation, stage="dokumen", node_code="2")
    made = await desk.make(headers=by, **gap)
    assert made.status_code == 201
    # They change what they recommended themselves, and nothing of others.
    theirs = f"/recommendations/{made.json()['recommendation_id']}"
    assert (await desk.put(theirs, by, text="Lebih jelas.")).status_code == 200
    others = await desk.made(text="Dari surat.")
    assert (await desk.put(others, by, text="Lain.")).status_code == 403
    # What is not of their stage is not theirs to recommend.
    for other in (
        {},
        origin(evaluation, stage="mandiri", node_code="2"),
        origin(evaluation, "contradiction", rule_code="x"),
    ):
        assert (await desk.make(headers=by, text="Lain.", **other)).status_code == 403
    await evaluation.submit("dokumen", "external_assessor")
    await evaluation.step("dokumen", "closing", "external_assessor")
    late = await write(evaluation, seen=1)
    assert late.status_code == 409, late.text


async def test_a_contradiction_that_is_open(desk: Desk, evaluation: Evaluation) -> None:
    about = origin(evaluation, "contradiction", rule_code="aturan-1")
    assert (await desk.make(**about)).status_code == 422
    assessment_id = UUID(evaluation.address.rpartition("/")[2])
    told: dict[str, Any] = {
        "assessment_id": assessment_id,
        "agency_code": "9901.1",
        "campaign_code": "lima-2026",
        "rule_code": "aturan-1",
    }
    found = ContradictionFoundV1(
        **told, revision=3, severity="major", message=NAME, found_at=AT, indicator_code="1"
    )
    cleared = ContradictionClearedV1(**told, revision=2, cleared_at=AT)
    await desk.service.hear(found, cleared)  # the older one comes later
    assert (await desk.make(**about)).status_code == 201
    await desk.service.hear(ContradictionClearedV1(**told, revision=4, cleared_at=AT), found)
    assert (await desk.make(text="Lain.", **about)).status_code == 422


async def test_a_monitoring_recommends_nothing(desk: Desk) -> None:
    service = desk.service
    await service.open_campaign("pantau", kind="monitoring", agency_codes=["9901.2"])
    assessment_id = await service.assessment("pantau", "9901.2")
    about = {"kind": "indicator", "assessment_id": assessment_id, "stage": "mandiri"}
    refused = await desk.make("9901.2", origin=about | {"node_code": "1"})
    assert (refused.status_code, refused.json()["errors"][0]["pointer"]) == (
        422,
        "/origin/assessment_id",
    )
