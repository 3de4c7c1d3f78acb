"""Assessors decide at their stages, and what does not concern an agency gives its weight away."""

from tests.e2e.world import REGION, World, spbe_campaign

SPBE = spbe_campaign(2026)


async def test_every_stage_has_its_exact_score_through_all_services(world: World) -> None:
    campaign, agency = "kinerja-2026-10", "9901.2.15.01"
    assert (await world.review(campaign, agency, "dokumen", "K1", "80")).status_code == 409
    await world.reach(campaign, agency, "dokumen")
    assert (await world.review(campaign, agency, "dokumen", "K1", "80")).status_code == 200
    await world.reconciled()
    await world.reach(campaign, agency, "visitasi")
    assert (await world.review(campaign, agency, "visitasi", "K4", "n/a")).status_code == 200
    assert (await world.review(campaign, agency, "visitasi", "K1", "200/3")).status_code == 200
    await world.reconciled()
    assert (await world.review(campaign, agency, "visitasi", "K1", None)).status_code == 200
    await world.change("e-program", "realise", skpd="Dishub", month=10, amount=1_500_000_000)
    await world.reconciled()
    assert await tracks(world, campaign, agency) == [
        "self",
        "dokumen",
        "visitasi",
        "provisional",
        "live",
    ]


async def test_an_answer_that_does_not_apply_is_left_out_of_the_index(world: World) -> None:
    assert (await world.claim(SPBE, "2", "n/a")).status_code == 200
    await world.reconciled()
    assert (await world.claim(SPBE, "2", "3")).status_code == 200
    await world.reconciled()
    assert await tracks(world, SPBE, REGION) == ["self", "provisional", "live"]


async def test_nobody_reviews_their_own_agency(world: World) -> None:
    refused = await world.review(SPBE, REGION, "dokumen", "2", "5")
    assert refused.status_code == 403
    assert refused.json()["errors"][0]["pointer"] == "path/assessment_id"


async def tracks(world: World, campaign: str, agency: str) -> list[str]:
    """Return which tracks a score has."""
    assessment = await world.assessment(campaign, agency)
    score = (await world.api.get(f"/scores/{assessment}")).raise_for_status().json()
    return [each["track"] for each in score["tracks"]]
