"""AKIP on the edition of PermenPANRB 88/2021: proposed, fixed tier by tier, held against last year.

The agency proposes a grade for a sub-component, or answers its criteria; every tier fixes its own,
the last one is final (domain/rules.md: SAKIP, four tiers).
"""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest
from tests.component.submission.stages.conftest import Evaluation, people
from tests.support.library import packaged_library

from contracts.events.edition import EditionPublishedV1
from contracts.events.score import ScoreChangedV2, TrackScore
from instrument.documents.domain.canonical import canonical, content_hash
from instrument.editions.events import edition_published

EDITION = "permenpanrb-88-2021-akip"
AT = datetime(2026, 3, 1, tzinfo=UTC)
SUBCOMPONENTS = [f"{component}.{part}" for component in range(1, 5) for part in "abc"]
CRITERIA = [f"1.b.{number}" for number in range(1, 12)]
TIERS = {
    "verifikasi": "internal_assessor",
    "penjaminan_mutu": "inspectorate",
    "penetapan": "approver",
}


def akip_edition() -> EditionPublishedV1:
    editions = packaged_library().editions
    content = canonical(next(each for each in editions if each.edition_code == EDITION))
    return edition_published(
        content, content_hash=content_hash(content), revision=1, published_at=AT
    )


@pytest.fixture
async def region(service: Any) -> Any:
    """Return the service, which knows the edition."""
    await service.hear(akip_edition())
    return service


async def opened(service: Any, year: int, bearer: Any, agency: str = "9901.1") -> Evaluation:
    """Open the AKIP evaluation of a year for an agency."""
    code = f"akip-{year}-{agency}"
    answer = await service.open_campaign(
        code,
        kind="akip",
        edition_code=EDITION,
        derivation_set_version=None,
        period=str(year),
        under_code=agency,
        agency_codes=[agency],
    )
    assert answer.status_code == 201, answer.text
    address = f"/assessments/{await service.assessment(code, agency)}"
    return Evaluation(service, address, people(bearer, agency))


async def propose(akip: Evaluation) -> None:
    """Propose grades for the sub-components; answer those of 1.b by its criteria."""
    grades = [code for code in SUBCOMPONENTS if code != "1.b"]
    items = [
        {"indicator_code": code, "level": level, "revision": 0, "explanation": "Dokumen ada."}
        for code, level in (
            *((code, "BB") for code in grades),
            *((code, "partly") for code in CRITERIA),
        )
    ]
    done = await akip.service.api.put(
        f"{akip.address}/stages/usulan/levels",
        json={"items": items},
        headers=akip.by("own_agency_officer"),
    )
    assert done.status_code == 200, done.text


async def carry_on(akip: Evaluation, grade: str = "B") -> None:
    """Let every tier fix a grade, submit and close."""
    await propose(akip)
    await akip.submit("usulan", "own_agency_officer")
    closed = await akip.step("usulan", "closing", "coordinator")
    assert closed.status_code == 200, closed.text
    for stage, role in TIERS.items():
        decided = await akip.decide(stage, "1.a", grade, role)
        assert decided.status_code == 200, decided.text
        submitted = await akip.submit(stage, role)
        assert submitted.status_code == 200, submitted.text
        closed = await akip.step(stage, "closing", role)
        assert closed.status_code == 200, closed.text


async def test_the_agency_proposes_and_the_last_tier_is_final(region: Any, bearer: Any) -> None:
    akip = await opened(region, 2026, bearer)
    await propose(akip)
    submitted = await akip.submit("usulan", "own_agency_officer")
    assert submitted.status_code == 200, submitted.text
    assert (await akip.step("usulan", "closing", "coordinator")).status_code == 200
    for stage, role, grade in (
        ("verifikasi", "internal_assessor", "B"),
        ("penjaminan_mutu", "inspectorate", "CC"),
        ("penetapan", "approver", "A"),
    ):
        assert (await akip.decide(stage, "1.a", grade, role)).status_code == 200
        assert (await akip.submit(stage, role)).status_code == 200
        assert (await akip.step(stage, "closing", role)).status_code == 200
    found = (await region.api.get(f"{akip.address}/indicators")).json()["items"]
    levels = {
        each["indicator_code"]: [level["level"] for level in each["stages"]] for each in found
    }
    # A grade is kept as its number; the last tier is final, all values stand side by side.
    assert levels["1.a"] == ["80", "70", "60", "90"]
    assert levels["2.a"] == ["80"] * 4
    assert levels["1.b.3"] == ["0.5"] * 4
    assert await akip.states() == ["closed"] * 4


async def test_a_sub_component_without_its_grade_or_all_criteria_is_named(
    region: Any, bearer: Any
) -> None:
    akip = await opened(region, 2026, bearer)
    await akip.answer("1.b.1", "yes", "own_agency_officer")
    refused = await akip.submit("usulan", "own_agency_officer")
    (lack,) = refused.json()["missing"]
    assert (refused.status_code, lack["indicator_codes"]) == (409, SUBCOMPONENTS)
    assert lack["roles"] == ["agency_officer"]
    (item,) = (await region.api.get("/campaigns/akip-2026-9901.1/progress")).json()["items"]
    assert (item["stages"][0]["answered"], item["stages"][0]["total"]) == (0, 12)


def scored(akip: Evaluation, exact: str, track: str = "penetapan") -> ScoreChangedV2:
    return ScoreChangedV2(
        assessment_id=UUID(akip.address.removeprefix("/assessments/")),
        revision=1,
        campaign_code="akip",
        agency_code="9901.1",
        edition_code=EDITION,
        edition_hash="a" * 64,
        derivation_set_version=None,
        period="2026",
        changed_at=AT,
        tracks=(TrackScore(track=track, exact=exact, announced=exact, coverage="1"),),
    )


async def listed(service: Any, campaign: str) -> list[dict[str, Any]]:
    answer = await service.api.get(f"/campaigns/{campaign}/not-improving")
    assert answer.status_code == 200, answer.text
    return list(answer.json()["items"])


async def test_who_does_not_improve_on_last_year_is_listed(region: Any, bearer: Any) -> None:
    before = await opened(region, 2025, bearer)
    now = await opened(region, 2026, bearer)
    (item,) = await listed(region, "akip-2026-9901.1")
    assert (item["outcome"], item["cause"]) == ("unknown", "not_final")
    last_day = "UPDATE assessment SET ended_on = {}, end_cause = {} WHERE campaign_code = '{}'"
    await region.execute(last_day.format("'2026-12-01'", "'closed'", "akip-2026-9901.1"))
    assert (await listed(region, "akip-2026-9901.1"))[0]["cause"] == "ended"
    await region.execute(last_day.format("NULL", "NULL", "akip-2026-9901.1"))
    await carry_on(before)
    await carry_on(now)
    await region.hear(scored(before, "71.25"), scored(now, "71"))
    (item,) = await listed(region, "akip-2026-9901.1")
    assert (item["outcome"], item["difference"], item["reason"]) == ("lower", "-0.25", None)
    assert (item["now"]["exact"], item["before"]["campaign_code"]) == ("71", "akip-2025-9901.1")
    assert item["now"]["track"] == item["before"]["track"] == "penetapan"
    (first,) = await listed(region, "akip-2025-9901.1")
    assert first["cause"] == "no_year_before"
    await region.execute("UPDATE assessment_score SET exact = '72' WHERE exact = '71'")
    assert await listed(region, "akip-2026-9901.1") == []


async def test_a_successor_is_held_against_its_only_predecessor(region: Any, bearer: Any) -> None:
    before = await opened(region, 2025, bearer)
    await carry_on(before)
    new = {"name": "Dinas Baru", "agency_kind": "agency", "parent_code": "9901"}
    body = {"from_codes": ["9901.1"], "agency": new, "effective_on": "2026-01-01"}
    assert (await region.api.post("/agencies/9901.9/merger", json=body)).status_code == 200
    now = await opened(region, 2026, bearer, "9901.9")
    await carry_on(now)
    await region.hear(scored(before, "71"), scored(now, "71"))
    (item,) = await listed(region, "akip-2026-9901.9")
    assert (item["outcome"], item["before"]["agency_code"]) == ("equal", "9901.1")


async def test_who_took_another_agency_in_is_listed_with_that_cause(
    region: Any, bearer: Any
) -> None:
    await region.put_agency("9901.2", "9901")
    before = await opened(region, 2025, bearer)
    await carry_on(before)
    body = {"from_codes": ["9901.2"], "effective_on": "2026-01-01"}
    done = await region.api.post("/agencies/9901.1/merger", json=body)
    assert done.status_code == 200, done.text
    now = await opened(region, 2026, bearer)
    await carry_on(now)
    await region.hear(scored(before, "71"), scored(now, "72"))
    (item,) = await listed(region, "akip-2026-9901.1")
    assert (item["outcome"], item["cause"], item["difference"]) == ("unknown", "took_over", None)
    assert (item["before"]["exact"], item["now"]["exact"]) == ("71", "72")
