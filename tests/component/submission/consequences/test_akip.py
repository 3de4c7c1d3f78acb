"""AKIP that does not improve is a punishment by the rules; what cannot be compared is none."""

from typing import Any

from tests.component.submission.conftest import bearer
from tests.component.submission.progress.test_akip import akip_edition, carry_on, opened, scored

from .conftest import AGENCY, LEADER

AKIP, AKIP_ROSE = "akip-tidak-naik", "akip-naik"


async def listed(service: Any, campaign: str) -> dict[str, dict[str, Any]]:
    path = f"/campaigns/{campaign}/consequences"
    found = await service.api.get(path, headers=LEADER)
    return {each["rule_code"]: each for each in found.raise_for_status().json()["items"]}


async def test_a_value_that_does_not_rise_is_listed_with_both_years(service: Any) -> None:
    await service.hear(akip_edition())
    years = {}
    for year, value in ((2024, "70"), (2025, "68")):
        years[year] = await opened(service, year, bearer)
        alone = await listed(service, f"akip-{year}-{AGENCY}")
        # Not final yet: neither of both.
        assert {alone[code]["verdict"] for code in (AKIP, AKIP_ROSE)} == {"undetermined"}
        await carry_on(years[year])
        await service.hear(scored(years[year], value))
    found = await listed(service, f"akip-2025-{AGENCY}")
    assert found[AKIP]["verdict"] == "punishment"
    assert AKIP_ROSE not in found
    (reason,) = found[AKIP]["reasons"]
    assert reason["text"]["id"] == "nilai AKIP turun: 68, tahun sebelumnya 70"
    assert [(each["kind"], each["period"]) for each in reason["references"]] == [
        ("assessment", "2025"),
        ("assessment", "2024"),
    ]
    first = await listed(service, f"akip-2024-{AGENCY}")
    assert first[AKIP]["verdict"] == "undetermined"
    assert "tidak ada penilaian tahun sebelumnya" in first[AKIP]["reasons"][0]["text"]["id"]
