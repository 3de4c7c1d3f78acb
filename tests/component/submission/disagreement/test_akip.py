"""AKIP: the proposed grade against the fixed one, by grades and by criteria; and a single stage."""

from typing import Any

from tests.component.submission.assessments.answering import Bearer
from tests.component.submission.progress.test_akip import akip_edition, carry_on, opened


async def test_the_proposal_is_held_against_what_the_last_tier_fixed(
    service: Any, bearer: Bearer
) -> None:
    await service.hear(akip_edition())
    await carry_on(await opened(service, 2026, bearer))
    path = "/campaigns/akip-2026-9901.1/disagreement"
    found = (await service.api.get(path)).json()
    assert (found["first_stage"], found["last_stage"]) == ("usulan", "penetapan")
    grades, criteria = sorted(found["scales"], key=lambda each: -int(each["above_count"]))
    # Twelve sub-components, one of which was answered by its eleven criteria: BB (80) of 1.a
    # became B (70), and nobody decided anything else anew.
    assert (grades["pair_count"], grades["above_count"], grades["inherited_count"]) == (11, 1, 10)
    assert (grades["mean"], grades["announced_mean"]) == ("10/11", "0.91")
    assert (criteria["pair_count"], criteria["inherited_count"], criteria["mean"]) == (11, 11, "0")
    assert {each["kappa"]["cause"] for each in (grades, criteria)} == {"one_level"}
    assert found["uncompared"] == []
    levels = (await service.api.get(f"{path}/levels", params={"indicator": "1.b"})).json()["items"]
    assert [each["indicator_code"] for each in levels] == [f"1.b.{n}" for n in range(1, 12)]
    fixed = (await service.api.get(f"{path}/levels", params={"indicator": "1.a"})).json()["items"]
    (item,) = fixed
    assert (item["own_level"], item["final_level"], item["difference"]) == ("80", "70", "10")
    # One level of each tier judges nobody.
    assessors = (await service.api.get(f"{path}/assessors")).json()["items"]
    assert [each["stages"] for each in assessors] == [
        ["penetapan"],
        ["penjaminan_mutu"],
        ["verifikasi"],
    ]
    assert not any(basis["is_judged"] for each in assessors for basis in each["bases"])


async def test_a_campaign_of_one_stage_compares_nothing(service: Any, edition: Any) -> None:
    await service.hear(edition("bulanan", hash_letter="c", period="month"))
    await service.open_campaign(
        "bulan",
        kind="monthly",
        edition_code="bulanan",
        period="2026-01",
        derivation_set_version=None,
        agency_codes=["9901.1"],
    )
    found = (await service.api.get("/campaigns/bulan/disagreement")).json()
    assert (found["scales"], found["first_stage"], found["last_stage"]) == (
        [],
        "mandiri",
        "mandiri",
    )
    assert [(each["cause"], each["count"]) for each in found["uncompared"]] == [("single_stage", 3)]
