"""Kinds of campaigns: their stages, who decides at each, their periods, and who takes part."""

from typing import Any

import pytest
from tests.component.submission.assessments.answering import ASSESSMENT, Bearer, put
from tests.component.submission.assessments.test_stage_levels import decide

TIERS = (
    ("usulan", "agency_officer"),
    ("verifikasi", "internal_assessor"),
    ("penjaminan_mutu", "inspectorate"),
    ("penetapan", "approver"),
)


async def test_akip_goes_through_its_four_tiers(service: Any, bearer: Bearer) -> None:
    opened = await service.open_akip()
    assert (opened.status_code, opened.json()["kind"]) == (201, "akip")
    address = f"/assessments/{await service.assessment('akip-2026', '9901.1')}"
    (event,) = await service.said(ASSESSMENT, count=1)
    assert event.kind == "akip"
    assert [(each.code, each.track) for each in event.stages] == [
        ("usulan", "self"),
        *((code, code) for code, _ in TIERS[1:]),
    ]
    # What an agency proposes is its officer's; the coordinator and data entry answer for SPBE.
    service.api.headers.update(bearer("data_entry", "coordinator"))
    refused = await put(service, f"{address}/answers/1", "2")
    assert (refused.status_code, "agency_officer" in refused.json()["detail"]) == (403, True)
    service.api.headers.update(bearer("agency_officer", subject="a-agency_officer"))
    answered = await put(service, f"{address}/answers/1", "2")
    assert (answered.status_code, answered.json()["stage"]) == (200, "usulan")
    for number, (stage, role) in enumerate(TIERS[1:], start=2):
        path = f"{address}/stages/{stage}/levels/1"
        await service.reach(address, stage)
        others = {each for _, each in TIERS} - {role}
        service.api.headers.update(bearer(*others))
        refused = await decide(service, path, "3")
        assert (refused.status_code, refused.json()["errors"][0]["pointer"]) == (403, "path/stage")
        # Nobody acts at two stages: this person answered at the first.
        service.api.headers.update(bearer(role, subject="a-agency_officer"))
        refused = await decide(service, path, "3")
        assert (refused.status_code, refused.json()["errors"][0]["pointer"]) == (403, "path/stage")
        service.api.headers.update(bearer(role, subject=f"a-{role}"))
        decided = await decide(service, path, "3")
        # Each closing and each decision is a revision.
        assert (decided.status_code, decided.headers["etag"]) == (200, f'"{2 * number}"')
    own = (await service.api.get(f"{address}/answers/1")).json()
    assert (own["level"], own["stage"]) == ("2", "usulan")


async def test_a_stage_of_another_kind_is_refused_with_its_own_named(
    service: Any, bearer: Bearer
) -> None:
    await service.open_akip()
    address = f"/assessments/{await service.assessment('akip-2026', '9901.1')}"
    service.api.headers.update(bearer("external_assessor"))
    for answer in (
        await decide(service, f"{address}/stages/dokumen/levels/1", "3"),
        await service.api.get(f"{address}/stages/dokumen/levels"),
    ):
        assert (answer.status_code, answer.json()["errors"]) == (
            422,
            [
                {
                    "pointer": "path/stage",
                    "message": "pilihan: usulan, verifikasi, penjaminan_mutu, penetapan",
                }
            ],
        )


@pytest.mark.parametrize("planned", [False, True])
async def test_a_kind_is_opened_on_the_editions_of_its_instrument_only(
    service: Any, edition: Any, *, planned: bool
) -> None:
    await service.hear(edition("sakip", hash_letter="d", instrument="akip"))
    await service.hear(edition("sakip-lama", hash_letter="e", instrument="akip"))
    await service.execute("UPDATE edition SET retired = true WHERE edition_code = 'sakip-lama'")
    for code, kind, fitting in (
        ("spbe", "akip", "sakip"),
        ("sakip", "evaluation", "spbe"),
        ("sakip", "monitoring", "spbe"),
    ):
        body = {"edition_code": code, "derivation_set_version": None, "planned": planned}
        answer = await service.open_campaign(kind=kind, **body)
        (wrong,) = answer.json()["errors"]
        assert (answer.status_code, wrong["pointer"]) == (422, "/edition_code")
        assert wrong["message"].endswith(f"edisi yang sesuai: {fitting}")
    assert await service.count("campaign") == 0


async def test_a_kind_that_is_left_out_goes_with_the_instrument(service: Any, edition: Any) -> None:
    await service.hear(edition("sakip", hash_letter="d", instrument="akip"))
    body = {"edition_code": "sakip", "derivation_set_version": None}
    opened = await service.open_campaign("sakip-2026", **body, kind=None)
    assert (opened.status_code, opened.json()["kind"]) == (201, "akip")
    assert (await service.open_campaign()).json()["kind"] == "evaluation"


async def test_a_planned_campaign_that_does_not_fit_its_edition_is_not_opened(
    service: Any,
) -> None:
    """As one that was planned before kinds were held against instruments."""
    await service.open_campaign(planned=True)
    await service.execute("UPDATE campaign SET kind = 'akip'")
    answer = await service.api.post("/campaigns/spbe-2026/opening")
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, "/edition_code")


async def test_agencies_are_named_or_chosen_by_kind_never_both(service: Any) -> None:
    for more in ({}, {"planned": True}):
        answer = await service.open_campaign(agency_kind="regency", **more)
        assert answer.status_code == 422
        assert [each["pointer"] for each in answer.json()["errors"]] == [
            "/agency_codes",
            "/agency_kind",
        ]
    assert await service.count("campaign") == 0


@pytest.mark.parametrize("kind", ["monthly", "quarterly"])
async def test_a_kind_of_a_short_period_needs_an_edition_of_it(service: Any, kind: str) -> None:
    answer = await service.open_campaign(kind=kind)
    assert answer.status_code == 422
    assert [each["pointer"] for each in answer.json()["errors"]] == ["/kind"]


async def test_what_is_not_assessed_takes_no_part(service: Any) -> None:
    made = await service.put_agency("9901.total", agency_kind="unit", is_assessed=False)
    assert (made.status_code, made.json()["is_assessed"]) == (201, False)
    shown = (await service.api.get("/agencies/9901.total")).json()
    assert (shown["agency_kind"], shown["is_assessed"]) == ("unit", False)
    assert (await service.api.get("/agencies/9901.1")).json()["is_assessed"] is True
    events = await service.said("submission.agency", count=4)
    assert [each.is_assessed for each in events if each.agency_code == "9901.total"] == [False]

    named = await service.open_campaign(agency_codes=["9901.1", "9901.total"])
    assert (named.status_code, named.json()["errors"][0]["pointer"]) == (422, "/agency_codes/1")
    await service.open_campaign(agency_codes=None)
    listed = (await service.api.get("/assessments")).json()["items"]
    assert "9901.total" not in [item["agency_code"] for item in listed]


async def test_a_kind_cannot_change_to_one_that_its_children_cannot_be_below(
    service: Any,
) -> None:
    state = {
        "name": "Kabupaten",
        "agency_kind": "unit",
        "parent_code": None,
        "valid_from": "2017-01-01",
    }
    answer = await service.api.put("/agencies/9901", json=state, headers={"If-Match": '"1"'})
    assert answer.status_code == 422
    assert {each["pointer"] for each in answer.json()["errors"]} == {
        "/agency_kind",
        "/parent_code",
    }
