"""What needs a visit stands in the campaign; its level waits for the signed minutes of one."""

from typing import Any

import httpx
import pytest
from tests.component.submission.assessments.answering import Bearer
from tests.component.submission.conftest import somebody
from tests.component.submission.minutes.conftest import LEVELS
from tests.component.submission.stages.conftest import REASONS, Evaluation, people
from tests.support.records import make_minutes, record


async def put_visits(service: Any, *codes: str, etag: str = '"1"', **body: Any) -> httpx.Response:
    answer: httpx.Response = await service.api.put(
        "/campaigns/spbe-2026/visits",
        json={"indicator_codes": [*codes], **body},
        headers={"If-Match": etag},
    )
    return answer


async def test_visits_are_planned_and_changed_later_with_a_reason(service: Any) -> None:
    await service.open_campaign(planned=True, agency_codes=["9901.1"])
    assert (await put_visits(service, "2", "1")).json() == {
        "campaign_code": "spbe-2026",
        "indicator_codes": ["1", "2"],
        "revision": 2,
    }
    same = await put_visits(service, "1", "2")
    assert (same.status_code, same.headers["etag"]) == (200, '"2"')
    assert (await put_visits(service, "1")).status_code == 412
    plan = (await service.api.get("/campaigns/spbe-2026")).json()
    assert (plan["visits"], plan["state"]) == (["1", "2"], "planned")
    await service.api.post("/campaigns/spbe-2026/opening")
    refused = await put_visits(service, "1", etag='"3"')
    assert (refused.status_code, refused.json()["errors"][0]["pointer"]) == (422, "/reason")
    assert (await put_visits(service, "1", etag='"3"', reason="Asesor.")).status_code == 200
    assert (await service.api.get("/campaigns/spbe-2026/visits")).json()["indicator_codes"] == ["1"]
    steps = "campaign_step WHERE step = 'visits' AND done_by = 'someone'"
    assert await service.count(f"{steps} AND reason = 'Asesor.' AND indicator_codes = '{{1}}'") == 1
    await service.api.post("/campaigns/spbe-2026/closing", json={"reason": "Selesai"})
    assert (await put_visits(service, etag='"5"', reason="Lain.")).status_code == 409


@pytest.mark.parametrize(
    ("codes", "pointer"), [(["1", "77"], "/indicator_codes/1"), (["1", "1"], "/indicator_codes/1")]
)
async def test_only_indicators_of_the_edition_are_visited(
    service: Any, codes: list[str], pointer: str
) -> None:
    await service.open_campaign(planned=True)
    refused = await put_visits(service, *codes)
    assert (refused.status_code, refused.json()["errors"][0]["pointer"]) == (422, pointer)


async def test_a_kind_without_a_stage_of_visits_has_none(service: Any, bearer: Any) -> None:
    await service.open_campaign(kind="monitoring")
    refused = await put_visits(service, "1", reason="Ada.")
    assert (refused.status_code, "pemantauan" in refused.json()["detail"]) == (422, True)
    service.api.headers.update(bearer("internal_assessor"))
    assert (await put_visits(service, "1")).status_code == 403


@pytest.fixture
async def visited(evaluation: Any) -> Any:
    """An evaluation whose stage of visits is open; indicator 1 needs one."""
    set_up = await put_visits(evaluation.service, "1", reason="Permintaan asesor.")
    assert set_up.status_code == 200
    await evaluation.reach("visitasi")
    return evaluation


async def test_a_level_that_needs_a_visit_waits_for_the_signed_minutes_of_one(
    visited: Any,
) -> None:
    for language, told in (("id", "memerlukan kunjungan"), ("en", "needs a visit")):
        refused = await visited.service.api.put(
            f"{visited.address}/stages/visitasi/levels/1",
            json={"level": "3", "reasons": REASONS},
            headers=visited.by("external_assessor")
            | {"If-Match": '"0"', "Accept-Language": language},
        )
        assert (refused.status_code, told in refused.json()["detail"]) == (409, True)
    assert refused.json()["missing"] == [
        {
            "requirement": "visit_signed",
            "roles": ["agency_officer", "coordinator", "external_assessor"],
            "indicator_codes": ["1"],
        }
    ]
    listed = await visited.service.api.put(
        f"{visited.address}/stages/visitasi/levels",
        json={
            "items": [
                {"indicator_code": code, "level": "3", "reasons": REASONS, "revision": 0}
                for code in ("1", "2")
            ]
        },
        headers=visited.by("external_assessor"),
    )
    assert (listed.status_code, listed.json()["errors"][0]["pointer"]) == (
        409,
        "/items/0/indicator_code",
    )
    assert (await visited.decide("visitasi", "2", "3")).status_code == 200
    # Minutes of a visit that name something else do not help.
    await make_minutes(visited.service.api, visited.address, "visitasi", "2", of=somebody)
    assert (await visited.decide("visitasi", "1", "3")).status_code == 409
    minutes = await make_minutes(visited.service.api, visited.address, "visitasi", "1", of=somebody)
    assert (await visited.decide("visitasi", "1", "3")).status_code == 200

    # Once they are written anew they count no more, until both sides have signed them again.
    path = f"{visited.address}/minutes/{minutes['minutes_id']}"
    body = record("visitasi", "1") | {"place": "Pusat data"}
    by = visited.by("external_assessor") | {"If-Match": '"1"'}
    await visited.service.api.put(path, json=body, headers=by)
    assert (await visited.decide("visitasi", "1", "1")).status_code == 409
    refused = await visited.submit("visitasi", "external_assessor")
    assert [each["requirement"] for each in refused.json()["missing"]] == ["visit_signed"]
    await visited.rest("visitasi")
    assert (await visited.submit("visitasi", "external_assessor")).status_code == 200
    assert (await visited.step("visitasi", "closing", "external_assessor")).status_code == 200


async def test_a_visit_is_not_skipped_while_the_campaign_names_something_that_needs_it(
    evaluation: Any,
) -> None:
    await put_visits(evaluation.service, "1", reason="Permintaan asesor.")
    for language, told in (("id", "memerlukan kunjungan"), ("en", "needs a visit")):
        refused = await evaluation.service.api.post(
            f"{evaluation.address}/stages/visitasi/skipping",
            json={"reason": "Lewat."},
            headers=evaluation.by("coordinator") | {"Accept-Language": language},
        )
        assert (refused.status_code, told in refused.json()["detail"]) == (409, True)
    assert refused.json()["missing"][0]["indicator_codes"] == ["1"]
    await put_visits(evaluation.service, etag='"2"', reason="Tidak ada lagi.")
    skipped = await evaluation.step("visitasi", "skipping", "external_assessor", reason="Lewat.")
    assert skipped.status_code == 200


async def test_a_visit_that_is_required_after_its_stage_is_made_up_for_at_the_review(
    evaluation: Any,
) -> None:
    skipped = await evaluation.step("visitasi", "skipping", "external_assessor", reason="Lewat.")
    assert skipped.status_code == 200, skipped.text
    await evaluation.reach("reviu")
    assert (await put_visits(evaluation.service, "1", reason="Diminta.")).status_code == 200
    refused = await evaluation.decide("reviu", "1", "1")
    (lack,) = refused.json()["missing"]
    assert (refused.status_code, lack["requirement"], lack["indicator_codes"]) == (
        409,
        "visit_signed",
        ["1"],
    )
    ahead = await evaluation.submit("reviu", "external_assessor")
    assert [each["requirement"] for each in ahead.json()["missing"]] == ["visit_signed"]
    await make_minutes(evaluation.service.api, evaluation.address, "reviu", "1", of=somebody)
    assert (await evaluation.decide("reviu", "1", "1")).status_code == 200
    assert (await evaluation.submit("reviu", "external_assessor")).status_code == 200


async def test_a_submitted_review_is_not_closed_without_a_visit_that_is_required_later(
    evaluation: Any,
) -> None:
    await evaluation.reach("reviu")
    assert (await evaluation.submit("reviu", "external_assessor")).status_code == 200
    await put_visits(evaluation.service, "1", reason="Diminta.")
    refused = await evaluation.step("reviu", "closing", "external_assessor")
    assert "visit_signed" in [each["requirement"] for each in refused.json()["missing"]]
    await evaluation.rest("reviu")
    assert (await evaluation.step("reviu", "closing", "external_assessor")).status_code == 200


async def test_no_visit_is_required_once_a_review_is_closed_without_it(
    service: Any, bearer: Bearer
) -> None:
    """Nothing could make up for it: the review would stand as valid without the visit."""
    await service.open_campaign(agency_codes=["9901.1", "9901.2"])
    done, behind = [
        Evaluation(
            service, f"/assessments/{await service.assessment(agency=code)}", people(bearer, code)
        )
        for code in ("9901.1", "9901.2")
    ]
    for code, level in LEVELS.items():
        assert (await done.answer(code, level)).status_code == 200
    await done.reach("reviu")
    await make_minutes(service.api, done.address, "reviu", "2", of=somebody)
    assert (await done.submit("reviu", "external_assessor")).status_code == 200
    await done.rest("reviu")
    assert (await done.step("reviu", "closing", "external_assessor")).status_code == 200

    path = "/campaigns/spbe-2026/visits"
    for language, told in (("id", "kegiatan berikutnya"), ("en", "next campaign")):
        refused = await service.api.put(
            path,
            json={"indicator_codes": ["1", "2"], "reason": "Diminta."},
            headers={"If-Match": '"1"', "Accept-Language": language},
        )
        assert (refused.status_code, told in refused.json()["detail"]) == (409, True)
    assert [(each["pointer"], each["message"]) for each in refused.json()["errors"]] == [
        ("/indicator_codes", "1 was not visited at 9901.1")
    ]
    assert (await service.api.get(path)).json()["indicator_codes"] == []
    # What was visited there can be required; what is required can be taken back.
    assert (await put_visits(service, "2", reason="Sudah dikunjungi.")).status_code == 200
    assert (await put_visits(service, etag='"2"', reason="Tidak perlu.")).status_code == 200
    # Where the review is not closed, a visit is recorded without that duty.
    await behind.reach("reviu")
    await make_minutes(service.api, behind.address, "reviu", "1", of=somebody)
    assert await service.count("visited_indicator WHERE indicator_code = '1'") == 1
